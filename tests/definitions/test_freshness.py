"""Freshness policies: each can be met, because a schedule refreshes the asset or what it is of."""

from datetime import timedelta

import dagster as dg
import pytest

from onedata_assets.definitions import build_defs

NIGHT, WEEK = timedelta(days=1), timedelta(days=7)


@pytest.fixture(scope="module")
def defs() -> dg.Definitions:
    return build_defs()


@pytest.fixture(scope="module")
def specs(defs):
    return {spec.key: spec for spec in defs.resolve_all_asset_specs()}


@pytest.fixture(scope="module")
def scheduled(defs) -> dict[dg.AssetKey, timedelta]:
    """Return how often each asset is materialized by the clock."""
    repository = defs.get_repository_def()
    found: dict[dg.AssetKey, timedelta] = {}
    for schedule in repository.schedule_defs:
        minute, hour, *days = schedule.cron_schedule.split()
        assert minute.isdigit(), schedule.name
        assert hour.isdigit(), schedule.name
        assert days in (["*", "*", "*"], ["*", "*", "1"]), schedule.name
        layer = repository.get_job(schedule.job_name).asset_layer
        for key in layer.selected_asset_keys if layer else ():
            found[key] = min(found.get(key, WEEK), NIGHT if days[-1] == "*" else WEEK)
    return found


def refreshed(key, specs, scheduled) -> timedelta | None:
    """Return how often the asset is made again: by the clock, or after an input is."""
    if key in scheduled:
        return scheduled[key]
    if specs[key].automation_condition is None:
        return None
    periods = [refreshed(dep.asset_key, specs, scheduled) for dep in specs[key].deps]
    return min((period for period in periods if period is not None), default=None)


def window(spec) -> timedelta | None:
    policy = spec.freshness_policy
    return None if policy is None else policy.fail_window.to_timedelta()


def test_every_policy_has_a_refresher_that_is_frequent_enough(specs, scheduled):
    """Frequent enough not even to warn between two refreshes."""
    policies = {key: spec.freshness_policy for key, spec in specs.items() if spec.freshness_policy}
    assert len(policies) > 25
    hopeless = {
        key.to_user_string(): period
        for key, policy in policies.items()
        if (period := refreshed(key, specs, scheduled)) is None
        or period >= policy.warn_window.to_timedelta()
    }
    assert hopeless == {}


def test_no_asset_may_be_older_than_what_it_is_made_of(specs):
    looser = {}
    for key, spec in specs.items():
        known = [window(specs[dep.asset_key]) for dep in spec.deps]
        inputs = [each for each in known if each is not None]
        own = window(spec)
        if own is not None and inputs and own > min(inputs):
            looser[key.to_user_string()] = (own, min(inputs))
    assert looser == {}


def test_what_the_clock_keeps_fresh_has_a_policy(specs, scheduled):
    """Data that nobody watches gets old unseen: tables, the model and the report."""
    without = {
        key.to_user_string()
        for key, spec in specs.items()
        if refreshed(key, specs, scheduled) is not None
        and spec.freshness_policy is None
        and not key.path[-1].endswith("__rejected")
    }
    assert without <= {"serving/service/department_sales"}
