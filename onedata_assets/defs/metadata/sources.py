"""Every source that a `source.yaml` below `defs/` writes down, wherever it is."""

from pathlib import Path

import dagster as dg

from onedata_assets.components.source import definitions_of, read_sources


@dg.definitions
def defs() -> dg.Definitions:
    """Return the scans of the sources, and the tables that they found."""
    return definitions_of(read_sources(Path(__file__).resolve().parents[1]))
