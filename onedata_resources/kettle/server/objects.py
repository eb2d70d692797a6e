"""One registered transformation or job: its state as clients see it, and the life of its run.

Which objects there are, and for how long, is in `catalogue.py`.
"""

import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from onedata_resources.errors import OneDataError, UnavailableError
from onedata_resources.kettle.engine.log import VERSION
from onedata_resources.kettle.engine.metrics import RunStatus
from onedata_resources.kettle.engine.sniff import Wanted
from onedata_resources.kettle.problems import Problem
from onedata_resources.kettle.server.endings import end_of_process, halted
from onedata_resources.kettle.server.logs import RunLog
from onedata_resources.kettle.server.messages import (
    Ask,
    Command,
    Line,
    Message,
    Prepared,
    Snapshot,
    Sniffed,
    Task,
)
from onedata_resources.kettle.server.package import discard
from onedata_resources.kettle.server.posted import Kind
from onedata_resources.kettle.server.process import RunProcess
from onedata_resources.kettle.values.time_zones import wall_clock

BEFORE = (RunStatus.WAITING, RunStatus.PREPARING, RunStatus.INITIALIZING)


@dataclass(frozen=True)
class View:
    """An object at one moment."""

    status: str
    state: Snapshot
    started: datetime | None
    paused: bool
    stopped: bool


@dataclass(eq=False)
class CarteObject:
    """A registered object; safe to use from several threads.

    Its run is a process that `prepare` starts. The state is what the process last said, so that a
    status never waits for a run.
    """

    task: Task
    log: RunLog
    stop_grace_seconds: float
    folder: Path | None = None
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    log_channel_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    state: Snapshot = field(default_factory=lambda: Snapshot(RunStatus.WAITING))
    started: datetime | None = None
    touched: datetime = field(default_factory=lambda: datetime.now(UTC))
    paused: bool = False
    stop_requested: bool = False
    _process: RunProcess | None = None
    _prepared: Prepared | None = None
    _sniffed: dict[int, Sniffed] = field(default_factory=dict)
    _asked: int = 0
    _changed: threading.Condition = field(default_factory=threading.Condition)

    @property
    def name(self) -> str:
        """The object's name in its file."""
        return self.task.posted.name

    @property
    def kind(self) -> Kind:
        """Whether it is a transformation or a job."""
        return self.task.posted.kind

    @property
    def alive(self) -> bool:
        """Whether a process belongs to it now."""
        return self._process is not None

    @property
    def running(self) -> bool:
        """Whether rows may be flowing: a process lives and is past its preparation."""
        return self.alive and not self.state.ended and self.state.status not in BEFORE

    def view(self) -> View:
        """Return what clients see now, all of one moment. `Halting` is only ever passed through."""
        with self._changed:
            status = self.state.status
            if self.alive and self.stop_requested:
                status = RunStatus.HALTING
            elif self.running and self.paused:
                status = RunStatus.PAUSED
            return View(status, self.state, self.started, self.paused, self.stop_requested)

    def prepare(self) -> Problem | None:
        """Start the process and wait until the run is ready; return why it is not, or None."""
        self.launch()
        self.wait_until(lambda: self._prepared is not None or not self.alive)
        if self._prepared is not None:
            return self._prepared.problem
        ended = UnavailableError(
            "The process of the run ended before it was ready.", "运行进程在就绪之前已结束。"
        )
        return next(iter(self.state.problems), Problem.of(self.name, ended))

    def launch(self) -> None:
        """Start the process, which begins to prepare; an earlier prepared one is ended."""
        self.end()
        with self._changed:
            self.started = self.touched = datetime.now(UTC)
            self.paused = self.stop_requested = False
            self._prepared, self.state = None, Snapshot(RunStatus.PREPARING)
            try:
                self._process = RunProcess(self.task, self._hear, self._ended)
            except OSError as error:
                self._fail(
                    UnavailableError(
                        f"No process could be started for this run: {error}",
                        f"无法为本次运行启动进程：{error}",
                    )
                )
            else:
                self._process.send(Command.PREPARE)

    def execute(self) -> bool:
        """Let the prepared run go; return False where none is prepared."""
        with self._changed:
            ready = self._process is not None and self.state.status == RunStatus.WAITING
            if ready and self._process is not None:
                self.state = Snapshot(RunStatus.RUNNING, self.state.steps)
                self._process.send(Command.EXECUTE)
            return ready

    def start(self) -> None:
        """Prepare and run without waiting; what goes wrong shows in the status and the log."""
        self.launch()
        with self._changed:
            if self._process is not None:
                self.state = Snapshot(RunStatus.RUNNING)
                self._process.send(Command.EXECUTE)

    def stop(self) -> None:
        """Ask a live run to end; it is killed where it does not."""
        with self._changed:
            if self._process is not None and not self.stop_requested:
                self.stop_requested = True
                self._process.stop(self.stop_grace_seconds)

    def pause(self) -> bool:
        """Freeze a running process, or let it go on; return whether it is paused now."""
        with self._changed:
            self.paused = not self.paused
            if self._process is not None and not self.stop_requested:
                self._process.freeze(self.paused)
            return self.paused

    def sniff(self, wanted: Wanted) -> Sniffed:
        """Return the next rows that pass a step, waiting for them as long as the run goes on.

        Nothing is caught of a run that has not started, is paused or has ended.
        """
        with self._changed:
            self._asked += 1
            number, process = self._asked, self._process
            if process is None or not self.running or self.paused:
                return Sniffed(number)
            process.send(Ask(number, wanted))
            self._changed.wait_for(lambda: number in self._sniffed or self._process is not process)
            return self._sniffed.pop(number, Sniffed(number))

    def end(self) -> None:
        """Kill a live process and wait for its end."""
        with self._changed:
            process = self._process
            self.stop_requested = self.stop_requested or process is not None
        if process is not None:
            process.kill()
            self.wait_until(lambda: self._process is not process)

    def discard(self) -> None:
        """End the run and forget its files and lines."""
        self.end()
        discard(self.folder)
        self.log.clear()

    def wait_until_over(self) -> None:
        """Return when no process belongs to the object any more."""
        self.wait_until(lambda: not self.alive)

    def wait_until(self, condition: Callable[[], bool]) -> None:
        """Return when the condition holds."""
        with self._changed:
            self._changed.wait_for(condition)

    def _hear(self, message: Message) -> None:
        if isinstance(message, Line):
            self.log.append(message.text)
            return
        with self._changed:
            if isinstance(message, Prepared):
                self._prepared = message
            elif isinstance(message, Sniffed):
                self._sniffed[message.number] = message
            elif self.state.status != RunStatus.RUNNING or message.status not in BEFORE:
                self.state = message
            self._changed.notify_all()

    def _ended(self, exit_code: int) -> None:
        with self._changed:
            if not self.state.ended:
                self._died(exit_code)
            self.touched = datetime.now(UTC)
            self._process, self.paused = None, False
            self._changed.notify_all()

    def _died(self, exit_code: int) -> None:
        """Record the end of a process that did not report one."""
        if not self.stop_requested:
            self._fail(end_of_process(exit_code))
            return
        self._write(end_of_process(exit_code).en)
        steps = tuple(halted(step) for step in self.state.steps)
        self.state = Snapshot(RunStatus.STOPPED, steps, self.state.errors, ended=True)

    def _fail(self, error: OneDataError) -> None:
        """Record that the run failed for a reason that lies outside of it."""
        self._write(f"ERROR (version {VERSION}) : {error.en}")
        steps = tuple(halted(step) for step in self.state.steps)
        self.state = Snapshot(
            RunStatus.FAILED,
            steps,
            self.state.errors + 1,
            success=False,
            problems=(*self.state.problems, Problem.of(self.name, error)),
            ended=True,
        )

    def _write(self, message: str) -> None:
        moment = f"{wall_clock():%Y/%m/%d %H:%M:%S}"
        self.log.append(f"{moment} - {self.name} - {message}")
