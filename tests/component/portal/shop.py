"""A code location of one project with everything that the pages of assets and runs show.

Some of it fails, some is late, one asset waits until a file is there.
"""

import os
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import dagster as dg

SHOP = {"onedata/project": "shop"}
DAYS = dg.DailyPartitionsDefinition(start_date="2026-01-01", end_date="2026-01-11")
REGIONS = dg.MultiPartitionsDefinition(
    {"day": DAYS, "region": dg.StaticPartitionsDefinition(["east", "west"])}
)
COLUMNS = dg.TableSchema(
    [
        dg.TableColumn(
            "order_id",
            type="Int64",
            description="The order.",
            constraints=dg.TableColumnConstraints(nullable=False, unique=True),
            tags={"sensitivity": "none"},
        ),
        dg.TableColumn("amount_cny", type="Float64", description="Paid."),
    ]
)
LINEAGE = dg.TableColumnLineage(
    {"total_cny": [dg.TableColumnDep(asset_key=["shop", "orders"], column_name="amount_cny")]}
)


@dg.asset(
    key=["shop", "orders"],
    tags={**SHOP, "domain": "trade"},
    group_name="processing",
    owners=["team:processing", "ada@example.org"],
    kinds={"sql"},
    deps=[dg.AssetKey(["outside", "till"])],
    metadata={"dagster/column_schema": COLUMNS, "source": "the till"},
    freshness_policy=dg.FreshnessPolicy.time_window(
        fail_window=timedelta(hours=36), warn_window=timedelta(hours=27)
    ),
)
def orders() -> dg.MaterializeResult:
    """Paid orders."""
    return dg.MaterializeResult(
        metadata={
            "rows": 3_000_000_000,
            "share": float("nan"),
            "seen": dg.MetadataValue.timestamp(1_700_000_000.0),
            "sample": dg.MetadataValue.md("| a |"),
            "parts": {"a": [1, 2]},
            "page": dg.MetadataValue.url("https://example.org/orders"),
            "is_whole": True,
        }
    )


@dg.asset_check(asset=orders, blocking=False)
def orders_are_paid() -> dg.AssetCheckResult:
    """Every order is paid."""
    return dg.AssetCheckResult(passed=False, metadata={"unpaid": 2}, description="2 are not")


@dg.asset_check(asset=orders)
def orders_are_many() -> dg.AssetCheckResult:
    """There are many orders."""
    return dg.AssetCheckResult(passed=False, severity=dg.AssetCheckSeverity.WARN)


@dg.asset_check(asset=orders)
def orders_have_ids() -> dg.AssetCheckResult:
    """Every order has an id."""
    return dg.AssetCheckResult(passed=True)


@dg.asset(
    key=["shop", "report"],
    tags=SHOP,
    group_name="analytics",
    deps=[orders],
    metadata={"dagster/column_lineage": LINEAGE},
    automation_condition=dg.AutomationCondition.on_cron("0 3 * * *", "Asia/Shanghai"),
)
def report() -> None:
    """What the orders add up to; it fails until the file `mended` is there."""
    if not Path(os.environ["DAGSTER_HOME_OF_TEST"], "mended").exists():
        raise dg.Failure("the sum is not right")


@dg.asset(key=["shop", "lineage"], tags=SHOP, group_name="analytics", deps=[report])
def named_as_a_page() -> None:
    """Its name is that of a sub-page."""


@dg.asset(key=["shop", "slow"], tags=SHOP, group_name="processing")
def slow(context: dg.AssetExecutionContext) -> None:
    """Waits until the file `go` is there."""
    context.log.warning("slow waits")
    while not Path(os.environ["DAGSTER_HOME_OF_TEST"], "go").exists():
        time.sleep(0.05)


@dg.multi_asset(
    specs=[
        dg.AssetSpec(["shop", "left"], tags=SHOP, group_name="processing"),
        dg.AssetSpec(["shop", "right"], tags=SHOP, group_name="processing"),
    ]
)
def both_shoes() -> Iterator[dg.MaterializeResult]:
    """One step that makes two."""
    yield dg.MaterializeResult(asset_key=["shop", "left"])
    yield dg.MaterializeResult(asset_key=["shop", "right"])


@dg.asset(key=["shop", "daily"], tags=SHOP, group_name="processing", partitions_def=DAYS)
def daily() -> None:
    """A day each."""


@dg.asset(key=["shop", "regional"], tags=SHOP, group_name="processing", partitions_def=REGIONS)
def regional() -> None:
    """A day and a region each."""


class Wanted(dg.Config):
    """Has no default."""

    town: str


@dg.asset(key=["shop", "asked"], tags=SHOP, group_name="processing")
def asked(config: Wanted) -> None:
    """Cannot run without config."""


till = dg.AssetSpec(["outside", "till"], tags=SHOP, group_name="ingestion")
BUYER = {"buyer_id": "none", "mobile": "direct", "city": "none"}
buyer = dg.AssetSpec(
    ["dim", "buyer"],
    tags={**SHOP, "pii": "direct"},
    group_name="catalog",
    metadata={
        "dagster/column_schema": dg.TableSchema(
            [dg.TableColumn(name, tags={"sensitivity": kind}) for name, kind in BUYER.items()]
        )
    },
)
scan = dg.AssetSpec(["metadata", "source", "crm"], tags=SHOP, kinds={"postgres", "source"})
report_job = dg.define_asset_job("report_job", selection=[report])

defs = dg.Definitions(
    assets=[
        scan,
        orders,
        report,
        named_as_a_page,
        slow,
        both_shoes,
        daily,
        regional,
        asked,
        till,
        buyer,
    ],
    asset_checks=[orders_are_paid, orders_are_many, orders_have_ids],
    jobs=[report_job],
    executor=dg.in_process_executor,
)
