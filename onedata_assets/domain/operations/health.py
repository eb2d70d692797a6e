"""How well an asset is, from what happened to it. Where that is read from is not here."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Health(StrEnum):
    """What a page shows beside an asset, worst first."""

    DEGRADED = "degraded"
    WARNING = "warning"
    UNKNOWN = "unknown"
    HEALTHY = "healthy"
    NOT_APPLICABLE = "not_applicable"


class Outcome(StrEnum):
    """How a check ended for the data that the asset has now."""

    PASSED = "passed"
    WARNED = "warned"
    FAILED = "failed"
    RUNNING = "running"
    MISSING = "missing"


class Freshness(StrEnum):
    """Whether an asset keeps its freshness policy."""

    FRESH = "fresh"
    WARNING = "warning"
    LATE = "late"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Happened:
    """What health is made of: whether a run failed since the data was made, checks, freshness."""

    is_made_here: bool
    is_materialized: bool
    has_failed_since: bool
    outcomes: Iterable[Outcome] = ()
    freshness: Freshness | None = None


def health_of(happened: Happened) -> Health:
    """Return the health of an asset.

    Degraded: the run that should have made it failed, a check failed, or it is late. Warning: a
    check warned, or it is about to be late. Unknown: there is no data yet.
    """
    outcomes = set(happened.outcomes)
    if (
        happened.has_failed_since
        or Outcome.FAILED in outcomes
        or happened.freshness is Freshness.LATE
    ):
        return Health.DEGRADED
    if Outcome.WARNED in outcomes or happened.freshness is Freshness.WARNING:
        return Health.WARNING
    if happened.is_materialized or Outcome.PASSED in outcomes:
        return Health.HEALTHY
    return Health.UNKNOWN if happened.is_made_here else Health.NOT_APPLICABLE


def outcome_of(status: str | None, severity: str | None) -> Outcome:
    """Return how a check ended, from the words that Dagster has for it."""
    if status is None or status == "SKIPPED":
        return Outcome.MISSING
    if status == "IN_PROGRESS":
        return Outcome.RUNNING
    if status == "SUCCEEDED":
        return Outcome.PASSED
    return Outcome.WARNED if status == "FAILED" and severity == "WARN" else Outcome.FAILED


FRESHNESS = {
    "HEALTHY": Freshness.FRESH,
    "WARNING": Freshness.WARNING,
    "DEGRADED": Freshness.LATE,
}


def freshness_of(status: str) -> Freshness:
    """Return whether an asset is fresh, from the word that Dagster has for it."""
    return FRESHNESS.get(status, Freshness.UNKNOWN)
