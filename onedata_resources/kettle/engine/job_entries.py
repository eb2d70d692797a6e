"""The entry types of jobs: one function each, registered by Kettle's type id.

The ones that only touch the job are here. Those that run files are in `job_children.py`, SQL is in
`job_sql.py`, variables are in `job_variables.py`; the order of entries is in `job_walk.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from onedata_resources.errors import BadInputError
from onedata_resources.kettle.engine.job_result import JobResult
from onedata_resources.kettle.engine.log import LEVELS
from onedata_resources.kettle.errors import PrepareError
from onedata_resources.kettle.model import Entry
from onedata_resources.kettle.xml import flag, text

if TYPE_CHECKING:
    from onedata_resources.kettle.engine.job import JobRun

Execute = Callable[["JobRun", Entry, JobResult], JobResult]
Check = Callable[[Entry], None]


@dataclass(frozen=True)
class EntryType:
    """How an entry runs.

    `check` raises `PrepareError` for settings that cannot work; `evaluates` says whether a hop on
    success or failure leaves it; `resets_errors` whether it starts with an error count of 0.
    """

    execute: Execute
    check: Check
    evaluates: bool
    resets_errors: bool


ENTRIES: dict[str, EntryType] = {}


def no_check(entry: Entry) -> None:
    """Accept any settings."""


def entry(
    *types: str, check: Check = no_check, evaluates: bool = True, resets_errors: bool = True
) -> Callable[[Execute], Execute]:
    """Register a function as what entries of these types do."""

    def register(execute: Execute) -> Execute:
        kind = EntryType(execute, check, evaluates, resets_errors)
        ENTRIES.update(dict.fromkeys(types, kind))
        return execute

    return register


def is_start(found: Entry) -> bool:
    """Tell whether the entry is the job's START."""
    return found.type == "SPECIAL" and flag(found.xml, "start")


def _check_special(found: Entry) -> None:
    if is_start(found) and flag(found.xml, "repeat"):
        raise PrepareError(
            f"Entry [{found.name}] repeats the job by its own schedule, which never ends a run: "
            "clear 'repeat' and schedule the job from outside.",
            f"条目 [{found.name}] 按自身计划重复执行，运行不会结束：请取消“重复”，改由外部调度。",
        )


@entry("SPECIAL", "DUMMY", check=_check_special, evaluates=False)
def special(run: JobRun, found: Entry, previous: JobResult) -> JobResult:
    """START and DUMMY change nothing."""
    del run, found
    return replace(previous, success=True)


@entry("SUCCESS")
def success(run: JobRun, found: Entry, previous: JobResult) -> JobResult:
    """SUCCESS clears the errors."""
    del run, found
    return replace(previous, success=True, errors=0)


@entry("ABORT", resets_errors=False)
def abort(run: JobRun, found: Entry, previous: JobResult) -> JobResult:
    """ABORT fails with its message."""
    message = run.expand(text(found.xml, "message")) or "Aborting job."
    run.log.failed(found.name, BadInputError(message, f"作业被 ABORT 条目中止：{message}"))
    return replace(previous, success=False, errors=1)


@entry("WRITE_TO_LOG", resets_errors=False)
def write_to_log(run: JobRun, found: Entry, previous: JobResult) -> JobResult:
    """WRITE_TO_LOG writes its message at its level, under its subject where it has one."""
    level = text(found.xml, "loglevel", "Basic")
    run.log.write(
        run.expand(text(found.xml, "logsubject")) or found.name,
        run.expand(text(found.xml, "logmessage")),
        level=level if level in LEVELS else "Basic",
    )
    return replace(previous, success=True)
