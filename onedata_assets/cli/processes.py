"""Child processes of the CLI: started in groups, waited for, restarted, stopped together.

What is started is decided in `cli/services.py`.
"""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

POLL_SECONDS = 0.1
STOP_SECONDS = 10.0
HEALTHY_AFTER_SECONDS = 30.0
MAX_QUICK_DEATHS = 5


@dataclass(frozen=True)
class Service:
    """A child to run; it is ready when it listens at `url`."""

    name: str
    argv: Sequence[str]
    env: Mapping[str, str]
    url: str = ""
    ready_seconds: float = 60.0


@dataclass
class Child:
    """A running service; its output goes to `log`."""

    service: Service
    log: Path
    process: subprocess.Popen[bytes]
    started: float = field(default_factory=time.monotonic)
    quick_deaths: int = 0

    @property
    def dead(self) -> bool:
        """Tell whether the process ended."""
        return self.process.poll() is not None


class ServiceDiedError(Exception):
    """A service ended or never listened; `child.log` says why."""

    def __init__(self, child: Child) -> None:
        super().__init__(child.service.name)
        self.child = child

    def tail(self, lines: int = 15) -> str:
        """Return the last lines of its log."""
        text = self.child.log.read_text(encoding="utf-8", errors="replace")
        return "\n".join(text.splitlines()[-lines:])


def free_port() -> int:
    """Return a loopback port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def listens(url: str) -> bool:
    """Tell whether something accepts connections at the URL's host and port."""
    parts = urlsplit(url)
    port = parts.port or {"https": 443}.get(parts.scheme, 80)
    with socket.socket() as probe:
        probe.settimeout(1.0)
        return probe.connect_ex((parts.hostname or "127.0.0.1", port)) == 0


def start(service: Service, logs: Path) -> Child:
    """Start a service in a process group of its own."""
    logs.mkdir(parents=True, exist_ok=True)
    log = logs / f"{service.name}.log"
    with log.open("ab") as output:
        process = subprocess.Popen(  # noqa: S603 - argv is built by the CLI itself
            list(service.argv),
            env=dict(service.env),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    return Child(service, log, process)


def wait_ready(child: Child) -> None:
    """Return once the service listens.

    Raises:
        ServiceDiedError: It ended first, or its time ran out.
    """
    until = time.monotonic() + child.service.ready_seconds
    while child.service.url and not listens(child.service.url):
        if child.dead or time.monotonic() > until:
            raise ServiceDiedError(child)
        time.sleep(POLL_SECONDS)


def stop(child: Child) -> None:
    """End the process group: politely, then by force."""
    for sign, patience in ((signal.SIGTERM, STOP_SECONDS), (signal.SIGKILL, STOP_SECONDS)):
        try:
            os.killpg(child.process.pid, sign)
        except ProcessLookupError:
            return
        try:
            child.process.wait(patience)
        except subprocess.TimeoutExpired:
            continue


class Supervisor:
    """Runs services until it is told to stop; one that dies is started again, and said."""

    def __init__(self, logs: Path, say: Callable[[str, Child], None]) -> None:
        self.logs = logs
        self.say = say
        self.children: list[Child] = []

    def add(self, service: Service) -> Child:
        """Start a service and wait until it listens."""
        child = start(service, self.logs)
        self.children.append(child)
        wait_ready(child)
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
            reborn = start(child.service, self.logs)
            reborn.quick_deaths = deaths
            self.children[index] = reborn

    def stop(self) -> None:
        """End all services, the last started first."""
        while self.children:
            stop(self.children.pop())
