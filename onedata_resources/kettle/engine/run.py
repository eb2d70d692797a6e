"""One run of a transformation, from preparation to its last row.

What each step does is in `steps/`; how rows flow between them is in `wiring.py`.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import polars as pl

from onedata_resources.errors import OneDataError
from onedata_resources.kettle.engine.context import RunContext
from onedata_resources.kettle.engine.control import Control, StopRequestedError
from onedata_resources.kettle.engine.failures import STEP_ERRORS, FailedStepError, engine_error
from onedata_resources.kettle.engine.graph import Plan, plan_of
from onedata_resources.kettle.engine.log import KettleLog
from onedata_resources.kettle.engine.metrics import RunStatus, StepMetrics, StepStatus
from onedata_resources.kettle.engine.outcome import Outcome
from onedata_resources.kettle.engine.prepare import prepared_copies, resolved_connections
from onedata_resources.kettle.engine.run_log_tables import logging_of
from onedata_resources.kettle.engine.run_state import RunState, Writer
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.sniff import Sniffs
from onedata_resources.kettle.engine.step_copy import StepCopy
from onedata_resources.kettle.engine.wiring import Wiring
from onedata_resources.kettle.errors import PrepareError
from onedata_resources.kettle.model import Transformation
from onedata_resources.kettle.variables import run_variables

if TYPE_CHECKING:
    from onedata_resources.kettle.engine.run_logging import RunLogging


class TransformationRun:
    """One run; `prepare` then `execute`, each once, from one thread.

    `status`, `steps` and `log` may be read, and `stop`, `pause` and `resume` called, from any
    other thread at any time.
    """

    def __init__(self, transformation: Transformation, context: RunContext) -> None:
        self.transformation = transformation
        self.context = context
        self.log = KettleLog(context.log_level)
        self.steps: list[StepMetrics] = []
        self.outcome = Outcome()
        self.sniffs = Sniffs()
        self._status = RunStatus.WAITING
        self._control = Control()
        self._plan: Plan | None = None
        self._copies: list[StepCopy] = []
        self._logging: RunLogging | None = None

    @property
    def status(self) -> str:
        """Return Kettle's word for the state of the run."""
        if self._status is RunStatus.RUNNING:
            if self._control.stopped:
                return RunStatus.HALTING
            if self._control.paused:
                return RunStatus.PAUSED
        return self._status

    @property
    def errors(self) -> int:
        """Return how many errors the steps have counted."""
        return sum(step.errors for step in self.steps)

    @property
    def name(self) -> str:
        """Return the transformation's name."""
        return self.transformation.name

    def prepare(self) -> None:
        """Check everything that can be checked before a row flows.

        Raises:
            PrepareError: An unsupported step, a missing connection or settings that cannot work.
        """
        self._status = RunStatus.PREPARING
        self.log.write(self.name, f"Dispatching started for transformation [{self.name}]")
        try:
            self._plan = plan_of(self.transformation)
            state = self._state(self._plan)
            self._copies = prepared_copies(self._plan, state)
        except PrepareError as error:
            self.log.failed(self.name, error)
            self._status = RunStatus.FAILED
            raise
        self.steps = [copy.scope.metrics for copy in self._copies]
        self._logging = state.logging = logging_of(self, state.variables)
        self._status = RunStatus.WAITING

    def _state(self, plan: Plan) -> RunState:
        context, transformation = self.context, self.transformation
        variables = run_variables(transformation, context.variables, context.parameters)
        connections = resolved_connections(
            plan,
            transformation,
            context.connections,
            variables,
            has_lake=context.lake is not None,
        )
        return RunState(
            transformation,
            variables,
            connections,
            context.lake,
            self.log,
            self._control,
            context,
            self.outcome,
            self.sniffs,
        )

    def execute(self) -> None:
        """Run to the end; a failing step shows in `status`, `steps` and `log`, and never raises."""
        if self._plan is None:
            self.prepare()
        started = time.monotonic()
        self._status = RunStatus.RUNNING
        self._mark(StepStatus.RUNNING)
        try:
            with self._outcome():
                if self._logging is not None:
                    self._logging.begin()
                self._flow()
        finally:
            self._end(time.monotonic() - started)

    def _flow(self) -> None:
        """Let the rows flow, stage by stage."""
        if self._plan is None or not self._copies:
            return
        Wiring(self._plan, self._copies, self._computed).build()
        self._computed([])

    def _computed(self, held: list[pl.LazyFrame]) -> list[pl.DataFrame]:
        """Compute what is built so far and the held frames, then keep what the writers hold."""
        state = self._copies[0].scope.state
        sinks, state.sinks = state.sinks, []
        frames = [*sinks, *held]
        # Streams are shared by their own caches; eliminating common plans undoes some of them.
        results = pl.collect_all(
            frames,
            engine="streaming",
            optimizations=pl.QueryOptFlags(comm_subplan_elim=False),
        ) if frames else []  # fmt: skip
        self._control.check()
        while state.writers:
            scope, writer = state.writers[0]
            try:
                writer.finish()
            except STEP_ERRORS as error:
                raise FailedStepError(scope, error) from error
            state.writers.pop(0)
        return results[len(sinks) :]

    def _writers(self) -> list[tuple[StepScope, Writer]]:
        return list(self._copies[0].scope.state.writers) if self._copies else []

    @contextmanager
    def _outcome(self) -> Iterator[None]:
        """Turn whatever ends the flow early into a status, a log line and an error count."""
        try:
            yield
        except StopRequestedError:
            self._abort_writers()
            self._status = RunStatus.STOPPED
        except FailedStepError as error:
            self._failed(error.scope, error.error)
        except OneDataError as error:
            self._failed(None, error)
        except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
            self._failed(None, engine_error(error))
        except BaseException as error:
            self._failed(None, engine_error(error))
            raise
        else:
            self._status = RunStatus.FAILED if self.errors else RunStatus.FINISHED

    def _failed(self, scope: StepScope | None, error: OneDataError) -> None:
        """Count the error at its step and tell it.

        One that no step raised is told of the transformation. It is counted at the last step,
        because clients sum the steps.
        """
        self._abort_writers()
        self.log.failed(self.name if scope is None else scope.subject, error)
        scope = scope or (self._copies[-1].scope if self._copies else None)
        if scope is not None:
            scope.metrics.errors += 1
        self.log.write(self.name, "Transformation detected one or more steps with errors.")
        self.log.write(self.name, "Transformation is killing the other steps!")
        self._status = RunStatus.FAILED

    def _abort_writers(self) -> None:
        for _, writer in self._writers():
            writer.abort()

    def _end(self, seconds: float) -> None:
        self.sniffs.close()
        done = self._status is RunStatus.FINISHED
        self._mark(StepStatus.FINISHED if done else StepStatus.STOPPED)
        for each in self._copies[0].scope.state.taken if self._copies else ():
            each.take()
        for copy in self._copies:
            metrics = copy.scope.metrics
            metrics.seconds = round(seconds, 3)
            self.log.write(
                copy.scope.subject,
                f"Finished processing (I={metrics.input}, O={metrics.output}, R={metrics.read}, "
                f"W={metrics.written}, U={metrics.updated}, E={metrics.errors})",
            )
        self._end_logging()
        if self._status is RunStatus.FAILED:
            self.log.error(self.name, "Errors detected!")

    def _end_logging(self) -> None:
        """Write the log tables; that they cannot be written is an error of the run."""
        stopped = self._status is RunStatus.STOPPED or self.errors > 0
        if self._logging is None or self._logging.end(stopped=stopped):
            return
        if self._copies:
            self._copies[-1].scope.metrics.errors += 1
        if self._status is RunStatus.FINISHED:
            self._status = RunStatus.FAILED

    def _mark(self, status: StepStatus) -> None:
        for copy in self._copies:
            copy.scope.metrics.status = status

    def stop(self) -> None:
        """End the run soon; nothing is committed after this."""
        self.log.write(self.name, "Transformation stop requested.")
        self._control.stop()

    def pause(self) -> None:
        """Let no more rows pass until `resume`."""
        self._control.pause()

    def resume(self) -> None:
        """Let rows pass again."""
        self._control.resume()
