"""Versions, replacement, merging, history and time travel of lake tables."""

from datetime import UTC, date, datetime

import polars as pl
import pytest

from onedata_resources.clients.lake import LakeClient
from onedata_resources.errors import BadInputError

TABLE = ["dwd", "sales_line"]
DAYS = [date(2017, 1, 1), date(2017, 1, 2), date(2017, 1, 3)]


@pytest.fixture
def lake(tmp_path):
    return LakeClient(str(tmp_path / "lake"))


def day_rows(**values):
    return pl.DataFrame({"sold_date": DAYS, "sales_usd": [1.0, 2.0, 3.0]} | values)


def rows(lake, table=TABLE, version=None):
    frame = lake.scan(table, version).collect()
    return sorted(frame.rows(), key=str)


def test_a_write_replaces_the_table_and_keeps_the_version_before(lake):
    first = lake.write(TABLE, day_rows())
    second = lake.write(TABLE, day_rows().head(1))
    assert (first.version, first.rows, second.version, second.rows) == (0, 3, 1, 1)
    assert len(rows(lake)) == 1
    assert len(rows(lake, version=0)) == 3


def test_a_lazy_frame_is_written_like_a_frame(lake):
    assert lake.write(TABLE, day_rows().lazy().filter(pl.col("sales_usd") > 1)).rows == 2


def test_an_empty_frame_makes_an_empty_table_with_its_columns(lake):
    lake.write(TABLE, day_rows().clear())
    assert lake.scan(TABLE).collect().schema == day_rows().schema


def test_where_replaces_only_its_rows_and_a_repetition_changes_nothing(lake):
    lake.write(TABLE, day_rows())
    again = pl.DataFrame({"sold_date": [DAYS[1]] * 2, "sales_usd": [20.0, 21.0]})
    for version in (1, 2):
        written = lake.write(TABLE, again, where="sold_date = '2017-01-02'")
        assert (written.version, written.rows) == (version, 2)
    assert rows(lake) == [(DAYS[0], 1.0), (DAYS[1], 20.0), (DAYS[1], 21.0), (DAYS[2], 3.0)]


def test_where_with_no_rows_empties_its_days(lake):
    lake.write(TABLE, day_rows())
    lake.write(TABLE, day_rows().clear(), where="sold_date = '2017-01-02'")
    assert [row[0] for row in rows(lake)] == [DAYS[0], DAYS[2]]


@pytest.mark.parametrize("exists", [True, False])
def test_rows_outside_where_are_refused_without_showing_their_values(lake, exists):
    if exists:
        lake.write(TABLE, day_rows())
    with pytest.raises(BadInputError, match="rows failed validation") as caught:
        lake.write(TABLE, day_rows(), where="sold_date = '2017-01-02'")
    assert "2017-01-03" not in str(caught.value)
    assert lake.exists(TABLE) is exists


@pytest.mark.parametrize("where", ["sold_date ===", "no_such_column = 1"])
def test_a_wrong_predicate_names_the_table_and_changes_nothing(lake, where):
    lake.write(TABLE, day_rows())
    with pytest.raises(BadInputError, match="dwd/sales_line"):
        lake.write(TABLE, day_rows(), where=where)
    assert len(lake.history(TABLE)) == 1


def test_an_error_of_the_query_is_raised_as_it_was(lake):
    broken = day_rows().lazy().select(pl.lit("x").cast(pl.Int64).alias("n"))
    with pytest.raises(pl.exceptions.InvalidOperationError):
        lake.write(TABLE, broken)
    assert not lake.exists(TABLE)


def test_merging_updates_known_keys_and_inserts_the_others(lake):
    members = pl.DataFrame({"会员号": [1, 2], "Name": ["a", "b"]})
    lake.merge(["dwd", "member"], members, on=["会员号"])
    changed = pl.DataFrame({"会员号": [2, 3], "Name": ["B", "c"]})
    for _ in range(2):
        assert lake.merge(["dwd", "member"], changed, on=["会员号"]).rows == 2
        assert rows(lake, ["dwd", "member"]) == [(1, "a"), (2, "B"), (3, "c")]


@pytest.mark.parametrize(
    ("keys", "reason"), [([1, 1], "1 keys repeat"), ([1, None], "1 key values are null")]
)
def test_keys_that_do_not_identify_a_row_are_not_merged(lake, keys, reason):
    frame = pl.DataFrame({"id": keys, "v": [1, 2]})
    with pytest.raises(BadInputError, match=reason):
        lake.merge(TABLE, frame, on=["id"])


def test_appending_with_the_same_token_adds_the_rows_once(lake):
    for _ in range(2):
        lake.append(TABLE, day_rows(), token=("loader", 1))
    lake.append(TABLE, day_rows(), token=("another", 1))
    assert lake.append(TABLE, day_rows(), token=("loader", 2)).rows == 3
    assert len(rows(lake)) == 9


def test_a_restored_version_is_the_newest_and_the_history_stays(lake):
    lake.write(TABLE, day_rows())
    lake.write(TABLE, day_rows().head(1))
    restored = lake.restore(TABLE, 0)
    assert (restored.version, restored.rows, len(rows(lake))) == (2, 3, 3)
    told = lake.history(TABLE)
    assert [(v.version, v.operation, v.rows) for v in told] == [
        (2, "RESTORE", None),
        (1, "WRITE", 1),
        (0, "WRITE", 3),
    ]
    assert told[0].at.tzinfo is UTC
    assert told[0].at <= datetime.now(UTC)


def test_a_diff_tells_added_removed_and_changed_rows(lake):
    lake.write(TABLE, pl.DataFrame({"id": [1, 2, 3], "v": [1.0, None, float("nan")]}))
    lake.write(TABLE, pl.DataFrame({"id": [2, 3, 4], "v": [2.0, float("nan"), 4.0]}))
    told = lake.diff(TABLE, on=["id"], before=0)
    assert told.rows() == [
        ("delete", 1, 1.0),
        ("update_postimage", 2, 2.0),
        ("update_preimage", 2, None),
        ("insert", 4, 4.0),
    ]


def test_a_diff_by_a_key_that_repeats_is_refused(lake):
    lake.write(TABLE, pl.DataFrame({"id": [1, 1]}))
    with pytest.raises(BadInputError, match="repeats 1 keys"):
        lake.diff(TABLE, on=["id"], before=0)


def test_compacting_joins_files_and_keeps_rows_and_recent_versions(lake):
    for number in range(4):
        lake.append(TABLE, day_rows(), token=("loader", number))
    told = lake.compact(TABLE)
    assert (told.files_before, told.files_after, told.deleted) == (4, 1, 0)
    assert len(rows(lake)) == 12
    assert len(rows(lake, version=0)) == 3


def test_a_missing_table_names_the_asset_that_makes_it_and_near_names(lake):
    lake.write(TABLE, day_rows())
    with pytest.raises(BadInputError, match='--select "key:dwd/sales_lines"') as caught:
        lake.scan(["dwd", "sales_lines"])
    assert "Near names: dwd/sales_line." in caught.value.en


def test_a_version_that_is_not_there_is_refused(lake):
    lake.write(TABLE, day_rows())
    with pytest.raises(BadInputError, match="dwd/sales_line"):
        lake.scan(TABLE, version=7)


@pytest.mark.parametrize("address", [["ods"], ["ods", "../x"], ["ods", "a/b"], ["", "x"], []])
def test_an_address_cannot_leave_the_lake(lake, address):
    with pytest.raises(BadInputError, match="no table address"):
        lake.write(address, day_rows())
