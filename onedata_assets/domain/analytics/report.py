"""What the sales report says beside its figures: quality, model error, and provenance."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class CheckState(StrEnum):
    """How a quality check last ended; ordered as the report lists them."""

    FAILED = "failed"
    WARNED = "warned"
    SKIPPED = "skipped"
    NOT_RUN = "not_run"
    PASSED = "passed"


@dataclass(frozen=True)
class Check:
    """The last outcome of one quality check."""

    table: str
    name: str
    state: CheckState
    detail: str = ""


@dataclass(frozen=True)
class Rejected:
    """How many rows of a table were put aside for one reason."""

    code: str
    reason: str
    rows: int


@dataclass(frozen=True)
class TableRows:
    """Rows of a table that were accepted, and those that were put aside, by reason.

    `accepted` is None where the table was never made.
    """

    table: str
    accepted: int | None
    rejected: tuple[Rejected, ...] = ()
    synthetic: bool = False

    @property
    def rejected_rows(self) -> int:
        """How many were put aside in all."""
        return sum(reason.rows for reason in self.rejected)


@dataclass(frozen=True)
class Quality:
    """What is known of the quality of the data."""

    tables: tuple[TableRows, ...] = ()
    checks: tuple[Check, ...] = ()

    @property
    def counts(self) -> dict[CheckState, int]:
        """How many checks ended in each state."""
        return {state: sum(c.state is state for c in self.checks) for state in CheckState}

    @property
    def ordered(self) -> list[Check]:
        """The checks, those that need attention first."""
        order = list(CheckState)
        return sorted(self.checks, key=lambda c: (order.index(c.state), c.table, c.name))


@dataclass(frozen=True)
class ModelError:
    """The error of the forecasting model beside its baseline, on the same backtest.

    `interval_coverage` is the share of days whose sales lay inside the interval.
    """

    name: str
    version: str
    wape: float
    mase: float
    baseline_wape: float
    baseline_mase: float
    interval_coverage: float | None = None


@dataclass(frozen=True)
class TableVersion:
    """A table that the report was made from, at the version that was read; None: never made."""

    table: str
    version: int | None
    rows: int
    synthetic: bool


@dataclass(frozen=True)
class Provenance:
    """What the report was made from, by which run of which code, and when."""

    run_id: str
    code_version: str
    made_at: datetime
    tables: tuple[TableVersion, ...] = ()


@dataclass(frozen=True)
class SalesReport:
    """Everything that the page shows; `figures` is what `domain/analytics/figures.py` returns."""

    figures: dict[str, Any]
    quality: Quality
    model: ModelError | None
    provenance: Provenance
