"""Writing databases: commits, refused rows, and scripts that run before rows flow."""

import pytest

from tests.unit.kettle.running import grid, ktr, metrics, rows_of, run, step, text_output
from tests.unit.kettle.tables import query, sale_database, table_input, table_output


@pytest.fixture
def database(tmp_path):
    return sale_database(tmp_path)


PAIRS = {"id": "Integer:0", "name": "String"}


def test_rows_are_written_in_bulk_and_passed_on(database, tmp_path):
    rows = [[str(n), f"n{n}"] for n in range(10, 2510)]
    fields = (
        "<specify_fields>Y</specify_fields><fields><field><column_name>id</column_name>"
        "<stream_name>id</stream_name></field></fields>"
    )
    xml = ktr(
        grid("g", PAIRS, rows), table_output("sale", fields), text_output("o", tmp_path / "o")
    )
    done = run(xml, connections={"db": database})
    assert done.status == "Finished", done.log.text()
    assert query(database, "select count(*), max(id), max(name) from sale") == [(2503, 2509, "a")]
    assert (metrics(done, "out").output, metrics(done, "out").written) == (2500, 2500)
    assert len(rows_of(tmp_path / "o")) == 2500


def test_an_error_undoes_what_is_not_committed(database):
    rows = [["10", "x"], ["11", "y"], ["1", "taken"]]
    done = run(ktr(grid("g", PAIRS, rows), table_output("sale")), connections={"db": database})
    assert done.status == "Finished (with errors)"
    assert metrics(done, "out").errors == 1
    assert query(database, "select count(*) from sale") == [(3,)]


def test_rows_before_a_commit_stay_as_in_kettle(database):
    rows = [["10", "x"], ["11", "y"], ["1", "taken"]]
    output = table_output("sale", "<commit>2</commit>")
    run(ktr(grid("g", PAIRS, rows), output), connections={"db": database})
    assert query(database, "select count(*) from sale") == [(5,)]


def test_a_single_transaction_leaves_nothing_behind(database):
    rows = [["10", "x"], ["11", "y"], ["1", "taken"]]
    output = table_output("sale", "<commit>1</commit>")
    info = "<unique_connections>Y</unique_connections>"
    run(ktr(grid("g", PAIRS, rows), output, info=info), connections={"db": database})
    assert query(database, "select count(*) from sale") == [(3,)]


def test_refused_rows_take_the_error_hop(database, tmp_path):
    rows = [["10", "x"], ["1", "taken"], ["11", "y"]]
    hop = (
        "<step_error_handling><error><source_step>out</source_step><target_step>e</target_step>"
        "<is_enabled>Y</is_enabled><descriptions_valuename>why</descriptions_valuename>"
        "</error></step_error_handling>"
    )
    xml = ktr(
        grid("g", PAIRS, rows), table_output("sale"), text_output("e", tmp_path / "e"), extra=hop
    )
    done = run(xml, connections={"db": database})
    assert done.status == "Finished", done.log.text()
    [bad] = rows_of(tmp_path / "e")
    assert bad.startswith("1|taken|UNIQUE constraint failed")
    assert query(database, "select count(*) from sale") == [(5,)]
    assert (metrics(done, "out").output, metrics(done, "out").rejected) == (2, 1)


def test_truncate_empties_the_table_even_without_rows(database):
    output = table_output("sale", "<truncate>Y</truncate>")
    run(ktr(grid("g", PAIRS, []), output), connections={"db": database})
    assert query(database, "select count(*) from sale") == [(0,)]


def test_scripts_run_before_rows_flow(database, tmp_path):
    script = step(
        "s",
        "ExecSQL",
        "<connection>db</connection><sql>create table made(x TEXT); insert into made values"
        " ('a;b'); insert into made values ('c')</sql><insert_field>n</insert_field>",
    )
    xml = ktr(
        table_input("select x from made order by x"), text_output("o", tmp_path / "o"), script,
        text_output("n", tmp_path / "n"), hops=[("in", "o"), ("s", "n")],
    )  # fmt: skip
    done = run(xml, connections={"db": database})
    assert done.status == "Finished", done.log.text()
    assert rows_of(tmp_path / "o") == ["a;b", "c"]
    assert rows_of(tmp_path / "n") == ["2"]
