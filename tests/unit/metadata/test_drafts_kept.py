"""A standard that is drafted from rows is kept by these rows, however their source writes them."""

from datetime import date, datetime

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onedata_assets.domain.metadata.conformance import Breach, breaches
from onedata_assets.domain.metadata.found_drafts import draft_of
from onedata_assets.domain.metadata.model import Family
from onedata_assets.domain.metadata.sources import SourceKind
from onedata_assets.domain.metadata.structure import Problem, Wanted
from onedata_assets.domain.metadata.value_families import as_family
from onedata_assets.domain.metadata.written_times import moments
from onedata_resources.clients.catalog_files import files_samples, files_structure
from onedata_resources.clients.catalog_whole import whole_files
from onedata_resources.clients.csv_copies import Typed

pytestmark = pytest.mark.row("S16", "S17")

TODAY = date(2026, 11, 27)
DAYS = [
    f"%Y{sign}%m{sign}%d" for sign in "-/."] + [
    f"%{order[0]}{sign}%{order[1]}{sign}%{order[2]}"
    for sign in "-/." for order in ("dmY", "mdY", "dmy", "mdy", "ymd")
] + ["%Y%m%d", "%Y年%m月%d日", "%d %b %Y", "%d-%b-%Y", "%b %d, %Y", "%B %d, %Y"]  # fmt: skip
CLOCKS = ["%H:%M", "%H:%M:%S", "%H:%M:%S.%f", "%I:%M:%S %p", "%I:%M %p"]
MOMENTS = st.builds(datetime.combine, st.dates(date(1970, 1, 1), date(2068, 12, 31)), st.times())


def without_noughts(text: str) -> str:
    """Return `2025/3/12 8:00` for `2025/03/12 08:00`, as spreadsheets write it."""
    return text.replace("/0", "/").replace(" 0", " ")


def written(form: str, *, plain: bool) -> st.SearchStrategy[str]:
    texts = MOMENTS.map(lambda each: each.strftime(form))
    return texts.map(without_noughts) if plain else texts


COLUMNS = st.one_of(
    *(
        st.just(each)
        for each in (
            st.booleans().map(lambda each: "yes" if each else "no"),
            st.booleans().map(lambda each: "Y" if each else "N"),
            st.booleans().map(lambda each: "TRUE" if each else "false"),
            st.integers(-(2**80), 2**80).map(str),
            st.integers(0, 9).map(lambda each: f"0{each}"),
            st.floats().map(str),
            st.decimals(-999, 999, places=2).map(str),
            st.times().map(lambda each: each.strftime("%H:%M:%S")),
            st.text("abc张,伟 ;'", max_size=8),
            st.sampled_from(["是", "否"]),
        )
    ),
    st.builds(written, st.sampled_from(DAYS), plain=st.booleans()),
    st.builds(
        lambda day, clock, sign, plain: written(f"{day}{sign}{clock}", plain=plain),
        st.sampled_from(DAYS), st.sampled_from(CLOCKS), st.sampled_from([" ", "T"]), st.booleans(),
    ),
)  # fmt: skip


def broken(folder, copies) -> list[Breach]:
    """Return what the tables of a folder break of the standards drafted from all their rows."""
    found = []
    tables = files_structure(folder, Wanted()).tables
    for table, rows in files_samples(folder, tables, wanted=Wanted(), rows=10_000):
        made = draft_of("s/t", SourceKind.FILES, table, rows, most=10_000, today=TODAY)
        for _, frame in whole_files(folder, [table], copies, 10_000, typed=Typed.NOT):
            assert not isinstance(frame, Problem), frame
            found += breaches(frame, made, today=TODAY)
    return found


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_the_rows_of_a_file_keep_the_standard_that_is_drafted_from_them(
    tmp_path_factory, data: st.DataObject
):
    folder = tmp_path_factory.mktemp("files")
    columns = data.draw(st.lists(COLUMNS, min_size=1, max_size=4))
    size = data.draw(st.integers(2, 6))
    times = data.draw(st.sampled_from([1, 40]))
    frame = {
        f"c{number}": data.draw(st.lists(each | st.just(""), min_size=size, max_size=size)) * times
        for number, each in enumerate(columns)
    }
    pl.DataFrame({"no": [f"x{n}" for n in range(size * times)], **frame}).write_csv(
        folder / "a.csv"
    )
    assert broken(folder, tmp_path_factory.mktemp("copies")) == []


def test_a_table_with_other_delimiters_in_its_texts_keeps_its_standard(tmp_path):
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "a.csv").write_text("no,c0\n" + "x0,\nx1,;'''\n" * 40)
    [table] = files_structure(folder, Wanted()).tables
    assert [each.name for each in table.columns] == ["no", "c0"]
    assert broken(folder, tmp_path / "copies") == []


@pytest.mark.parametrize("rows", [["inf", ""], ["-inf", "inf"], ["inf", "2024-01-31"]])
def test_infinite_numbers_are_no_days(tmp_path, rows):
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "a.csv").write_text("no,c0\n" + "".join(f"x{n},{v}\n" for n, v in enumerate(rows)))
    [table] = files_structure(folder, Wanted()).tables
    assert (table.column("c0").family is Family.FLOAT) == ("2024-01-31" not in rows)
    for _, frame in whole_files(folder, [table], tmp_path / "copies", 10):
        assert isinstance(frame, pl.LazyFrame)
        assert frame.select(pl.col("c0").cast(pl.String)).collect().height == len(rows)


def test_a_year_of_two_noughts_is_looked_at_and_kept(tmp_path):
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "a.csv").write_text("no,c0\nx0,00-01-01 00:00\nx1,\n")
    assert broken(folder, tmp_path / "copies") == []


def test_moments_without_noughts_in_gbk_keep_their_standard(tmp_path):
    folder = tmp_path / "files"
    folder.mkdir()
    lines = [f"D{n:06},张伟,2025/{n % 12 + 1}/12 8:{n % 60:02}" for n in range(300)]
    text = "\n".join(["订单号,客户姓名,下单时间", *lines])
    (folder / "gbk.csv").write_bytes(text.encode("gb18030"))
    assert broken(folder, tmp_path / "copies") == []


def test_a_file_of_two_encodings_keeps_its_standard(tmp_path):
    folder = tmp_path / "files"
    folder.mkdir()
    lines = [f"{n},{'北京市' if n % 2 else '上海市'}\n" for n in range(200)]
    data = b"".join(
        each.encode("utf-8" if n < 100 else "gb18030")
        for n, each in enumerate(["编号,城市\n", *lines])
    )
    (folder / "a.csv").write_bytes(data)
    assert broken(folder, tmp_path / "copies") == []


@pytest.mark.parametrize(
    "text",
    [
        "2025/13/1 8:00",
        "2024-02-30",
        "8:00",
        "2025/3/12 25:00",
        "20241301",
        "x",
        "12",
        "31/31/2024",
    ],
)
def test_what_is_no_moment_is_none(text):
    read = pl.DataFrame({"a": [text]}).select(
        as_family(pl.col("a"), pl.String(), Family.MOMENT).alias("a")
    )
    assert read["a"].to_list() == [None]


def test_a_day_above_twelve_settles_the_order_for_its_column():
    texts = pl.DataFrame({"a": ["03/04/2024", "25/12/2024"], "b": ["03/04/2024", "12/25/2024"]})
    read = texts.select(as_family(pl.col(each), pl.String(), Family.DATE) for each in "ab")
    assert read["a"][0] == date(2024, 4, 3)
    assert read["b"][0] == date(2024, 3, 4)


@pytest.mark.parametrize("day", ["00/1/1", "31-1-2", "5.12.24"])
def test_a_short_year_is_read_with_days_and_months_of_one_digit(day):
    frame = pl.DataFrame({"day": [day]}).select(moments(pl.col("day")))
    assert frame["day"].null_count() == 0
