"""DimensionLookup and CombinationLookup on SQLite, PostgreSQL and MariaDB."""

import pytest

from tests.integration.kettle.databases import DATABASES, auto_key, rows, url_of
from tests.unit.kettle.running import grid, ktr, metrics, rows_of, run, step, text_output

CREATE = """create table dim(tk {key}, version int, date_from timestamp null,
  date_to timestamp null, code varchar(10), name varchar(20), city varchar(20), mark varchar(20))"""
COLUMNS = {"code": "String", "name": "String", "city": "String", "mark": "String",
           "at": "Date:yyyy-MM-dd"}  # fmt: skip
FIELDS = (
    "<fields><key><name>code</name><lookup>code</lookup></key>"
    "<date><name>at</name><from>date_from</from><to>date_to</to></date>"
    "<field><name>name</name><lookup>name</lookup><update>Insert</update></field>"
    "<field><name>city</name><lookup>city</lookup><update>Update</update></field>"
    "<field><name>mark</name><lookup>mark</lookup><update>Punch through</update></field>"
    "<return><name>tk</name><rename>key</rename><creation_method>{method}</creation_method>"
    "<version>version</version></return></fields>"
)
STREAM = [
    ["a", "Ann", "Rome", "x", "2024-01-01"],
    ["b", "Bob", "Oslo", "x", "2024-01-01"],
    ["a", "Ann", "Bern", "x", "2024-02-01"],  # the city changes in place
    ["a", "Anna", "Bern", "x", "2024-03-01"],  # the name makes a version
    ["a", "Anna", "Bern", "z", "2024-04-01"],  # the mark changes in all versions
    ["b", "Bob", "Oslo", "x", "2024-05-01"],
]


@pytest.fixture(params=DATABASES)
def database(request, tmp_path) -> str:
    """Lend a database with an empty dimension."""
    url = url_of(request, tmp_path)
    for table in ("dim", "junk"):
        rows(url, f"drop table if exists {table}")
    rows(url, CREATE.format(key="int"))
    return url


def dimension(settings: str = "", *, update: str = "Y", method: str = "tablemax") -> str:
    return step(
        "w",
        "DimensionLookup",
        f"<connection>db</connection><table>dim</table><commit>100</commit>"
        f"<update>{update}</update>{settings or FIELDS.format(method=method)}"
        "<min_year>1971</min_year><max_year>2037</max_year>",
    )


def test_a_dimension_keeps_versions_changes_and_what_holds_for_all(database, tmp_path):
    xml = ktr(
        grid("g", COLUMNS, STREAM),
        dimension(),
        text_output("o", tmp_path / "o", "<fields><field><name>key</name><format>0</format></field>"
                    "</fields>"),
    )  # fmt: skip
    done = run(xml, connections={"db": database})
    assert done.status == "Finished", done.log.text()
    assert rows_of(tmp_path / "o") == ["1", "2", "1", "3", "3", "2"]
    found = rows(
        database,
        "select tk, version, code, name, city, mark, date_from, date_to from dim order by tk",
    )
    shown = [(*row[:6], str(row[6])[:10], str(row[7])[:10]) for row in found]
    assert shown == [
        (0, 1, None, None, None, None, "None", "None"),
        (1, 1, "a", "Ann", "Bern", "z", "1971-01-01", "2024-03-01"),
        (2, 1, "b", "Bob", "Oslo", "x", "1971-01-01", "2037-12-31"),
        (3, 2, "a", "Anna", "Bern", "z", "2024-03-01", "2037-12-31"),
    ]
    counts = metrics(done, "w")
    assert (counts.input, counts.output, counts.updated) == (6, 3, 3)


def test_a_dimension_is_looked_up_by_date(database, tmp_path):
    run(ktr(grid("g", COLUMNS, STREAM), dimension()), connections={"db": database})
    look = (
        "<fields><key><name>code</name><lookup>code</lookup></key>"
        "<date><name>at</name><from>date_from</from><to>date_to</to></date>"
        "<field><name>who</name><lookup>name</lookup><update>String</update></field>"
        "<return><name>tk</name><version>version</version></return></fields>"
    )
    stream = [["a", "2024-02-15"], ["a", "2024-03-15"], ["zz", "2024-03-15"], ["", "2024-03-15"]]
    listed = "<fields><field><name>tk</name><format>0</format></field><field><name>who</name>"
    xml = ktr(
        grid("g", {"code": "String", "at": "Date:yyyy-MM-dd"}, stream),
        dimension(look, update="N"),
        text_output("o", tmp_path / "o", f"{listed}</field></fields>"),
    )
    done = run(xml, connections={"db": database})
    assert done.status == "Finished", done.log.text()
    assert rows_of(tmp_path / "o") == ["1|Ann", "3|Anna", "0|", "0|"]


def test_the_database_may_make_the_keys(database, tmp_path):
    rows(database, "drop table dim")
    rows(database, CREATE.format(key=auto_key(database)))
    xml = ktr(grid("g", COLUMNS, STREAM), dimension(method="autoinc"))
    done = run(xml, connections={"db": database})
    assert done.status == "Finished", done.log.text()
    found = rows(database, "select tk, version, name from dim order by tk")
    unknown = 0 if database.startswith("postgresql") else 1
    assert found == [
        (unknown, 1, None), (unknown + 1, 1, "Ann"), (unknown + 2, 1, "Bob"),
        (unknown + 3, 2, "Anna"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("start", "began"),
    [("null", None), ("column_value", "2024-01-01")],
)
def test_the_first_version_may_begin_at_another_date(database, start, began):
    settings = (
        FIELDS.format(method="tablemax")
        + "<use_start_date_alternative>Y</use_start_date_alternative>"
        f"<start_date_alternative>{start}</start_date_alternative>"
        "<start_date_field_name>at</start_date_field_name>"
    )
    xml = ktr(grid("g", COLUMNS, STREAM[:1]), dimension(settings))
    done = run(xml, connections={"db": database})
    assert done.status == "Finished", done.log.text()
    [(found,)] = rows(database, "select date_from from dim where tk = 1")
    assert (found and str(found)[:10]) == began


def combination(more: str = "", fields: str = "") -> str:
    return step(
        "w",
        "CombinationLookup",
        "<connection>db</connection><table>junk</table><commit>100</commit>"
        f"{more}<fields><key><name>a</name><lookup>a</lookup></key><key><name>n</name>"
        f"<lookup>n</lookup></key>{fields}<return><name>tk</name>"
        "<creation_method>tablemax</creation_method></return></fields>",
    )


def test_each_combination_gets_one_key(database, tmp_path):
    rows(database, "create table junk(tk int, a varchar(10), n int, crc bigint)")
    rows(database, "insert into junk(tk, a, n) values (7, 'old', 1)")
    stream = [["new", "1"], ["old", "1"], ["", "2"], ["new", "1"], ["new", ""], ["", "2"]]
    xml = ktr(
        grid("g", {"x": "String", "a": "String", "n": "Integer:0"}, [["x", *r] for r in stream]),
        combination("<replace>Y</replace>"),
        text_output("o", tmp_path / "o", "<fields><field><name>x</name></field><field>"
                    "<name>tk</name><format>0</format></field></fields>"),
    )  # fmt: skip
    done = run(xml, connections={"db": database})
    assert done.status == "Finished", done.log.text()
    assert rows_of(tmp_path / "o") == ["x|8", "x|7", "x|9", "x|8", "x|10", "x|9"]
    assert rows(database, "select count(*) from junk") == [(4,)]
    assert metrics(done, "w").output == 3


def test_a_combination_keeps_the_hash_that_java_would(database):
    rows(database, "create table junk(tk int, a varchar(10), n int, crc bigint)")
    xml = ktr(
        grid("g", {"a": "String", "n": "Integer:0"}, [["abc", "5"], ["", "5"]]),
        combination("<crc>Y</crc><crcfield>crc</crcfield>"),
    )
    done = run(xml, connections={"db": database})
    assert done.status == "Finished", done.log.text()
    found = rows(database, "select crc from junk order by tk")
    assert found == [(96354 ^ 5,), (8 ^ 5,)]  # "abc".hashCode() is 96354
