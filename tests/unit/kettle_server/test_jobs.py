"""The job engine: order, hops, variables, SQL, files, and what must not run."""

import sqlite3
import threading

import pytest

from onedata_resources.kettle.engine.context import RunContext
from onedata_resources.kettle.engine.job import JobRun, check_job
from onedata_resources.kettle.engine.job_sql import split_statements
from onedata_resources.kettle.errors import PrepareError
from onedata_resources.kettle.reader import read_job, read_kettle_file
from tests.unit.kettle_server.files import chain, generated, kjb, parameter


def said(run: JobRun) -> list[str]:
    return [f"{line.subject} - {line.message}" for line in run.log.lines()]


def ran(run: JobRun) -> list[str]:
    return [each.name for each in run.entries]


def run_text(xml: str, **context) -> JobRun:
    run = JobRun(read_job(xml, name="the job"), RunContext(**context))
    run.prepare()
    run.execute()
    return run


def run_file(path, **context) -> JobRun:
    run = JobRun(read_kettle_file(path), RunContext(**context))
    run.prepare()
    run.execute()
    return run


def note(name: str, message: str = "") -> tuple[str, str, str]:
    return (name, "WRITE_TO_LOG", f"<logmessage>{message or name}</logmessage>")


FAIL = ("fail", "ABORT", "<message>halt ${Q}</message>")
OK = ("ok", "SUCCESS", "")


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


def test_a_loop_that_nothing_ends_is_ended_and_said():
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
    "written",
    [
        "${Internal.Entry.Current.Directory}/子/t 1.ktr",
        "${Internal.Job.Filename.Directory}/子/t 1",
        "子/t 1.ktr",
        "%%WHERE%%/子/t 1.ktr",
    ],
)
def test_a_transformation_is_found_however_it_is_named(tmp_path, written):
    (tmp_path / "子").mkdir()
    (tmp_path / "子" / "t 1.ktr").write_text(generated("t"))
    job = kjb("j", [("run", "TRANS", f"<filename>{written}</filename>")], chain("run"))
    (tmp_path / "j.kjb").write_text(job)
    run = run_file(tmp_path / "j.kjb", variables={"WHERE": str(tmp_path)})
    assert run.status == "Finished", said(run)
    [step, _] = run.entries[1].steps
    assert (step.name, step.written) == ("gen", 10)
    assert "gen.0 - Finished processing (I=0, O=0, R=0, W=10, U=0, E=0)" in said(run)


def called(tmp_path, settings: str, **context) -> JobRun:
    inner = kjb("inner", [note("a", "${P}|${V}")], chain("a"), parameter("P", "default"))
    (tmp_path / "inner.kjb").write_text(inner)
    entry = ("call", "JOB", f"<filename>inner.kjb</filename>{settings}")
    extra = parameter("P", "outer")
    (tmp_path / "outer.kjb").write_text(kjb("outer", [entry], chain("call"), extra))
    return run_file(tmp_path / "outer.kjb", variables={"V": "v"}, **context)


PASS = "<parameters><pass_all_parameters>{}</pass_all_parameters>{}</parameters>"
OWN = "<parameter><name>P</name><stream_name/><value>own ${V}</value></parameter>"


@pytest.mark.parametrize(
    ("settings", "seen"),
    [
        ("", "outer|v"),
        (PASS.format("Y", ""), "outer|v"),
        (PASS.format("N", ""), "default|v"),
        (PASS.format("N", OWN), "own v|v"),
        (PASS.format("Y", OWN), "own v|v"),
    ],
)
def test_parameters_are_passed_as_the_entry_says(tmp_path, settings, seen):
    assert f"a - {seen}" in said(called(tmp_path, settings))


def test_a_job_that_calls_itself_is_ended_and_said(tmp_path):
    entry = ("again", "JOB", "<filename>j.kjb</filename>")
    (tmp_path / "j.kjb").write_text(kjb("j", [entry], chain("again")))
    run = run_file(tmp_path / "j.kjb", log_level="Error")
    assert run.status == "Finished (with errors)"
    assert any("does it call itself" in line for line in said(run))


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("missing.ktr", None, "there is no file"),
        ("bad.ktr", "no xml", "is not a Kettle file"),
        ("job.ktr", kjb("j", []), "is not one"),
        ("step.ktr", generated().replace("RowGenerator", "Nonsense"), "Nonsense"),
    ],
)
def test_a_file_that_cannot_run_fails_its_entry_and_the_failure_hop_is_followed(
    tmp_path, name, content, word
):
    if content is not None:
        (tmp_path / name).write_text(content)
    entries = [("run", "TRANS", f"<filename>{name}</filename>"), note("rescue")]
    hops = [("START", "run", "always"), ("run", "rescue", "N")]
    (tmp_path / "j.kjb").write_text(kjb("j", entries, hops))
    run = run_file(tmp_path / "j.kjb")
    assert ran(run) == ["START", "run", "rescue"]
    assert any(word in line for line in said(run)), said(run)
    assert not run.entries[1].success


def sql_entry(sql: str, extra: str = "") -> tuple[str, str, str]:
    return ("sql", "SQL", f"<connection>db</connection><sql>{sql}</sql>{extra}")


def test_sql_runs_all_its_statements_with_variables_where_asked(tmp_path):
    url = f"sqlite:///{tmp_path}/a.db"
    sql = "create table t(a text); insert into t values ('${V};--'); -- end; of it\n;"
    substituted = sql_entry(sql, "<useVariableSubstitution>T</useVariableSubstitution>")
    run = run_text(
        kjb("j", [substituted], chain("sql")), connections={"db": url}, variables={"V": "中"}
    )
    assert run.status == "Finished", said(run)
    with sqlite3.connect(tmp_path / "a.db") as database:
        assert database.execute("select a from t").fetchall() == [("中;--",)]
    database.close()


def test_a_failing_statement_undoes_the_ones_before_it(tmp_path):
    url = f"sqlite:///{tmp_path}/a.db"
    run = run_text(
        kjb("j", [sql_entry("create table t(a int); insert into t values (1)")], chain("sql")),
        connections={"db": url},
    )
    run = run_text(
        kjb(
            "j",
            [sql_entry("insert into t values (2); insert into nowhere values (1)")],
            chain("sql"),
        ),
        connections={"db": url},
    )
    assert run.status == "Finished (with errors)"
    assert any("nowhere" in line for line in said(run))
    with sqlite3.connect(tmp_path / "a.db") as database:
        assert database.execute("select a from t").fetchall() == [(1,)]
    database.close()


def test_sql_without_its_connection_says_so():
    run = run_text(kjb("j", [sql_entry("select 1")], chain("sql")))
    assert any("no connection 'db'" in line for line in said(run))


@pytest.mark.parametrize(
    ("sql", "statements"),
    [
        ("", []),
        (" ; ;\n", []),
        ("select 1", ["select 1"]),
        ("a; b ;c", ["a", "b", "c"]),
        ("select ';' ; select \"a;b\"", ["select ';'", 'select "a;b"']),
        ("select 1 -- no; comment\n; select 2 /* ; */", None),
    ],
)
def test_statements_end_at_semicolons_outside_quotes_and_comments(sql, statements):
    found = split_statements(sql)
    assert len(found) == 2 if statements is None else found == statements


@pytest.mark.parametrize(
    ("entry", "word"),
    [
        (("x", "MAIL", ""), "[x] is of type MAIL"),
        (("x", "TRANS", ""), "names no file"),
        (("x", "TRANS", "<specification_method>rep_name</specification_method>"), "names no file"),
        (("x", "SQL", "<sql>select 1</sql>"), "names no connection"),
        (("x", "SQL", "<connection>lake</connection><sql>x</sql>"), "asks the lake"),
    ],
)
def test_an_entry_that_cannot_work_is_said_before_anything_runs(entry, word):
    job = read_job(kjb("j", [note("a"), entry], chain("a", "x")), name="j")
    with pytest.raises(PrepareError) as error:
        check_job(job)
    assert word in error.value.en


def test_an_unsupported_entry_that_nothing_leads_to_does_not_matter():
    run = run_text(kjb("j", [note("a"), ("x", "MAIL", "")], chain("a")))
    assert (ran(run), run.status) == (["a"], "Finished")


def test_a_job_without_start_or_with_its_own_schedule_is_refused():
    xml = kjb("j", [])
    for bad in (xml.replace("<start>Y", "<start>N"), xml.replace("<nr>", "<repeat>Y</repeat><nr>")):
        with pytest.raises(PrepareError):
            check_job(read_job(bad, name="j"))


def test_a_stopped_job_starts_no_further_entry():
    run = JobRun(read_job(kjb("j", [note("a")], chain("a")), name="j"), RunContext())
    run.prepare()
    run.stop()
    run.execute()
    assert ran(run) == ["START"]
    assert run.status == "Stopped"


def shell(script: str, extra: str = "") -> str:
    entry = ("sh", "SHELL", f"<insertScript>Y</insertScript><script>{script}</script>{extra}")
    return kjb("jshell", [entry, OK], chain("sh", "ok"))


def run_shell(xml: str, **context) -> JobRun:
    run = JobRun(read_job(xml, name="j"), RunContext(**context), allow_shell=True)
    run.prepare()
    run.execute()
    return run


def test_a_script_runs_with_variables_and_arguments_where_it_is_allowed(tmp_path):
    script = "echo hello ${V} $1; echo oops 1&gt;&amp;2; pwd"
    extra = f"<work_directory>{tmp_path}</work_directory><argument0>${{V}} 2</argument0>"
    run = run_shell(shell(script, extra), variables={"V": "世界"})
    assert run.status == "Finished"
    assert {"sh - (stdout) hello 世界 世界 2", "sh - (stderr) oops"} <= set(said(run))
    assert f"sh - (stdout) {tmp_path}" in said(run)


def test_the_exit_code_of_a_script_decides_and_is_kept():
    run = run_shell(shell("exit 3"))
    assert (run.status, run.result.exit_status) == ("Finished (with errors)", 3)
    assert run_shell(shell("kill -9 $$")).result.exit_status == 137


def test_a_program_that_is_not_there_fails_its_entry(tmp_path):
    entry = ("sh", "SHELL", f"<filename>{tmp_path}/none</filename>")
    run = run_shell(kjb("j", [entry], chain("sh")))
    assert run.status == "Finished (with errors)"
    assert any("cannot be executed" in line for line in said(run))


def test_a_script_is_refused_before_anything_runs_unless_it_is_allowed():
    run = JobRun(read_job(shell("exit 0"), name="j"), RunContext())
    with pytest.raises(PrepareError, match="does not allow"):
        run.prepare()
    assert run.entries == []
    assert any("does not allow" in line for line in said(run))


def test_stopping_a_job_ends_its_script_and_what_that_started():
    run = JobRun(read_job(shell("sleep 600 &amp; wait"), name="j"), RunContext(), allow_shell=True)
    run.prepare()
    thread = threading.Thread(target=run.execute)
    thread.start()
    while run.running is None:
        assert thread.is_alive()
    run.stop()
    thread.join(30)
    assert run.status == "Stopped"
