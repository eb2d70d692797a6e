"""The audit log as a table of the lake, by day, without the details of records.

The log itself is in the platform's store; what is made of the table is in `usage.py`.
"""

from collections.abc import Iterator
from datetime import date

import dagster as dg

from onedata_assets.defs.security.keys import LOG, PROJECT, RECORD
from onedata_assets.defs.security.written import DAY, moments, write_days
from onedata_assets.lib.checks import contract_checks
from onedata_assets.lib.day_rows import rows_of_window
from onedata_assets.lib.failures import permanent_failures
from onedata_assets.lib.keys import System
from onedata_assets.lib.lineage import column_lineage
from onedata_assets.lib.partitions import AUDIT_DAYS, RETAIL_TIMEZONE, day_window
from onedata_assets.lib.tables import table_spec
from onedata_resources.clients.lake import LakeClient
from onedata_resources.errors import BadInputError
from onedata_resources.store.audit_frame import AuditTrail

SAME = (
    "sequence",
    "at",
    "actor",
    "via",
    "action",
    "kind",
    "object",
    "project",
    "result",
    "address",
)
MADE = {
    "day": ["at"],
    "hour": ["at"],
    "use": ["action", "result"],
    "part": ["action"],
    "is_refused": ["action", "result"],
    "is_active": ["action", "result"],
    "rows_read": ["action", "result", "details"],
    "is_own_right": ["action", "actor", "object", "result", "details"],
}
"""What each column that the log does not have is made from."""
LINEAGE = column_lineage(
    {name: [(LOG, name)] for name in SAME}
    | {name: [(LOG, column) for column in columns] for name, columns in MADE.items()}
)
# A tuple, because the autoloader takes a spec in a module for an external asset.
SPECS = (
    table_spec(
        RECORD,
        system=System.SECURITY,
        deps=[LOG],
        kinds={"polars", "deltalake"},
        lineage=LINEAGE,
        partitions_def=AUDIT_DAYS,
        project=PROJECT,
    ),
)
ALL_THERE = "every_record_of_its_days_is_there"
CHAIN = "the_chain_of_the_log_is_intact"
CHECKS = (
    dg.AssetCheckSpec(
        ALL_THERE,
        asset=RECORD,
        blocking=True,
        description="表中各日的记录数 = 审计日志中的记录数 / "
        "The days have as many records as the audit log",
    ),
    dg.AssetCheckSpec(
        CHAIN,
        asset=RECORD,
        description="审计日志的哈希链完整，记录未被增删改 / "
        "The chain of the audit log is unbroken: no record was changed, put in or taken out",
    ),
)


@dg.multi_asset(
    name="audit_record",
    specs=SPECS,
    check_specs=CHECKS,
    backfill_policy=dg.BackfillPolicy.single_run(),
)
def audit_record(
    context: dg.AssetExecutionContext,
    audit: dg.ResourceParam[AuditTrail],
    lake: dg.ResourceParam[LakeClient],
) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
    """Overwrite the days of the run with the records of the log; none where there is no store."""
    from onedata_assets.domain.security.usage import TOLD_DETAILS, described

    window = day_window(context)
    with permanent_failures():
        if not audit.is_there:
            _require_no_rows(lake, window)
            context.log.info(
                "平台存储尚未建立，审计日志为空 / there is no store yet, so the audit log is empty"
            )
        log = audit.records(*moments(window), told=TOLD_DETAILS).lazy()
        records = described(log, RETAIL_TIMEZONE).collect()
        result, rows = write_days(context, lake, SPECS[0], records, window)
        expected, chain = audit.count(*moments(window)), audit.verify()
    context.log.info("%d 条审计记录 / %d audit records", rows, rows)
    yield result
    yield dg.AssetCheckResult(
        passed=rows == expected,
        asset_key=RECORD,
        check_name=ALL_THERE,
        metadata={"records_in_table": rows, "records_in_log": expected},
    )
    yield dg.AssetCheckResult(
        passed=chain.intact,
        asset_key=RECORD,
        check_name=CHAIN,
        description=None
        if chain.intact
        else f"第 {chain.first_broken} 条审计记录与写入时不符或缺失；请核查数据库的访问记录\n"
        f"Audit record {chain.first_broken} is not as it was written, or not there: find out who "
        "had access to the database",
        metadata={
            "records": chain.records,
            "mark": f"{chain.records}:{chain.mark}",
            # Without the platform's key, as in pods, it is seen that none is missing, no more.
            "verified": "marks" if audit.has_key else "links",
        },
    )


def _require_no_rows(lake: LakeClient, window: tuple[date, date]) -> None:
    """Go on where the table has no records of the days, which none would replace.

    Raises:
        BadInputError: It has some: the log is elsewhere, and is not known here.
    """
    if lake.exists(RECORD.path) and rows_of_window(lake, RECORD, DAY, window):
        raise BadInputError(
            "There is no audit log at STORE_URL, but the table has records of these days: they are"
            " kept. Set STORE_URL for this run; on Kubernetes, launch usage_day_job, which has it.",
            "STORE_URL 处没有审计日志，而表中已有这些日期的记录：予以保留。"
            "请为此运行设置 STORE_URL；在 Kubernetes 上请发起 usage_day_job，它会带上该变量。",
        )


audit_record_checks = contract_checks(RECORD)
