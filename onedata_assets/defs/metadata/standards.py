"""The checks of tables that have a published standard, and the sensor that learns of these."""

from pathlib import Path

import dagster as dg

from onedata_assets.components.source_files import read_sources
from onedata_assets.lib.standard_definitions import checks_of
from onedata_resources.store.kept_standards import keep_standards, kept_standards
from onedata_resources.store.metadata import SourceVersions


@dg.sensor(
    name="published_standards_sensor",
    minimum_interval_seconds=60,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="将已发布标准的表名写到本机，供加载定义时使用 / "
    "Leaves the tables with a published standard on this machine, where definitions read them.",
)
def published_standards_sensor(
    context: dg.SensorEvaluationContext, source_versions: dg.ResourceParam[SourceVersions]
) -> dg.SkipReason:
    """Bring what was published to this code location, wherever the portal keeps its files.

    It starts nothing: what it left has its checks once definitions are loaded again.
    """
    before = kept_standards()
    keep_standards(source_versions.store)
    after = kept_standards()
    if before != after:
        context.log.info("tables with a standard: %s", ", ".join(after))
    return dg.SkipReason(f"{len(after)} / {len(before)}")


@dg.definitions
def defs() -> dg.Definitions:
    """Return the checks; a standard that was published shows its check once this is read again."""
    sources = [each.source() for each in read_sources(Path(__file__).resolve().parents[1])]
    return dg.Definitions(
        asset_checks=list(checks_of(sources)), sensors=[published_standards_sensor]
    )
