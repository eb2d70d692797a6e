"""The process of one run: it reads the file, runs it, and tells the server what happens.

It ends with its run, when it is told to, and when the server is gone.
"""

import os
import signal
import threading
import traceback
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path

from onedata_resources.clients.lake import LakeClient
from onedata_resources.errors import OneDataError
from onedata_resources.kettle.engine.context import RunContext
from onedata_resources.kettle.engine.job import JobRun
from onedata_resources.kettle.engine.log import KettleLog
from onedata_resources.kettle.engine.metrics import RunStatus
from onedata_resources.kettle.engine.run import TransformationRun
from onedata_resources.kettle.engine.sniff import Sniff
from onedata_resources.kettle.model import Job
from onedata_resources.kettle.problems import Problem, without
from onedata_resources.kettle.server.messages import (
    Ask,
    Command,
    Line,
    Prepared,
    Snapshot,
    Sniffed,
    Task,
)
from onedata_resources.kettle.server.row_xml import row_texts

REPORT_SECONDS = 0.2
SOONER_KILLED = "500"


def main(connection: Connection, task: Task) -> None:
    """Serve the server's commands until the run has ended."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the server's to handle
    offer_to_be_killed()
    session = Session(connection, task)
    try:
        session.serve()
    except (EOFError, BrokenPipeError, ConnectionResetError):
        # The server is gone: nobody can read the outcome or stop the run any more.
        session.stop()
        os._exit(1)
    except BaseException:
        connection.send(Line(traceback.format_exc()))
        raise


def offer_to_be_killed() -> None:
    """Have the kernel take this process, not the server, when memory runs out (Linux)."""
    score = Path("/proc/self/oom_score_adj")
    if score.exists() and os.access(score, os.W_OK):
        score.write_text(SOONER_KILLED)


class Session:
    """One run in this process and its side of the pipe."""

    def __init__(self, connection: Connection, task: Task) -> None:
        self._pipe = connection
        self._task = task
        self._run: TransformationRun | JobRun | None = None
        self._logged = 0
        self._reported: Snapshot | None = None
        self._stopped = False
        self._crash = ""
        self._sniffs: dict[int, Sniff] = {}

    def serve(self) -> None:
        """Obey commands in order until the run ends."""
        while True:
            match self._pipe.recv():
                case Command.PREPARE:
                    if not self._prepare():
                        return
                case Command.EXECUTE:
                    self._execute()
                    return
                case Command.STOP:
                    return
                case Ask(number=number):  # nothing flows yet
                    self._pipe.send(Sniffed(number))

    def _prepare(self) -> bool:
        try:
            self._run = build(self._task)
            self._run.prepare()
        except OneDataError as error:
            self._unprepared(error)
            return False
        self._flush_log()
        self._report()
        self._pipe.send(Prepared())
        return True

    def _unprepared(self, error: OneDataError) -> None:
        problem = Problem.of(self._task.posted.name, error).without(self._task.folder)
        if self._run is None:  # it could not even be read, so it has no log of its own
            log = KettleLog()
            log.error(problem.subject, problem.en)
            self._pipe.send(Line(log.text().rstrip("\n")))
        self._flush_log()
        self._report(ended=True, failed=True, problems=(problem,))
        self._pipe.send(Prepared(problem))

    def _execute(self) -> None:
        thread = threading.Thread(target=self._run_to_end, daemon=True)
        thread.start()
        while thread.is_alive():
            while self._pipe.poll(0):
                self._obey(self._pipe.recv())
            thread.join(REPORT_SECONDS)
            self._flush_log()
            self._report()
            self._answer_sniffs()
        self._flush_log()
        if self._crash:
            self._pipe.send(Line(self._crash))
        self._report(ended=True, failed=bool(self._crash))

    def _run_to_end(self) -> None:
        assert self._run is not None  # noqa: S101 - the server prepares first
        try:
            self._run.execute()
        except Exception:  # noqa: BLE001 - the engine's own defect: reported, and the run has failed
            self._crash = traceback.format_exc()

    def _obey(self, command: Command | Ask) -> None:
        if isinstance(command, Ask):
            self._sniff(command)
        elif command is Command.STOP:
            self.stop()

    def _sniff(self, asked: Ask) -> None:
        """Begin to catch rows; a job has no steps of its own to look at."""
        if isinstance(self._run, TransformationRun):
            self._sniffs[asked.number] = self._run.sniffs.ask(asked.wanted)
        else:
            self._pipe.send(Sniffed(asked.number))

    def _answer_sniffs(self) -> None:
        for number, sniff in list(self._sniffs.items()):
            if sniff.done.is_set():
                del self._sniffs[number]
                self._pipe.send(Sniffed(number, sniff.fields, row_texts(sniff)))

    def stop(self) -> None:
        """Ask the run to end, once."""
        if self._run is not None and not self._stopped:
            self._stopped = True
            self._run.stop()

    def _flush_log(self) -> None:
        if self._run is None:
            return
        for line in self._run.log.lines(self._logged):
            self._pipe.send(Line(without(line.text(), self._task.folder)))
            self._logged = line.number

    def _report(
        self, *, ended: bool = False, failed: bool = False, problems: tuple[Problem, ...] = ()
    ) -> None:
        snapshot = snapshot_of(self._run, ended=ended, failed=failed)
        # After the state: whoever sees that the run failed sees why.
        told = problems or (self._run.log.problems if self._run is not None else ())
        told = tuple(each.without(self._task.folder) for each in told)
        snapshot = replace(snapshot, problems=told)
        if snapshot != self._reported:
            self._reported = snapshot
            self._pipe.send(snapshot)


def build(task: Task) -> TransformationRun | JobRun:
    """Return the run of what was posted.

    Raises:
        KettleFileError: The file cannot be read.
    """
    execution = task.posted.execution
    context = RunContext(
        variables=execution.variables,
        parameters=execution.parameters,
        connections=task.connections,
        settings=task.settings,
        lake=LakeClient(task.lake_uri) if task.lake_uri else None,
        arguments=execution.arguments,
        log_level=execution.log_level,
        allow_shell=task.allow_shell,
    )
    found = task.posted.read()
    if isinstance(found, Job):
        return JobRun(found, context)
    return TransformationRun(found, context)


def snapshot_of(
    run: TransformationRun | JobRun | None, *, ended: bool = False, failed: bool = False
) -> Snapshot:
    """Return the run's state now; a run that could not be built or prepared has failed."""
    if run is None or failed:
        return Snapshot(RunStatus.FAILED, errors=1, success=False, ended=ended)
    steps = tuple(replace(step) for step in run.steps)
    if isinstance(run, JobRun):
        result = run.result
        return Snapshot(
            run.status, steps, result.errors, result.success, result.exit_status, ended=ended
        )
    return Snapshot(run.status, steps, sum(step.errors for step in steps), ended=ended)
