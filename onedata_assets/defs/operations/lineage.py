"""The sensor that sends what runs did as OpenLineage events."""

import dagster as dg

from onedata_assets.lib.lineage_export import CURSOR, export_lineage
from onedata_assets.lib.run_events import save_cursor, saved_cursor
from onedata_resources.clients.lineage import LineageClient


@dg.sensor(
    minimum_interval_seconds=30,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="把运行产生的血缘与质量事件发送为 OpenLineage 事件 / "
    "Sends what runs read, wrote and asserted as OpenLineage events.",
)
def openlineage_sensor(
    context: dg.SensorEvaluationContext, lineage_events: dg.ResourceParam[LineageClient]
) -> dg.SensorResult:
    """Send the events since the last tick; `onedata lineage export` goes on where this stopped.

    A tick is capped at 25 new runs. A receiver that is away fails nothing: events wait.
    """
    done = export_lineage(context.instance, lineage_events, saved_cursor(context.instance, CURSOR))
    save_cursor(context.instance, CURSOR, done.cursor)
    waiting = f"; {done.waiting} wait ({done.problem})" if done.problem else ""
    return dg.SensorResult(
        skip_reason=f"{done.sent} lineage events sent of {done.runs} runs{waiting}",
        cursor=done.cursor,
    )
