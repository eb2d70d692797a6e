"""Files that Polars writes are as good a version as those of deltalake: bounds, merges, readers."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest
from deltalake import DeltaTable, write_deltalake
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onedata_resources.clients import lake_files
from onedata_resources.clients.lake import LakeClient
from onedata_resources.clients.lake_stats import LONGEST
from onedata_resources.errors import BadInputError
from tests.processes import at_once

TABLE = ["dwd", "t"]
FEW = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
DAYS = st.dates(date(1, 1, 1), date(9999, 12, 30))
INSTANTS = st.datetimes(datetime(1700, 1, 1), datetime(2200, 1, 1))  # noqa: DTZ001 - local times
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "n": st.none() | st.integers(-(2**63), 2**63 - 1),
            "x": st.none() | st.floats(allow_infinity=True, allow_nan=True),
            "s": st.none() | st.text(max_size=LONGEST + 3),
            "day": st.none() | DAYS,
            "at": st.none() | INSTANTS,
            "utc": st.none() | INSTANTS.map(lambda at: at.replace(tzinfo=UTC)),
            "is_on": st.none() | st.booleans(),
        }
    ),
    max_size=12,
)
SCHEMA = {
    "n": pl.Int64(),
    "x": pl.Float64(),
    "s": pl.String(),
    "day": pl.Date(),
    "at": pl.Datetime("us"),
    "utc": pl.Datetime("us", "UTC"),
    "is_on": pl.Boolean(),
}


@pytest.fixture
def lake(tmp_path):
    return LakeClient(str(tmp_path / "lake"))


def stats_of(lake, table=TABLE) -> list[dict]:
    newest = Path(lake.location(table), "_delta_log", f"{lake.table(table).version():020}.json")
    actions = [json.loads(line) for line in newest.read_text(encoding="utf-8").splitlines()]
    return [json.loads(action["add"]["stats"]) for action in actions if "add" in action]


def parsed(text: str) -> datetime:
    return datetime.fromisoformat(text)


PARSED = {"day": date.fromisoformat, "at": parsed, "utc": parsed}


@FEW
@given(rows=ROWS)
def test_the_bounds_in_the_log_hold_every_value_and_count_every_null(tmp_path_factory, rows):
    lake = LakeClient(str(tmp_path_factory.mktemp("lake")))
    lake.write(TABLE, pl.DataFrame(rows, schema=SCHEMA))
    for told in stats_of(lake):
        assert told["numRecords"] == len(rows)
        for name, count in told["nullCount"].items():
            assert count == sum(row[name] is None for row in rows)
        for name, low in told["minValues"].items():
            parse = PARSED.get(name, lambda value: value)
            bounds = parse(low), parse(told["maxValues"][name])
            values = [row[name] for row in rows if row[name] is not None]
            numbers = [value for value in values if value == value]  # noqa: PLR0124 - not NaN
            assert all(bounds[0] <= value <= bounds[1] for value in numbers)


def test_a_bound_below_a_millisecond_is_rounded_outwards(lake):
    at = datetime(2024, 1, 1, 0, 0, 0, 456_789)  # noqa: DTZ001 - a local time
    lake.write(TABLE, pl.DataFrame({"at": [at]}))
    [told] = stats_of(lake)
    assert told["minValues"] == {"at": "2024-01-01 00:00:00.456"}
    assert told["maxValues"] == {"at": "2024-01-01 00:00:00.457"}


def test_other_readers_see_the_same_rows_and_predicates_find_them(lake):
    frame = pl.DataFrame({"day": [date(2024, 1, d) for d in (1, 2, 3)], "名称": ["a", None, "c"]})
    lake.write(TABLE, frame)
    table = DeltaTable(lake.location(TABLE))
    assert pl.from_arrow(table.to_pyarrow_table()).equals(frame)
    lake.write(TABLE, frame.head(1), where="day = '2024-01-01'")
    assert table.history()[0]["operation"] == "WRITE"
    assert lake.scan(TABLE).sort("day").collect().equals(frame)


@pytest.mark.parametrize("name", ["数据 湖", "with space", "ä+&#?"])
def test_a_lake_may_stand_below_any_folder_name(tmp_path, name):
    lake = LakeClient(str(tmp_path / name))
    for _ in range(2):
        lake.write(TABLE, pl.DataFrame({"id": [1, 2]}))
    lake.merge(TABLE, pl.DataFrame({"id": [2, 3]}), on=["id"])
    lake.write(TABLE, pl.DataFrame({"id": [3]}), where="id = 3")
    assert sorted(lake.scan(TABLE).collect()["id"]) == [1, 2, 3]
    assert lake.sql("SELECT count(*) AS n FROM dwd.t").item() == 3
    assert lake.compact(TABLE).files_after == 1


def test_a_lake_below_a_folder_with_a_percent_sign_is_refused(tmp_path):
    with pytest.raises(BadInputError, match="%"):
        LakeClient(str(tmp_path / "pct%20"))


@FEW
@given(
    before=st.dictionaries(st.integers(0, 20), st.integers(), max_size=15),
    steps=st.lists(
        st.dictionaries(st.integers(0, 25), st.integers(-5, 5), min_size=1, max_size=6),
        min_size=1,
        max_size=3,
    ),
)
def test_merging_is_updating_a_dictionary(tmp_path_factory, before, steps):
    lake = LakeClient(str(tmp_path_factory.mktemp("lake")))
    schema = {"id": pl.Int64, "v": pl.Int64}
    bounded = {key: value % 1000 for key, value in before.items()}
    lake.write(TABLE, pl.DataFrame(list(bounded.items()), schema=schema, orient="row"))
    for step in steps:
        lake.merge(TABLE, pl.DataFrame(list(step.items()), schema=schema, orient="row"), on=["id"])
        bounded |= step
    assert dict(lake.scan(TABLE).collect().rows()) == bounded
    assert len(lake.history(TABLE)) == len(steps) + 1


def test_a_merge_leaves_the_files_alone_that_hold_none_of_its_keys(lake):
    for start in (0, 10, 20):
        rows = pl.DataFrame({"id": range(start, start + 10)}).with_columns(v=pl.lit("old"))
        lake.append(TABLE, rows, token=("loader", start))
    before = set(lake.table(TABLE).file_uris())
    lake.merge(TABLE, pl.DataFrame({"id": [12, 99], "v": ["new", "new"]}), on=["id"])
    after = set(lake.table(TABLE).file_uris())
    assert (len(before & after), len(after - before)) == (2, 1)
    assert lake.history(TABLE)[0].operation == "MERGE"
    assert lake.history(TABLE)[0].rows == 2


def merge_same(uri: str, writer: int) -> None:
    rows = pl.DataFrame({"id": range(30), "v": [writer] * 30})
    for _ in range(3):
        LakeClient(uri).merge(TABLE, rows, on=["id"])


def test_merges_at_once_insert_no_key_twice(lake):
    lake.write(TABLE, pl.DataFrame({"id": [0], "v": [0]}))
    at_once(merge_same, [(lake.uri, writer) for writer in range(3)])
    found = lake.scan(TABLE).collect()
    assert sorted(found["id"]) == list(range(30))
    assert found["v"].n_unique() == 1


def test_a_commit_that_fails_leaves_no_file_behind(lake, monkeypatch):
    lake.write(TABLE, pl.DataFrame({"id": [1]}))
    table = lake.table(TABLE)

    def refuse(*_args, **_keywords):
        raise OSError("the log is away")

    # Only a fault between the files and the commit shows what becomes of the files.
    monkeypatch.setattr(DeltaTable, "create_write_transaction", refuse)
    with pytest.raises(OSError, match="the log is away"):
        lake.write(TABLE, pl.DataFrame({"id": [2]}))
    written = {str(path) for path in Path(lake.location(TABLE)).glob("*.parquet")}
    assert written == set(table.file_uris())


@pytest.mark.parametrize(
    "given",
    [
        {"partition_by": ["day"]},
        {"configuration": {"delta.enableChangeDataFeed": "true"}},
        {"configuration": {"delta.appendOnly": "false"}},
    ],
    ids=["partitions", "change data feed", "properties"],
)
def test_a_table_with_features_of_other_programs_keeps_them(lake, given):
    frame = pl.DataFrame({"id": [1, 2], "day": ["a", "b"]})
    write_deltalake(lake.location(TABLE), frame.to_arrow(), **given)
    before = lake.table(TABLE).metadata()
    lake.merge(TABLE, pl.DataFrame({"id": [2, 3], "day": ["c", "c"]}), on=["id"])
    lake.append(TABLE, pl.DataFrame({"id": [4], "day": ["d"]}), token=("loader", 1))
    after = lake.table(TABLE).metadata()
    assert after.partition_columns == before.partition_columns
    assert after.configuration == before.configuration
    found = lake.scan(TABLE).sort("id").collect().rows()
    assert found == [(1, "a"), (2, "c"), (3, "c"), (4, "d")]


def test_a_constraint_of_another_program_still_refuses_rows(lake):
    lake.write(TABLE, pl.DataFrame({"id": [1, 2]}))
    lake.table(TABLE).alter.add_constraint({"positive": "id > 0"})
    with pytest.raises(BadInputError, match="dwd/t"):
        lake.append(TABLE, pl.DataFrame({"id": [-1]}), token=("loader", 1))
    assert sorted(lake.scan(TABLE).collect()["id"]) == [1, 2]


def test_a_merge_with_a_new_column_fills_the_old_rows_with_nulls(lake):
    lake.write(TABLE, pl.DataFrame({"id": [1, 2]}))
    lake.merge(TABLE, pl.DataFrame({"id": [2], "v": ["x"]}), on=["id"])
    lake.merge(TABLE, pl.DataFrame({"id": [1, 3], "v": ["y", "z"]}), on=["id"])
    assert lake.scan(TABLE).sort("id").collect().rows() == [(1, "y"), (2, "x"), (3, "z")]


def test_rows_past_the_size_of_a_file_go_to_more_files(lake, monkeypatch):
    monkeypatch.setattr(lake_files, "FILE_BYTES", 1 << 22)  # a gigabyte takes too long to make
    numbers = pl.LazyFrame().select(n=pl.int_range(2_000_000))
    assert lake.write(TABLE, numbers).rows == 2_000_000
    assert len(lake.table(TABLE).file_uris()) > 1
    assert lake.scan(TABLE).collect().equals(numbers.collect())
    assert sum(told["numRecords"] for told in stats_of(lake)) == 2_000_000
