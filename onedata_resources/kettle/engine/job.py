"""One run of a job, from its START to its result. Transformations run in `run.py`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from onedata_resources.kettle.engine import (
    job_children,
    job_shell,
    job_sql,
    job_tables,
    job_variables,
)
from onedata_resources.kettle.engine.context import RunContext
from onedata_resources.kettle.engine.job_entries import ENTRIES, is_start
from onedata_resources.kettle.engine.job_result import EntryRun, JobResult
from onedata_resources.kettle.engine.job_walk import walk
from onedata_resources.kettle.engine.log import KettleLog
from onedata_resources.kettle.engine.metrics import RunStatus, StepMetrics
from onedata_resources.kettle.errors import PrepareError
from onedata_resources.kettle.model import Entry, Job
from onedata_resources.kettle.variables import expand

MODULES = (
    job_children,
    job_shell,
    job_sql,
    job_tables,
    job_variables,
)  # importing them registers their entries
MAX_DEPTH = 50


class Stoppable(Protocol):
    """What an entry may have running."""

    def stop(self) -> None:
        """End it soon."""
        ...


class JobRun:
    """One run of a job; `prepare` then `execute`, each once, from one thread.

    `status`, `log`, `entries` and `result` may be read, and `stop` called, from any other thread.
    A job inside a job writes into the log of the outermost one.
    """

    def __init__(
        self,
        job: Job,
        context: RunContext,
        *,
        allow_shell: bool = False,
        parent: JobRun | None = None,
    ) -> None:
        self.job = job
        self.context = context
        self.allow_shell = allow_shell
        self.parent = parent
        self.log = parent.log if parent is not None else KettleLog(context.log_level)
        self.variables = job_variables.job_variables(job, context.variables, context.parameters)
        self.entries: list[EntryRun] = []
        self.steps_of_entry: tuple[StepMetrics, ...] = ()
        self.result = JobResult()
        self.status: str = RunStatus.WAITING
        self.stopping = False
        self.running: Stoppable | None = None

    @property
    def depth(self) -> int:
        """How many jobs are above this one."""
        return 0 if self.parent is None else self.parent.depth + 1

    @property
    def steps(self) -> list[StepMetrics]:
        """The steps of every transformation that has run, in order."""
        return [step for each in self.entries for step in each.steps]

    def expand(self, written: str) -> str:
        """Return the text with the job's variables in it."""
        return expand(written, self.variables)

    def prepare(self) -> None:
        """Check everything that can be checked before an entry runs.

        Raises:
            PrepareError: No START, or an entry that is not supported or cannot work.
        """
        try:
            check_job(self.job, allow_shell=self.allow_shell)
            if self.depth > MAX_DEPTH:
                raise PrepareError(
                    f"Job [{self.job.name}] is {MAX_DEPTH} jobs deep: does it call itself?",
                    f"作业 [{self.job.name}] 已嵌套 {MAX_DEPTH} 层：是否调用了自身？",
                )
        except PrepareError as error:
            self.log.failed(self.job.name, error)
            self.status = RunStatus.FAILED
            self.result = JobResult(success=False, errors=1)
            raise

    def execute(self) -> None:
        """Run to the end; what fails shows in `status`, `result` and `log`."""
        self.status = RunStatus.RUNNING
        self.log.write(self.job.name, "Start of job execution")
        self.result = walk(self, start_of(self.job))
        self.log.write(self.job.name, "Job execution finished")
        if self.stopping:
            self.status = RunStatus.STOPPED
        else:
            self.status = RunStatus.FINISHED if self.result.success else RunStatus.FAILED

    def stop(self) -> None:
        """End the entry that is running, and start no other."""
        self.stopping = True
        running = self.running
        if running is not None:
            running.stop()

    def child_context(self, parameters: Mapping[str, str]) -> RunContext:
        """Return the context of a file that an entry runs."""
        variables = job_variables.inherited(self.variables)
        return replace(self.context, variables=variables, parameters=parameters)

    def child_job(self, job: Job, parameters: Mapping[str, str]) -> JobRun:
        """Return the run of a job that an entry calls."""
        context = self.child_context(parameters)
        return JobRun(job, context, allow_shell=self.allow_shell, parent=self)

    def path(self, written: str) -> Path:
        """Return the file that an entry names; a relative one lies beside the job's own file."""
        path = job_variables.local_path(self.expand(written))
        return path if path.is_absolute() else Path(self.job.filename or ".").parent / path


def start_of(job: Job) -> Entry:
    """Return the job's START.

    Raises:
        PrepareError: It has none.
    """
    for each in job.entries:
        if is_start(each):
            return each
    raise PrepareError(
        f"Job [{job.name}] has no START entry: it cannot run.",
        f"作业 [{job.name}] 没有 START 条目，无法运行。",
    )


def reachable(job: Job, start: Entry) -> list[Entry]:
    """Return the entries that enabled hops lead to from the START, and the START."""
    found, keys = [], {(start.name, start.copy)}
    while keys - {(each.name, each.copy) for each in found}:
        found = [each for each in job.entries if (each.name, each.copy) in keys]
        keys |= {
            (hop.target, hop.target_copy)
            for hop in job.hops
            if hop.enabled and (hop.source, hop.source_copy) in keys
        }
        keys &= {(each.name, each.copy) for each in job.entries}
    return found


def check_job(job: Job, *, allow_shell: bool = True) -> None:
    """Say what of the job cannot run, before anything of it runs.

    Raises:
        PrepareError: No START, an entry of an unsupported type or one not allowed, or settings that
            cannot work.
    """
    for each in reachable(job, start_of(job)):
        if each.type not in ENTRIES:
            known = ", ".join(sorted(ENTRIES))
            raise PrepareError(
                f"Job [{job.name}]: entry [{each.name}] is of type {each.type}, which is not "
                f"supported. Supported are {known}.",
                f"作业 [{job.name}]：条目 [{each.name}] 的类型 {each.type} 不受支持。"
                f"支持的类型：{known}。",
            )
        ENTRIES[each.type].check(each)
        if each.type == "SHELL" and not allow_shell:
            raise job_shell.refuse_shell(each)
