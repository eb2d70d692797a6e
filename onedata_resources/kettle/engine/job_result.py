"""What a job's entries hand on, and what a job keeps about each entry that ran."""

from collections.abc import Mapping
from dataclasses import dataclass

from onedata_resources.kettle.engine.metrics import StepMetrics

Row = Mapping[str, object]


@dataclass(frozen=True)
class JobResult:
    """The result of one entry, which the next entry and the hops see."""

    success: bool = True
    errors: int = 0
    exit_status: int = 0
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True)
class EntryRun:
    """One execution of an entry; `steps` are those of the transformation that it ran."""

    name: str
    type: str
    success: bool
    seconds: float
    steps: tuple[StepMetrics, ...] = ()
