"""Entries for SQL and shell scripts: what they run, undo and refuse."""

import sqlite3
import threading

import pytest

from onedata_resources.kettle.engine.context import RunContext
from onedata_resources.kettle.engine.job import JobRun
from onedata_resources.kettle.engine.sql_text import statements as split_statements
from onedata_resources.kettle.errors import PrepareError
from onedata_resources.kettle.reader import read_job
from tests.unit.kettle_jobs.entries import ended, flags, rows, run_entry
from tests.unit.kettle_server.files import chain, kjb
from tests.unit.kettle_server.job_runs import FAIL, OK, run_text, said


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


def test_a_failing_statement_ends_the_script_and_those_before_it_stay(tmp_path):
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
        assert database.execute("select a from t").fetchall() == [(1,), (2,)]
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


def shell(script: str, extra: str = "") -> str:
    entry = ("sh", "SHELL", f"<insertScript>Y</insertScript><script>{script}</script>{extra}")
    return kjb("jshell", [entry, OK], chain("sh", "ok"))


def run_shell(xml: str, **context) -> JobRun:
    return run_text(xml, **context, allow_shell=True)


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


def test_a_file_of_commands_that_names_no_program_runs_in_the_shell(tmp_path):
    (tmp_path / "c.cmd").write_text("echo got $1\n")
    (tmp_path / "c.cmd").chmod(0o755)
    settings = f"<filename>{tmp_path}/c.cmd</filename><argument0>x y</argument0>"
    run = run_shell(kjb("j", [("sh", "SHELL", settings)], chain("sh")))
    assert run.status == "Finished"
    assert "sh - (stdout) got x y" in said(run)


def test_a_program_that_is_not_there_fails_its_entry(tmp_path):
    entry = ("sh", "SHELL", f"<filename>{tmp_path}/none</filename>")
    run = run_shell(kjb("j", [entry], chain("sh")))
    assert run.status == "Finished (with errors)"
    assert any("cannot be executed" in line for line in said(run))


def test_a_script_is_refused_before_anything_runs_unless_it_is_allowed():
    run = JobRun(read_job(shell("exit 0"), name="j"), RunContext())
    with pytest.raises(PrepareError, match="does not allow"):
        run.prepare()
    assert not run.entries
    assert any("does not allow" in line for line in said(run))


def test_stopping_a_job_ends_its_script_and_what_that_started():
    run = JobRun(read_job(shell("sleep 600 &amp; wait"), name="j"), RunContext(allow_shell=True))
    run.prepare()
    thread = threading.Thread(target=run.execute)
    thread.start()
    while not run.running:
        assert thread.is_alive()
    run.stop()
    thread.join(30)
    assert run.status == "Stopped"


TELL = "<insertScript>Y</insertScript><script>for a; do echo got $a; done</script>"


def told(given, *settings: str) -> list[str]:
    run = run_entry("SHELL", TELL + flags(*settings), rows=given, allow_shell=True)
    assert ended(run) == (True, 0)
    return [line.partition("got ")[2] for line in said(run) if "(stdout) got " in line]


def test_all_rows_at_once_are_arguments_in_the_quotes_that_kettle_writes():
    given = rows(["a", "b c"], ["x=1", "it's so"], [None, ""])
    assert told(given, "arg_from_previous") == ["a", "'b c'", "'x=1'", "it's so", "'", "'"]


def test_each_row_alone_is_arguments_as_they_are():
    given = rows(["a", "b c"], ["x=1", "it's so"])
    assert told(given, "arg_from_previous", "exec_per_row") == ["a", "b c", "x=1", "it's so"]


def test_where_no_row_is_there_the_entry_leaves_the_success_before_it():
    entry = ("sh", "SHELL", TELL + flags("arg_from_previous", "exec_per_row"))
    job = kjb("j", [FAIL, entry], [*chain("fail"), ("fail", "sh", "N")])
    assert run_shell(job).entries[-1].success is False


def test_an_empty_message_is_no_line_in_the_log():
    run = run_text(kjb("j", [("w", "WRITE_TO_LOG", "<logsubject>here</logsubject>")], chain("w")))
    assert run.status == "Finished"
    assert not any(line.startswith("here") for line in said(run))
