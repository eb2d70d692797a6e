"""When the retail sources are loaded: every night whole tables, and the last closed day.

They are on by default: what downstream is fresh depends on them.

Click log files are loaded as they arrive, by the sensor of `click_files.py`.
"""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

import dagster as dg
from dagster._core.definitions.unresolved_asset_job_definition import (
    UnresolvedAssetJobDefinition,
)

from onedata_assets.lib.keys import Layer, table_key
from onedata_assets.lib.partitions import CLICK_DAYS, RETAIL_DAYS, RETAIL_TIMEZONE

ON = dg.DefaultScheduleStatus.RUNNING
CLICK_TABLES = ("click_log", "click_log__rejected")
MASTER_TABLES = (
    "campaign_descriptions",
    "campaigns",
    "coupon_redemptions",
    "coupons",
    "coupons__rejected",
    "demographics",
    "households",
    "members",
    "products",
    "stores",
)


def load_job(name: str, tables: Iterable[str], description: str) -> UnresolvedAssetJobDefinition:
    """Return the job that loads these `ods` tables."""
    keys = [table_key(Layer.ODS, table) for table in tables]
    return dg.define_asset_job(
        name, selection=dg.AssetSelection.assets(*keys), description=description
    )


def last_day_schedule(
    job: UnresolvedAssetJobDefinition, days: dg.TimeWindowPartitionsDefinition
) -> dg.ScheduleDefinition:
    """Return the schedule that loads the last day that has ended, once a night.

    A source that ended keeps its last day, which is loaded every night: so its tables stay fresh,
    and late corrections of that day arrive.
    """

    @dg.schedule(
        name=job.name.replace("_job", "_schedule"),
        job=job,
        cron_schedule="30 1 * * *",
        execution_timezone=RETAIL_TIMEZONE,
        default_status=ON,
        description="装载最近一个已结束的日期 / loads the last day that has ended",
    )
    def request(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        with dg.partition_loading_context(effective_dt=context.scheduled_execution_time):
            day = days.get_last_partition_key()
        if day is None:
            return dg.SkipReason("还没有已结束的日期 / no day has ended yet")
        night = context.scheduled_execution_time.astimezone(ZoneInfo(RETAIL_TIMEZONE)).date()
        return dg.RunRequest(run_key=f"{day}@{night}", partition_key=day)

    return request


def whole_tables_schedule(
    job: UnresolvedAssetJobDefinition, cron: str, description: str
) -> dg.ScheduleDefinition:
    """Return the schedule that loads the job's tables whole."""
    return dg.ScheduleDefinition(
        name=job.name.replace("_job", "_schedule"),
        job=job,
        cron_schedule=cron,
        execution_timezone=RETAIL_TIMEZONE,
        default_status=ON,
        description=description,
    )


promotion_week_job = dg.define_asset_job(
    "promotion_week_job",
    selection=dg.AssetSelection.assets(table_key(Layer.DWD, "promotion_week")),
    description="商品周促销，整表 / product promotions by week, the whole table",
)
retail_day_job = load_job(
    "retail_day_job", ["transactions"], "交易的一天 / one day of transactions"
)
click_day_job = load_job("click_day_job", CLICK_TABLES, "点击日志的一天 / one day of the click log")
retail_master_job = load_job(
    "retail_master_job", MASTER_TABLES, "零售主数据，整表 / retail master data, whole tables"
)
store_weather_job = load_job(
    "store_weather_job", ["store_weather"], "门店天气，整表 / store weather, the whole table"
)
retail_day_schedule = last_day_schedule(retail_day_job, RETAIL_DAYS)
click_day_schedule = last_day_schedule(click_day_job, CLICK_DAYS)
retail_master_schedule = whole_tables_schedule(
    retail_master_job, "0 1 * * *", "每晚装载主数据 / loads master data every night"
)
store_weather_schedule = whole_tables_schedule(
    store_weather_job, "15 1 * * *", "每晚装载门店天气 / loads store weather every night"
)
promotion_week_schedule = whole_tables_schedule(
    promotion_week_job,
    "0 2 * * 1",
    "每周一装载促销文件 / loads the promotions file every Monday",
)
