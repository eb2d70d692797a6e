"""PING, TELNET and WEBSERVICE_AVAILABLE: whether a machine, a port or a page answers."""

from __future__ import annotations

import shutil
import socket
import subprocess
from typing import TYPE_CHECKING

from onedata_resources.errors import UnavailableError
from onedata_resources.kettle.engine.java_texts import to_int
from onedata_resources.kettle.engine.job_entries import entry, refuse
from onedata_resources.kettle.engine.job_result import JobResult
from onedata_resources.kettle.engine.reachable import why_not_read
from onedata_resources.kettle.model import Entry

if TYPE_CHECKING:
    from onedata_resources.kettle.engine.job import JobRun

ECHO_PORT, TELNET_PORT = 7, 23
SECONDS_FOR_LOST_PACKETS = 30


@entry("PING")
def ping(run: JobRun, found: Entry, previous: JobResult) -> JobResult:
    """PING succeeds if the machine answers one packet of the program `ping`, or Java's own test."""
    settings = run.settings(found.xml)
    host = settings.text("hostname")
    if not host or host.startswith("-"):
        raise refuse(found, f"asks {host!r}, which is no machine's name", f"{host!r} 不是主机名")
    kind = settings.raw("pingtype")
    answers = False
    if kind in {"systemPing", "bothPings"}:
        answers = _is_reachable(host, to_int(settings.text("timeout"), 300))
    if not answers and kind != "systemPing":
        packets = settings.text("nbr_packets") or settings.text("nbrpaquets")
        answers = _answers_packets(found, host, to_int(packets, 2))
    why = None if answers else f"[{host}] does not answer."
    return _ended(run, found, previous, host, why)


def _is_reachable(host: str, milliseconds: int) -> bool:
    """Tell whether the machine takes or refuses a connection, as Java asks without root."""
    try:
        with socket.create_connection((host, ECHO_PORT), max(milliseconds, 1) / 1000):
            return True
    except ConnectionRefusedError:
        return True
    except OSError:
        return False


def _answers_packets(found: Entry, host: str, packets: int) -> bool:
    program = shutil.which("ping")
    if program is None:
        raise UnavailableError(
            f"Entry [{found.name}] needs the program `ping`, which this machine lacks: install it.",
            f"条目 [{found.name}] 需要 `ping` 程序，而本机没有：请安装。",
        )
    try:
        done = subprocess.run(  # noqa: S603 - the program ping, and a name that is no option
            [program, "-c", str(packets), host],
            capture_output=True,
            check=False,
            timeout=max(packets, 0) + SECONDS_FOR_LOST_PACKETS,
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


@entry("TELNET")
def telnet(run: JobRun, found: Entry, previous: JobResult) -> JobResult:
    """TELNET succeeds if the port of the machine takes a connection."""
    settings = run.settings(found.xml)
    host = settings.text("hostname")
    if not host:
        raise refuse(found, "names no machine", "没有指定主机名")
    port = to_int(settings.text("port"), TELNET_PORT)
    milliseconds = to_int(settings.text("timeout"), -1)
    why = None
    try:
        limit = milliseconds / 1000 if milliseconds > 0 else None
        socket.create_connection((host, port), limit).close()
    except (OSError, OverflowError) as error:
        why = f"Host [{host}] does not answer on port {port}: {error}"
    return _ended(run, found, previous, f"{host}:{port}", why)


@entry("WEBSERVICE_AVAILABLE")
def webservice_available(run: JobRun, found: Entry, previous: JobResult) -> JobResult:
    """WEBSERVICE_AVAILABLE succeeds if the page can be read."""
    settings = run.settings(found.xml)
    url = settings.text("url")
    if not url:
        raise refuse(found, "names no address", "没有指定网址")
    why = why_not_read(url, settings.text("connectTimeOut"), settings.text("readTimeOut"))
    if why is not None:
        why = f"[{url}] cannot be reached: {why}"
    return _ended(run, found, previous, url, why)


def _ended(run: JobRun, found: Entry, previous: JobResult, what: str, why: str | None) -> JobResult:
    """Return the success of what answers, else the error whose reason the log then has."""
    if why is None:
        run.log.write(found.name, f"[{what}] answers.", level="Detailed")
        return previous.ended(True)
    run.log.error(found.name, why)
    return previous.ended(False, errors=1)
