"""The role `portal` of the image, started without a container on real database servers."""

import os
import signal
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa

from onedata_assets.cli.processes import free_port
from onedata_resources.settings import project_dir
from tests.answering import wait_for_answer
from tests.integration.deploy.accounts import SERVERS, account
from tests.portal_process import PASSWORD, WORKSPACE

pytestmark = pytest.mark.integration
ENTRYPOINT = ["sh", str(project_dir() / "deploy/docker/entrypoint.sh")]


@pytest.fixture(scope="module", params=SERVERS)
def environment(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, str]]:
    """What the container has: no STORE_URL, and the name of a database that is not there."""
    service, named = SERVERS[request.param]
    url = sa.make_url(request.getfixturevalue(named))
    database, home = f"onedata_{uuid.uuid4().hex[:8]}", tmp_path_factory.mktemp("home")
    text = (project_dir() / "deploy/dagster/dagster.yaml").read_text(encoding="utf-8")
    (home / "dagster.yaml").write_text(text.replace("/var/lib/onedata", str(home)))
    (home / "workspace.yaml").write_text(WORKSPACE)
    yield {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(home),
        "PYTHONPATH": str(project_dir()),
        "ONEDATA_HOME": str(home),
        "ONEDATA_ADMIN_PASSWORD": PASSWORD,
        "ONEDATA_LANGUAGE": "en",
        "DAGSTER_HOME": str(home),
        **account(url),
        "ONEDATA_PG_DB": database,
        "STORE_URL": "",
    }
    admin = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with admin.connect() as connection:
        connection.exec_driver_sql(service.drop.format(database))


@pytest.fixture(scope="module")
def portal(environment: dict[str, str]) -> Iterator[str]:
    port, log = free_port(), Path(environment["HOME"]) / "log"
    argv = [*ENTRYPOINT, "portal", "--host", "127.0.0.1", "--port", str(port)]
    with log.open("wb") as file:
        process = subprocess.Popen(
            argv, cwd=project_dir(), env=environment, stdout=file, stderr=file
        )
    try:
        wait_for_answer(process, f"http://127.0.0.1:{port}/api/session", log)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)


@pytest.mark.row("F034", "F035")
def test_the_portal_makes_its_database_beside_dagsters_and_signs_the_administrator_in(
    portal, environment
):
    person = {"name": "admin", "password": PASSWORD}
    assert httpx.post(f"{portal}/api/session", json=person, trust_env=False).status_code == 200
    script = [sys.executable, str(project_dir() / "deploy/docker/database.py"), "onedata"]
    made = subprocess.run(script, env=environment, capture_output=True, text=True, check=True)
    engine = sa.create_engine(made.stdout)
    assert engine.url.database == environment["ONEDATA_PG_DB"]
    tables = set(sa.inspect(engine).get_table_names())
    engine.dispose()
    assert "store_version" in tables
    assert "alembic_version" not in tables  # Dagster's are in another database


def test_commands_on_the_records_reach_the_same_store(portal, environment):
    argv = [*ENTRYPOINT, "onedata", "people", "list"]
    done = subprocess.run(
        argv, cwd=project_dir(), env=environment, capture_output=True, text=True, check=True
    )
    assert "admin" in done.stdout


@pytest.mark.row("F002", "F003", "F004")
def test_the_daemon_has_the_records_of_the_portal_in_which_projects_have_their_settings(
    environment, tmp_path
):
    """With records of its own it would give runs of schedules no settings at all."""
    stand_in = tmp_path / "dagster-daemon"
    stand_in.write_text('#!/bin/sh\nprintf %s "$STORE_URL"\n')
    stand_in.chmod(0o755)
    given = environment | {"PATH": f"{tmp_path}{os.pathsep}{environment['PATH']}"}
    argv = [*ENTRYPOINT, "daemon"]
    done = subprocess.run(
        argv, cwd=project_dir(), env=given, capture_output=True, text=True, check=True
    )
    assert sa.make_url(done.stdout).database == environment["ONEDATA_PG_DB"]
