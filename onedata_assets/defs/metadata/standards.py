"""The checks of tables that have a published standard."""

from pathlib import Path

import dagster as dg

from onedata_assets.components.source import read_sources
from onedata_assets.lib.standard_definitions import checks_of


@dg.definitions
def defs() -> dg.Definitions:
    """Return the checks; a standard that was published shows its check once this is read again."""
    sources = [each.source() for each in read_sources(Path(__file__).resolve().parents[1])]
    return dg.Definitions(asset_checks=list(checks_of(sources)))
