"""Steps that look up rows, tables and columns, on SQLite, PostgreSQL and MariaDB."""

import pytest

from tests.integration.kettle.commits import error_hop
from tests.integration.kettle.databases import DATABASES, rows, url_of
from tests.integration.kettle.items import item_database, key, keyed
from tests.unit.kettle.running import grid, ktr, metrics, rows_of, run, step, text_output


@pytest.fixture(params=DATABASES)
def database(request, tmp_path) -> str:
    """Lend a database with a table of two rows."""
    return item_database(url_of(request, tmp_path))


def lookup(values: str, keys: str = "", settings: str = "", inside: str = "") -> str:
    return keyed(
        "DBLookup", (keys or key("k", "id")) + inside, values,
        settings or "<cache>N</cache>",
    )  # fmt: skip


def test_a_lookup_returns_the_row_of_the_keys_or_defaults(database, tmp_path):
    values = (
        "<value><name>name</name><rename>n</rename><default>none</default><type>String</type></value>"
        "<value><name>price</name><default>-1</default><type>Number</type></value>"
        "<value><name>day</name><type>Date</type></value>"
    )
    xml = ktr(
        grid("g", {"k": "String"}, [["1"], ["9"], [""], ["2"], ["1"]]),
        lookup(values),
        text_output(
            "o",
            tmp_path / "o",
            "<fields><field><name>k</name></field><field><name>n</name></field>"
            "<field><name>price</name><format>0.00</format></field>"
            "<field><name>day</name><format>yyyy-MM-dd</format></field></fields>",
        ),
    )
    done = run(xml, connections={"db": database})
    assert done.status == "Finished", done.log.text()
    assert rows_of(tmp_path / "o") == [
        "1|one|1.50|2024-01-01", "9|none|-1.00|", "|none|-1.00|", "2|||", "1|one|1.50|2024-01-01",
    ]  # fmt: skip
    assert metrics(done, "w").input == 3


def test_a_lookup_may_drop_rows_order_and_insist_on_one(database, tmp_path):
    values = "<value><name>id</name><rename>i</rename><type>Integer</type></value>"
    source = grid("g", {"k": "Integer:0"}, [["1"], ["9"]])
    eat = "<eat_row_on_failure>Y</eat_row_on_failure>"
    xml = ktr(source, lookup(values, inside=eat), text_output("o", tmp_path / "o"))
    done = run(xml, connections={"db": database})
    assert done.status == "Finished", done.log.text()
    assert rows_of(tmp_path / "o") == ["1|1"]
    order = "<orderby>id desc</orderby>"
    xml = ktr(
        source, lookup(values, key("k", "id", "<="), inside=order), text_output("o", tmp_path / "o")
    )
    done = run(xml, connections={"db": database})
    assert rows_of(tmp_path / "o") == ["1|1", "9|2"]
    one = "<fail_on_multiple>Y</fail_on_multiple>"
    xml = ktr(source, lookup(values, key("k", "id", "<="), inside=one), step("d", "Dummy"))
    done = run(xml, connections={"db": database})
    assert done.status == "Finished (with errors)"
    assert "at least 2 were found" in done.log.text()


def test_a_lookup_gives_the_types_of_the_columns_whatever_the_settings_say(database, tmp_path):
    values = (
        "<value><name>id</name><rename>i</rename><default>7</default><type>Number</type></value>"
    )
    xml = ktr(
        grid("g", {"k": "Integer:0"}, [["1"], ["9"]]),
        lookup(values),
        text_output("o", tmp_path / "o"),
    )
    done = run(xml, connections={"db": database})
    assert done.status == "Finished", done.log.text()
    assert rows_of(tmp_path / "o") == ["1|1", "9|7"]  # not 1.0 and 7.0


def test_a_table_that_is_loaded_whole_gives_its_last_row_and_null_finds_null(database, tmp_path):
    values = "<value><name>id</name><rename>i</rename><type>Integer</type></value>"
    rows(database, "insert into item(id, name) values (3, 'one')")
    settings = "<cache>Y</cache><cache_load_all>Y</cache_load_all>"
    inside = "<orderby>id</orderby>"
    xml = ktr(
        grid("g", {"n": "String"}, [["one"], [""], ["other"]]),
        lookup(values, key("n", "name"), settings, inside),
        text_output("o", tmp_path / "o"),
    )
    done = run(xml, connections={"db": database})
    assert done.status == "Finished", done.log.text()
    assert rows_of(tmp_path / "o") == ["one|3", "|2", "other|"]
    assert metrics(done, "w").input == 3


def test_rows_without_a_match_take_the_error_hop_of_a_lookup(database, tmp_path):
    values = "<value><name>name</name><type>String</type></value>"
    xml = ktr(
        grid("g", {"k": "Integer:0"}, [["1"], ["9"]]),
        lookup(values),
        text_output("o", tmp_path / "o"),
        text_output("e", tmp_path / "e"),
        hops=[("g", "w"), ("w", "o"), ("w", "e")],
        extra=error_hop(),
    )
    done = run(xml, connections={"db": database})
    assert done.status == "Finished", done.log.text()
    assert (rows_of(tmp_path / "o"), rows_of(tmp_path / "e")) == (["1|one"], ["9|DBL001"])


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ("", ["0|1", "0|2", "1|2"]),
        ("<rowlimit>1</rowlimit>", ["0|1", "1|2"]),
        ("<outer_join>Y</outer_join>", ["0|1", "0|2", "1|2", "5|"]),
    ],
)
def test_a_query_per_row_joins_its_answers(database, tmp_path, settings, expected):
    sql = "select id i from item where id &gt; ? order by id"
    join = step(
        "w", "DBJoin",
        f"<connection>db</connection><sql>{sql}</sql>{settings}<parameter><field><name>k</name>"
        "<type>Integer</type></field></parameter>",
    )  # fmt: skip
    listed = "".join(f"<field><name>{name}</name><format>0</format></field>" for name in ("k", "i"))
    xml = ktr(
        grid("g", {"k": "Integer:0"}, [["0"], ["1"], ["5"]]),
        join,
        text_output("o", tmp_path / "o", f"<fields>{listed}</fields>"),
    )
    done = run(xml, connections={"db": database})
    assert done.status == "Finished", done.log.text()
    assert rows_of(tmp_path / "o") == expected


def test_tables_and_columns_are_asked_for(database, tmp_path):
    tables = step(
        "t", "TableExists",
        "<connection>db</connection><tablenamefield>t</tablenamefield>"
        "<resultfieldname>there</resultfieldname>",
    )  # fmt: skip
    columns = step(
        "c", "ColumnExists",
        "<connection>db</connection><tablename>item</tablename><istablenameInfield>N"
        "</istablenameInfield><columnnamefield>c</columnnamefield>"
        "<resultfieldname>has</resultfieldname>",
    )  # fmt: skip
    xml = ktr(
        grid("g", {"t": "String", "c": "String"}, [["item", "name"], ["nowhere", "colour"]]),
        tables, columns, text_output("o", tmp_path / "o"),
    )  # fmt: skip
    done = run(xml, connections={"db": database})
    assert done.status == "Finished", done.log.text()
    assert rows_of(tmp_path / "o") == ["item|name|Y|Y", "nowhere|colour|N|N"]
