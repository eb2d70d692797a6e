"""Child processes of the CLI: started in groups, waited for, restarted, stopped together.

What is started is decided in `cli/services.py`.
"""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from onedata_assets.cli.guard import Guard

POLL_SECONDS = 0.1
CONNECT_SECONDS = 1.0
ASK_SECONDS = 5.0
STOP_SECONDS = 10.0
HEALTHY_AFTER_SECONDS = 30.0
MAX_QUICK_DEATHS = 5


@dataclass(frozen=True)
class Service:
    """A child to run; it is ready when it listens at `url` or, if given, answers at `health`."""

    name: str
    argv: Sequence[str]
    env: Mapping[str, str]
    url: str = ""
    health: str = ""
    ready_seconds: float = 60.0


@dataclass
class Child:
    """A running service; its output goes to `log`, from the byte `log_start` on."""

    service: Service
    log: Path
    process: subprocess.Popen[bytes]
    log_start: int = 0
    started: float = field(default_factory=time.monotonic)
    quick_deaths: int = 0

    @property
    def dead(self) -> bool:
        """Tell whether the process ended."""
        return self.process.poll() is not None


class ServiceDiedError(Exception):
    """A service ended or never got ready; `child.log` says why."""

    def __init__(self, child: Child) -> None:
        super().__init__(child.service.name)
        self.child = child

    def tail(self, lines: int = 15) -> str:
        """Return the last lines that it printed."""
        printed = self.child.log.read_bytes()[self.child.log_start :]
        return "\n".join(printed.decode("utf-8", errors="replace").splitlines()[-lines:])


def free_port() -> int:
    """Return a loopback port that nothing listens on."""
    return free_ports([()])[0]


def free_ports(wanted: Sequence[Sequence[int]]) -> list[int]:
    """Return a loopback port for each of `wanted`, free as are those at its offsets.

    All are held until the last is found, so no two of them are the same.
    """
    with ExitStack() as held:
        return [_hold(held, offsets) for offsets in wanted]


def _hold(held: ExitStack, offsets: Sequence[int]) -> int:
    while True:
        with ExitStack() as tried:
            first = tried.enter_context(socket.socket())
            first.bind(("127.0.0.1", 0))
            port = first.getsockname()[1]
            try:
                for offset in offsets:
                    tried.enter_context(socket.socket()).bind(("127.0.0.1", port + offset))
            except (OSError, OverflowError):  # taken, or past the last port
                continue
            held.push(tried.pop_all())
            return port


def listens(url: str) -> bool:
    """Tell whether something accepts connections at the URL's host and port."""
    parts = urlsplit(url)
    port = parts.port or {"https": 443}.get(parts.scheme, 80)
    try:
        with socket.create_connection((parts.hostname or "127.0.0.1", port), CONNECT_SECONDS):
            return True
    except OSError:  # refused, unreachable, no such host
        return False


def start(service: Service, logs: Path) -> Child:
    """Start a service in a process group of its own."""
    logs.mkdir(parents=True, exist_ok=True)
    log = logs / f"{service.name}.log"
    with log.open("ab") as output:
        log_start = output.tell()
        process = subprocess.Popen(  # noqa: S603 - argv is built by the CLI itself
            list(service.argv),
            env=dict(service.env),
            # Dagster's commands let a `.env` where they run win over what they are given.
            cwd=logs,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    return Child(service, log, process, log_start)


def is_ready(service: Service) -> bool:
    """Tell whether the service listens and, where it has a health path, answers well there."""
    if not listens(service.url):
        return False
    return not service.health or _answers_well(f"{service.url}{service.health}")


def _answers_well(url: str) -> bool:
    import httpx

    try:
        # A proxy of the environment is for the world outside this machine.
        return httpx.get(url, timeout=ASK_SECONDS, trust_env=False).is_success
    except httpx.TransportError:
        return False


def wait_ready(child: Child) -> None:
    """Return once the service is ready.

    Raises:
        ServiceDiedError: It ended first, or its time ran out.
    """
    until = time.monotonic() + child.service.ready_seconds
    while child.service.url and not is_ready(child.service):
        if child.dead or time.monotonic() > until:
            raise ServiceDiedError(child)
        time.sleep(POLL_SECONDS)


def ask_to_end(child: Child, sign: signal.Signals = signal.SIGTERM) -> bool:
    """Send the signal to the child's process group; return False where it is gone."""
    try:
        os.killpg(child.process.pid, sign)
    except ProcessLookupError:
        return False
    return True


def stop(child: Child) -> None:
    """End the process group: politely, then by force."""
    for sign, patience in ((signal.SIGTERM, STOP_SECONDS), (signal.SIGKILL, STOP_SECONDS)):
        if not ask_to_end(child, sign):
            return
        try:
            child.process.wait(patience)
        except subprocess.TimeoutExpired:
            continue


class Supervisor:
    """Runs services until it is told to stop; one that dies is started again, and said.

    Services end with this process, whatever ends it.
    """

    def __init__(self, logs: Path, say: Callable[[str, Child], None]) -> None:
        self.logs = logs
        self.say = say
        self.children: list[Child] = []
        self._guard = Guard()

    def add(self, service: Service) -> Child:
        """Start a service and wait until it is ready.

        Raises:
            ServiceDiedError: It did not get ready; it is stopped and not started again.
        """
        child = self._start(service)
        self.children.append(child)
        try:
            wait_ready(child)
        except ServiceDiedError:
            self.children.remove(child)
            self._end(child)
            raise
        return child

    def revive(self) -> None:
        """Start every dead service again; one that keeps dying at once is given up."""
        for index, child in enumerate(self.children):
            if not child.dead or child.quick_deaths > MAX_QUICK_DEATHS:
                continue
            quick = time.monotonic() - child.started < HEALTHY_AFTER_SECONDS
            deaths = child.quick_deaths + 1 if quick else 0
            if deaths > MAX_QUICK_DEATHS:
                child.quick_deaths = deaths
                self.say("given_up", child)
                continue
            self.say("restarted", child)
            self._end(child)  # what it had started may hold its port
            reborn = self._start(child.service)
            reborn.quick_deaths = deaths
            self.children[index] = reborn

    def stop(self) -> None:
        """End all services: they are asked at once, for Triton alone takes seconds."""
        for child in self.children:
            ask_to_end(child)
        while self.children:
            self._end(self.children.pop())

    def _start(self, service: Service) -> Child:
        child = start(service, self.logs)
        self._guard.watch(child.process.pid)
        return child

    def _end(self, child: Child) -> None:
        stop(child)
        self._guard.forget(child.process.pid)
