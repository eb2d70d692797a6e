"""What happened in a run, as plain facts: the terms that lineage events and alarms are made from.

They are gathered from Dagster's event log by `lib/happenings.py`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

Key = tuple[str, ...]
"""An asset key's path."""


class State(StrEnum):
    """How far a run is; each run has one START and one of the others."""

    START = "START"
    COMPLETE = "COMPLETE"
    FAIL = "FAIL"
    ABORT = "ABORT"


@dataclass(frozen=True)
class Column:
    """A column as its table declares it."""

    name: str
    type: str
    description: str | None = None


@dataclass(frozen=True)
class Assertion:
    """The outcome of one quality check."""

    name: str
    success: bool
    severity: str
    description: str | None = None
    column: str | None = None


@dataclass(frozen=True)
class Dataset:
    """What is known of one table, model or report at the moment of the event.

    `rows` is how many were written. `lineage` gives, for each column, the columns it is made from.
    """

    key: Key
    columns: tuple[Column, ...] = ()
    lineage: Mapping[str, Sequence[tuple[Key, str]]] = field(default_factory=dict)
    rows: int | None = None
    version: str | None = None
    assertions: tuple[Assertion, ...] = ()


@dataclass(frozen=True)
class Failure:
    """Why a step or run ended badly."""

    message: str
    stack: str | None = None


@dataclass(frozen=True)
class Happening:
    """A change of state of a run (`step` and `work` are None), or of work in one of its steps.

    A step that writes several tables is one piece of `work` for each, with the inputs of that table
    alone. Work has the same name whichever job of the orchestrator ran it.
    """

    state: State
    at: datetime
    run_id: str
    job: str
    step: str | None = None
    work: str | None = None
    attempt: int = 1
    inputs: tuple[Dataset, ...] = ()
    outputs: tuple[Dataset, ...] = ()
    failure: Failure | None = None
    engine_version: str = ""


def is_nameless(job: str) -> bool:
    """Tell whether the orchestrator made this job up, for a run of assets that no job names."""
    return job.startswith("__")
