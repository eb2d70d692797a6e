"""The log tables that jobs write of their runs and entries."""

import pytest

from tests.integration.kettle.databases import DATABASES, rows, url_of
from tests.integration.kettle.log_tables import (
    JOB,
    create,
    log_database,
    table,
)
from tests.unit.kettle_server.files import chain, kjb
from tests.unit.kettle_server.job_runs import FAIL, note, run_text


@pytest.fixture(params=DATABASES)
def url(request, tmp_path) -> str:
    return log_database(url_of(request, tmp_path))


def test_a_job_has_a_record_and_each_of_its_entries_one(url):
    logs = table("job-log-table", "jl") + table("jobentry-log-table", "el")
    entries = [note("a", "hello"), FAIL, note("never")]
    job = kjb("j", entries, [*chain("a", "fail", "never")], extra=logs)
    run_text(job, connections={"db": url})
    ((batch, name, status, errors, end, began, said),) = rows(
        url, "select ID_JOB, JOBNAME, STATUS, ERRORS, ENDDATE, REPLAYDATE, LOG_FIELD from jl"
    )
    assert (batch, name, status, errors) == (1, "j", "end", 1)
    assert end == began
    assert "a - hello\n" in said
    assert said.endswith("\nEND\n")
    found = rows(url, "select ID_BATCH, TRANSNAME, STEPNAME, ERRORS, RESULT from el")
    results = {step: (str(result) in {"1", "True"}, errors) for _, _, step, errors, result in found}
    assert {row[:2] for row in found} == {(1, "j")}
    assert results == {
        "START": (True, 0), "a": (True, 0), "fail": (False, 1), "never": (False, 0),
    }  # fmt: skip


def test_a_job_that_starts_has_no_counts_yet(tmp_path):
    url = f"sqlite:///{tmp_path}/a.db"
    create(url, "jl", JOB)
    look = (
        "look",
        "EVAL_TABLE_CONTENT",
        "<connection>db</connection><tablename>jl</tablename><is_custom_sql>Y</is_custom_sql>"
        "<custom_sql>select 1 from jl where STATUS = 'start' and ERRORS is null and LOG_FIELD ="
        " char(10) || 'START' || char(10)</custom_sql><limit>1</limit>"
        "<success_condition>rows_count_equal</success_condition>",
    )
    job = kjb("j", [look], chain("look"), extra=table("job-log-table", "jl"))
    assert run_text(job, connections={"db": url}).entries[-1].success


def test_a_job_whose_log_cannot_be_asked_does_not_run(tmp_path):
    job = kjb("j", [note("a")], chain("a"), extra=table("job-log-table", "jl"))
    run = run_text(job, connections={"db": f"sqlite:///{tmp_path}/no/a.db"})
    assert (run.status, len(run.entries), run.result.errors) == ("Finished (with errors)", 0, 1)
