"""When the retail source is loaded: master data and the last closed day, every night."""

import dagster as dg

from onedata_assets.lib.keys import Layer, table_key
from onedata_assets.lib.partitions import RETAIL_DAYS, RETAIL_TIMEZONE

DAILY_TABLES = ("transactions", "click_log", "click_log__rejected")
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

retail_day_job = dg.define_asset_job(
    "retail_day_job",
    selection=dg.AssetSelection.assets(*(table_key(Layer.ODS, name) for name in DAILY_TABLES)),
    description="交易与点击日志的一天 / one day of transactions and of the click log",
)
retail_master_job = dg.define_asset_job(
    "retail_master_job",
    selection=dg.AssetSelection.assets(*(table_key(Layer.ODS, name) for name in MASTER_TABLES)),
    description="零售主数据，整表 / retail master data, whole tables",
)


@dg.schedule(
    job=retail_day_job,
    cron_schedule="30 1 * * *",
    execution_timezone=RETAIL_TIMEZONE,
    description="装载最近一个已结束的日期 / loads the last day that has ended",
)
def retail_day_schedule(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
    """Request the last closed day of the source; repeating it leaves the same rows."""
    with dg.partition_loading_context(effective_dt=context.scheduled_execution_time):
        day = RETAIL_DAYS.get_last_partition_key()
    if day is None:
        return dg.SkipReason("还没有已结束的日期 / no day has ended yet")
    return dg.RunRequest(run_key=day, partition_key=day)


retail_master_schedule = dg.ScheduleDefinition(
    name="retail_master_schedule",
    job=retail_master_job,
    cron_schedule="0 1 * * *",
    execution_timezone=RETAIL_TIMEZONE,
    description="每晚装载主数据 / loads master data every night",
)
