"""A code location of two projects, alpha and beta, for the tests of the gateway.

Every name of beta holds "beta", so that a page of alpha that shows any of it is easily found.
"""

from collections.abc import Iterator

import dagster as dg

ALPHA = {"onedata/project": "alpha"}
BETA = {"onedata/project": "beta"}
ALPHA_DAYS = dg.DynamicPartitionsDefinition(name="alpha_days")
BETA_DAYS = dg.DynamicPartitionsDefinition(name="beta_days")
ALPHA_PARTS = dg.StaticPartitionsDefinition(["north", "south"])
BETA_PARTS = dg.StaticPartitionsDefinition(["beta_east", "beta_west"])


class AlphaBase(dg.ConfigurableResource):
    url: str = "alpha-url"


class BetaBase(dg.ConfigurableResource):
    url: str = "beta-url"


class AlphaDoor(dg.ConfigurableResource):
    url: str


class BetaDoor(dg.ConfigurableResource):
    url: str


def lineage(*keys: str) -> dg.TableColumnLineage:
    deps = [dg.TableColumnDep(asset_key=key, column_name=f"{key}_column") for key in keys]
    return dg.TableColumnLineage({"total": deps})


@dg.asset(tags=ALPHA, group_name="alpha", owners=["team:alpha"], pool="alpha_pool")
def alpha_orders(context: dg.AssetExecutionContext, alpha_base: AlphaBase) -> dg.MaterializeResult:
    """Orders of alpha."""
    print("alpha printed this")  # noqa: T201
    context.log.info("alpha logged this with %s", alpha_base.url)
    return dg.MaterializeResult(metadata={"rows": 1})


@dg.asset(tags=BETA, group_name="beta", owners=["team:beta"], pool="beta_pool")
def beta_secret(context: dg.AssetExecutionContext, beta_base: BetaBase) -> dg.MaterializeResult:
    """What beta keeps."""
    print("beta printed this")  # noqa: T201
    context.log.info("beta logged this with %s", beta_base.url)
    return dg.MaterializeResult(metadata={"beta_rows": 2})


@dg.asset(
    tags=ALPHA,
    group_name="alpha",
    ins={"first": dg.AssetIn("alpha_orders", dagster_type=dg.Nothing)},
    metadata={"dagster/column_lineage": lineage("alpha_orders", "beta_secret")},
    automation_condition=dg.AutomationCondition.eager(),
)
def alpha_report() -> dg.MaterializeResult:
    """A report of alpha whose columns come from both projects."""
    return dg.MaterializeResult(
        metadata={
            "dagster/column_lineage": lineage("alpha_orders", "beta_secret"),
            "source": dg.MetadataValue.asset(dg.AssetKey("beta_secret")),
        }
    )


@dg.asset(
    tags=ALPHA,
    group_name="alpha",
    ins={"hidden_input": dg.AssetIn("beta_secret", dagster_type=dg.Nothing)},
    automation_condition=dg.AutomationCondition.eager(),
)
def alpha_late() -> None:
    """An asset of alpha made from one of others."""


@dg.asset(
    tags=BETA,
    group_name="beta",
    deps=["alpha_orders"],
    code_version="beta-1",
    automation_condition=dg.AutomationCondition.eager(),
)
def beta_report(beta_door: BetaDoor) -> None:
    """A report of beta made from orders of alpha."""


@dg.asset(tags=ALPHA, group_name="alpha", partitions_def=ALPHA_PARTS)
def alpha_parts() -> None:
    """Parts of alpha."""


@dg.asset(tags=BETA, group_name="beta", partitions_def=BETA_PARTS)
def beta_parts() -> None:
    """Parts of beta."""


@dg.asset(tags=ALPHA, group_name="alpha", partitions_def=ALPHA_DAYS)
def alpha_daily(alpha_door: AlphaDoor) -> None:
    """Days of alpha."""


@dg.asset(tags=BETA, group_name="beta", partitions_def=BETA_DAYS)
def beta_daily() -> None:
    """Days of beta."""


@dg.multi_asset(
    specs=[
        dg.AssetSpec("mixed_alpha", tags=ALPHA),
        dg.AssetSpec("mixed_beta", tags=BETA),
    ]
)
def mixed_beta_step() -> Iterator[dg.MaterializeResult]:
    """One step that writes for both projects."""
    yield dg.MaterializeResult(asset_key="mixed_alpha")
    yield dg.MaterializeResult(asset_key="mixed_beta")


@dg.asset
def calendar() -> None:
    """An asset without a tag."""


@dg.asset_check(asset=alpha_orders)
def alpha_orders_are_there() -> dg.AssetCheckResult:
    """Alpha has orders."""
    return dg.AssetCheckResult(passed=True)


@dg.asset_check(asset=beta_secret)
def beta_secret_is_there() -> dg.AssetCheckResult:
    """Beta has a secret."""
    return dg.AssetCheckResult(passed=True, metadata={"beta_fact": 3})


@dg.op
def alpha_op() -> None:
    """Nothing, for alpha."""


@dg.op
def beta_op() -> None:
    """Nothing, for beta."""


@dg.job(tags=ALPHA)
def alpha_op_job() -> None:
    """A job without assets, of alpha."""
    alpha_op()


@dg.job(tags=BETA)
def beta_op_job() -> None:
    """A job without assets, of beta."""
    beta_op()


alpha_job = dg.define_asset_job("alpha_job", selection=["alpha_orders"])
beta_job = dg.define_asset_job("beta_job", selection=["beta_secret"])
both_beta_job = dg.define_asset_job("both_beta_job", selection=["alpha_orders", "beta_secret"])
alpha_parts_job = dg.define_asset_job("alpha_parts_job", selection=["alpha_parts"])
beta_parts_job = dg.define_asset_job("beta_parts_job", selection=["beta_parts"])

alpha_schedule = dg.ScheduleDefinition(
    name="alpha_schedule", job=alpha_job, cron_schedule="0 0 1 1 *"
)
beta_schedule = dg.ScheduleDefinition(name="beta_schedule", job=beta_job, cron_schedule="1 1 1 1 *")


@dg.sensor(job=alpha_job)
def alpha_sensor() -> dg.SkipReason:
    """Wait for nothing."""
    return dg.SkipReason("alpha waits")


@dg.sensor(job=beta_job)
def beta_sensor() -> dg.SkipReason:
    """Wait for nothing."""
    return dg.SkipReason("beta waits")


defs = dg.Definitions(
    assets=[
        alpha_orders,
        alpha_report,
        alpha_late,
        alpha_parts,
        alpha_daily,
        beta_secret,
        beta_report,
        beta_parts,
        beta_daily,
        mixed_beta_step,
        calendar,
    ],
    asset_checks=[alpha_orders_are_there, beta_secret_is_there],
    jobs=[
        alpha_job,
        beta_job,
        both_beta_job,
        alpha_parts_job,
        beta_parts_job,
        alpha_op_job,
        beta_op_job,
    ],
    schedules=[alpha_schedule, beta_schedule],
    sensors=[alpha_sensor, beta_sensor],
    executor=dg.in_process_executor,
    resources={
        "alpha_base": AlphaBase(),
        "beta_base": BetaBase(),
        "alpha_door": AlphaDoor(url=dg.EnvVar("ALPHA_DOOR_URL")),
        "beta_door": BetaDoor(url=dg.EnvVar("BETA_DOOR_URL")),
    },
)
