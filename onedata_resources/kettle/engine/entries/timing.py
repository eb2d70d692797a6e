"""DELAY, which waits."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from onedata_resources.kettle.engine.java_texts import java_trim, to_int
from onedata_resources.kettle.engine.job_entries import entry
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
