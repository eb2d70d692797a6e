"""Transformations and jobs on a real server: end to end, in parallel, and what is refused."""

from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from onedata_resources.clients.carte import CarteClient
from onedata_resources.errors import BadInputError, UnavailableError
from tests.integration.carte.runs import create, load
from tests.integration.carte.serving import serving
from tests.unit.kettle.datax_jobs import job, stream, text_file
from tests.unit.kettle_server.files import chain, generated, kjb, parameter, posted

pytestmark = pytest.mark.integration


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


def test_rows_are_seen_while_they_pass_a_step(server):
    who = server.register(generated("sniffed", 2_000_000_000))
    server.call("startTrans", **who)
    asked = {"trans": who["name"], "id": who["id"], "step": "end", "type": "input", "lines": "3"}
    found = server.call("sniffStep", **asked)
    server.call("stopTrans", **who)
    assert found.findtext("row-meta/value-meta/type") == "String"
    assert found.findtext("nr_rows") == "3"
    assert [each.findtext("value-data") for each in found.iter("row-data")] == ["x"] * 3
    server.wait("transStatus", who, "Stopped", "Finished")
    assert len(server.call("sniffStep", **asked)) == 0
    server.call("removeTrans", **who)


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


@pytest.mark.row("F098")
def test_a_datax_job_runs_on_a_server(server, tmp_path):
    columns = [{"value": "$who", "type": "string"}, {"value": 7, "type": "long"}]
    (tmp_path / "copy.json").write_text(job(stream(*columns, rows=3), text_file(tmp_path)))
    with server.client() as client:
        result = client.run_transformation(tmp_path / "copy.json", parameters={"who": "me"})
    assert result.succeeded, result.log
    assert (result.steps[0].name, result.steps[0].written) == ("make rows", 3)
    assert (tmp_path / "out").read_text() == "me,7\n" * 3
