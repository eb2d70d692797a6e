"""Which tables rows are written to, and loading them in bulk, on SQLite, PostgreSQL and MariaDB."""

import pytest

from tests.integration.kettle.databases import DATABASES, auto_key, rows, url_of
from tests.integration.kettle.items import item_database
from tests.unit.kettle.running import grid, ktr, rows_of, run, step, text_output


@pytest.fixture(params=DATABASES)
def database(request, tmp_path) -> str:
    """Lend a database with a table of two rows."""
    return item_database(url_of(request, tmp_path))


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
