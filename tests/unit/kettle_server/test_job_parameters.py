"""Which parameters and variables TRANS and JOB entries pass on, and how far set variables reach."""

import pytest

from onedata_resources.kettle.engine.job_variables import apply_scope
from onedata_resources.kettle.engine.outcome import VariableSet
from onedata_resources.kettle.engine.properties import read_properties
from tests.unit.kettle_server.files import chain, generated, kjb, parameter
from tests.unit.kettle_server.job_runs import note, said
from tests.unit.kettle_server.passing import ROWS, Seen, start, trans


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


def test_a_properties_file_is_read_as_java_reads_it():
    text = "# c\n! d\nA = 1\nB:二\nC\\ c  \\\n   = x \\\n  y\nD\nE=\\u4e2d\\n=\n"
    assert read_properties(text) == {"A": "1", "B": "二", "C c": "x y", "D": "", "E": "中\n="}


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
