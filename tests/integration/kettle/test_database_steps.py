"""Steps that find a table's rows by keys, on SQLite, PostgreSQL and MariaDB."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from tests.integration.kettle.databases import DATABASES, auto_key, rows, url_of
from tests.unit.kettle.running import grid, ktr, metrics, rows_of, run, step, text_output

CREATE = """create table item(id int primary key, name varchar(40), price numeric(10,2),
  day date, seen timestamp null)"""
ROWS = [
    {"id": 1, "name": "one", "price": 1.5, "day": "2024-01-01", "seen": "2024-01-01 10:00:00"},
    {"id": 2, "name": None, "price": None, "day": None, "seen": None},
]
COLUMNS = {
    "id": "Integer:0", "name": "String", "price": "Number:0.00", "day": "Date:yyyy-MM-dd",
    "seen": "Date:yyyy-MM-dd HH:mm:ss",
}  # fmt: skip


@pytest.fixture(params=DATABASES)
def database(request, tmp_path) -> Iterator[str]:
    """Lend a database with a table of two rows."""
    url = url_of(request, tmp_path)
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        for table in ("item", "dim", "part_20240101", "part_20240102", "made"):
            connection.execute(sa.text(f"drop table if exists {table}"))
        connection.execute(sa.text(CREATE))
        columns = ", ".join(ROWS[0])
        marks = ", ".join(f":{name}" for name in ROWS[0])
        connection.execute(sa.text(f"insert into item({columns}) values ({marks})"), ROWS)
    yield url
    engine.dispose()


def keyed(kind: str, keys: str, values: str = "", settings: str = "", table: str = "item") -> str:
    return step(
        "w",
        kind,
        f"<connection>db</connection>{settings}<lookup><table>{table}</table>{keys}{values}"
        "</lookup>",
    )


def key(name: str, column: str = "", condition: str = "=") -> str:
    shown = condition.replace("<", "&lt;").replace(">", "&gt;")
    return (
        f"<key><name>{name}</name><field>{column or name}</field>"
        f"<condition>{shown}</condition></key>"
    )


def value(name: str, update: str = "Y") -> str:
    return f"<value><name>{name}</name><rename>{name}</rename><update>{update}</update></value>"


def error_hop(code: str = "") -> str:
    return (
        "<step_error_handling><error><source_step>w</source_step><target_step>e</target_step>"
        f"<is_enabled>Y</is_enabled><codes_valuename>{code}</codes_valuename></error>"
        "</step_error_handling>"
    )


VALUES = value("id", "N") + value("name") + value("price") + value("day") + value("seen")
STREAM = [
    ["1", "one", "1.50", "2024-01-01", "2024-01-01 10:00:00"],
    ["2", "two", "2.00", "2024-02-29", ""],
    ["3", "three", "", "", "2024-01-02 03:04:05"],
]


def test_insert_update_inserts_updates_and_leaves_what_is_the_same(database):
    xml = ktr(grid("g", COLUMNS, STREAM), keyed("InsertUpdate", key("id"), VALUES))
    done = run(xml, connections={"db": database})
    assert done.status == "Finished", done.log.text()
    counts = metrics(done, "w")
    assert (counts.input, counts.output, counts.updated, counts.written) == (3, 1, 1, 3)
    found = rows(database, "select id, name, price from item order by id")
    assert [(i, n, None if p is None else float(p)) for i, n, p in found] == [
        (1, "one", 1.5), (2, "two", 2.0), (3, "three", None),
    ]  # fmt: skip


def test_later_rows_see_what_earlier_rows_wrote(database):
    stream = [["7", "a"], ["8", "x"], ["7", "b"], ["7", "b"], ["9", "y"], ["8", "z"]]
    columns = {"id": "Integer:0", "name": "String"}
    values = value("id", "N") + value("name")
    xml = ktr(grid("g", columns, stream), keyed("InsertUpdate", key("id"), values))
    done = run(xml, connections={"db": database})
    assert done.status == "Finished", done.log.text()
    counts = metrics(done, "w")
    assert (counts.output, counts.updated) == (3, 2)
    found = rows(database, "select id, name from item where id > 2 order by id")
    assert found == [(7, "b"), (8, "z"), (9, "y")]


def test_columns_that_are_not_updated_are_not_compared(database):
    values = value("id", "N") + value("name", "N")
    columns = {"id": "Integer:0", "name": "String"}
    xml = ktr(grid("g", columns, [["1", "other"]]), keyed("InsertUpdate", key("id"), values))
    done = run(xml, connections={"db": database})
    assert done.status == "Finished", done.log.text()
    assert metrics(done, "w").updated == 0
    assert rows(database, "select name from item where id = 1") == [("one",)]


def test_a_key_may_be_null_or_a_range(database):
    columns = {"name": "String", "id": "Integer:0"}
    xml = ktr(
        grid("g", columns, [["", "20"]]),
        keyed("InsertUpdate", key("name", condition="= ~NULL"), value("id")),
    )
    done = run(xml, connections={"db": database})
    assert done.status == "Finished", done.log.text()
    assert rows(database, "select id from item where name is null") == [(20,)]
    xml = ktr(grid("g", {"low": "Integer"}, [["2"]]), keyed("Delete", key("low", "id", ">")))
    done = run(xml, connections={"db": database})
    assert done.status == "Finished", done.log.text()
    assert metrics(done, "w").updated == 1
    assert rows(database, "select id from item") == [(1,)]


def test_without_updates_rows_that_the_table_has_are_left_alone(database):
    stream = [["1", "other"], ["10", "a"], ["10", "b"]]
    columns = {"id": "Integer:0", "name": "String"}
    settings = "<update_bypassed>Y</update_bypassed>"
    output = keyed("InsertUpdate", key("id"), value("id") + value("name"), settings)
    done = run(ktr(grid("g", columns, stream), output), connections={"db": database})
    assert done.status == "Finished", done.log.text()
    assert (metrics(done, "w").output, metrics(done, "w").updated) == (1, 0)
    assert rows(database, "select id, name from item where id in (1, 10) order by id") == [
        (1, "one"), (10, "a"),
    ]  # fmt: skip


def test_values_are_compared_in_the_type_of_the_column(database):
    columns = {"id": "Integer:0", "price": "Integer:0", "other": "Number:0.0"}
    values = "<value><name>id</name><rename>other</rename><update>Y</update></value>"
    xml = ktr(grid("g", columns, [["1", "1", "1.2"]]), keyed("Update", key("id"), values))
    done = run(xml, connections={"db": database})
    assert done.status == "Finished", done.log.text()
    # an integer column and a number are compared as numbers
    assert metrics(done, "w").updated == 1
    columns = {"id": "Integer:0", "name": "Integer:0"}
    rows(database, "update item set name = '7' where id = 1")
    values = value("name")
    xml = ktr(grid("g", columns, [["1", "7"]]), keyed("Update", key("id"), values))
    assert metrics(run(xml, connections={"db": database}), "w").updated == 0


def test_update_flags_rows_that_the_table_does_not_have(database, tmp_path):
    settings = "<error_ignored>Y</error_ignored><ignore_flag_field>found</ignore_flag_field>"
    columns = {"id": "Integer:0", "name": "String"}
    xml = ktr(
        grid("g", columns, [["1", "uno"], ["5", "five"], ["1", "uno"]]),
        keyed("Update", key("id"), value("name"), settings),
        text_output("o", tmp_path / "o"),
    )
    done = run(xml, connections={"db": database})
    assert done.status == "Finished", done.log.text()
    assert rows_of(tmp_path / "o") == ["1|uno|Y", "5|five|N", "1|uno|Y"]
    assert metrics(done, "w").updated == 1
    xml = ktr(grid("g", columns, [["5", "five"]]), keyed("Update", key("id"), value("name")))
    assert run(xml, connections={"db": database}).status == "Finished (with errors)"


def test_update_without_a_lookup_updates_at_once(database):
    columns = {"id": "Integer:0", "name": "String"}
    settings = "<skip_lookup>Y</skip_lookup><commit>100</commit><use_batch>Y</use_batch>"
    xml = ktr(
        grid("g", columns, [["1", "uno"], ["5", "five"]]),
        keyed("Update", key("id"), value("name"), settings),
    )
    done = run(xml, connections={"db": database})
    assert done.status == "Finished", done.log.text()
    assert (metrics(done, "w").input, metrics(done, "w").updated) == (2, 2)
    assert rows(database, "select name from item where id = 1") == [("uno",)]


def test_a_field_says_what_to_do_with_each_row(database, tmp_path):
    columns = {"id": "Integer:0", "name": "String", "what": "String"}
    settings = (
        "<operation_order_field>what</operation_order_field><order_insert>new</order_insert>"
        "<order_update>changed</order_update><order_delete>deleted</order_delete>"
        "<perform_lookup>Y</perform_lookup>"
    )
    stream = [["3", "c", "new"], ["1", "uno", "changed"], ["2", "", "deleted"],
              ["3", "c", "identical"]]  # fmt: skip
    xml = ktr(
        grid("g", columns, stream),
        keyed("SynchronizeAfterMerge", key("id"), value("id", "N") + value("name"), settings),
        text_output("o", tmp_path / "o"),
    )
    done = run(xml, connections={"db": database})
    assert done.status == "Finished", done.log.text()
    assert rows(database, "select id, name from item order by id") == [(1, "uno"), (3, "c")]
    assert (metrics(done, "w").output, metrics(done, "w").updated) == (1, 2)
    assert len(rows_of(tmp_path / "o")) == 4


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
        extra=error_hop("code"),
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


@pytest.mark.parametrize("bind", ["Y", "N"])
def test_a_script_runs_for_each_row_and_counts(database, tmp_path, bind):
    mark = "?" if bind == "Y" else "'?'"
    sql = f"update item set name = {mark} where id &gt;= ?"
    if bind == "N":  # bound values go to every statement
        sql += "; delete from item where id = 99"
    script = step(
        "w", "ExecSQL",
        f"<connection>db</connection><execute_each_row>Y</execute_each_row><sql>{sql}</sql>"
        f"<set_params>{bind}</set_params><update_field>u</update_field>"
        "<arguments><argument><name>n</name></argument><argument><name>k</name></argument>"
        "</arguments>",
    )  # fmt: skip
    xml = ktr(
        grid("g", {"k": "Integer:0", "n": "String"}, [["1", "a?"], ["2", "b"]]),
        script,
        text_output("o", tmp_path / "o"),
    )
    done = run(xml, connections={"db": database})
    assert done.status == "Finished", done.log.text()
    assert rows_of(tmp_path / "o") == ["1|a?|2", "2|b|1"]
    assert rows(database, "select name from item order by id") == [("a?",), ("b",)]


def test_statements_before_a_refused_one_stand(database):
    sql = "update item set name = 'x' where id = 1; update item set id = 1 where id = 2"
    script = step("w", "ExecSQL", f"<connection>db</connection><sql>{sql}</sql>")
    done = run(ktr(script), connections={"db": database})
    assert done.status == "Finished (with errors)"
    assert rows(database, "select id, name from item order by id") == [(1, "x"), (2, None)]


def test_an_empty_value_is_nothing_in_a_script_and_quotes_are_kettles(database, tmp_path):
    settings = (
        "<connection>db</connection><execute_each_row>Y</execute_each_row>"
        "<sql>update item set name = ? where id = 1</sql><quoteString>Y</quoteString>"
        "<read_field>r</read_field><update_field>u</update_field><insert_field>i</insert_field>"
        "<arguments><argument><name>n</name></argument></arguments>"
    )
    xml = ktr(
        grid("g", {"n": "String"}, [["it's"], [""]]),
        step("w", "ExecSQL", settings),
        text_output("o", tmp_path / "o"),
    )
    done = run(xml, connections={"db": database})
    assert done.status == "Finished", done.log.text()
    assert rows_of(tmp_path / "o") == ["it's|1|0|0", "|1|0|0"]  # updated, inserted, read
    assert rows(database, "select name from item where id = 1") in ([("",)], [(None,)])


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


def test_rows_go_to_the_table_of_their_day(database):
    for day in ("20240101", "20240102"):
        rows(database, f"create table part_{day} (id int, day date)")
    settings = (
        "<connection>db</connection><table>part</table><partitioning_enabled>Y"
        "</partitioning_enabled><partitioning_field>day</partitioning_field>"
        "<partitioning_daily>Y</partitioning_daily>"
    )
    source = grid(
        "g", {"id": "Integer:0", "day": "Date:yyyy-MM-dd"},
        [["1", "2024-01-01"], ["2", "2024-01-02"], ["3", "2024-01-01"]],
    )  # fmt: skip
    done = run(ktr(source, step("w", "TableOutput", settings)), connections={"db": database})
    assert done.status == "Finished", done.log.text()
    assert rows(database, "select id from part_20240101 order by id") == [(1,), (3,)]
    assert rows(database, "select id from part_20240102") == [(2,)]


def test_a_field_names_the_table_and_keys_come_back(database, tmp_path):
    rows(database, f"create table made(id {auto_key(database)}, name varchar(10))")
    settings = (
        "<connection>db</connection><tablename_in_field>Y</tablename_in_field>"
        "<tablename_field>t</tablename_field><tablename_in_table>N</tablename_in_table>"
        "<return_keys>Y</return_keys><return_field>made_id</return_field>"
    )
    xml = ktr(
        grid("g", {"name": "String", "t": "String"}, [["a", "made"], ["b", "made"]]),
        step("w", "TableOutput", settings),
        text_output("o", tmp_path / "o"),
    )
    done = run(xml, connections={"db": database})
    assert done.status == "Finished", done.log.text()
    assert rows_of(tmp_path / "o") == ["a|made|1", "b|made|2"]
    assert rows(database, "select id, name from made order by id") == [(1, "a"), (2, "b")]


def test_a_single_transaction_sees_its_own_writes_and_leaves_nothing_behind(database, tmp_path):
    script = step("s", "ExecSQL", "<connection>db</connection><sql>delete from item</sql>")
    source = step(
        "in", "TableInput", "<connection>db</connection><sql>select count(*) n from item</sql>"
    )
    bad = step("bad", "TableInput", "<connection>db</connection><sql>select * from no_such</sql>")
    info = "<unique_connections>Y</unique_connections>"
    output = text_output("o", tmp_path / "o")
    xml = ktr(script, source, output, hops=[("in", "o")], info=info)
    done = run(xml, connections={"db": database})
    assert done.status == "Finished", done.log.text()
    assert [int(each) for each in rows_of(tmp_path / "o")] == [0]
    assert rows(database, "select count(*) from item") == [(0,)]
    insert = step(
        "s", "ExecSQL",
        "<connection>db</connection><sql>insert into item(id) values (77)</sql>",
    )  # fmt: skip
    xml = ktr(insert, bad, step("d", "Dummy"), hops=[("bad", "d")], info=info)
    assert run(xml, connections={"db": database}).status == "Finished (with errors)"
    assert rows(database, "select count(*) from item") == [(0,)]


@pytest.mark.parametrize("kind", ["PGBulkLoader", "MySQLBulkLoader"])
def test_a_table_is_loaded_in_bulk(database, kind):
    mapping = "".join(
        f"<mapping><stream_name>{column}</stream_name><field_name>{name}</field_name></mapping>"
        for column, name in (("id", "i"), ("name", "n"))
    )
    load = step(
        "w", kind,
        "<connection>db</connection><table>item</table><load_action>TRUNCATE</load_action>"
        + mapping,
    )  # fmt: skip
    source = grid("g", {"i": "Integer", "n": "String"}, [["5", "a\\,'"], ["6", ""]])
    done = run(ktr(source, load), connections={"db": database})
    assert done.status == "Finished", done.log.text()
    assert rows(database, "select id, name from item order by id") == [(5, "a\\,'"), (6, None)]


def test_rows_that_are_there_are_left_out_or_replaced_by_mysql(database):
    if not database.startswith("mysql"):
        pytest.skip("only MySQL has INSERT IGNORE and REPLACE")
    mapping = (
        "<mapping><stream_name>id</stream_name><field_name>id</field_name></mapping>"
        "<mapping><stream_name>name</stream_name><field_name>name</field_name></mapping>"
    )
    for setting, name in (("<ignore>Y</ignore>", "one"), ("<replace>Y</replace>", "new")):
        load = step(
            "w", "MySQLBulkLoader",
            f"<connection>db</connection><table>item</table>{setting}{mapping}",
        )  # fmt: skip
        source = grid("g", {"id": "Integer", "name": "String"}, [["1", "new"]])
        done = run(ktr(source, load), connections={"db": database})
        assert done.status == "Finished", done.log.text()
        assert rows(database, "select name from item where id = 1") == [(name,)]
