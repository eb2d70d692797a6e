"""One tick of the OpenLineage sensor, and the events that it has told."""

import dagster as dg

from onedata_assets.defs.operations.lineage import openlineage_sensor
from onedata_resources.clients.jsonl import read_lines


def tick(instance, client) -> dg.SensorResult:
    context = dg.build_sensor_context(instance=instance, resources={"lineage_events": client})
    return openlineage_sensor(context)


def events(tmp_path):
    return list(read_lines(tmp_path / "events.jsonl"))
