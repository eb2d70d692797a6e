"""What TRANS and JOB entries pass on and give back: rows, files, arguments, results."""

from contextlib import suppress
from dataclasses import replace

import polars as pl
import pytest

from onedata_resources.kettle.engine.context import RunContext
from onedata_resources.kettle.engine.job import JobRun
from onedata_resources.kettle.engine.job_clock import SystemClock
from onedata_resources.kettle.engine.outcome import ResultFile, ResultRows
from onedata_resources.kettle.errors import PrepareError
from onedata_resources.kettle.reader import read_job
from tests.unit.kettle_server.files import chain, generated, kjb, parameter
from tests.unit.kettle_server.job_runs import FAIL, note, run_file, said
from tests.unit.kettle_server.passing import FIELDS, ROWS, Seen, called, heights, start, trans


@pytest.fixture
def inner(tmp_path):
    text = kjb("inner", [note("a", "[${P}]")], chain("a"), parameter("P", "none"))
    (tmp_path / "inner.kjb").write_text(text)


def test_a_job_runs_once_for_each_row_with_the_row_printed_by_its_mask(tmp_path, inner):
    run = start(tmp_path, [called("<exec_per_row>Y</exec_per_row>")], rows=ROWS)
    assert [line for line in said(run) if line.startswith("a - ")] == ["a - [1.50]", "a - [none]"]


def test_a_field_gives_no_value_where_the_entry_runs_once(tmp_path, inner):
    assert "a - [none]" in said(start(tmp_path, [called("")], rows=ROWS))


def test_an_entry_for_each_row_does_nothing_without_rows_and_succeeds(tmp_path, inner):
    run = start(tmp_path, [called("<exec_per_row>Y</exec_per_row>")])
    assert not [line for line in said(run) if line.startswith("a - ")]
    assert run.result.success


@pytest.mark.parametrize(
    ("settings", "seen"),
    [
        ("", [[2]]),
        ("<clear_rows>Y</clear_rows>", [[]]),
        ("<exec_per_row>Y</exec_per_row>", [[1], [1]]),
        ("<exec_per_row>Y</exec_per_row><arg_from_previous>Y</arg_from_previous>", [[], []]),
    ],
)
def test_a_transformation_gets_the_rows_that_the_entry_says(
    tmp_path, ktr, monkeypatch, settings, seen
):
    given = Seen(monkeypatch)
    start(tmp_path, [trans(settings)], rows=ROWS)
    assert [heights(each.rows) for each in given.contexts] == seen


@pytest.mark.parametrize(
    ("settings", "seen"),
    [
        ("", [("x", "y")]),
        ("<argument0>${V}</argument0>", [("w",)]),
        ("<arg_from_previous>Y</arg_from_previous>", [()]),
        (
            "<exec_per_row>Y</exec_per_row><arg_from_previous>Y</arg_from_previous>",
            [("1", "1.50"), ("2", "")],
        ),
    ],
)
def test_a_transformation_gets_the_arguments_that_the_entry_says(
    tmp_path, ktr, monkeypatch, settings, seen
):
    given = Seen(monkeypatch)
    context = {"rows": ROWS, "arguments": ("x", "y"), "variables": {"V": "w"}}
    start(tmp_path, [trans(settings)], **context)
    assert [each.arguments for each in given.contexts] == seen


def test_rows_and_files_that_a_transformation_leaves_are_there_for_the_next(
    tmp_path, ktr, monkeypatch
):
    left = (ResultRows(FIELDS, pl.DataFrame({"id": [7], "price": [0.5]})),)
    file = ResultFile("/a.csv")
    given = Seen(monkeypatch, rows=left, files=[file])
    run = start(tmp_path, [trans(), trans("<clear_files>Y</clear_files>", "u")], rows=ROWS)
    assert [heights(each.rows) for each in given.contexts] == [[2], [1]]
    assert [each.files for each in given.contexts] == [(), ()]
    assert (heights(run.result.rows), run.result.files) == ([1], (file,))


def test_a_transformation_knows_the_result_of_the_entry_before(tmp_path, ktr, monkeypatch):
    """Its errors are forgotten before a TRANS, as before most entries."""
    given = Seen(monkeypatch)
    hops = [("START", "fail", "always"), ("fail", "t", "N"), ("t", "u", "Y")]
    start(tmp_path, [FAIL, trans(), trans(name="u")], hops)
    results = [each.before for each in given.contexts if each.before is not None]
    assert [(each.success, each.errors) for each in results] == [(False, 0), (True, 0)]


def test_only_the_last_turn_leaves_its_rows(tmp_path, ktr, monkeypatch):
    left = (ResultRows(FIELDS, pl.DataFrame({"id": [7], "price": [0.5]})),)
    Seen(monkeypatch, rows=left)
    run = start(tmp_path, [trans("<exec_per_row>Y</exec_per_row>")], rows=ROWS)
    assert heights(run.result.rows) == [1]


def test_a_called_job_takes_the_rows_over_and_gives_its_own_back(tmp_path, ktr, monkeypatch):
    left = (ResultRows(FIELDS, pl.DataFrame({"id": [7], "price": [0.5]})),)
    given = Seen(monkeypatch, rows=left)
    (tmp_path / "inner.kjb").write_text(kjb("inner", [trans()], chain("t")))
    run = start(tmp_path, [("call", "JOB", "<filename>inner.kjb</filename>")], rows=ROWS)
    assert (heights(given.contexts[0].rows), heights(run.result.rows)) == ([2], [1])


def test_the_counts_of_a_transformation_are_those_its_log_names(tmp_path, ktr, monkeypatch):
    log = (
        "<log><trans-log-table><field><id>LINES_WRITTEN</id><subject>gen</subject></field>"
        "</trans-log-table></log></info>"
    )
    (tmp_path / "t.ktr").write_text(generated("t").replace("</info>", log))
    run = start(tmp_path, [trans()])
    assert (run.result.lines.written, run.result.lines.read) == (10, 0)
    assert run.result.nr == 1


def test_the_files_of_a_repository_are_found_in_the_exported_tree(tmp_path):
    (tmp_path / "sales" / "daily").mkdir(parents=True)
    (tmp_path / "sales" / "t.ktr").write_text(generated("t"))
    entry = (
        "run",
        "TRANS",
        "<specification_method>rep_name</specification_method><directory>/sales</directory>"
        "<transname>t</transname>",
    )
    (tmp_path / "sales" / "daily" / "j.kjb").write_text(kjb("j", [entry], chain("run")))
    run = run_file(tmp_path / "sales" / "daily" / "j.kjb")
    assert run.status == "Finished", said(run)


@pytest.mark.parametrize(
    ("settings", "word"),
    [
        ("<slave_server_name>far</slave_server_name>", "does not have"),
        ("<run_configuration>Spark</run_configuration>", "run configuration 'Spark'"),
        ("<cluster>Y</cluster>", "on a cluster"),
    ],
)
def test_a_place_to_run_that_is_not_there_is_said(tmp_path, ktr, settings, word):
    xml = kjb("j", [trans(settings)], chain("t"))
    job = replace(read_job(xml, name="j"), filename=str(tmp_path / "j.kjb"))
    run = JobRun(job, RunContext())
    with suppress(PrepareError):
        run.prepare()
        run.execute()
    assert any(word in line for line in said(run))


def test_the_machine_s_clock_knows_its_zone(monkeypatch):
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    assert str(SystemClock().now().tzinfo) == "Asia/Shanghai"
    monkeypatch.setenv("TZ", "Nowhere/None")
    assert SystemClock().now().tzinfo is not None


def test_a_called_job_that_clears_its_rows_leaves_the_row_of_its_turn(tmp_path, ktr):
    (tmp_path / "inner.kjb").write_text(
        kjb("inner", [trans("<clear_rows>Y</clear_rows>")], chain("t"))
    )
    run = start(tmp_path, [called("<exec_per_row>Y</exec_per_row>")], rows=ROWS)
    assert [part.frame["id"].to_list() for part in run.result.rows] == [[2]]
