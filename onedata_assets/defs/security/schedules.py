"""When use of the platform is analysed: every night, the day that ended and those missed before."""

from zoneinfo import ZoneInfo

import dagster as dg

from onedata_assets.defs.security.keys import ACTIVITY, FINDING, RECORD
from onedata_assets.lib.partitions import AUDIT_DAYS, RETAIL_TIMEZONE, days_to_make, range_tags

MOST_DAYS = 60
"""Days that a night makes at most: on the first, what happened before there were these tables. They
are fewer than those that runs are kept, since a day whose run was deleted looks like one missing.
"""

POD = {
    "container_config": {
        "env": [
            {
                "name": "STORE_URL",
                "value_from": {
                    "secret_key_ref": {
                        "name": "onedata-portal",
                        "key": "STORE_URL",
                        "optional": True,
                    }
                },
            }
        ]
    }
}
"""On Kubernetes no run knows where the platform's records are, but those of this job. They get no
key: with it they could sign for anybody."""

usage_day_job = dg.define_asset_job(
    "usage_day_job",
    selection=dg.AssetSelection.assets(RECORD, ACTIVITY, FINDING),
    description="审计记录、用户活动与异常发现的一天 / "
    "one day of audit records, activity of people and findings",
    tags={"dagster-k8s/config": POD},
)


@dg.schedule(
    name="usage_day_schedule",
    job=usage_day_job,
    cron_schedule="10 2 * * *",
    execution_timezone=RETAIL_TIMEZONE,
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="每晚分析前一日的平台使用，并补上遗漏的日期 / "
    "analyses every night how the platform was used the day before, and the days that were missed",
)
def usage_day_schedule(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
    """Request one run for the days from the first that is missing to the one that ended."""
    with dg.partition_loading_context(effective_dt=context.scheduled_execution_time):
        days = AUDIT_DAYS.get_partition_keys()
    made = context.instance.get_materialized_partitions(FINDING)
    first, last = days_to_make(days, made, MOST_DAYS)
    night = context.scheduled_execution_time.astimezone(ZoneInfo(RETAIL_TIMEZONE)).date()
    return dg.RunRequest(run_key=f"{first}..{last}@{night}", tags=range_tags(first, last))
