"""`onedata up`: everything answers, what dies comes back and is said, Ctrl-C leaves nothing."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from onedata_assets.cli.processes import listens
from onedata_resources.clients.triton_python import MINOR
from tests.unit.cli.answering import answering
from tests.up_process import START_SECONDS, Up

pytestmark = pytest.mark.integration
VERSION = "{ repositoriesOrError { ... on RepositoryConnection { nodes { location { name } } } } }"


@pytest.fixture(scope="module")
def up(tmp_path_factory):
    # Another loopback address than the default, as a person may choose one.
    running = Up(tmp_path_factory.mktemp("home"), host="127.0.0.2")
    try:
        running.wait_for("OneData is up")
        yield running
    finally:
        running.process.send_signal(signal.SIGINT)
        running.process.wait(60)


def test_the_first_administrator_signs_in_and_sees_the_code_location_in_dagsters_pages(up):
    told = " ".join(up.said().split())
    name, password = re.search(r"First administrator: (\S+), password (\S+)", told).groups()
    root = f"http://{up.host}:{up.port}"
    with httpx.Client(base_url=root, timeout=60, trust_env=False) as browser:
        assert browser.post("/dagster/graphql", json={"query": VERSION}).status_code == 401
        person = {"name": name, "password": password}
        assert browser.post("/api/session", json=person).json()["person"]["must_change_password"]
        change = {"old": password, "new": "orchard 4 purple lantern"}
        csrf = {"x-onedata-csrf": browser.cookies["onedata_csrf"]}
        assert browser.put("/api/me/password", json=change, headers=csrf).status_code == 204
        answer = browser.post("/dagster/graphql", json={"query": VERSION}).json()
    [node] = answer["data"]["repositoriesOrError"]["nodes"]
    assert node["location"]["name"] == "onedata"


def test_the_portal_has_its_pages(up):
    answer = httpx.get(f"http://{up.host}:{up.port}/assets", timeout=60, trust_env=False)
    assert answer.status_code == 200
    assert '<base href="/" />' in answer.text
    assert "default-src 'self'" in answer.headers["content-security-policy"]


def test_it_says_what_runs_by_itself_and_what_is_off(up):
    said = " ".join(up.said().split())
    on, off = re.search(r"On by itself: (.*?)\. Off until .*?: (.*?)\.", said).groups()
    assert "automation_sensor" in on.split(", ")
    assert "retail_day_schedule" in on.split(", ")
    assert off == "nothing"


def test_carte_answers_to_its_password(up):
    status = f"{up.urls['KETTLE_BASE_URL']}/kettle/status/?xml=Y"
    assert httpx.get(status, trust_env=False).status_code == 401
    answer = httpx.get(status, auth=("cluster", "cluster"), trust_env=False)
    assert "<statusdesc>Online</statusdesc>" in answer.text


def test_a_killed_service_is_started_again_and_said(up):
    [pid] = [
        pid for pid in up.children() if b"weather_api" in Path(f"/proc/{pid}/cmdline").read_bytes()
    ]
    os.kill(pid, signal.SIGKILL)
    up.wait_for("weather died and is started again", 30)
    end = time.monotonic() + 30
    while not listens(up.urls["WEATHER_BASE_URL"]) and time.monotonic() < end:
        time.sleep(0.1)
    assert listens(up.urls["WEATHER_BASE_URL"])


def test_a_second_up_on_the_same_port_says_that_it_is_taken(up):
    argv = [sys.executable, "-m", "onedata_assets.cli", "up", "--port", str(up.port)]
    argv += ["--host", up.host]
    env = {**os.environ, "ONEDATA_LANGUAGE": "en"}
    done = subprocess.run(argv, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert re.search(r"Port \d+ is taken", done.stderr)


@pytest.mark.parametrize("setting", ["KETTLE_BASE_URL", "TRITON_BASE_URL"])
def test_another_program_at_the_address_of_a_service_is_told_and_nothing_started(tmp_path, setting):
    with answering({}) as url:
        running = Up(tmp_path, **{setting: url})
        assert running.process.wait(START_SECONDS) == 1
    assert f"{setting}: " in running.said()
    assert url in running.said()
    assert "Traceback" not in running.said()
    assert "Starting" not in running.said()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP])
def test_an_interrupt_and_a_closed_terminal_end_every_child(tmp_path, number):
    running = Up(tmp_path)
    running.wait_for("ready")
    children = running.children()
    running.process.send_signal(number)
    assert running.process.wait(90) == 0
    assert children
    assert not any(Path(f"/proc/{pid}").exists() for pid in children)


def test_a_model_server_that_does_not_start_is_said_and_the_rest_is_started(tmp_path):
    root = tmp_path / "server/pytriton/tritonserver"
    stub = "triton_python_backend_stub"
    for path in (f"backends/python/{stub}", f"python_backend_stubs/{MINOR}/{stub}"):
        (root / path).parent.mkdir(parents=True)
        (root / path).touch()
    (root / "bin").mkdir()
    # Its help is well; it ends once it is to serve.
    (root / "bin/tritonserver").write_text("#!/bin/sh\necho --model-repository\nexit 1\n")
    (root / "bin/tritonserver").chmod(0o755)
    running = Up(tmp_path, TRITON_SIDE_ENVIRONMENT=str(tmp_path / "server"))
    try:
        running.wait_for("No model server")
        running.wait_for("Starting code-location … ready")
    finally:
        running.process.send_signal(signal.SIGINT)
        running.process.wait(90)
    assert running.process.returncode == 0
