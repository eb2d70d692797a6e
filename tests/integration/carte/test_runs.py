"""Transformations and jobs on a real server: end to end, in parallel, stopped, paused, killed."""

import os
import signal
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from onedata_resources.clients.carte import CarteClient
from onedata_resources.errors import BadInputError, UnavailableError
from tests.integration.carte.serving import Server, serving
from tests.unit.kettle_server.files import chain, generated, kjb, ktr, parameter, posted
from tests.unit.kettle_server.recordings import log

pytestmark = pytest.mark.integration

ENDLESS = (
    "<connection>retail</connection><sql>with recursive c(x) as "
    "(select 1 union all select x + 1 from c) select count(*) from c</sql>"
)
FILTER = (
    "<send_true_to>out</send_true_to><send_false_to/><compare><condition><negated>N</negated>"
    "<leftvalue>name</leftvalue><function>=</function><rightvalue/><value><name>c</name>"
    "<type>String</type><text>名3</text><length>-1</length><precision>-1</precision>"
    "<isnull>N</isnull><mask/></value></condition></compare>"
)


def endless_job(name: str = "endless") -> str:
    return kjb(name, [("sql", "SQL", ENDLESS)], chain("sql"))


def load(table: str = "结果") -> str:
    """Return a transformation that copies the rows of one name from table to table."""
    source = (
        "<connection>retail</connection><sql>select 编号, name, amount from 源表 "
        "where 编号 &gt;= ${MIN}</sql><limit>0</limit><variables_active>Y</variables_active>"
    )
    target = (
        f"<connection>retail</connection><table>{table}</table><commit>1000</commit>"
        "<truncate>Y</truncate><specify_fields>N</specify_fields><use_batch>Y</use_batch>"
    )
    steps = [("读 源", "TableInput", source), ("过滤", "FilterRows", FILTER)]
    steps.append(("out", "TableOutput", target))
    return ktr("装载", steps, [("读 源", "过滤"), ("过滤", "out")], parameter("MIN", "0"))


def create(table: str) -> tuple[str, str, str]:
    sql = (
        f"drop table if exists {table}; create table {table}(编号 integer, name text, amount real)"
    )
    return ("建表", "SQL", f"<connection>retail</connection><sql>{sql}</sql>")


@pytest.mark.row("S28", "S30")
def test_a_job_with_its_transformation_loads_a_table(server, tmp_path, database):
    (tmp_path / "装载.ktr").write_text(load(), encoding="utf-8")
    entries = [create("结果"), ("run", "TRANS", "<filename>装载.ktr</filename>")]
    (tmp_path / "主.kjb").write_text(
        kjb("主作业", entries, chain("建表", "run"), parameter("MIN", "0")), encoding="utf-8"
    )
    lines = []
    with server.client() as client:
        result = client.run_job(tmp_path / "主.kjb", parameters={"MIN": "50"}, on_log=lines.append)
        assert client.status().statuses.get(result.id) is None
    assert result.succeeded, result.log
    counts = {
        step.name: (step.input, step.read, step.written, step.output) for step in result.steps
    }
    assert counts["读 源"] == (50, 0, 50, 0)
    assert counts["out"][3] == 7
    assert {step.transformation for step in result.steps} == {"装载"}
    assert lines == list(result.log)
    assert rows(database, "结果") == 7


def rows(database, table: str) -> int:
    import sqlite3

    with sqlite3.connect(database) as connection:
        [found] = connection.execute(f"select count(*) from {table}").fetchone()
    connection.close()
    return found


def test_a_transformation_tells_its_step_metrics(server, tmp_path):
    (tmp_path / "t.ktr").write_text(generated("转换 t", 25))
    with server.client() as client:
        result = client.run_transformation(tmp_path / "t.ktr")
    assert result.succeeded
    assert [(s.name, s.read, s.written, s.status) for s in result.steps] == [
        ("gen", 0, 25, "Finished"),
        ("end", 25, 25, "Finished"),
    ]


def test_a_warm_server_starts_a_transformation_at_once(server, tmp_path):
    """A generous bound: what it really takes is measured in the benchmarks."""
    (tmp_path / "t.ktr").write_text(generated("t"))
    with server.client() as client:
        client.run_transformation(tmp_path / "t.ktr")
        assert min(client.run_transformation(tmp_path / "t.ktr").seconds for _ in range(5)) < 2


def test_many_run_at_once_without_mixing(server, tmp_path):
    for number in range(6):
        (tmp_path / f"{number}.ktr").write_text(generated(f"t{number}", number + 1))

    def run(number: int):
        with server.client() as client:
            return client.run_transformation(tmp_path / f"{number}.ktr")

    with ThreadPoolExecutor(6) as pool:
        results = list(pool.map(run, range(6)))
    assert [result.steps[0].written for result in results] == [1, 2, 3, 4, 5, 6]
    for number, result in enumerate(results):
        assert all(f"t{number}" in line or ".0 - " in line for line in result.log), result.log


def test_a_run_that_is_killed_fails_with_the_reason_and_the_server_stays(server, tmp_path):
    who = server.register(endless_job())
    before = set(server.runs())
    server.call("startJob", **who)
    [pid] = wait_for(lambda: set(server.runs()) - before)
    started(server, who)
    os.kill(pid, signal.SIGKILL)
    found = server.wait("jobStatus", who, "Finished (with errors)")
    assert "ended by signal SIGKILL" in log_of(found)
    assert found.findtext("result/result") == "N"
    assert found.findtext("result/nr_errors") == "1"
    (tmp_path / "t.ktr").write_text(generated("t"))
    with server.client() as client:
        assert client.run_transformation(tmp_path / "t.ktr").succeeded


def wait_for(get, seconds: float = 30):
    end = time.monotonic() + seconds
    while not (found := get()):
        assert time.monotonic() < end
        time.sleep(0.02)
    return found


def started(server: Server, who: dict[str, str]) -> None:
    """Return once the job is inside its SQL entry."""
    wait_for(lambda: "Starting entry [sql]" in log_of(server.call("jobStatus", **who)))


def log_of(document) -> str:
    from lxml import etree

    return "\n".join(log(etree.tostring(document)))


def test_a_stopped_job_ends_even_where_it_does_not_listen(server):
    who = server.register(endless_job("stopped"))
    server.call("startJob", **who)
    started(server, who)
    answer = server.call("stopJob", **who)
    assert answer.findtext("message") == "Job [stopped] stop requested."
    found = server.wait("jobStatus", who, "Stopped")
    assert found.findtext("result/is_stopped") == "Y"
    wait_for(lambda: not server.runs())


def test_a_paused_run_stands_still_and_goes_on(server):
    who = server.register(generated("big", 200_000_000))
    server.call("startTrans", **who)
    [pid] = wait_for(server.runs)
    assert "pause" in server.call("pauseTrans", **who).findtext("message")
    assert server.call("transStatus", **who).findtext("status_desc") == "Paused"
    assert wait_for(lambda: "T" in process_state(pid))
    assert "resume" in server.call("pauseTrans", **who).findtext("message")
    assert server.call("transStatus", **who).findtext("status_desc") != "Paused"
    server.call("stopTrans", **who)
    server.wait("transStatus", who, "Stopped", "Finished")


def process_state(pid: int) -> str:
    shown = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return shown.stdout


def test_a_removed_run_is_ended(server):
    who = server.register(endless_job("removed"))
    server.call("startJob", **who)
    wait_for(server.runs)
    server.call("removeJob", **who)
    wait_for(lambda: not server.runs())


def test_an_interrupted_client_leaves_nothing_running(server, tmp_path):
    (tmp_path / "endless.kjb").write_text(endless_job())

    def interrupt(line: str) -> None:
        if "Starting entry" in line:
            raise KeyboardInterrupt

    with server.client() as client, pytest.raises(KeyboardInterrupt):
        client.run_job(tmp_path / "endless.kjb", on_log=interrupt)
    wait_for(lambda: not server.runs())


def test_a_finished_object_runs_again_under_its_id(server):
    who = server.register(generated("again"))
    for _ in range(3):
        answer = server.call("startTrans", **who)
        assert answer.findtext("message") == "Transformation [again] was started."
        found = server.wait("transStatus", who, "Finished")
        assert log_of(found).count("Dispatching started") == 1
    server.call("removeTrans", **who)


def test_a_prepared_transformation_that_never_starts_can_be_removed(server):
    who = server.register(generated("idle"))
    assert server.call("prepareExec", **who).findtext("result") == "OK"
    found = server.call("transStatus", **who)
    assert found.findtext("status_desc") == "Waiting"
    assert [e.text for e in found.iter("statusDescription")] == ["Idle", "Idle"]
    server.call("removeTrans", **who)
    wait_for(lambda: not server.runs())


def test_a_file_of_the_server_runs_by_its_path(server, tmp_path):
    path = tmp_path / "文件 t.ktr"
    path.write_text(generated("t"), encoding="utf-8")
    answer = httpx.get(
        f"{server.url}/kettle/executeTrans/",
        params={"trans": str(path), "level": "Basic"},
        auth=("cluster", "cluster"),
        timeout=60,
        trust_env=False,
    )
    assert (answer.status_code, answer.content) == (200, b"")
    job = tmp_path / "j.kjb"
    job.write_text(kjb("by path", [], []))
    answer = server.call("executeJob", job=str(job))
    assert answer.findtext("message") == "Job started"
    server.wait("jobStatus", {"name": "by path", "id": answer.findtext("id")}, "Finished")


def test_a_wrong_password_is_refused_by_name(server, tmp_path):
    (tmp_path / "t.ktr").write_text(generated("t"))
    with server.client(password="wrong") as client, pytest.raises(BadInputError) as error:
        client.run_transformation(tmp_path / "t.ktr")
    assert "KETTLE_PASSWORD" in error.value.en


def test_what_a_transformation_lacks_is_said_before_it_runs(server, tmp_path):
    unknown = generated("t").replace("<type>Dummy", "<type>NoSuchStep")
    (tmp_path / "t.ktr").write_text(unknown)
    with server.client() as client, pytest.raises(BadInputError) as error:
        client.run_transformation(tmp_path / "t.ktr")
    assert "NoSuchStep" in error.value.en


def test_a_server_killed_in_a_run_is_said_and_takes_its_runs_along(database, tmp_path):
    (tmp_path / "endless.kjb").write_text(endless_job("未完"))
    with serving(connections={"retail": f"sqlite:///{database}"}) as server:
        caught: list[BaseException] = []
        inside = threading.Event()

        def note(line: str) -> None:
            if "Starting entry [sql]" in line:
                inside.set()

        def run() -> None:
            try:
                with server.client() as client:
                    client.run_job(tmp_path / "endless.kjb", on_log=note)
            except UnavailableError as error:
                caught.append(error)

        caller = threading.Thread(target=run)
        caller.start()
        assert inside.wait(60)
        pids = server.runs()
        server.process.kill()
        caller.join(60)
        assert "went away while job '未完'" in caught[0].en
        assert "Starting entry [sql]" in caught[0].en
        wait_for(lambda: not any(process_state(pid).strip() for pid in pids))


def test_a_client_can_end_the_server_and_its_runs():
    with serving(stop_grace_seconds=1) as server:
        server.call("prepareExec", **server.register(generated("waits")))
        pids = wait_for(server.runs)
        assert server.call("stopCarte").text == "Y"
        assert server.process.wait(30) == 0
        wait_for(lambda: not any(process_state(pid).strip() for pid in pids))


def test_a_taken_port_is_said():
    from onedata_resources.kettle.server.app import serve
    from onedata_resources.kettle.server.config import CarteConfig

    with serving() as server, pytest.raises(UnavailableError, match="another port"):
        serve(CarteConfig(port=int(server.url.rsplit(":", 1)[1])))


def test_no_server_at_all_is_said():
    client = CarteClient("http://127.0.0.1:9", auth=("a", "b"))
    with client, pytest.raises(UnavailableError, match="onedata carte"):
        client.status()


def test_the_server_outlives_what_is_no_kettle_at_all(server):
    for content in (b"\x00" * 1000, b"<" * 1000, posted("<transformation>" * 3000)):
        assert server.call("registerTrans", content).findtext("result") == "ERROR"
    assert server.call("status").findtext("statusdesc") == "Online"
