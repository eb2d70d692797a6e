"""The image's role `mlflow` on a real PostgreSQL and MariaDB, started without a container."""

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa

from onedata_assets.cli.processes import free_port
from onedata_resources.clients.models import ModelRegistryClient
from onedata_resources.settings import project_dir
from tests.answering import wait_for_answer
from tests.integration.deploy.accounts import SERVERS, account
from tests.unit.clients.test_models import record

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module", params=SERVERS)
def environment(request, tmp_path_factory) -> Iterator[dict[str, str]]:
    """What the container has, with a database of its own; dropped at the end."""
    service, named = SERVERS[request.param]
    url = sa.make_url(request.getfixturevalue(named))
    database = f"mlflow_{uuid.uuid4().hex[:8]}"
    yield {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(tmp_path_factory.mktemp("home")),
        "ONEDATA_HOME": str(tmp_path_factory.mktemp("onedata")),
        "PYTHONPATH": str(project_dir()),
        "MLFLOW_DISABLE_TELEMETRY": "true",
        "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false",
        "MLFLOW_TRACKING_URI": "http://mlflow:5000",
        **account(url),
        "MLFLOW_PG_DB": database,
    }
    admin = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(service.drop.format(database))
    admin.dispose()


@pytest.fixture(scope="module")
def server(environment, tmp_path_factory) -> Iterator[str]:
    """The started server's address."""
    port = free_port()
    log = tmp_path_factory.mktemp("log") / "log"
    entrypoint = ["sh", str(project_dir() / "deploy/docker/entrypoint.sh")]
    with log.open("wb") as file:
        process = subprocess.Popen(
            [*entrypoint, "mlflow", "--host", "127.0.0.1", "--port", str(port), "--workers", "1"],
            cwd=project_dir(),
            env=environment,
            stdout=file,
            stderr=file,
        )
    try:
        wait_for_answer(process, f"http://127.0.0.1:{port}/health", log)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=30)


@pytest.mark.row("F034", "F035")
def test_a_model_is_registered_and_loaded_through_the_server(server, tmp_path):
    client = ModelRegistryClient(server, str(tmp_path / "artifacts"))
    registered = client.log(record("through_the_server"))
    client.promote(registered)
    assert client.load("through_the_server").registered == registered
    assert client.run_url(registered.run_id).startswith(f"{server}/#/experiments/")


@pytest.mark.parametrize(
    ("host", "status"), [("onedata-mlflow:5000", 200), ("mlflow:5000", 200), ("evil:5000", 403)]
)
def test_the_server_answers_under_the_names_that_the_manifests_give_it(server, host, status):
    asked = f"{server}/api/2.0/mlflow/experiments/search?max_results=1"
    assert httpx.get(asked, headers={"Host": host}).status_code == status


def test_the_store_is_made_beside_dagsters_and_making_it_again_keeps_it(server, environment):
    script = project_dir() / "deploy/docker/database.py"
    made = subprocess.run(
        [sys.executable, script, "mlflow"],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    engine = sa.create_engine(made.stdout)
    assert engine.url.database == environment["MLFLOW_PG_DB"]
    assert {"alembic_version", "registered_models"} <= set(sa.inspect(engine).get_table_names())
    engine.dispose()
