"""What TRANS and JOB entries pass on and give back: rows, files, parameters, arguments, logs."""

from contextlib import suppress
from dataclasses import replace

import polars as pl
import pytest

from onedata_resources.kettle.engine.context import RunContext
from onedata_resources.kettle.engine.job import JobRun
from onedata_resources.kettle.engine.job_clock import SystemClock
from onedata_resources.kettle.engine.job_variables import apply_scope
from onedata_resources.kettle.engine.outcome import ResultFile, ResultRows, VariableSet
from onedata_resources.kettle.engine.properties import read_properties
from onedata_resources.kettle.engine.run import TransformationRun
from onedata_resources.kettle.errors import PrepareError
from onedata_resources.kettle.reader import read_job, read_kettle_file
from onedata_resources.kettle.values.types import Field, KettleType
from tests.unit.kettle_server.files import chain, generated, kjb, parameter
from tests.unit.kettle_server.job_runs import FAIL, note, said

FIELDS = (Field("id", KettleType.INTEGER), Field("price", KettleType.NUMBER, mask="0.00"))
ROWS = (ResultRows(FIELDS, pl.DataFrame({"id": [1, 2], "price": [1.5, None]})),)


def start(tmp_path, entries, hops=None, extra: str = "", **context) -> JobRun:
    hops = hops or chain(*(name for name, _, _ in entries))
    (tmp_path / "j.kjb").write_text(kjb("j", entries, hops, extra))
    run = JobRun(read_kettle_file(tmp_path / "j.kjb"), RunContext(**context))
    run.prepare()
    run.execute()
    return run


def called(settings: str, declared: str = "P", name: str = "inner.kjb"):
    passed = (
        "<parameters><pass_all_parameters>N</pass_all_parameters><parameter><name>P</name>"
        "<stream_name>{}</stream_name><value>v</value></parameter></parameters>"
    )
    return ("call", "JOB", f"<filename>{name}</filename>{settings}" + passed.format("PRICE"))


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


class Seen:
    """Stands in for the runs of transformations: keeps what each was given, leaves `outcome`."""

    def __init__(self, monkeypatch, rows=(), files=(), variables=()):
        self.contexts: list[RunContext] = []
        plain = TransformationRun.execute

        def execute(run: TransformationRun) -> None:
            self.contexts.append(run.context)
            run.outcome.rows += rows
            run.outcome.files += files
            run.outcome.variables += variables
            plain(run)

        monkeypatch.setattr(TransformationRun, "execute", execute)


def trans(settings: str = "", name: str = "t") -> tuple[str, str, str]:
    return (name, "TRANS", f"<filename>t.ktr</filename>{settings}")


@pytest.fixture
def ktr(tmp_path):
    (tmp_path / "t.ktr").write_text(generated("t"))


def heights(rows) -> list[int]:
    return [part.frame.height for part in rows]


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


@pytest.mark.parametrize(
    ("scope", "seen"),
    [
        ("PARENT_JOB", ("${V}", "${V}")),
        ("GP_JOB", ("1", "${V}")),
        ("ROOT_JOB", ("1", "1")),
        ("JVM", ("1", "1")),
    ],
)
def test_a_variable_of_a_step_reaches_as_far_as_its_scope_says(
    tmp_path, ktr, monkeypatch, scope, seen
):
    Seen(monkeypatch, variables=[VariableSet("V", "1", scope)])
    (tmp_path / "inner.kjb").write_text(kjb("i", [trans(), note("a", "${V}")], chain("t", "a")))
    call = ("call", "JOB", "<filename>inner.kjb</filename>")
    (tmp_path / "outer.kjb").write_text(kjb("o", [call, note("b", "${V}")], chain("call", "b")))
    call = ("call", "JOB", "<filename>outer.kjb</filename>")
    run = start(tmp_path, [call, note("c", "${V}")])
    lines = [line for line in said(run) if line[:4] in {"a - ", "b - ", "c - "}]
    assert lines == ["a - 1", f"b - {seen[0]}", f"c - {seen[1]}"]


def test_the_counts_of_a_transformation_are_those_its_log_names(tmp_path, ktr, monkeypatch):
    log = (
        "<log><trans-log-table><field><id>LINES_WRITTEN</id><subject>gen</subject></field>"
        "</trans-log-table></log></info>"
    )
    (tmp_path / "t.ktr").write_text(generated("t").replace("</info>", log))
    run = start(tmp_path, [trans()])
    assert (run.result.lines.written, run.result.lines.read) == (10, 0)
    assert run.result.nr == 1


def test_a_log_file_has_the_lines_of_what_was_called_and_is_a_result_file(tmp_path, ktr):
    settings = (
        f"<set_logfile>Y</set_logfile><logfile>{tmp_path}/logs/t</logfile><logext>txt</logext>"
        "<loglevel>Detailed</loglevel><create_parent_folder>Y</create_parent_folder>"
        "<set_append_logfile>Y</set_append_logfile>"
    )
    for _ in range(2):
        run = start(tmp_path, [trans(settings)])
    lines = (tmp_path / "logs" / "t.txt").read_text().splitlines()
    assert sum("gen.0 - Finished processing" in line for line in lines) == 2
    assert "gen.0 - Finished processing (I=0, O=0, R=0, W=10, U=0, E=0)" in said(run)
    assert [each.kind for each in run.result.files] == ["Log"]


def test_a_log_file_says_why_what_was_called_could_not_run_and_is_kept(tmp_path, ktr):
    (tmp_path / "t.ktr").write_text("<transformation>")
    settings = f"<set_logfile>Y</set_logfile><logfile>{tmp_path}/t</logfile><logext>txt</logext>"
    run = start(tmp_path, [trans(settings)])
    assert "is not a Kettle file" in (tmp_path / "t.txt").read_text()
    assert [each.path for each in run.result.files] == [str(tmp_path / "t.txt")]
    assert (run.result.success, run.result.errors, run.result.nr) == (False, 1, 1)


def test_a_log_file_without_its_folder_fails_the_entry(tmp_path, ktr):
    settings = f"<set_logfile>Y</set_logfile><logfile>{tmp_path}/no/t</logfile>"
    run = start(tmp_path, [trans(settings)])
    assert (run.result.success, "there is no folder" in said(run)[2]) == (False, True)


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
    run = JobRun(read_kettle_file(tmp_path / "sales" / "daily" / "j.kjb"), RunContext())
    run.prepare()
    run.execute()
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


def test_a_properties_file_is_read_as_java_reads_it():
    text = "# c\n! d\nA = 1\nB:二\nC\\ c  \\\n   = x \\\n  y\nD\nE=\\u4e2d\\n=\n"
    assert read_properties(text) == {"A": "1", "B": "二", "C c": "x y", "D": "", "E": "中\n="}


def test_the_machine_s_clock_knows_its_zone(monkeypatch):
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    assert str(SystemClock().now().tzinfo) == "Asia/Shanghai"
    monkeypatch.setenv("TZ", "Nowhere/None")
    assert SystemClock().now().tzinfo is not None


DECLARED = parameter("P", "d")
SEEN = ["P", "Q", "V", "Internal.Job.Name"]


def listing(*parameters: tuple[str, str, str], passes_all: str = "Y") -> str:
    """Return an entry's list of parameters: name, field, value."""
    listed = "".join(
        f"<parameter><name>{name}</name><stream_name>{field}</stream_name><value>{value}</value>"
        "</parameter>"
        for name, field, value in parameters
    )
    return (
        f"<parameters><pass_all_parameters>{passes_all}</pass_all_parameters>{listed}</parameters>"
    )


def seen_by(given: Seen) -> list[list[str | None]]:
    """Return what each run of a transformation saw under the names of SEEN."""
    shown = []
    for each in given.contexts:
        declared = {"P": each.parameters.get("P") or "d"}
        values = dict(each.variables) | dict(each.parameters) | declared
        shown.append([values.get(name) for name in SEEN])
    return shown


@pytest.mark.parametrize(
    ("settings", "seen"),
    [
        (listing(), ["p", None, "v", "j"]),
        (listing(passes_all="N"), ["p", None, None, "j"]),
        (listing(("Q", "", "${V}q"), passes_all="N"), ["p", "vq", None, "j"]),
        (listing(("P", "", "own")), ["own", None, "v", "j"]),
        (listing(("Q", "", "")), ["p", "", "v", "j"]),
        (listing(("V", "", "")), ["p", None, "v", "j"]),
    ],
)
def test_a_transformation_gets_parameters_and_variables_as_the_entry_says(
    tmp_path, ktr, monkeypatch, settings, seen
):
    """A variable named like a declared parameter is passed always, the others where all are."""
    (tmp_path / "t.ktr").write_text(generated("t").replace("</info>", f"{DECLARED}</info>"))
    given = Seen(monkeypatch)
    start(tmp_path, [trans(settings)], variables={"P": "p", "V": "v"})
    assert seen_by(given) == [seen]


@pytest.mark.parametrize(
    ("parameter", "seen"),
    [
        (("Q", "PRICE", ""), ["1.50", "1.50"]),
        (("Q", "PRICE", "written"), ["written", "written"]),
        (("Q", "id", ""), ["1", "2"]),
    ],
)
def test_a_value_stays_where_the_field_of_the_next_row_is_empty_and_a_written_one_wins(
    tmp_path, ktr, monkeypatch, parameter, seen
):
    given = Seen(monkeypatch)
    settings = "<exec_per_row>Y</exec_per_row>" + listing(parameter)
    start(tmp_path, [trans(settings)], rows=ROWS)
    assert [each[1] for each in seen_by(given)] == seen


def test_a_parameter_of_a_field_that_is_not_there_ends_the_job(tmp_path, ktr):
    settings = "<exec_per_row>Y</exec_per_row>" + listing(("Q", "nope", ""))
    hops = [("START", "t", "always"), ("t", "a", "N")]
    run = start(tmp_path, [trans(settings), note("a")], hops, rows=ROWS)
    assert (run.status, run.result.errors) == ("Finished (with errors)", 1)
    assert "a" not in [each.name for each in run.entries]
    assert any("from field 'nope'" in line for line in said(run))


def test_a_called_job_that_clears_its_rows_leaves_the_row_of_its_turn(tmp_path, ktr):
    (tmp_path / "inner.kjb").write_text(
        kjb("inner", [trans("<clear_rows>Y</clear_rows>")], chain("t"))
    )
    run = start(tmp_path, [called("<exec_per_row>Y</exec_per_row>")], rows=ROWS)
    assert [part.frame["id"].to_list() for part in run.result.rows] == [[2]]


@pytest.mark.parametrize(
    ("scope", "shown"), [("CURRENT_JOB", "${V}"), ("ROOT_JOB", "${V}"), ("JVM", None)]
)
def test_a_variable_set_to_nothing_is_there_no_more(tmp_path, scope, shown):
    """Java refuses it for the whole machine."""
    fields = (
        "<fields><field><variable_name>V</variable_name><variable_value/>"
        f"<variable_type>{scope}</variable_type></field></fields>"
    )
    run = start(tmp_path, [("set", "SET_VARIABLES", fields), note("a", "${V}")],
                variables={"V": "v"})  # fmt: skip
    assert ([line for line in said(run) if line.startswith("a - ")] or [None])[0] == (
        f"a - {shown}" if shown else None
    )
    assert run.result.success is (shown is not None)


def test_a_variable_set_in_the_job_above_needs_one(tmp_path):
    fields = (
        "<fields><field><variable_name>V</variable_name><variable_value>1</variable_value>"
        "<variable_type>PARENT_JOB</variable_type></field></fields>"
    )
    run = start(tmp_path, [("set", "SET_VARIABLES", fields)])
    assert (run.result.success, run.variables["V"]) == (False, "1")
    apply_scope(run, "W", "2", "GP_JOB")
    assert run.variables["W"] == "2"
