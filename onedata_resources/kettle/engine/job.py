"""One run of a job, from its START to its result. Transformations run in `run.py`."""

from __future__ import annotations

import itertools
import threading
from collections import deque
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from onedata_resources.errors import OneDataError
from onedata_resources.kettle.engine import job_variables
from onedata_resources.kettle.engine.context import RunContext
from onedata_resources.kettle.engine.job_check import check_job, start_of
from onedata_resources.kettle.engine.job_clock import Clock, SystemClock
from onedata_resources.kettle.engine.job_result import EntryRun, JobResult
from onedata_resources.kettle.engine.job_schedule import Schedule
from onedata_resources.kettle.engine.job_walk import MAX_ENTRY_RUNS, walk
from onedata_resources.kettle.engine.log import KettleLog
from onedata_resources.kettle.engine.log_tables import log_tables_of_job
from onedata_resources.kettle.engine.metrics import RunStatus, StepMetrics
from onedata_resources.kettle.errors import JobEndsError, PrepareError
from onedata_resources.kettle.model import Job
from onedata_resources.kettle.settings.files import local_path
from onedata_resources.kettle.settings.stepxml import StepXml
from onedata_resources.kettle.variables import expand
from onedata_resources.kettle.xml import Element

MAX_ENTRIES_KEPT = 5_000
"""The latest entries whose outcome a job keeps, as in Kettle; it may go on for ever."""


class Stoppable(Protocol):
    """What an entry may have running."""

    def stop(self) -> None:
        """End it soon."""
        ...


class JobRun:
    """One run of a job; `prepare` then `execute`, each once, from one thread.

    `status`, `log`, `entries` and `result` may be read, and `stop` called, from any other thread.
    A job inside a job writes into the log of the outermost one. `given` is the result that the
    entries of a called job begin with. `machine` names the variables of all jobs in one Java
    machine.
    """

    def __init__(
        self,
        job: Job,
        context: RunContext,
        *,
        parent: JobRun | None = None,
        clock: Clock | None = None,
        given: JobResult | None = None,
    ) -> None:
        self.job = job
        self.context = context
        self.parent = parent
        self.clock = clock or (parent.clock if parent is not None else SystemClock())
        self.log = parent.log if parent is not None else KettleLog(context.log_level)
        self.parameters = job_variables.parameter_values(job, context.parameters)
        self.variables = job_variables.job_variables(job, context.variables, context.parameters)
        self.machine: set[str] = (
            parent.machine if parent is not None else set(job_variables.OF_THE_MACHINE)
        )
        self.set_by_entries: dict[str, dict[str, str]] = {}
        self.entries: deque[EntryRun] = deque(maxlen=MAX_ENTRIES_KEPT)
        self.result = JobResult()
        self.status: str = RunStatus.WAITING
        self.stopping = False
        self._given = given
        self._ended = threading.Event()
        self._running: list[Stoppable] = []
        self._own = threading.local()
        self._turns = itertools.count(1)

    @property
    def steps(self) -> list[StepMetrics]:
        """The steps of every transformation that has run, in order."""
        return [step for each in tuple(self.entries) for step in each.steps]

    @property
    def ended(self) -> bool:
        """Whether no further entry may start: the job was stopped, or an ABORT ended it."""
        return self._ended.is_set()

    def given_parameter(self, name: str) -> str:
        """Return what the caller gave for a declared parameter; no text for any other name."""
        return self.context.parameters.get(name, "") if name in self.parameters else ""

    def expand(self, written: str) -> str:
        """Return the text with the job's variables in it."""
        return expand(written, self.variables)

    def settings(self, element: Element) -> StepXml:
        """Return an entry's settings, with the job's variables for those that are expanded."""
        return StepXml(element, self.variables)

    def prepare(self) -> None:
        """Check everything that can be checked before an entry runs.

        Raises:
            PrepareError: No START, or an entry that is not supported or cannot work.
        """
        try:
            check_job(self.job, allow_shell=self.context.allow_shell)
            self._check_recursion()
        except PrepareError as error:
            self.log.failed(self.job.name, error)
            self.status = RunStatus.FAILED
            self.result = JobResult(success=False, errors=1)
            raise

    def _check_recursion(self) -> None:
        above = self.parent
        while above is not None and self.job.filename:
            if above.job.filename == self.job.filename:
                raise PrepareError(
                    f"Job [{self.job.name}] ({self.job.filename}) is running already, and an entry"
                    " calls it again: does it call itself? Repeat it by a hop that leads back.",
                    f"作业 [{self.job.name}]（{self.job.filename}）正在运行，又被其中的条目调用："
                    "是否调用了自身？如需重复，请用跳转返回。",
                )
            above = above.parent

    def execute(self) -> None:
        """Run to the end; what fails shows in `status`, `result` and `log`."""
        self.status = RunStatus.RUNNING
        if self.parent is None:
            self.log.write(self.job.name, "Start of job execution", level="Minimal")
        try:
            with self._logged():
                self._turns_of_schedule()
        except OneDataError as error:
            self.log.failed(self.job.name, error)
            self.result = JobResult(success=False, errors=1)
        if self.parent is None:
            self.log.write(self.job.name, "Job execution finished", level="Minimal")
        if self.stopping:
            self.status = RunStatus.STOPPED
        else:
            self.status = RunStatus.FAILED if self.result.errors else RunStatus.FINISHED

    def _turns_of_schedule(self) -> None:
        self._turn()
        while Schedule.of(start_of(self.job)).repeat and not self.ended:
            self._turn()

    @contextmanager
    def _logged(self) -> Generator[None]:
        """Write the log tables that the job names, while the block runs it."""
        tables = log_tables_of_job(self.job.xml, self.variables)
        if not tables:
            yield
            return
        # Databases come with the first log table: most jobs do without.
        from onedata_resources.kettle.engine.job_logging import logged_in_tables

        with logged_in_tables(self, tables):
            yield

    def _turn(self) -> None:
        """Run once from the START; its schedule may have it wait first."""
        self._turns = itertools.count(1)
        first = JobResult(success=False, rows=self.context.rows, files=self.context.files)
        try:
            self.result = walk(self, start_of(self.job), self._given or first)
        except JobEndsError as error:
            self.log.failed(self.job.name, error)
            self.result = JobResult(success=False, errors=1)
            self.abort()

    def may_start_another(self) -> bool:
        """Count one more entry of this turn; False where it has run too many."""
        return next(self._turns) <= MAX_ENTRY_RUNS

    def stop(self) -> None:
        """End the entries that are running, and start no other."""
        self.stopping = True
        self.abort()

    def abort(self) -> None:
        """Start no further entry and end those that run in parallel; the job is not stopped."""
        self._ended.set()
        for each in tuple(self._running):
            each.stop()

    def wait(self, seconds: float) -> None:
        """Wait that long by the job's clock, or until the job ends."""
        self.clock.wait(seconds, self._ended)

    @property
    def running(self) -> bool:
        """Whether an entry has something running that `stop` would end."""
        return bool(self._running)

    @contextmanager
    def busy(self, what: Stoppable) -> Generator[None]:
        """Have `stop` end this too, while it runs."""
        self._running.append(what)
        try:
            if self.ended:
                what.stop()
            yield
        finally:
            self._running.remove(what)

    @contextmanager
    def entry(self, nr: int) -> Generator[list[StepMetrics]]:
        """Run an entry in this thread; yields the list of the steps that it runs."""
        self._own.nr, self._own.steps = nr, []
        yield self._own.steps

    @property
    def entry_nr(self) -> int:
        """How many entries lead to the one that runs in this thread."""
        return self._own.nr

    def keep_steps(self, steps: list[StepMetrics]) -> None:
        """Keep the steps of a transformation that the entry of this thread has run."""
        self._own.steps += [replace(each) for each in steps]

    def child_context(self, variables: Mapping[str, str], **given: object) -> RunContext:
        """Return the context of a file that an entry runs: this one's, and what is given."""
        return replace(self.context, variables=job_variables.inherited(variables), **given)

    def child_job(self, job: Job, context: RunContext, given: JobResult, log: KettleLog) -> JobRun:
        """Return the run of a job that an entry calls; it begins with that result."""
        child = JobRun(job, context, parent=self, given=given)
        child.log = log
        return child

    def path(self, written: str) -> Path:
        """Return the file that an entry names; a relative one lies beside the job's own file."""
        path = Path(local_path(self.expand(written)))
        return path if path.is_absolute() else Path(self.job.filename or ".").parent / path
