"""The sensor that raises alarms for failed runs, failed checks and late assets."""

from datetime import UTC, datetime

import dagster as dg

from onedata_assets.lib.alarms import CURSOR, owners_in, projects_in, raise_alarms
from onedata_assets.lib.run_events import save_cursor, saved_cursor
from onedata_resources.clients.notify import NotifyClient
from onedata_resources.store.receivers import Members


@dg.sensor(
    minimum_interval_seconds=30,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="运行失败、检查不通过、数据过期时告警 / "
    "Raises alarms for failed runs, failed checks and late assets.",
)
def alarm_sensor(
    context: dg.SensorEvaluationContext,
    alarms: dg.ResourceParam[NotifyClient],
    members: dg.ResourceParam[Members],
) -> dg.SensorResult:
    """Deliver the alarms since the last tick, each once; the asset's owner decides the channel.

    Members of the asset's projects get them too, where `NOTIFY_FILE` has a rule for people.

    A tick is capped at 25 new runs. A channel that is away fails nothing: its alarms go next time.
    """
    repository = context.repository_def
    graph = repository.asset_graph if repository else None
    done = raise_alarms(
        context.instance,
        alarms,
        saved_cursor(context.instance, CURSOR),
        owners_of=owners_in(graph),
        projects_of=projects_in(graph),
        members_of=members.of,
        now=datetime.now(tz=UTC),
    )
    save_cursor(context.instance, CURSOR, done.cursor)
    stopped = f"; stopped: {done.problem}" if done.problem else ""
    return dg.SensorResult(
        skip_reason=f"{done.sent} alarms sent, {done.runs} runs looked at{stopped}",
        cursor=done.cursor,
    )
