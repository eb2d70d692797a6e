"""The sensor that makes versions of the tables that runs wrote."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import dagster as dg

from onedata_assets.components.source_files import source_files, sources_of
from onedata_assets.lib.written_versions import Wrote, record_written
from onedata_resources.clients.catalog import Catalog
from onedata_resources.errors import OneDataError
from onedata_resources.store.metadata import SourceVersions

REPORT = "kettle/written"
RECORDS = 1000


@dg.run_status_sensor(
    run_status=dg.DagsterRunStatus.SUCCESS,
    name="written_tables_sensor",
    minimum_interval_seconds=60,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="运行写入的表即成其数据源的新版本 / "
    "What a run wrote makes a new version of the source that has the table.",
)
def written_tables_sensor(
    context: dg.RunStatusSensorContext,
    sources: dg.ResourceParam[Catalog],
    source_versions: dg.ResourceParam[SourceVersions],
) -> dg.SkipReason:
    """Look again at the tables of one run that ended well; a source that is away is told.

    A file that became wrong since definitions were loaded keeps no other source from it.
    """
    wrote = wrote_by(context.instance, context.dagster_run.run_id)
    files = source_files(Path(__file__).resolve().parents[1])
    written = [each.source() for each in sources_of(files)]
    try:
        now = datetime.now(UTC)
        made = list(record_written(wrote, written, sources, source_versions, now))
    except OneDataError as error:
        return dg.SkipReason(str(error))
    return dg.SkipReason(", ".join(f"{each.source} v{each.number}" for each in made) or "—")


def wrote_by(instance: dg.DagsterInstance, run_id: str) -> Wrote:
    """Return which tables a run materialized, with the rows that Kettle reported of them."""
    page = instance.get_records_for_run(
        run_id, of_type=dg.DagsterEventType.ASSET_MATERIALIZATION, limit=RECORDS
    )
    events = [each.asset_materialization for each in page.records]
    found = [each for each in events if each is not None]
    keys = {tuple(each.asset_key.path) for each in found}
    return Wrote(run_id, keys, "; ".join(dict.fromkeys(_reports(found))))


def _reports(found: Iterable[dg.AssetMaterialization]) -> Iterable[str]:
    for each in found:
        told = each.metadata.get(REPORT)
        value = getattr(told, "value", None) or getattr(told, "data", None)
        facts = json.loads(value) if isinstance(value, str) else value
        if isinstance(facts, dict):
            rows = facts.get("rows", {})
            counts = " ".join(f"{name} {count}" for name, count in sorted(rows.items()) if count)
            yield f"Kettle {facts.get('table', '')} {counts}".strip()
