"""A model server that cannot start is missing, with the reason; everything else goes on."""

import os
import socket
import sys
from pathlib import Path

import dagster as dg
import pytest

from onedata_assets.cli import demo, services
from onedata_assets.cli.inference import TRITON, prepare_triton, start_triton, triton_service
from onedata_assets.cli.processes import Service, Supervisor, free_port, free_ports, listens
from onedata_assets.defs.serving.department_sales import (
    department_sales_service,
    served_prediction_equals_offline,
)
from onedata_resources.clients import triton_absence, triton_server
from onedata_resources.clients.triton import TritonClient
from onedata_resources.clients.triton_absence import STUB
from onedata_resources.clients.triton_python import MINOR, EmbeddedPython
from tests.fakes import FakeModels

SERVE = (
    "import socket, sys, time; s = socket.create_server(('127.0.0.1', int(sys.argv[1]))); "
    "time.sleep(60)"
)
TOO_OLD = "echo \"libc.so.6: version 'GLIBC_2.35' not found\" >&2; exit 1"
PORT_TAKEN = (
    'if [ "$1" = --help ]; then echo --model-repository; exit 0; fi; '
    "echo '[E1124] failed to start: Socket in use' >&2; exit 1"
)


@pytest.fixture(params=[(TOO_OLD, "GLIBC_2.35"), (PORT_TAKEN, "Socket in use")])
def reason(request, tmp_path, monkeypatch) -> str:
    """An installation whose server fails: already on its help, or only once it is started."""
    script, told = request.param
    root = tmp_path / "server/pytriton/tritonserver"
    for path in (f"backends/python/{STUB}", f"python_backend_stubs/{MINOR}/{STUB}"):
        (root / path).parent.mkdir(parents=True)
        (root / path).touch()
    (root / "bin").mkdir()
    (root / "bin/tritonserver").write_text(f"#!/bin/sh\n{script}\n")
    (root / "bin/tritonserver").chmod(0o755)
    monkeypatch.setenv("ONEDATA_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("ONEDATA_LANGUAGE", "en")
    monkeypatch.setenv("TRITON_SIDE_ENVIRONMENT", str(tmp_path / "server"))
    monkeypatch.setenv("TRITON_MODEL_REPOSITORY", str(tmp_path / "models"))
    monkeypatch.setenv("COLUMNS", "400")
    # Whether this machine has the shared library of Python is not what is tested.
    found = EmbeddedPython(tmp_path / "lib/libpython.so", tmp_path)
    for module in (triton_absence, triton_server):
        monkeypatch.setattr(module, "find_python", lambda _: found)
    return told


def small(name: str):
    def service(env):
        port = free_port()
        return Service(
            name,
            [sys.executable, "-c", SERVE, str(port)],
            dict(os.environ),
            f"http://127.0.0.1:{port}",
        )

    return service


@pytest.fixture
def summary(monkeypatch) -> dict:
    """The demo's other parts, which take minutes, done at once: what they tell is given."""
    told = {
        "assets": 1, "rows": 1, "checks": {"passed": 1}, "failed_checks": [],
        "warned_checks": [], "failed_steps": {}, "figures": {}, "peak_mib": 1,
    }  # fmt: skip

    class Run:
        def __init__(self, env, log):
            pass

        def __enter__(self):
            return self

        def __exit__(self, *error):
            pass

        def follow(self):
            return 0, told

    monkeypatch.setattr(demo, "DemoRun", Run)
    for name in ("carte", "weather"):
        monkeypatch.setattr(services, name, small(name))
    return told


def test_the_demo_goes_on_and_says_why_the_service_is_not_checked(reason, summary, capsys):
    assert demo.run_demo(fresh=False) == 0
    told = capsys.readouterr().out
    assert "not checked" in told
    assert reason in told


def test_the_service_is_skipped_and_not_checked_after_a_failed_start(reason, summary, tmp_path):
    demo.run_demo(fresh=False)
    url = f"http://127.0.0.1:{free_port()}"
    with TritonClient(
        url, model_repository=tmp_path / "models", side_environment=tmp_path / "server"
    ) as triton:
        absent = triton.absent()
        result = dg.materialize(
            [department_sales_service, served_prediction_equals_offline],
            resources={"models": FakeModels(), "triton": triton},
        )
    assert absent is not None
    assert reason in absent.en
    assert reason in absent.zh
    assert result.success
    assert result.get_asset_materialization_events() == []
    assert result.get_asset_check_evaluations() == []
    skipped = [event.step_key for event in result.all_events if event.is_step_skipped]
    assert skipped == ["serving__service__department_sales_served_prediction_equals_offline"]


@pytest.fixture
def supervisor(tmp_path, monkeypatch):
    """A supervisor of services that never restarts, beside an installed server."""
    monkeypatch.setenv("TRITON_SIDE_ENVIRONMENT", str(tmp_path))
    binary = tmp_path / "pytriton/tritonserver/bin/tritonserver"
    binary.parent.mkdir(parents=True)
    binary.touch()
    supervisor = Supervisor(tmp_path / "logs", lambda *_: pytest.fail("restarted"))
    yield supervisor
    supervisor.stop()


def server(port: int, code: str) -> Service:
    argv = [sys.executable, "-c", code, str(port)]
    return Service(TRITON, argv, dict(os.environ), f"http://127.0.0.1:{port}")


def test_a_server_that_did_not_start_is_not_started_again_by_the_supervisor(supervisor):
    assert "no room" in start_triton(supervisor, server(free_port(), "raise SystemExit('no room')"))
    supervisor.revive()
    assert supervisor.children == []


def test_a_taken_metrics_port_is_told_and_nothing_is_started(supervisor):
    [port] = free_ports([(triton_server.METRICS_PORT_OFFSET,)])
    taken = port + triton_server.METRICS_PORT_OFFSET
    with socket.create_server(("127.0.0.1", taken)):
        assert f"port {taken}" in start_triton(supervisor, server(port, SERVE))
    assert supervisor.children == []
    assert start_triton(supervisor, server(port, SERVE)) == ""


def test_a_mended_server_is_started_again(reason, tmp_path):
    def env() -> dict[str, str]:
        names = ("TRITON_SIDE_ENVIRONMENT", "TRITON_MODEL_REPOSITORY")
        return {name: os.environ[name] for name in names} | {"TRITON_BASE_URL": "http://127.0.0.1"}

    triton_absence.keep_verdict(Path(env()["TRITON_SIDE_ENVIRONMENT"]), reason)
    assert reason in str(triton_service(env()))
    binary = tmp_path / "server/pytriton/tritonserver/bin/tritonserver"
    binary.write_text("#!/bin/sh\necho --model-repository\n")
    prepare_triton()
    assert isinstance(triton_service(env()), Service)


def test_the_ports_of_the_demo_are_free_and_the_metrics_port_too(monkeypatch):
    for name in demo.PORTS:
        monkeypatch.delenv(name, raising=False)
    urls = demo.own_ports()
    assert len(set(urls.values())) == 3
    port = int(urls["TRITON_BASE_URL"].rsplit(":", 1)[1])
    assert not listens(f"http://127.0.0.1:{port + triton_server.METRICS_PORT_OFFSET}")
