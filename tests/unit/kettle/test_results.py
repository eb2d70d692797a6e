"""What a transformation takes from its job and hands to it, and the steps that hold rows."""

import time

import polars as pl
import pytest
import sqlalchemy

from onedata_resources.kettle.engine.outcome import ResultFile, ResultRows
from onedata_resources.kettle.values.types import Field, KettleType
from tests.unit.kettle.running import grid, ktr, metrics, rows_of, run, six, step, text_output

TWO = {"s": "String", "n": "Number:0.0"}
IN_A_JOB = {"variables": {"Internal.Job.Name": "j"}}


def variable(name, field, kind="PARENT_JOB", default=""):
    return (
        f"<field><field_name>{field}</field_name><variable_name>{name}</variable_name>"
        f"<variable_type>{kind}</variable_type><default_value>{default}</default_value></field>"
    )


def set_variables(*fields, formatting="N"):
    return step(
        "v",
        "SetVariable",
        f"<use_formatting>{formatting}</use_formatting><fields>{''.join(fields)}</fields>",
    )


@pytest.mark.parametrize(("formatting", "number"), [("Y", "2.5"), ("N", "2.5")])
def test_one_row_sets_the_variables_of_the_job(formatting, number):
    step_ = set_variables(variable("S", "s"), variable("N", "n", "ROOT_JOB"), formatting=formatting)
    done = run(ktr(grid("g", TWO, [["a", "2.5"]]), step_), **IN_A_JOB)
    found = [(each.name, each.value, each.scope) for each in done.outcome.variables]
    assert found == [("S", "a", "PARENT_JOB"), ("N", number, "ROOT_JOB")]


def test_a_large_number_is_set_as_java_prints_it():
    done = run(
        ktr(grid("g", TWO, [["a", "12345678"]]), set_variables(variable("N", "n"))), **IN_A_JOB
    )
    assert [each.value for each in done.outcome.variables] == ["1.2345678E7"]


def test_without_a_row_the_defaults_are_set():
    fields = (variable("S", "s", default="d"), variable("N", "n"))
    done = run(ktr(grid("g", TWO, []), set_variables(*fields)), **IN_A_JOB)
    assert [(each.name, each.value) for each in done.outcome.variables] == [("S", "d")]


def test_two_rows_or_a_missing_job_fail():
    rows = [["a", "1"], ["b", "2"]]
    two = run(ktr(grid("g", TWO, rows), set_variables(variable("S", "s"))), **IN_A_JOB)
    alone = run(ktr(grid("g", TWO, rows[:1]), set_variables(variable("S", "s"))))
    assert [two.errors, alone.errors] == [1, 1]


def test_result_rows_are_handed_on_and_taken_again(tmp_path):
    done = run(ktr(grid("g", TWO, [["a", "1"], ["b", "2"]]), step("r", "RowsToResult")))
    out = tmp_path / "o.txt"
    taken = run(
        ktr(step("r", "RowsFromResult"), text_output("o", out)), rows=tuple(done.outcome.rows)
    )
    assert rows_of(out) == ["a|1.0", "b|2.0"]
    assert metrics(taken, "r").read == 2


def test_result_rows_of_two_layouts_are_read_by_position(tmp_path):
    first = ResultRows((Field("a"),), pl.DataFrame({"a": ["x"]}))
    other = ResultRows((Field("n", KettleType.INTEGER),), pl.DataFrame({"n": [7]}))
    out = tmp_path / "o.txt"
    run(ktr(step("r", "RowsFromResult"), text_output("o", out)), rows=(first, other))
    assert rows_of(out) == ["x", "7"]


def test_files_are_handed_on_and_taken_again(tmp_path):
    to = step("f", "FilesToResult", "<filename_field>s</filename_field><file_type>LOG</file_type>")
    done = run(ktr(grid("g", {"s": "String"}, [["/a/b.log"]]), to))
    assert done.outcome.files == [ResultFile("/a/b.log", "Log", "test")]
    out = tmp_path / "o.txt"
    run(ktr(step("f", "FilesFromResult"), text_output("o", out)), files=tuple(done.outcome.files))
    assert rows_of(out)[0].startswith("Log|b.log|file:///a/b.log|test|||20")


@pytest.mark.parametrize(("every", "rows"), [("Y", 6), ("N", 1)])
def test_a_blocking_step_lets_all_rows_or_the_last_one_pass(tmp_path, every, rows):
    out = tmp_path / "o.txt"
    block = step("b", "BlockingStep", f"<pass_all_rows>{every}</pass_all_rows>")
    run(ktr(six(), block, text_output("o", out)))
    assert rows_of(out) == [str(n) for n in range(7 - rows, 7)]


def database(path):
    url = f"sqlite:///{path}"
    with sqlalchemy.create_engine(url).begin() as db:
        db.execute(sqlalchemy.text("create table t (k integer)"))
    return url


def table_output(name):
    return step(name, "TableOutput", "<connection>db</connection><table>t</table>")


def count_rows(name):
    return step(
        name,
        "TableInput",
        "<connection>db</connection><sql>select count(*) c from t where ? = ?</sql>"
        "<lookup>two</lookup>",
    )


def test_steps_behind_a_blocking_step_see_what_was_written_before_it(tmp_path):
    url = database(tmp_path / "d.db")
    out = tmp_path / "o.txt"
    same = grid("two", {"a": "Integer", "b": "Integer"}, [["1", "1"]])
    xml = ktr(
        six(),
        table_output("w"),
        step("b", "BlockUntilStepsFinish", "<steps><step><name>w</name></step></steps>"),
        same.replace("two</name>", "pair</name>", 1),
        step("two", "Dummy"),
        count_rows("r"),
        text_output("o", out),
        hops=[("g", "w"), ("pair", "b"), ("b", "two"), ("two", "r"), ("r", "o")],
    )
    done = run(xml, connections={"db": url})
    assert done.errors == 0, done.log.text()
    assert rows_of(out)[0].strip() == "6"
    assert metrics(done, "g").written == 6


def test_a_branch_beside_a_blocking_step_is_computed_once(tmp_path):
    left, right = tmp_path / "l.txt", tmp_path / "r.txt"
    xml = ktr(
        six().replace("<distribute>Y", "<distribute>N"),
        step("b", "BlockingStep", "<pass_all_rows>Y</pass_all_rows>"),
        text_output("l", left),
        text_output("r", right),
        hops=[("g", "b"), ("b", "l"), ("g", "r")],
    )
    done = run(xml)
    assert len(rows_of(left)) == len(rows_of(right)) == 6
    assert (metrics(done, "b").read, metrics(done, "g").written) == (6, 12)


def test_a_step_that_waits_for_its_own_rows_is_refused():
    wait = step("b", "BlockUntilStepsFinish", "<steps><step><name>d</name></step></steps>")
    assert run(ktr(six(), wait, step("d", "Dummy"))).errors == 1


def test_a_delay_takes_its_time_for_every_row_and_can_be_stopped(tmp_path):
    started = time.monotonic()
    run(ktr(six(), step("d", "Delay", "<timeout>30</timeout><scaletime>milliseconds</scaletime>")))
    assert time.monotonic() - started >= 0.18


@pytest.mark.parametrize(("option", "status"), [("ABORT", "Stopped"), ("SAFE_STOP", "Finished")])
def test_an_abort_without_error_counts_none(option, status):
    settings = f"<row_threshold>2</row_threshold><abort_option>{option}</abort_option>"
    done = run(ktr(six(), step("a", "Abort", settings)))
    assert (done.status, done.errors) == (status, 0)


def test_rows_are_written_to_the_log_with_their_masks():
    settings = (
        "<loglevel>log_level_minimal</loglevel><displayHeader>Y</displayHeader>"
        "<limitRows>Y</limitRows><limitRowsNumber>1</limitRowsNumber><logmessage>hi</logmessage>"
    )
    done = run(ktr(grid("g", TWO, [["a", "1"], ["b", "2"]]), step("w", "WriteToLog", settings)))
    [told] = [each.message for each in done.log.lines() if "Linenr" in each.message]
    assert told.splitlines() == [
        "", "------------> Linenr 1------------------------------", "hi", "", "s = a", "n = 1.0",
        "", "====================",
    ]  # fmt: skip
