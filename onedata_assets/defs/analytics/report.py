"""The sales report. Its figures and its page are made in `domain/analytics/`."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import dagster as dg

from onedata_assets.defs.analytics.inputs import (
    JUDGED,
    MODEL,
    TABLES,
    model_error,
    newest_model_version,
    read_tables,
    rows_of_tables,
)
from onedata_assets.lib.automation import when_inputs_change
from onedata_assets.lib.complete_days import CompleteDaysConfig
from onedata_assets.lib.failures import PermanentFailure
from onedata_assets.lib.keys import System, owner, thing_key
from onedata_assets.lib.tables import freshness_policy, rejected_key
from onedata_resources.clients.folders import Folders
from onedata_resources.clients.lake import LakeClient
from onedata_resources.errors import OneDataError

if TYPE_CHECKING:
    from onedata_assets.domain.analytics.report import SalesReport

REPORT = thing_key(System.ANALYTICS, "report", "sales")


@dg.asset(
    key=REPORT,
    deps=[*TABLES.values(), MODEL, *JUDGED, *map(rejected_key, JUDGED)],
    group_name=System.ANALYTICS.value,
    owners=[owner(System.ANALYTICS)],
    kinds={"echarts", "html"},
    tags={"domain": "sales", "pii": "none", "synthetic": "partly"},
    automation_condition=when_inputs_change(),
    freshness_policy=freshness_policy(48),
    description=(
        "零售销售报告：一个自包含的中英文网页，含销售走势、部门排行、预测及其区间、转化率骤降、"
        "数据质量、模型误差与数据来源；转化率来自合成的点击日志。\n\n"
        "Sales report: one self-contained page in Chinese and English with sales, departments, "
        "forecast and interval, falls of conversion, data quality, model error and provenance; "
        "conversion comes from the synthetic click log."
    ),
)
def sales_report(
    context: dg.AssetExecutionContext,
    config: CompleteDaysConfig,
    lake: dg.ResourceParam[LakeClient],
    folders: dg.ResourceParam[Folders],
) -> dg.MaterializeResult:
    """Write `sales.html`; a run replaces the file whole, and readers never see half of it."""
    from onedata_assets.domain.analytics.figures import figures_of
    from onedata_assets.domain.analytics.page import render_page
    from onedata_assets.domain.analytics.report import Provenance, Quality, SalesReport
    from onedata_assets.lib.check_states import check_states
    from onedata_assets.lib.code_version import code_version
    from onedata_resources.clients.files import replace_file

    path = folders.reports / "sales.html"
    try:
        tables, versions = read_tables(lake)
        quality = Quality(tuple(rows_of_tables(lake)), check_states(context))
        figures = figures_of(tables, config.incomplete_days)
        version = newest_model_version(tables)
        made = Provenance(context.run.run_id, code_version(), datetime.now(tz=UTC), versions)
        report = SalesReport(figures, quality, model_error(context.instance, version), made)
        page = render_page(report).encode("utf-8")
        replace_file(path, page)
    except OneDataError as error:
        raise PermanentFailure(error) from error
    return dg.MaterializeResult(
        metadata={
            "report_path": dg.MetadataValue.path(str(path)),
            "preview": dg.MetadataValue.url(path.as_uri()),
            "bytes": len(page),
            **told(report),
        }
    )


def told(report: "SalesReport") -> dict[str, float | int | str | None]:
    """Return what the report says, as metadata: its days, totals, checks and table versions."""
    revenue, falls = report.figures["revenue"], report.figures["conversion"]["falls"]
    return {
        "last_day": revenue["dates"][-1] if revenue["dates"] else None,
        "total_usd": revenue["total_usd"],
        "falls": len(falls),
        **{f"checks_{state}": count for state, count in report.quality.counts.items()},
        **{f"version_of/{table.table}": table.version for table in report.provenance.tables},
    }


@dg.asset_check(asset=REPORT, additional_deps=list(TABLES.values()))
def report_figures_match_the_tables(
    lake: dg.ResourceParam[LakeClient], folders: dg.ResourceParam[Folders]
) -> dg.AssetCheckResult:
    """Every figure of the written page is that of the newest tables, and so are its totals."""
    from onedata_assets.domain.analytics.comparison import compared
    from onedata_assets.domain.analytics.page import PageError, embedded_figures

    path = folders.reports / "sales.html"
    if not path.exists():
        return dg.AssetCheckResult(
            passed=False,
            description=f"没有报告 {path}：请先物化 / No report at {path}: materialize it first",
        )
    try:
        shown = embedded_figures(path.read_text(encoding="utf-8"))
        tables, _ = read_tables(lake)
    except PageError as error:
        return dg.AssetCheckResult(passed=False, description=str(error))
    except OneDataError as error:
        raise PermanentFailure(error) from error
    told = compared(shown, tables)
    return dg.AssetCheckResult(
        passed=not told.differing,
        description="网页中的数字与数据表一致 / the page's figures are those of the tables"
        if not told.differing
        else f"与数据表不一致 / differ from the tables: {', '.join(told.differing)}",
        metadata={f"table/{name}": value for name, value in told.expected.items()}
        | {f"page/{name}": value for name, value in told.shown.items()},
    )
