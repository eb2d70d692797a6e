"""A run that is terminated in Dagster stops its transformation on Carte; its log came before."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg
import httpx
import pytest

from onedata_assets.cli.processes import free_port, listens
from onedata_resources.clients.lake import LakeClient
from tests.integration.carte.runs import wait_for
from tests.integration.carte.serving import serving

pytestmark = pytest.mark.integration
START_SECONDS = 90

DEFINITIONS = """
from pathlib import Path

import dagster as dg
from onedata_assets.components.kettle_project import KettleProjectComponent
from onedata_resources.services import CarteResource, FoldersResource, LakeResource

made = KettleProjectComponent.from_attributes_dict(attributes={{"project": {folder!r}}})
defs = dg.Definitions(
    assets=list(made.assets(Path({folder!r}))),
    jobs=[dg.define_asset_job("load", selection="*")],
    resources={{
        "kettle": CarteResource(base_url={url!r}, user="cluster", password="cluster"),
        "folders": FoldersResource(files="/f", documents="/d", reports="/r"),
        "lake": LakeResource(uri={lake!r}),
    }},
    executor=dg.in_process_executor,
)
"""
ENDLESS = """<transformation><info><name>endless</name></info>
<order><hop><from>rows</from><to>wait</to></hop><hop><from>wait</from><to>write</to></hop></order>
<step><name>rows</name><type>RowGenerator</type><limit>100000</limit><fields><field>
<name>n</name><type>Integer</type><nullif>1</nullif></field></fields></step>
<step><name>wait</name><type>Delay</type><timeout>1</timeout><scaletime>seconds</scaletime></step>
<step><name>write</name><type>TableOutput</type><connection>lake</connection><schema>ods</schema>
<table>endless</table><truncate>Y</truncate></step></transformation>"""
INSTANCE = """
telemetry:
  enabled: false
run_coordinator:  # runs start without the daemon
  module: dagster.core.run_coordinator
  class: DefaultRunCoordinator
"""
LAUNCH = """mutation ($what: ExecutionParams!) { launchRun(executionParams: $what) {
  __typename ... on LaunchRunSuccess { run { runId } } ... on PythonError { message } } }"""
TERMINATE = "mutation ($run: String!) { terminateRun(runId: $run) { __typename } }"
LOAD = {
    "mode": "default",
    "selector": {
        "repositoryLocationName": "code.py",
        "repositoryName": "__repository__",
        "pipelineName": "load",
    },
}


@pytest.fixture
def server(tmp_path):
    with serving(lake_uri=str(tmp_path / "lake")) as server:
        yield server


@pytest.fixture
def dagster(tmp_path, server, monkeypatch) -> Iterator[str]:
    """Lend a Dagster web server whose code location is the transformation."""
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "endless.ktr").write_text(ENDLESS)
    (tmp_path / "dagster.yaml").write_text(INSTANCE)
    facts = {"folder": str(tmp_path / "files"), "lake": str(tmp_path / "lake"), "url": server.url}
    code = tmp_path / "code.py"
    code.write_text(DEFINITIONS.format(**facts))
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    with web_server(code) as port:
        yield f"http://127.0.0.1:{port}/graphql"


@contextmanager
def web_server(code: Path) -> Iterator[int]:
    """Run a Dagster web server of the file, and lend its port."""
    port = free_port()
    argv = [sys.executable, "-m", "dagster_webserver", "-f", str(code), "-p", str(port)]
    with subprocess.Popen(argv, env=dict(os.environ)) as process:
        try:
            wait_for(lambda: listens(f"http://127.0.0.1:{port}"), START_SECONDS)
            yield port
        finally:
            process.terminate()


def asked(url: str, query: str, **variables: object) -> dict:
    """Return the answer of Dagster's API."""
    sent = {"query": query, "variables": variables}
    answer = httpx.post(url, json=sent, timeout=60, trust_env=False).json()
    assert "errors" not in answer, answer
    return answer["data"]


def told(instance: dg.DagsterInstance, run_id: str) -> str:
    return "\n".join(each.user_message for each in instance.all_logs(run_id))


def test_a_terminated_run_stops_its_transformation_on_carte(dagster, server, tmp_path):
    run_id = asked(dagster, LAUNCH, what=LOAD)["launchRun"]["run"]["runId"]
    with dg.DagsterInstance.get() as instance:
        wait_for(lambda: "Dispatching started" in told(instance, run_id), START_SECONDS)
        assert server.runs()
        asked(dagster, TERMINATE, run=run_id)
        wait_for(lambda: not server.runs(), 60)
        status = dg.DagsterRunStatus.CANCELED
        wait_for(lambda: instance.get_run_by_id(run_id).status is status, 60)
    assert LakeClient(str(tmp_path / "lake")).tables() == []
