"""The log tables that transformations write of their runs and steps."""

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
from tests.integration.kettle.log_tables import (
    JOB,
    LINES,
    TRANS,
    create,
    log_database,
    logging,
    subject,
    table,
    three,
)
from tests.unit.kettle.running import grid, ktr, rows_of, run, step
from tests.unit.kettle_server.files import chain, kjb
from tests.unit.kettle_server.job_runs import note, run_text

FIRST = datetime(1899, 12, 31, 23)  # noqa: DTZ001 - moments in Kettle have no time zone


def now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


@pytest.fixture(params=DATABASES)
def url(request, tmp_path) -> str:
    return log_database(url_of(request, tmp_path))


def moments(*values: object) -> list[datetime]:
    return [datetime.fromisoformat(each) if isinstance(each, str) else each for each in values]


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
        create(url, name, [each for each in columns if each not in off])
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
    create(url, "tl", TRANS)
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
    create(url, "tl", columns)
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
