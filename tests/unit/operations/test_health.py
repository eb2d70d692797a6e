"""How well an asset is, from what happened to it."""

import pytest

from onedata_assets.domain.operations.health import (
    Freshness,
    Happened,
    Health,
    Outcome,
    freshness_of,
    health_of,
    outcome_of,
)


def happened(**more):
    return Happened(
        **{"is_made_here": True, "is_materialized": True, "has_failed_since": False, **more}
    )


@pytest.mark.parametrize(
    ("what", "health"),
    [
        (happened(), Health.HEALTHY),
        (happened(outcomes=[Outcome.PASSED, Outcome.MISSING]), Health.HEALTHY),
        (happened(outcomes=[Outcome.PASSED, Outcome.WARNED]), Health.WARNING),
        (happened(outcomes=[Outcome.WARNED, Outcome.FAILED]), Health.DEGRADED),
        (happened(freshness=Freshness.WARNING), Health.WARNING),
        (happened(freshness=Freshness.LATE), Health.DEGRADED),
        (happened(freshness=Freshness.UNKNOWN), Health.HEALTHY),
        (happened(has_failed_since=True), Health.DEGRADED),
        (happened(is_materialized=False), Health.UNKNOWN),
        (happened(is_materialized=False, has_failed_since=True), Health.DEGRADED),
        (happened(is_materialized=False, is_made_here=False), Health.NOT_APPLICABLE),
        (
            happened(is_materialized=False, is_made_here=False, outcomes=[Outcome.PASSED]),
            Health.HEALTHY,
        ),
    ],
)
def test_the_worst_that_happened_decides(what, health):
    assert health_of(what) is health


@pytest.mark.parametrize(
    ("status", "severity", "outcome"),
    [
        (None, None, Outcome.MISSING),
        ("SKIPPED", None, Outcome.MISSING),
        ("IN_PROGRESS", None, Outcome.RUNNING),
        ("SUCCEEDED", "ERROR", Outcome.PASSED),
        ("FAILED", "ERROR", Outcome.FAILED),
        ("FAILED", "WARN", Outcome.WARNED),
        ("EXECUTION_FAILED", None, Outcome.FAILED),
        ("EXECUTION_FAILED", "WARN", Outcome.FAILED),
    ],
)
def test_a_check_ends_as_dagster_says(status, severity, outcome):
    assert outcome_of(status, severity) is outcome


def test_an_asset_whose_freshness_was_not_looked_at_is_not_late():
    assert freshness_of("NOT_APPLICABLE") is Freshness.UNKNOWN
    assert freshness_of("DEGRADED") is Freshness.LATE
