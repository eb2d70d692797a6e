"""Every source that a `source.yaml` below `defs/` writes down, wherever it is."""

from pathlib import Path

import dagster as dg

from onedata_assets.components.source import definitions_of
from onedata_assets.components.source_files import read_sources
from onedata_assets.lib.relation_assets import relations_asset, relations_schedule


@dg.definitions
def defs() -> dg.Definitions:
    """Return the scans of the sources, the tables that they found, and how these hang together."""
    known = read_sources(Path(__file__).resolve().parents[1])
    related = dg.Definitions(
        assets=[relations_asset([each.source() for each in known])],
        schedules=[relations_schedule()],
    )
    return dg.Definitions.merge(definitions_of(known), related)
