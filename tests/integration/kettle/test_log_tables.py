"""The log tables that transformations and jobs write of their runs."""

import getpass
import socket
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest

from onedata_resources.kettle.engine.context import RunContext
from onedata_resources.kettle.engine.run import TransformationRun
from onedata_resources.kettle.reader import read_transformation
from tests.integration.kettle.databases import DATABASES, rows, url_of
from tests.unit.kettle.running import grid, ktr, rows_of, run, step, text_output
from tests.unit.kettle_server.files import chain, kjb
from tests.unit.kettle_server.job_runs import FAIL, note, run_text

LINES = [
    "LINES_READ",
    "LINES_WRITTEN",
    "LINES_UPDATED",
    "LINES_INPUT",
    "LINES_OUTPUT",
    "LINES_REJECTED",
]
DATES = ["STARTDATE", "ENDDATE", "LOGDATE", "DEPDATE", "REPLAYDATE"]
TRANS = ["ID_BATCH", "CHANNEL_ID", "TRANSNAME", "STATUS", *LINES, "ERRORS", *DATES, "LOG_FIELD"]
STEP = [
    "ID_BATCH",
    "CHANNEL_ID",
    "LOG_DATE",
    "TRANSNAME",
    "STEPNAME",
    "STEP_COPY",
    *LINES,
    "ERRORS",
]
JOB = ["ID_JOB", "CHANNEL_ID", "JOBNAME", *TRANS[3:]]
ENTRY = [
    "ID_BATCH", "CHANNEL_ID", "LOG_DATE", "TRANSNAME", "STEPNAME", *LINES, "ERRORS", "RESULT",
    "NR_RESULT_ROWS", "NR_RESULT_FILES",
]  # fmt: skip
FIRST = datetime(1899, 12, 31, 23)  # noqa: DTZ001 - moments in Kettle have no time zone


def now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


@pytest.fixture(params=DATABASES)
def url(request, tmp_path) -> str:
    found = url_of(request, tmp_path)
    for name, columns in (("tl", TRANS), ("sl", STEP), ("jl", JOB), ("el", ENTRY)):
        rows(found, f"drop table if exists {name}")
        rows(found, f"create table {name} ({', '.join(_column(each, found) for each in columns)})")
    return found


def _column(name: str, url: str) -> str:
    if name in {*DATES, "LOG_DATE"}:
        return f"{name} {'timestamp' if 'postgres' in url else 'datetime'}"
    if name in {*LINES, "ERRORS", "ID_BATCH", "ID_JOB", "STEP_COPY"} or name.startswith("NR_"):
        return f"{name} bigint"
    if name == "RESULT":
        return f"{name} {'boolean' if 'postgres' in url else 'varchar(5)'}"
    return f"{name} {'text' if name == 'LOG_FIELD' else 'varchar(255)'}"


def table(tag: str, name: str, extra: str = "") -> str:
    return f"<{tag}><connection>db</connection><schema/><table>{name}</table>{extra}</{tag}>"


def logging(*parts: str) -> str:
    return f"<log>{''.join(parts)}</log>"


def subject(column: str, of: str) -> str:
    return (
        f"<field><id>{column}</id><enabled>Y</enabled><name>{column}</name>"
        f"<subject>{of}</subject></field>"
    )


def moments(*values: object) -> list[datetime]:
    return [datetime.fromisoformat(each) if isinstance(each, str) else each for each in values]


def three(tmp_path, info: str, *, last: str = "") -> str:
    source = grid("g", {"s": "String"}, [["a"], ["b"]])
    return ktr(source, text_output("o", tmp_path / "o") + last, hops=[("g", "o")], info=info)


def test_a_run_has_one_record_that_tells_its_end(url, tmp_path):
    counted = subject("LINES_OUTPUT", "o") + subject("LINES_WRITTEN", "g")
    info = logging(table("trans-log-table", "tl", counted))
    before = now() - timedelta(seconds=1)
    for _ in range(2):
        done = run(three(tmp_path, info), connections={"db": url})
        assert done.status == "Finished", done.log.text()
    told = rows(url, f"select {', '.join(TRANS)} from tl order by ID_BATCH")
    assert [each[0] for each in told] == [1, 2]
    for each in told:
        record = dict(zip(TRANS, each, strict=True))
        assert (record["TRANSNAME"], record["STATUS"], record["ERRORS"]) == ("test", "end", 0)
        assert [record[name] for name in LINES] == [0, 2, 0, 0, 3, 0]  # with the header
        assert len(record["CHANNEL_ID"]) == 36
        began, ended, dep = moments(record["REPLAYDATE"], record["ENDDATE"], record["DEPDATE"])
        assert before <= began == ended == dep
        assert moments(record["LOGDATE"])[0] >= began
        assert record["LOG_FIELD"].endswith("E=0)\n\nEND\n")
        assert "Dispatching" not in record["LOG_FIELD"]
    starts = moments(*(dict(zip(TRANS, each, strict=True))["STARTDATE"] for each in told))
    first_end = moments(dict(zip(TRANS, told[0], strict=True))["ENDDATE"])[0]
    assert starts == [FIRST, first_end]


def test_a_run_that_fails_is_stopped_and_counts_its_errors(url, tmp_path):
    info = logging(table("trans-log-table", "tl"))
    xml = ktr(grid("g", {"s": "String"}, [["a"]]), step("a", "Abort"), info=info)
    assert run(xml, connections={"db": url}).errors == 1
    assert rows(url, "select STATUS, ERRORS from tl") == [("stop", 1)]


def test_the_run_that_goes_on_is_seen_at_its_intervals(url, tmp_path):
    xml = ktr(
        grid("g", {"s": "String"}, [["a"]]),
        step("w", "Delay", "<timeout>60</timeout><scaletime>seconds</scaletime>"),
        info=logging(table("trans-log-table", "tl", "<interval>1</interval>")),
    )
    started = TransformationRun(
        read_transformation(xml, name="x"), RunContext(connections={"db": url})
    )
    started.prepare()
    thread = threading.Thread(target=started.execute)
    thread.start()
    seen = set()
    until = time.monotonic() + 20
    while "running" not in seen and time.monotonic() < until:
        seen |= {status for (status,) in rows(url, "select STATUS from tl")}
        time.sleep(0.05)
    started.stop()
    thread.join(20)
    assert seen == {"start", "running"}
    assert rows(url, "select STATUS from tl") == [("stop",)]


def test_each_step_has_a_record_at_the_end(url, tmp_path):
    info = logging(table("trans-log-table", "tl"), table("step-log-table", "sl"))
    assert run(three(tmp_path, info), connections={"db": url}).errors == 0
    found = rows(
        url,
        "select ID_BATCH, TRANSNAME, STEPNAME, STEP_COPY, LINES_READ, LINES_WRITTEN, LINES_OUTPUT,"
        " ERRORS from sl order by STEPNAME",
    )
    assert found == [(1, "test", "g", 0, 0, 2, 0, 0), (1, "test", "o", 0, 2, 2, 3, 0)]


def test_columns_are_those_that_the_file_asks_for(tmp_path):
    url = f"sqlite:///{tmp_path}/a.db"
    rows(url, "create table t (n text, server text, who text, client text, said text)")
    off = "".join(
        f"<field><id>{each}</id><enabled>N</enabled><name>{each}</name></field>" for each in TRANS
    )
    named = {
        "TRANSNAME": "n", "EXECUTING_SERVER": "server", "EXECUTING_USER": "who", "CLIENT": "client",
        "LOG_FIELD": "said",
    }  # fmt: skip
    asked = "".join(
        f"<field><id>{key}</id><enabled>Y</enabled><name>{name}</name></field>"
        for key, name in named.items()
    )
    extra = f"{off}{asked}<size_limit_lines>1</size_limit_lines>"
    variables = {"KETTLE_TRANS_LOG_DB": "db", "KETTLE_TRANS_LOG_TABLE": "t"}
    info = logging(f"<trans-log-table><connection/><table/>{extra}</trans-log-table>")
    # Kettle asks for the last end by the columns' usual names, so that a table needs them.
    dates = ", ".join(f"{each} text" for each in ("ENDDATE", "DEPDATE", "STARTDATE", "LOGDATE"))
    rows(url, "drop table t")
    names = ", ".join(f"{each} text" for each in (*named.values(), "STATUS", "TRANSNAME"))
    rows(url, f"create table t ({names}, ERRORS int, {dates})")
    done = run(three(tmp_path, info), connections={"db": url}, variables=variables)
    assert done.status == "Finished", done.log.text()
    ((name, server, who, client, said),) = rows(url, "select n, server, who, client, said from t")
    assert (name, server, who) == ("test", socket.gethostname(), getpass.getuser())
    assert client == "unknown"
    assert said.count("\n") == 3
    assert said.endswith("\n\nEND\n")


def test_files_of_version_2_write_fewer_columns(tmp_path):
    url = f"sqlite:///{tmp_path}/a.db"
    off = {"CHANNEL_ID", "LINES_REJECTED", "LOG_FIELD"}
    for name, columns in (("tl", TRANS), ("jl", JOB)):
        kept = ", ".join(_column(each, url) for each in columns if each not in off)
        rows(url, f"create table {name} ({kept})")
    place = "<connection>db</connection><table>tl</table><use_batchid>Y</use_batchid>"
    info = logging(f"{place}<use_logfield>N</use_logfield><write>g</write>")
    assert run(three(tmp_path, info), connections={"db": url}).errors == 0
    told = rows(url, "select ID_BATCH, STATUS, LINES_WRITTEN from tl")
    assert told == [(1, "end", 2)]
    extra = "<logconnection>db</logconnection><logtable>jl</logtable><use_batchid>Y</use_batchid>"
    run_text(kjb("j", [note("a")], chain("a"), extra=extra), connections={"db": url})
    assert rows(url, "select ID_JOB, STATUS from jl") == [(1, "end")]


def test_old_records_are_deleted(tmp_path):
    url = f"sqlite:///{tmp_path}/a.db"
    rows(url, f"create table tl ({', '.join(_column(each, url) for each in TRANS)})")
    for days in (1, 3):
        moment = now() - timedelta(days=days)
        rows(url, f"insert into tl (ID_BATCH, LOGDATE) values ({10 - days}, '{moment}')")
    info = logging(table("trans-log-table", "tl", "<timeout_days>2</timeout_days>"))
    assert run(three(tmp_path, info), connections={"db": url}).errors == 0
    assert rows(url, "select ID_BATCH from tl order by 1") == [(9,), (10,)]


@pytest.mark.parametrize(
    ("info", "word"),
    [
        (table("trans-log-table", ""), "names no log table"),
        (table("trans-log-table", "none"), "no such table"),
        ("<connection>db</connection><table>none</table><use_batchid>Y</use_batchid>", "no such"),
    ],
)
def test_a_log_table_that_is_not_there_fails_the_run(tmp_path, info, word):
    url = f"sqlite:///{tmp_path}/a.db"
    done = run(three(tmp_path, logging(info)), connections={"db": url})
    assert done.status == "Finished (with errors)"
    assert word in done.log.text()
    assert not (tmp_path / "o").exists()


def test_a_record_that_is_refused_is_told_and_fails_nothing(tmp_path):
    url = f"sqlite:///{tmp_path}/a.db"
    columns = [each for each in TRANS if each != "CHANNEL_ID"]
    rows(url, f"create table tl ({', '.join(_column(each, url) for each in columns)})")
    done = run(three(tmp_path, logging(table("trans-log-table", "tl"))), connections={"db": url})
    assert done.status == "Finished"
    assert done.log.text().count("Unable to write log record to log table [tl]") == 2


def test_a_step_log_table_that_cannot_be_asked_is_an_error_of_the_run(tmp_path):
    info = logging(table("step-log-table", "sl"))
    done = run(three(tmp_path, info), connections={"db": f"sqlite:///{tmp_path}/no/a.db"})
    assert (done.status, done.errors) == ("Finished (with errors)", 1)
    assert len(rows_of(tmp_path / "o")) == 2


def test_a_connection_that_nobody_knows_means_no_log(tmp_path):
    done = run(three(tmp_path, logging(table("trans-log-table", "tl"))))
    assert done.status == "Finished"


def test_system_info_knows_the_number_and_the_last_end(tmp_path):
    url = f"sqlite:///{tmp_path}/a.db"
    rows(url, f"create table tl ({', '.join(_column(each, url) for each in TRANS)})")
    rows(
        url,
        "insert into tl (ID_BATCH, TRANSNAME, STATUS, ERRORS, ENDDATE, LOGDATE) values"
        " (7, 'test', 'end', 0, '2026-01-02 03:04:05', '2026-01-02 03:04:06'),"
        " (8, 'test', 'stop', 1, '2026-02-02 03:04:05', '2026-02-02 03:04:06')",
    )
    facts = (
        "<fields><field><name>d</name><type>start date range</type></field>"
        "<field><name>u</name><type>end date range</type></field>"
        "<field><name>b</name><type>batch ID</type></field></fields>"
    )
    info = logging(table("trans-log-table", "tl")) + (
        "<maxdate><connection>db</connection><table>news</table><field>d</field></maxdate>"
    )
    rows(url, "create table news (d datetime)")
    rows(url, "insert into news values ('2026-03-01 00:00:00')")
    xml = ktr(step("s", "SystemInfo", facts), text_output("o", tmp_path / "o"), info=info)
    assert run(xml, connections={"db": url}).errors == 0
    assert rows_of(tmp_path / "o") == ["2026/01/02 03:04:05.000|2026/03/01 00:00:00.000|9"]


@pytest.mark.parametrize(
    ("info", "expected", "replay"),
    [
        (
            "<maxdate><connection>db</connection><table>news</table><field>d</field>"
            "<offset>-5</offset></maxdate>",
            ("2026-01-02 03:04:05", "2026-03-01 00:00:00"),
            "2026-03-01 00:00:00",
        ),
        (
            "<maxdate><connection>db</connection><table>news</table><field>d</field>"
            "<maxdiff>60.9</maxdiff></maxdate>",
            ("2026-01-02 03:04:05", "2026-01-02 03:05:05"),
            "2026-03-01 00:00:05",
        ),
        (
            "<maxdate><connection>db</connection><table>news</table><field>d</field></maxdate>"
            "<dependencies><dependency><connection>db</connection><table>news</table>"
            "<field>d</field></dependency></dependencies>",
            ("1899-12-31 23:00:00", "2026-03-01 00:00:05"),
            "2026-03-01 00:00:05",
        ),
        (
            "<dependencies><dependency><connection>db</connection><table>olds</table>"
            "<field>d</field></dependency></dependencies>",
            ("2026-01-02 03:04:05", None),
            None,
        ),
    ],
)
def test_tables_tell_the_range_of_dates(tmp_path, info, expected, replay):
    url = f"sqlite:///{tmp_path}/a.db"
    rows(url, f"create table tl ({', '.join(_column(each, url) for each in TRANS)})")
    for name, date in (("news", "2026-03-01 00:00:05"), ("olds", "2025-01-01 00:00:00")):
        rows(url, f"create table {name} (d datetime)")
        rows(url, f"insert into {name} values ('{date}')")
    rows(
        url,
        "insert into tl (ID_BATCH, TRANSNAME, STATUS, ERRORS, ENDDATE, DEPDATE, LOGDATE) values"
        " (7, 'test', 'end', 0, '2026-01-02 03:04:05', '2026-01-03 00:00:00', '2026-01-04')",
    )
    log = logging(table("trans-log-table", "tl"))
    done = run(three(tmp_path, log + info), connections={"db": url})
    assert done.status == "Finished", done.log.text()
    told = rows(url, "select STARTDATE, ENDDATE, REPLAYDATE from tl where ID_BATCH = 8")[0]
    assert told[0] == expected[0]
    assert expected[1] in {None, told[1]}
    assert replay in {None, told[2]}


def test_a_table_without_a_date_that_is_depended_on_fails_the_run(tmp_path):
    url = f"sqlite:///{tmp_path}/a.db"
    rows(url, f"create table tl ({', '.join(_column(each, url) for each in TRANS)})")
    rows(url, "create table news (d datetime)")
    depends = (
        "<dependencies><dependency><connection>db</connection><table>news</table>"
        "<field>d</field></dependency></dependencies>"
    )
    log = logging(table("trans-log-table", "tl"))
    done = run(three(tmp_path, log + depends), connections={"db": url})
    assert done.status == "Finished (with errors)"
    assert "has no date" in done.log.text()
    assert rows(url, "select * from tl") == []


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
    rows(url, f"create table jl ({', '.join(_column(each, url) for each in JOB)})")
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
