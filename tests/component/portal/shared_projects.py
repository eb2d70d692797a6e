"""A code location with an asset of two projects, as Dagster lets a tag of an asset say it."""

import dagster as dg

SHARED = {"onedata/project": "alpha..beta"}


@dg.asset(tags={"onedata/project": "alpha"})
def own() -> None:
    """An asset of alpha."""


@dg.asset(tags=SHARED)
def shared() -> None:
    """An asset of alpha and beta."""


@dg.op
def nothing() -> None:
    """Nothing."""


@dg.job(tags={"onedata/project": "alpha,beta"})
def with_comma() -> None:
    """A job of both, whose tags Dagster takes with a comma."""
    nothing()


@dg.job(tags=SHARED)
def with_dots() -> None:
    """A job of both, as assets say it."""
    nothing()


@dg.schedule(job=with_dots, cron_schedule="0 0 1 1 *", tags=SHARED)
def yearly() -> dg.SkipReason:
    """Never."""
    return dg.SkipReason("not yet")


defs = dg.Definitions(
    assets=[own, shared],
    jobs=[with_comma, with_dots],
    schedules=[yearly],
    executor=dg.in_process_executor,
)
