"""The order in which a job's entries run: depth first, each successor with its whole tail.

An entry that launches in parallel has the tails of its successors run at once, and waits for all.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from onedata_resources.errors import BadInputError, OneDataError
from onedata_resources.kettle.engine.failures import engine_error
from onedata_resources.kettle.engine.job_catalogue import entry_types
from onedata_resources.kettle.engine.job_result import EntryRun, JobResult
from onedata_resources.kettle.engine.job_rows import row_count
from onedata_resources.kettle.errors import JobEndsError, PrepareError
from onedata_resources.kettle.model import Entry, Job
from onedata_resources.kettle.settings.stepxml import SettingsError

if TYPE_CHECKING:
    from onedata_resources.kettle.engine.job import JobRun

MAX_ENTRY_RUNS = 1_000_000
"""Entries that one run of a job may start; a loop that decides nothing would never end."""
MAX_PLACES = 5_000
"""Entries of the path that are kept for their closing line of the log, in a loop that goes on."""


@dataclass
class Place:
    """An entry that has run, and the successors that are still to run after it.

    `nr` is how many entries lead to it. The result is kept only while a successor needs it: the
    rows of a loop's earlier turns are not.
    """

    entry: Entry
    nr: int
    ahead: list[Entry]
    result: JobResult | None

    def following(self) -> tuple[Entry, JobResult] | None:
        """Return the successor to run now and what it is given; None where there is none.

        Once one that starts without errors has been given the result, it has none for the others.
        """
        if not self.ahead or self.result is None:
            return None
        following = self.ahead.pop(0)
        result = self.result = _given(following, self.result)
        if not self.ahead:
            self.result = None
        return following, result


def _given(entry: Entry, result: JobResult) -> JobResult:
    """Return the result that the entry is given."""
    return replace(result, errors=0) if entry_types()[entry.type].resets_errors else result


def walk(run: JobRun, start: Entry, given: JobResult) -> JobResult:
    """Run the job from its START; return the result of the entry that ran last."""
    return _tail(run, start, given, 0)


def _tail(run: JobRun, first: Entry, given: JobResult, nr: int) -> JobResult:
    """Run the entry and all that follows it."""
    if run.ended:
        return JobResult(success=False)
    last, place = _visit(run, first, given, nr)
    path = [place]
    while path:
        following = None if run.ended else path[-1].following()
        if following is None:
            done, last = path.pop(), last.settled()
            if path:
                _log_end(run, done.entry, last)
            continue
        entry, result = following
        run.log.write(run.job.name, f"Starting entry [{entry.name}]")
        last, place = _visit(run, entry, result, path[-1].nr + 1)
        path.append(place)
        _shorten(path)
    return last


def _visit(run: JobRun, entry: Entry, given: JobResult, nr: int) -> tuple[JobResult, Place]:
    """Run one entry; one that launches in parallel has run its successors too."""
    result = execute(run, entry, given, nr)
    ahead = list(successors(run.job, entry, result))
    if entry.parallel:
        return _in_parallel(run, result, ahead, nr + 1), Place(entry, nr, [], None)
    return result, Place(entry, nr, ahead, result if ahead else None)


def _in_parallel(run: JobRun, result: JobResult, entries: list[Entry], nr: int) -> JobResult:
    """Run each entry with its tail in a thread; return the result with all of theirs added.

    Raises:
        Exception: What broke one of them, once all have ended.
    """
    results: list[JobResult] = []
    broken: list[BaseException] = []

    def launch(entry: Entry, given: JobResult) -> None:
        try:
            results.append(_tail(run, entry, given, nr))
        except BaseException as error:  # noqa: BLE001 - raised again in the thread that waits
            broken.append(error)

    threads = []
    for entry in entries:
        if run.ended:
            break
        run.log.write(run.job.name, f"Starting entry [{entry.name}]")
        result = _given(entry, result)
        thread = threading.Thread(target=launch, args=(entry, result), name=f"kettle {entry.name}")
        threads.append(thread)
        thread.start()
        run.log.write(run.job.name, f"Launched job entry [{entry.name}] in parallel.")
    for thread in threads:
        thread.join()
    if broken:
        raise broken[0]
    for each in results:
        result = result.plus(each)
    return result.settled()


def _log_end(run: JobRun, entry: Entry, result: JobResult) -> None:
    word = "true" if result.success else "false"
    run.log.write(run.job.name, f"Finished job entry [{entry.name}] (result=[{word}])")


def _shorten(path: list[Place]) -> None:
    """Drop the oldest places with nothing ahead of them: a loop may go on for ever."""
    if len(path) > 2 * MAX_PLACES:
        path[:-MAX_PLACES] = [each for each in path[:-MAX_PLACES] if each.ahead]


def execute(run: JobRun, entry: Entry, given: JobResult, nr: int) -> JobResult:
    """Run one entry and keep what it did; an error that it raises is told, and fails it."""
    if not run.may_start_another():
        run.abort()
        return _failed(run, entry, given, _endless(entry))
    began = time.monotonic()
    with run.entry(nr) as steps:
        try:
            result = entry_types()[entry.type].execute(run, entry, given)
        except JobEndsError:
            raise
        except OneDataError as error:
            result = _failed(run, entry, given, error)
        except SettingsError as error:
            result = _failed(run, entry, given, PrepareError(str(error), error.zh))
        except OSError as error:
            result = _failed(run, entry, given, engine_error(error))
    seconds = time.monotonic() - began
    run.entries.append(
        EntryRun(
            entry.name,
            entry.type,
            result.success,
            seconds,
            tuple(steps),
            entry.copy,
            result.errors,
            result.lines,
            row_count(result.rows),
            len(result.files),
        )
    )
    return result


def _failed(run: JobRun, entry: Entry, given: JobResult, error: OneDataError) -> JobResult:
    run.log.failed(entry.name, error)
    return given.ended(False, errors=1)


def successors(job: Job, entry: Entry, result: JobResult) -> Iterator[Entry]:
    """Yield the entries whose hops the result follows, in the order of the hops."""
    places = {(each.name, each.copy): each for each in job.entries}
    for hop in job.hops:
        if not hop.enabled or (hop.source, hop.source_copy) != (entry.name, entry.copy):
            continue
        matches = entry_types()[entry.type].evaluates and hop.evaluation == result.success
        target = places.get((hop.target, hop.target_copy))
        if target is not None and (hop.unconditional or matches):
            yield target


def _endless(entry: Entry) -> BadInputError:
    return BadInputError(
        f"The job has run {MAX_ENTRY_RUNS} entries and is at [{entry.name}] again: "
        "its hops form a loop that nothing ends.",
        f"作业已执行 {MAX_ENTRY_RUNS} 个条目，又回到 [{entry.name}]：跳转形成了没有出口的循环。",
    )
