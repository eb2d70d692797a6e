"""An independent client runs files on the server: the Carte client of Airflow's Pentaho plugin.

Airflow itself is not installed: the three names of it that the plugin imports stand in for it.
"""

import base64
import gzip
import sys
import time
from types import ModuleType

import pytest

from tests.integration.carte.serving import serving
from tests.unit.kettle_server.files import chain, generated, kjb, ktr, parameter

pytestmark = pytest.mark.integration

OVER = {"Finished", "Finished (with errors)", "Stopped", "Stopped (with errors)"}


@pytest.fixture
def client_class(monkeypatch):
    airflow, hooks, base = (
        ModuleType(n) for n in ("airflow", "airflow.hooks", "airflow.hooks.base")
    )
    airflow.__version__ = "2.10.0"
    airflow.AirflowException = type("AirflowException", (Exception,), {})
    base.BaseHook = object
    for module in (airflow, hooks, base):
        monkeypatch.setitem(sys.modules, module.__name__, module)
    from airflow_pentaho.hooks.carte import PentahoCarteHook

    yield PentahoCarteHook.PentahoCarteClient
    for name in [each for each in sys.modules if each.startswith("airflow_pentaho")]:
        del sys.modules[name]


@pytest.fixture
def repository(tmp_path):
    folder = tmp_path / "仓库"
    (folder / "daily").mkdir(parents=True)
    failing = kjb("bad", [("ab", "ABORT", "<message>no data</message>")], chain("ab"))
    (folder / "daily" / "good.kjb").write_text(kjb("good", [("ok", "SUCCESS", "")], chain("ok")))
    (folder / "daily" / "bad.kjb").write_text(failing)
    (folder / "daily" / "rows.ktr").write_text(generated("rows", 12))
    message = "<message>${WHO}</message><row_threshold>0</row_threshold>"
    steps = [("g", "RowGenerator", "<limit>1</limit><fields/>"), ("ab", "Abort", message)]
    (folder / "daily" / "told.ktr").write_text(
        ktr("told", steps, [("g", "ab")], extra=parameter("WHO", "nobody"))
    )
    return folder


@pytest.fixture
def connect(client_class, repository):
    with serving(repository=str(repository)) as server:
        host, _, port = server.url.rpartition(":")

        def connected(rep: str = "仓库"):
            return client_class(host, port, rep, "admin", "admin", "cluster", "cluster")

        yield connected


def follow(client, name: str, job_id: str) -> dict:
    answer = None
    while not answer or answer["jobstatus"]["status_desc"] not in OVER:
        answer = client.job_status(name, job_id, answer)
        time.sleep(0.02)
    return answer["jobstatus"]


@pytest.mark.parametrize(
    ("name", "status"), [("good", "Finished"), ("bad", "Finished (with errors)")]
)
def test_a_job_of_the_repository_runs_to_its_end(connect, name, status):
    client = connect()
    started = client.run_job(f"/daily/{name}")["webresult"]
    assert started["result"] == "OK"
    assert follow(client, name, started["id"])["status_desc"] == status


def test_a_transformation_of_the_repository_tells_its_steps(connect):
    client = connect()
    client.run_trans("/daily/rows")
    found = client.trans_status("rows")["transstatus"]
    assert found["status_desc"] == "Finished"
    assert [each["linesWritten"] for each in found["stepstatuslist"]["stepstatus"]] == ["12", "12"]


def test_a_file_is_named_by_its_path_without_a_repository(connect, repository):
    client = connect(rep=None)
    client.run_trans(str(repository / "daily" / "rows.ktr"))
    assert client.trans_status("rows")["transstatus"]["status_desc"] == "Finished"


def test_a_parameter_reaches_the_transformation(connect):
    client = connect()
    client.run_trans("/daily/told", {"WHO": "文海"})
    packed = client.trans_status("told")["transstatus"]["logging_string"]
    log = gzip.decompress(base64.b64decode(packed[len("<![CDATA[") : -len("]]>")])).decode()
    assert "文海" in log


@pytest.mark.parametrize("rep", ["elsewhere", "仓库"])
def test_what_is_not_there_is_said(connect, rep):
    answer = connect(rep).run_job("/daily/../../nothing")["webresult"]
    assert answer["result"] == "ERROR"
    assert rep in answer["message"]
