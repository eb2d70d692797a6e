"""What a transformation leaves to the job that runs it: result rows, result files, variables."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from onedata_resources.kettle.values.types import Field

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True)
class ResultRows:
    """Rows of one layout, in order; the frame's columns are the fields."""

    fields: tuple[Field, ...]
    frame: pl.DataFrame


@dataclass(frozen=True)
class ResultFile:
    """A file that a step or an entry read or made; `kind` is Kettle's word (General, Log ...)."""

    path: str
    kind: str = "General"
    origin: str = ""


@dataclass(frozen=True)
class VariableSet:
    """A variable that a step set; `scope` is JVM, PARENT_JOB, GP_JOB or ROOT_JOB."""

    name: str
    value: str
    scope: str


@dataclass
class Outcome:
    """What the steps of one run leave; appended to while rows flow, read when the run has ended."""

    rows: list[ResultRows] = field(default_factory=list)
    files: list[ResultFile] = field(default_factory=list)
    variables: list[VariableSet] = field(default_factory=list)
