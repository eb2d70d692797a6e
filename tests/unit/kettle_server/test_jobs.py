"""The job engine: order, hops, variables, and what must not run."""

import pytest

from onedata_resources.kettle.engine import job
from onedata_resources.kettle.engine.context import RunContext
from onedata_resources.kettle.engine.job import JobRun
from onedata_resources.kettle.engine.job_check import check_job
from onedata_resources.kettle.errors import PrepareError
from onedata_resources.kettle.reader import read_job
from tests.unit.kettle_server.files import chain, kjb, parameter
from tests.unit.kettle_server.job_runs import ABORT, FAIL, OK, note, ran, run_file, run_text, said


def test_the_log_and_the_result_are_those_of_the_recorded_failing_job():
    run = run_text(kjb("jfail", [("ab", "ABORT", "<message>halt q</message>")], chain("ab")))
    assert said(run) == [
        "jfail - Start of job execution",
        "jfail - Starting entry [ab]",
        "ab - halt q",
        "jfail - Finished job entry [ab] (result=[false])",
        "jfail - Job execution finished",
    ]
    assert (run.status, run.result.success, run.result.errors) == (
        "Finished (with errors)",
        False,
        1,
    )


def test_successors_run_one_after_another_each_with_its_whole_tail():
    entries = [note("a"), note("a1"), note("a2"), note("b"), note("b1")]
    hops = [
        *(("START", "a", "always"), ("a", "a1", "Y"), ("a1", "a2", "always")),
        *(("START", "b", "always"), ("b", "b1", "Y")),
    ]
    assert ran(run_text(kjb("j", entries, hops))) == ["START", "a", "a1", "a2", "b", "b1"]


@pytest.mark.parametrize(
    ("entries", "hops", "order", "status"),
    [
        ([FAIL, OK], [("START", "fail", "always"), ("fail", "ok", "N")], ["fail", "ok"], "ok"),
        ([FAIL, OK], [("START", "fail", "always"), ("fail", "ok", "always")], ["fail", "ok"], "ok"),
        ([FAIL, OK], [("START", "fail", "always"), ("fail", "ok", "Y")], ["fail"], "bad"),
        ([ABORT, OK], [("START", "stop", "always"), ("stop", "ok", "always")], ["stop"], "bad"),
        ([OK, FAIL], [("START", "ok", "always"), ("ok", "fail", "N")], ["ok"], "ok"),
        ([OK, FAIL], [("START", "ok", "Y")], [], "ok"),
        ([OK], [], [], "ok"),
    ],
)
def test_a_hop_is_followed_as_the_result_says(entries, hops, order, status):
    run = run_text(kjb("j", entries, hops))
    assert ran(run) == ["START", *order]
    assert run.status == ("Finished" if status == "ok" else "Finished (with errors)")


def test_an_entry_that_two_hops_reach_runs_twice():
    hops = [("START", "a", "always"), ("START", "b", "always"), ("a", "c", "Y"), ("b", "c", "Y")]
    run = run_text(kjb("j", [note("a"), note("b"), note("c")], hops))
    assert ran(run) == ["START", "a", "c", "b", "c"]


def test_disabled_hops_do_not_exist():
    xml = kjb("j", [note("a")], [("START", "a", "always")])
    run = run_text(xml.replace("<enabled>Y", "<enabled>N"))
    assert ran(run) == ["START"]


def test_a_loop_that_nothing_ends_is_ended_and_said(monkeypatch):
    monkeypatch.setattr(job, "MAX_ENTRY_RUNS", 1_000)
    hops = [("START", "a", "always"), ("a", "b", "always"), ("b", "a", "always")]
    run = run_text(kjb("j", [("a", "DUMMY", ""), ("b", "DUMMY", "")], hops), log_level="Error")
    assert run.status == "Finished (with errors)"
    assert "form a loop that nothing ends" in said(run)[-1]


def test_declared_parameters_win_over_variables_and_others_are_ignored():
    xml = kjb("j", [note("a", "${P} ${V} ${X} ${U}")], chain("a"), parameter("P", "default"))
    run = run_text(xml, variables={"P": "var", "V": "v"}, parameters={"X": "no", "P": "given"})
    assert "a - given v ${X} ${U}" in said(run)
    assert "a - default ${V} ${X} ${U}" in said(run_text(xml))


def test_variables_are_set_for_the_entries_that_follow(tmp_path):
    (tmp_path / "p.properties").write_text("# c\nA = 1\nB:二\n\n", encoding="utf-8")
    fields = (
        f"<replacevars>Y</replacevars><filename>{tmp_path}/p.properties</filename>"
        "<fields><field><variable_name>C</variable_name>"
        "<variable_value>${A}${B}</variable_value><variable_type>CURRENT_JOB</variable_type>"
        "</field></fields>"
    )
    entries = [("set", "SET_VARIABLES", fields), note("a", "${C}")]
    assert "a - 1二" in said(run_text(kjb("j", entries, chain("set", "a"))))


def test_an_own_variable_wins_over_one_of_the_property_file(tmp_path):
    (tmp_path / "p.properties").write_text("A = file\n")
    fields = (
        f"<filename>{tmp_path}/p.properties</filename><fields><field>"
        "<variable_name>A</variable_name><variable_value>own</variable_value>"
        "<variable_type>CURRENT_JOB</variable_type></field></fields>"
    )
    entries = [("set", "SET_VARIABLES", fields), note("a", "${A}")]
    assert "a - own" in said(run_text(kjb("j", entries, chain("set", "a"))))


@pytest.mark.parametrize(("scope", "seen"), [("CURRENT_JOB", "x"), ("JVM", "xx")])
def test_what_an_entry_set_in_its_job_is_taken_back_before_it_sets_again(scope, seen):
    field = (
        "<replacevars>Y</replacevars><fields><field><variable_name>V</variable_name>"
        f"<variable_value>${{V}}x</variable_value><variable_type>{scope}</variable_type>"
        "</field></fields>"
    )
    entries = [("set", "SET_VARIABLES", field), note("a", "[${V}]"), note("b", "-")]
    hops = [("START", "set"), ("set", "a"), ("START", "b"), ("b", "set")]
    twice = kjb("j", entries, [(*hop, "always") for hop in hops])
    lines = said(run_text(twice, variables={"V": ""}))
    assert [each for each in lines if each.startswith("a - ")] == ["a - [x]", f"a - [{seen}]"]


@pytest.mark.parametrize(
    ("scope", "seen"), [("CURRENT_JOB", "${V}"), ("PARENT_JOB", "1"), ("ROOT_JOB", "1")]
)
def test_a_variable_reaches_as_far_as_its_scope_says(tmp_path, scope, seen):
    field = (
        "<fields><field><variable_name>V</variable_name><variable_value>1</variable_value>"
        f"<variable_type>{scope}</variable_type></field></fields>"
    )
    inner = kjb("inner", [("set", "SET_VARIABLES", field)], chain("set"))
    (tmp_path / "inner.kjb").write_text(inner)
    call = "<filename>${Internal.Entry.Current.Directory}/inner.kjb</filename>"
    outer = kjb("outer", [("call", "JOB", call), note("a", "${V}")], chain("call", "a"))
    (tmp_path / "outer.kjb").write_text(outer)
    assert f"a - {seen}" in said(run_file(tmp_path / "outer.kjb"))


@pytest.mark.parametrize(
    ("entry", "word"),
    [
        (("x", "SHELLS", ""), "[x] is of type SHELLS, which is not supported (near: SHELL)"),
        (("x", "EXPORT_REPOSITORY", ""), "no Pentaho repository"),
        (("x", "SFTP", ""), "is not run here"),
        (("x", "TRANS", ""), "names no file"),
        (("x", "TRANS", "<specification_method>rep_name</specification_method>"), "names no file"),
        (("x", "SQL", "<sql>select 1</sql>"), "names no connection"),
        (("x", "SQL", "<connection>lake</connection><sql>x</sql>"), "asks the lake"),
    ],
)
def test_an_entry_that_cannot_work_is_said_before_anything_runs(entry, word):
    with pytest.raises(PrepareError) as error:
        check_job(read_job(kjb("j", [note("a"), entry], chain("a", "x")), name="j"))
    assert word in error.value.en


def test_an_unsupported_entry_that_nothing_leads_to_does_not_matter():
    run = run_text(kjb("j", [note("a"), ("x", "SHELLS", "")], chain("a")))
    assert (ran(run), run.status) == (["START", "a"], "Finished")


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("<start>Y", "<start>N", "has no START"),
        ("<to>a</to>", "<to>b</to>", "there is no entry [b] with number 0."),
        ("<nr>0</nr></entry></entries>", "<nr>7</nr></entry></entries>", "no entry [a]"),
    ],
)
def test_a_job_that_contradicts_itself_is_refused(old, new, word):
    xml = kjb("j", [("a", "SUCCESS", "")], chain("a"))
    with pytest.raises(PrepareError) as error:
        check_job(read_job(xml.replace(old, new), name="j"))
    assert word in error.value.en


def test_two_entries_of_one_name_and_number_are_refused():
    with pytest.raises(PrepareError, match="has two entries"):
        check_job(read_job(kjb("j", [note("a"), note("a")], chain("a")), name="j"))


def test_a_stopped_job_starts_no_further_entry():
    run = JobRun(read_job(kjb("j", [note("a")], chain("a")), name="j"), RunContext())
    run.prepare()
    run.stop()
    run.execute()
    assert ran(run) == []
    assert run.status == "Stopped"
