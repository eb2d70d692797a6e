"""The order in which a job's entries run: depth first, each successor with its whole tail."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from onedata_resources.errors import BadInputError
from onedata_resources.kettle.engine.job_entries import ENTRIES
from onedata_resources.kettle.engine.job_result import EntryRun, JobResult
from onedata_resources.kettle.model import Entry, Job

if TYPE_CHECKING:
    from onedata_resources.kettle.engine.job import JobRun

MAX_ENTRY_RUNS = 10_000


@dataclass(frozen=True)
class Place:
    """An entry that has run, and the successors that are still to run after it."""

    entry: Entry
    result: JobResult
    ahead: Iterator[Entry]


def walk(run: JobRun, start: Entry) -> JobResult:
    """Run the job from its START; return the result of the entry that ran last."""
    last = execute(run, start, JobResult())
    path = [Place(start, last, successors(run.job, start, last))]
    while path:
        following = None if run.stopping else next(path[-1].ahead, None)
        if following is None:
            done = path.pop()
            if path:
                word = "true" if last.success else "false"
                run.log.write(
                    run.job.name, f"Finished job entry [{done.entry.name}] (result=[{word}])"
                )
            continue
        run.log.write(run.job.name, f"Starting entry [{following.name}]")
        if len(run.entries) >= MAX_ENTRY_RUNS:
            return _endless(run, following)
        last = execute(run, following, path[-1].result)
        path.append(Place(following, last, successors(run.job, following, last)))
    return last


def execute(run: JobRun, entry: Entry, previous: JobResult) -> JobResult:
    """Run one entry and keep what it did."""
    kind = ENTRIES[entry.type]
    run.steps_of_entry = ()
    began = time.monotonic()
    given = replace(previous, errors=0) if kind.resets_errors else previous
    result = kind.execute(run, entry, given)
    seconds = time.monotonic() - began
    run.entries.append(
        EntryRun(entry.name, entry.type, result.success, seconds, run.steps_of_entry)
    )
    return result


def successors(job: Job, entry: Entry, result: JobResult) -> Iterator[Entry]:
    """Yield the entries whose hops the result follows, in the order of the hops."""
    places = {(each.name, each.copy): each for each in job.entries}
    for hop in job.hops:
        if not hop.enabled or (hop.source, hop.source_copy) != (entry.name, entry.copy):
            continue
        matches = ENTRIES[entry.type].evaluates and hop.evaluation == result.success
        target = places.get((hop.target, hop.target_copy))
        if target is not None and (hop.unconditional or matches):
            yield target


def _endless(run: JobRun, entry: Entry) -> JobResult:
    error = BadInputError(
        f"The job has run {MAX_ENTRY_RUNS} entries and is at [{entry.name}] again: "
        "its hops form a loop that nothing ends.",
        f"作业已执行 {MAX_ENTRY_RUNS} 个条目，又回到 [{entry.name}]：跳转形成了没有出口的循环。",
    )
    run.log.failed(entry.name, error)
    return JobResult(success=False, errors=1)
