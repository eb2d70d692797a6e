"""How the platform is used: activity by person and day, and what was unusual.

The rules are in `onedata_assets/domain/security/usage*.py`, the same as for the portal's page and
`onedata usage`.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

import dagster as dg

from onedata_assets.defs.security.keys import ACTIVITY, FINDING, PROJECT, RECORD
from onedata_assets.defs.security.lineage import ACTIVITY_LINEAGE, FINDING_LINEAGE
from onedata_assets.defs.security.written import DAY, write_days
from onedata_assets.lib.checks import contract_checks
from onedata_assets.lib.failures import permanent_failures
from onedata_assets.lib.keys import System
from onedata_assets.lib.partitions import AUDIT_DAYS, day_window
from onedata_assets.lib.tables import table_spec
from onedata_resources.clients.lake import LakeClient

if TYPE_CHECKING:
    import polars as pl

HISTORY_DAYS = 90
"""Days before that a day is compared with: more than `UsageRules.baseline_days`."""
WITH_HISTORY = dg.TimeWindowPartitionMapping(
    start_offset=-HISTORY_DAYS, allow_nonexistent_upstream_partitions=True
)
# In tuples, because the autoloader takes a spec in a module for an external asset.
ACTIVITY_SPECS = (
    table_spec(
        ACTIVITY,
        system=System.SECURITY,
        deps=[RECORD],
        kinds={"polars", "deltalake"},
        lineage=ACTIVITY_LINEAGE,
        partitions_def=AUDIT_DAYS,
        project=PROJECT,
    ),
)
FINDING_SPECS = (
    table_spec(
        FINDING,
        system=System.SECURITY,
        deps=[dg.AssetDep(key, partition_mapping=WITH_HISTORY) for key in (RECORD, ACTIVITY)],
        kinds={"polars", "deltalake"},
        lineage=FINDING_LINEAGE,
        partitions_def=AUDIT_DAYS,
        project=PROJECT,
    ),
)
ADDS_UP = "activity_adds_up_to_the_records"
HAS_EVIDENCE = "every_finding_has_its_evidence"
NOTHING_SEVERE = "nobody_has_a_finding_to_look_at_first"


@dg.multi_asset(
    name="person_activity_day",
    specs=ACTIVITY_SPECS,
    check_specs=[
        dg.AssetCheckSpec(
            ADDS_UP,
            asset=ACTIVITY,
            blocking=True,
            description="各人各日的操作与失败登录之和 = 有操作人的审计记录数 / "
            "Actions and failed sign-ins of all people are the records that people stand behind",
        )
    ],
    backfill_policy=dg.BackfillPolicy.single_run(),
)
def person_activity_day(
    context: dg.AssetExecutionContext, lake: dg.ResourceParam[LakeClient]
) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
    """Overwrite the days of the run with one row for each person who left a record."""
    from onedata_assets.domain.security.usage_activity import activity

    window = day_window(context)
    with permanent_failures():
        records = _people(lake, window)
        days = activity(records)
        result, _ = write_days(context, lake, ACTIVITY_SPECS[0], days, window)
    counted = int(days["actions"].sum()) + int(days["failed_sign_ins"].sum())
    yield result
    yield dg.AssetCheckResult(
        passed=counted == records.height,
        asset_key=ACTIVITY,
        check_name=ADDS_UP,
        metadata={"counted": counted, "records": records.height},
    )


@dg.multi_asset(
    name="usage_finding",
    specs=FINDING_SPECS,
    check_specs=[
        dg.AssetCheckSpec(
            HAS_EVIDENCE,
            asset=FINDING,
            blocking=True,
            description="每个发现都能对应到审计记录 / Every finding names a record that is there",
        ),
        dg.AssetCheckSpec(
            NOTHING_SEVERE,
            asset=FINDING,
            description="运行所含日期没有需要优先核查的发现 / "
            "The days of the run have no finding of severity warning",
        ),
    ],
    backfill_policy=dg.BackfillPolicy.single_run(),
)
def usage_finding(
    context: dg.AssetExecutionContext, lake: dg.ResourceParam[LakeClient]
) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
    """Overwrite the days of the run with what was unusual in them, compared with 90 days before."""
    import polars as pl

    from onedata_assets.domain.security.usage_findings import findings

    first, last = day_window(context)
    history = (first - timedelta(days=HISTORY_DAYS), last)
    with permanent_failures():
        records = _people(lake, history)
        days = lake.scan(ACTIVITY.path).filter(pl.col(DAY).is_between(*history)).collect()
        found = findings(records, days, first, last)
        result, _ = write_days(context, lake, FINDING_SPECS[0], found, (first, last))
    known = found["first_sequence"].is_in(records["sequence"].implode())
    severe = found.filter(pl.col("severity") == "warning").group_by("kind").len().sort("kind")
    yield result
    yield dg.AssetCheckResult(
        passed=bool(known.all()),
        asset_key=FINDING,
        check_name=HAS_EVIDENCE,
        metadata={"findings": found.height, "without_evidence": int((~known).sum())},
    )
    yield dg.AssetCheckResult(
        passed=severe.is_empty(),
        asset_key=FINDING,
        check_name=NOTHING_SEVERE,
        severity=dg.AssetCheckSeverity.WARN,
        # Names of people stay in the table: alarms go to channels that many read.
        metadata={f"findings/{kind}": count for kind, count in severe.iter_rows()},
    )


def _people(lake: LakeClient, window: tuple[date, date]) -> "pl.DataFrame":
    """Return the records that somebody stands behind."""
    import polars as pl

    from onedata_assets.domain.security.usage import of_people

    inside = pl.col(DAY).is_between(*window)
    return lake.scan(RECORD.path).filter(inside & of_people()).sort("sequence").collect()


person_activity_day_checks = contract_checks(ACTIVITY)
usage_finding_checks = contract_checks(FINDING)
