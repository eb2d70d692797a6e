"""What failing TableOutput, dimensions and combinations leave: all up to the last commit."""

import pytest

from tests.integration.kettle.commits import COLUMNS, TAKEN, error_hop, failed, numbered, there
from tests.integration.kettle.databases import auto_key, rows
from tests.unit.kettle.running import grid, ktr, rows_of, run, step, text_output

OUTPUT = (
    "<connection>db</connection><table>named</table><specify_fields>Y</specify_fields><fields>"
    "<field><column_name>id</column_name><stream_name>id</stream_name></field>"
    "<field><column_name>name</column_name><stream_name>name</stream_name></field></fields>"
)


DIMENSION = (
    "<connection>db</connection><table>dim</table><commit>3</commit><update>Y</update>"
    "<fields><key><name>code</name><lookup>code</lookup></key>"
    "<date><name>at</name><from>date_from</from><to>date_to</to></date>"
    "<field><name>name</name><lookup>name</lookup><update>Insert</update></field>"
    "<return><name>tk</name><creation_method>tablemax</creation_method><version>version</version>"
    "</return></fields><min_year>1971</min_year><max_year>2037</max_year>"
)


def test_a_dimension_may_be_committed_between_two_statements_of_a_row(database):
    """The third write is the new version of `a`; ending the one before it is the fourth."""
    rows(
        database,
        "create table dim(tk int primary key, version int, date_from timestamp null,"
        " date_to timestamp null, code varchar(10), name varchar(20), check (name <> 'bad'))",
    )
    stream = [
        ["a", "Ann", "2024-01-01"], ["b", "Bob", "2024-01-01"], ["a", "Anna", "2024-02-01"],
        ["c", "bad", "2024-02-01"],
    ]  # fmt: skip
    columns = {"code": "String", "name": "String", "at": "Date:yyyy-MM-dd"}
    xml = ktr(grid("g", columns, stream), step("w", "DimensionLookup", DIMENSION))
    done = run(xml, connections={"db": database})
    assert done.status == "Finished (with errors)"
    found = rows(database, "select tk, version, name, date_to from dim order by tk")
    assert [(*row[:3], str(row[3])[:10]) for row in found] == [
        (0, 1, None, "None"), (1, 1, "Ann", "2037-12-31"), (2, 1, "Bob", "2037-12-31"),
        (3, 2, "Anna", "2037-12-31"),
    ]  # fmt: skip


COMBINATION = (
    "<connection>db</connection><table>junk</table><commit>2</commit><fields>"
    "<key><name>name</name><lookup>name</lookup></key><return><name>tk</name>"
    "<creation_method>tablemax</creation_method></return></fields>"
)
JUNK = "create table junk(tk int primary key, name varchar(20), check (name <> 'bad'))"


def test_combinations_leave_what_they_had_committed(database):
    rows(database, JUNK)
    stream = [["a"], ["b"], ["a"], ["c"], ["bad"], ["d"]]
    xml = ktr(grid("g", {"name": "String"}, stream), step("w", "CombinationLookup", COMBINATION))
    done = run(xml, connections={"db": database})
    assert done.status == "Finished (with errors)"
    assert rows(database, "select tk, name from junk order by tk") == [(1, "a"), (2, "b")]


def test_a_refused_combination_uses_up_its_key(database, tmp_path):
    rows(database, JUNK)
    xml = ktr(
        grid("g", {"name": "String"}, [["a"], ["bad"], ["c"]]),
        step("w", "CombinationLookup", COMBINATION),
        text_output("e", tmp_path / "e"),
        extra=error_hop(),
    )
    done = run(xml, connections={"db": database})
    assert done.status == "Finished", done.log.text()
    assert rows_of(tmp_path / "e") == ["bad|CBL001"]
    assert rows(database, "select tk, name from junk order by tk") == [(1, "a"), (3, "c")]


def table_output(settings: str) -> str:
    return step("w", "TableOutput", OUTPUT + settings)


@pytest.mark.parametrize("batch", ["N", "Y"])
@pytest.mark.parametrize(("commit", "bad", "stay"), [(3, 7, 6), (3, 6, 6), (100, 7, 0), (1, 4, 4)])
def test_table_output_leaves_what_it_had_committed(database, batch, commit, bad, stay):
    settings = f"<commit>{commit}</commit><use_batch>{batch}</use_batch>"
    failed(database, table_output(settings), numbered(10, bad=bad))
    assert there(database) == list(range(2, 2 + stay))


def test_errors_are_not_ignored_in_batches(database):
    settings = "<commit>3</commit><ignore_errors>Y</ignore_errors><use_batch>{}</use_batch>"
    failed(database, table_output(settings.format("Y")), numbered(5, bad=4))
    assert there(database) == [2, 3, 4]
    rows(database, "delete from named where id > 1")
    xml = ktr(grid("g", COLUMNS, numbered(5, bad=2)), table_output(settings.format("N")))
    assert run(xml, connections={"db": database}).status == "Finished"
    assert there(database) == [2, 3, 5, 6]


def test_what_a_refused_batch_rejects_depends_on_the_driver(database, tmp_path):
    settings = "<commit>3</commit><use_batch>Y</use_batch>"
    xml = ktr(
        grid("g", COLUMNS, numbered(7, bad=4)), table_output(settings),
        text_output("e", tmp_path / "e"), extra=error_hop(),
    )  # fmt: skip
    done = run(xml, connections={"db": database})
    assert done.status == "Finished", done.log.text()
    kind = database.partition(":")[0]
    assert rows_of(tmp_path / "e") == {
        "postgresql": [f"6|{TAKEN}|new|TOP001"],
        "mysql+pymysql": [f"6|{TAKEN}|new|TOP0002"],
        "sqlite": ["5|n3|new|TOP0003", f"6|{TAKEN}|new|TOP0003", "7|n5|new|TOP0003"],
    }[kind]  # fmt: skip
    assert there(database) == {"sqlite": [2, 3, 4, 5, 8]}.get(kind, [2, 3, 4, 5, 7, 8])


@pytest.mark.parametrize(("batch", "other"), [("Y", [20, 21]), ("N", [])])
def test_the_batches_of_other_tables_are_sent_all_the_same(database, batch, other):
    stream = [
        ["20", "a", "other"], ["2", "b", "named"], ["21", "c", "other"], ["3", TAKEN, "named"],
        ["4", "d", "named"], ["22", "e", "other"],
    ]  # fmt: skip
    settings = (
        "<tablename_in_field>Y</tablename_in_field><tablename_field>what</tablename_field>"
        f"<commit>3</commit><use_batch>{batch}</use_batch>"
    )
    failed(database, table_output(settings), stream)
    assert (there(database), there(database, "other")) == ([], other)


def test_rows_that_get_their_keys_back_are_committed_too(database):
    rows(
        database,
        f"create table made(id {auto_key(database)}, name varchar(20), check (name <> 'bad'))",
    )
    settings = (
        "<connection>db</connection><table>made</table><commit>2</commit>"
        "<return_keys>Y</return_keys><return_field>key</return_field>"
    )
    xml = ktr(
        grid("g", {"name": "String"}, [["a"], ["b"], ["c"], ["bad"]]),
        step("w", "TableOutput", settings),
    )
    assert run(xml, connections={"db": database}).status == "Finished (with errors)"
    assert rows(database, "select name from made order by name") == [("a",), ("b",)]
