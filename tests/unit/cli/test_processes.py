"""The supervisor restarts what dies, gives up on what keeps dying, and leaves nothing behind."""

import os
import signal
import socket
import sys
import threading
import time
from pathlib import Path

import pytest

from onedata_assets.cli.processes import (
    MAX_QUICK_DEATHS,
    Service,
    ServiceDiedError,
    Supervisor,
    free_port,
    free_ports,
    listens,
)

SERVE = (
    "import socket, sys, time; s = socket.create_server(('127.0.0.1', int(sys.argv[1]))); "
    "print('up', flush=True); time.sleep(60)"
)


@pytest.fixture
def said():
    return []


@pytest.fixture
def supervisor(tmp_path, said):
    supervisor = Supervisor(tmp_path, lambda event, child: said.append((event, child.service.name)))
    yield supervisor
    supervisor.stop()


def server(name: str = "server") -> Service:
    port = free_port()
    argv = [sys.executable, "-c", SERVE, str(port)]
    return Service(name, argv, dict(os.environ), f"http://127.0.0.1:{port}", ready_seconds=20)


def until(true, seconds: float = 20.0) -> bool:
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        time.sleep(0.02)
    return true()


def test_a_service_is_ready_once_it_listens(supervisor):
    child = supervisor.add(server())
    assert listens(child.service.url)


def test_a_service_with_a_health_path_is_ready_once_it_answers_well_there(supervisor, tmp_path):
    (tmp_path / "site").mkdir()
    port = free_port()
    argv = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1"]
    argv += ["--directory", str(tmp_path / "site")]
    service = Service("web", argv, dict(os.environ), f"http://127.0.0.1:{port}", "/ready", 20)
    later = threading.Timer(0.5, (tmp_path / "site/ready").touch)
    later.start()
    supervisor.add(service)
    assert (tmp_path / "site/ready").exists()
    later.join()


def test_ports_are_free_with_their_neighbours_and_differ():
    ports = free_ports([(1, 2), (), (2,)])
    assert len({*ports, ports[0] + 1, ports[0] + 2, ports[2] + 2}) == 6
    with socket.socket() as first, socket.socket() as second:
        first.bind(("127.0.0.1", ports[0]))
        second.bind(("127.0.0.1", ports[0] + 2))


def test_a_dead_service_is_started_again_and_said(supervisor, said):
    child = supervisor.add(server())
    os.kill(child.process.pid, signal.SIGKILL)
    child.process.wait()
    supervisor.revive()
    assert said == [("restarted", "server")]
    assert until(lambda: listens(child.service.url))


def test_a_service_that_keeps_dying_is_given_up_and_said_once(supervisor, said):
    supervisor.add(Service("broken", [sys.executable, "-c", "raise SystemExit(3)"], {}))
    for _ in range(MAX_QUICK_DEATHS + 3):
        assert until(lambda: supervisor.children[0].dead)
        supervisor.revive()
    assert said == [("restarted", "broken")] * MAX_QUICK_DEATHS + [("given_up", "broken")]


def test_a_service_that_cannot_start_says_why(supervisor):
    code = "import sys; sys.exit('no such option: --x')"
    service = Service("bad", [sys.executable, "-c", code], {}, "http://127.0.0.1:9")
    (supervisor.logs / "bad.log").write_text("of an earlier start\n")
    with pytest.raises(ServiceDiedError) as death:
        supervisor.add(service)
    assert death.value.tail() == "no such option: --x"
    assert supervisor.children == []


def test_stopping_ends_grandchildren_too(supervisor, tmp_path):
    note = tmp_path / "pid"
    code = (
        "import subprocess, sys, time; "
        "p = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']); "
        f"open({str(note)!r}, 'w').write(str(p.pid)); time.sleep(60)"
    )
    supervisor.add(Service("parent", [sys.executable, "-c", code], dict(os.environ)))
    assert until(lambda: note.exists() and note.read_text() != "")
    pid = int(note.read_text())
    supervisor.stop()
    assert until(lambda: not alive(pid))


def alive(pid: int) -> bool:
    """Tell whether a process runs; a zombie that init has not reaped yet does not."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii")
    except FileNotFoundError:
        return False
    return stat.rsplit(")", 1)[1].split()[0] != "Z"
