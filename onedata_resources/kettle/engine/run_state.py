"""What all steps of one run share: variables, connections, the log, and what waits for the end."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from onedata_resources.kettle.engine.context import RunContext
from onedata_resources.kettle.engine.outcome import Outcome
from onedata_resources.kettle.engine.sniff import Sniffs
from onedata_resources.kettle.variables import expand
from onedata_resources.kettle.xml import text

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl

    from onedata_resources.clients.lake import LakeClient
    from onedata_resources.kettle.engine.control import Control
    from onedata_resources.kettle.engine.log import KettleLog
    from onedata_resources.kettle.engine.metrics import StepMetrics
    from onedata_resources.kettle.engine.run_logging import RunLogging
    from onedata_resources.kettle.engine.scope import StepScope
    from onedata_resources.kettle.engine.sql_session import Session
    from onedata_resources.kettle.engine.stream import Stream
    from onedata_resources.kettle.model import Step, Transformation


class Writer(Protocol):
    """Something that takes batches while a run goes, and keeps or discards them at its end."""

    def finish(self) -> None:
        """Keep what was written."""

    def abort(self) -> None:
        """Discard what was written, as far as it can be."""


@dataclass(frozen=True)
class TakenCounts:
    """The counts of a step that are those of others; `counters` maps its counters to theirs."""

    metrics: StepMetrics
    counters: Mapping[str, tuple[StepMetrics, str] | None]

    def take(self) -> None:
        """Take the counts as they are now; a counter of no step is 0."""
        for name, source in self.counters.items():
            setattr(self.metrics, name, getattr(*source) if source is not None else 0)


@dataclass
class RunState:
    """What all steps of one run share.

    A mapping's steps have a state of their own over the same sinks and writers: `caller` is the
    step of the run that they work for, and `mapped` has what leaves by the mapping's outputs. A
    run by itself has such outputs where it `gives_back`. `steps` are the counters of all copies,
    `taken` the counts that steps take from steps inside them.
    """

    transformation: Transformation
    variables: Mapping[str, str]
    connections: Mapping[str, str]
    lake: LakeClient | None
    log: KettleLog
    control: Control
    context: RunContext
    outcome: Outcome = field(default_factory=Outcome)
    sniffs: Sniffs = field(default_factory=Sniffs)
    writers: list[tuple[StepScope, Writer]] = field(default_factory=list)
    sinks: list[pl.LazyFrame] = field(default_factory=list)
    counters: dict[str, Any] = field(default_factory=dict)
    caller: StepScope | None = None
    mapped: dict[str, list[Stream]] = field(default_factory=dict)
    taken: list[TakenCounts] = field(default_factory=list)
    gives_back: bool = False
    steps: list[StepMetrics] = field(default_factory=list)
    started: float = field(default_factory=time.monotonic)
    sessions: dict[str, Session] = field(default_factory=dict)
    logging: RunLogging | None = None

    def connection_of(self, step: Step) -> str:
        """Return the name of the connection that the step names; empty for most."""
        return expand(text(step.xml, "connection"), self.variables)

    @property
    def writes_lake(self) -> bool:
        """Return whether an active step writes a table of the lake."""
        outputs = [step for step in self.transformation.steps if step.type == "TableOutput"]
        return any(self.connections.get(self.connection_of(step)) == "" for step in outputs)
