"""From a run's event log to plain facts: which steps ran, what they read, wrote and asserted.

The facts are in `domain/operations/facts.py`, those of one event are read by `lib/event_facts.py`;
following runs over time is in `lib/run_events.py`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import dagster as dg
from dagster_shared.error import SerializableErrorInfo

from onedata_assets.domain.operations.facts import (
    Dataset,
    Failure,
    Happening,
    Key,
    State,
    is_nameless,
)
from onedata_assets.lib.event_facts import asserted_by, inputs_of, joined, written_by

_RUN_STATES = {
    dg.DagsterEventType.PIPELINE_START: State.START,
    dg.DagsterEventType.PIPELINE_SUCCESS: State.COMPLETE,
    dg.DagsterEventType.PIPELINE_FAILURE: State.FAIL,
    dg.DagsterEventType.PIPELINE_CANCELED: State.ABORT,
}
_STEP_STATES = {
    dg.DagsterEventType.STEP_SUCCESS: State.COMPLETE,
    dg.DagsterEventType.STEP_FAILURE: State.FAIL,
    dg.DagsterEventType.STEP_UP_FOR_RETRY: State.FAIL,
}
_BEGINNINGS = {dg.DagsterEventType.STEP_START, dg.DagsterEventType.STEP_RESTARTED}


@dataclass
class _OpenStep:
    """What a step did so far."""

    outputs: dict[Key, Dataset] = field(default_factory=dict)
    inputs: dict[Key, tuple[Key, ...]] = field(default_factory=dict)
    checked: dict[Key, Dataset] = field(default_factory=dict)
    told: dict[Key, Mapping[str, dg.MetadataValue]] = field(default_factory=dict)


@dataclass
class RunStory:
    """Reads the events of one run in order and tells each change of state."""

    run: dg.DagsterRun
    _started: bool = False
    _open: dict[str, _OpenStep] = field(default_factory=dict)
    _attempts: dict[str, int] = field(default_factory=dict)
    _planned: dict[str, dict[Key, None]] = field(default_factory=dict)

    def tell(
        self, entries: Iterable[tuple[int, dg.EventLogEntry]]
    ) -> Iterator[tuple[int, Happening]]:
        """Yield each change of state with the number of the event that brought it."""
        for number, entry in entries:
            event = entry.dagster_event
            if event is not None:
                at = datetime.fromtimestamp(entry.timestamp, tz=UTC)
                for happening in self._told_by(event, at):
                    yield number, happening

    def _told_by(self, event: dg.DagsterEvent, at: datetime) -> Iterator[Happening]:
        kind, step = event.event_type, event.step_key
        if kind in _RUN_STATES:
            yield from self._run_changed(_RUN_STATES[kind], at, event)
        elif step is None:
            return
        elif kind is dg.DagsterEventType.ASSET_MATERIALIZATION_PLANNED:
            key = tuple(event.asset_materialization_planned_data.asset_key.path)
            self._planned.setdefault(step, {})[key] = None
        elif kind is dg.DagsterEventType.ASSET_CHECK_EVALUATION_PLANNED:
            self._planned.setdefault(step, {})
        elif kind in _BEGINNINGS:
            self._attempts[step] = self._attempts.get(step, 0) + 1
            self._open[step] = _OpenStep()
            yield from self._step_began(at, step)
        elif kind in _STEP_STATES and step in self._open:
            yield from self._step_ended(_STEP_STATES[kind], at, step, _failure(event))
        elif step in self._open:
            _note(self._open[step], event)

    def _run_changed(
        self, state: State, at: datetime, event: dg.DagsterEvent
    ) -> Iterator[Happening]:
        """Tell of the run; steps that it left open, as a killed one does, end with it."""
        if state is State.START or not self._started:
            self._started = True
            yield self._happening(State.START, at)
        if state is not State.START:
            for step in list(self._open):
                how = State.ABORT if state is State.COMPLETE else state
                killed = Failure("the run ended before the step did")
                yield from self._step_ended(how, at, step, killed)
            yield self._happening(state, at, failure=_failure(event))

    def _step_began(self, at: datetime, step: str) -> Iterator[Happening]:
        """Tell of the work on each table that the step is to write, or of the step itself."""
        for key in self._planned.get(step) or [None]:
            began = self._happening(State.START, at, step=step, work=self._work(step, key))
            yield replace(began, outputs=() if key is None else (Dataset(key),))

    def _step_ended(
        self, state: State, at: datetime, step: str, failure: Failure | None
    ) -> Iterator[Happening]:
        """Tell of the work on each table; checks by a step that writes are work that reads."""
        done, planned = self._open[step], self._planned.get(step, {})
        tables = dict.fromkeys([*planned, *done.outputs])
        if not tables:
            ended = self._happening(
                state, at, step=step, work=self._work(step, None), failure=failure
            )
            yield replace(ended, inputs=tuple(done.checked.values()))
        for key in tables:
            work = self._work(step, key)
            if key not in planned:
                yield self._happening(State.START, at, step=step, work=work)
            ended = self._happening(state, at, step=step, work=work, failure=failure)
            written = done.outputs.get(key)
            inputs = tuple(Dataset(name) for name in done.inputs.get(key, ()))
            yield replace(ended, inputs=inputs, outputs=(written,) if written else ())
        for key, told in done.checked.items() if tables else ():
            work = f"{self._work(step, key)}.checks"
            yield self._happening(State.START, at, step=step, work=work)
            ended = self._happening(State.COMPLETE, at, step=step, work=work)
            yield replace(ended, inputs=(told,))
        del self._open[step]

    def _work(self, step: str, key: Key | None) -> str:
        """Return the name of the work: the step's, with the table unless that spells it."""
        of_assets = step in self._planned or is_nameless(self.run.job_name)
        name = step if of_assets else f"{self.run.job_name}.{step}"
        return name if key is None or step == "__".join(key) else ".".join([name, *key])

    def _happening(
        self,
        state: State,
        at: datetime,
        *,
        step: str | None = None,
        work: str | None = None,
        failure: Failure | None = None,
    ) -> Happening:
        return Happening(
            state,
            at,
            self.run.run_id,
            self.run.job_name,
            step,
            work,
            self._attempts.get(step, 1) if step else 1,
            failure=None if state in {State.START, State.COMPLETE} else failure,
            engine_version=dg.__version__,
        )


def _failure(event: dg.DagsterEvent) -> Failure | None:
    if event.is_step_failure:
        return _failure_of(event.step_failure_data.error, event.message)
    if event.event_type is dg.DagsterEventType.STEP_UP_FOR_RETRY:
        return _failure_of(event.step_retry_data.error, event.message)
    # A run that failed before it started has no data beside the message.
    if event.event_type is dg.DagsterEventType.PIPELINE_FAILURE and event.event_specific_data:
        return _failure_of(event.job_failure_data.error, event.message)
    return Failure(event.message or "") if event.message else None


def _failure_of(error: SerializableErrorInfo | None, message: str | None) -> Failure:
    """Return the innermost error: what the code said, not how Dagster wrapped it."""
    if error is None:
        return Failure(message or "")
    inner = error
    while inner.cause is not None:
        inner = inner.cause
    # The module of an exception says nothing to a reader, nor does the name of a failure's class.
    said = re.sub(r"^(?:\w+\.)*(?:\w*Failure: )?", "", inner.message.strip())
    return Failure(said, "".join(error.stack) or None)


def _note(step: _OpenStep, event: dg.DagsterEvent) -> None:
    if event.event_type is dg.DagsterEventType.ASSET_MATERIALIZATION:
        written = event.step_materialization_data.materialization
        dataset = written_by(written)
        earlier = step.outputs.get(dataset.key)
        # Dagster copies one result to each partition that the run covers: it is one write.
        if earlier is not None and step.told.get(dataset.key) == written.metadata:
            return
        step.outputs[dataset.key] = dataset if earlier is None else joined(earlier, dataset)
        step.told[dataset.key] = written.metadata
        earlier_inputs = step.inputs.get(dataset.key, ())
        step.inputs[dataset.key] = tuple(
            dict.fromkeys([*earlier_inputs, *inputs_of(written, dataset)])
        )
    elif event.event_type is dg.DagsterEventType.ASSET_CHECK_EVALUATION:
        evaluation = event.asset_check_evaluation_data
        key = tuple(evaluation.asset_key.path)
        known = step.checked.get(key, Dataset(key))
        step.checked[key] = replace(known, assertions=(*known.assertions, asserted_by(evaluation)))
