"""The registered offline tables as assets from outside, and the jobs of what is done to them."""

from pathlib import Path

import dagster as dg

from onedata_assets.components.source import SourceComponent
from onedata_assets.components.source_files import read_sources
from onedata_assets.domain.metadata.register_reach import Scanned
from onedata_assets.lib.register_assets import register_specs, registered
from onedata_assets.lib.register_jobs import register_jobs
from onedata_assets.lib.source_scans import known_structure


@dg.definitions
def defs() -> dg.Definitions:
    """Return the registered tables that the store last left here."""
    sources = read_sources(Path(__file__).resolve().parents[1])
    found = registered([_scanned(each) for each in sources])
    return dg.Definitions(assets=list(register_specs(found)), jobs=register_jobs(found))


def _scanned(component: SourceComponent) -> Scanned:
    return Scanned(component.source(), component.project, known_structure(component.name))
