"""DELAY, which waits, and PING, which asks whether a machine answers."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING

from onedata_resources.errors import UnavailableError
from onedata_resources.kettle.engine.java_texts import java_trim, to_int
from onedata_resources.kettle.engine.job_entries import entry, refuse
from onedata_resources.kettle.engine.job_result import JobResult
from onedata_resources.kettle.model import Entry

if TYPE_CHECKING:
    from onedata_resources.kettle.engine.job import JobRun

SCALES = {0: 1, 1: 60}
HOUR = 3600


@entry("DELAY", resets_errors=False)
def delay(run: JobRun, found: Entry, previous: JobResult) -> JobResult:
    """DELAY waits its seconds, minutes or hours; a job that is stopped ends it."""
    settings = run.settings(found.xml)
    scale = SCALES.get(settings.number("scaletime", 0), HOUR)
    seconds = max(to_int(java_trim(settings.text("maximumTimeout")), 0), 0) * scale
    run.log.write(found.name, f"Let's wait for {seconds} seconds...")
    run.wait(seconds)
    return replace(previous, success=not run.ended)


@entry("PING")
def ping(run: JobRun, found: Entry, previous: JobResult) -> JobResult:
    """PING succeeds if the machine answers one of its packets in time."""
    settings = run.settings(found.xml)
    host = settings.text("hostname").strip()
    if not host or host.startswith("-"):
        raise refuse(found, f"asks {host!r}, which is no machine's name", f"{host!r} 不是主机名")
    program = shutil.which("ping")
    if program is None:
        raise UnavailableError(
            f"Entry [{found.name}] needs the program `ping`, which this machine lacks: install it.",
            f"条目 [{found.name}] 需要 `ping` 程序，而本机没有：请安装。",
        )
    packets = max(settings.number("nbr_packets", settings.number("nbrpaquets", 2)), 1)
    seconds = max(settings.number("timeout", 3000) // 1000, 1)
    command = [program, "-c", str(packets), "-W", str(seconds), host]
    done = subprocess.run(  # noqa: S603 - the program ping, and a name that is no option
        command, capture_output=True, text=True, check=False, timeout=packets * (seconds + 2)
    )
    answers = "answers" if done.returncode == 0 else "does not answer"
    run.log.write(found.name, f"Host [{host}] {answers}.")
    return previous.ended(done.returncode == 0)
