"""Which checks of standards there are, told by files on this machine alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import dagster as dg

from onedata_assets.domain.metadata.sources import KnownTable, Source, SourceKind, known_tables
from onedata_assets.domain.processing.contract import Sensitivity, strictest
from onedata_assets.lib.absent_tables import absence
from onedata_assets.lib.source_assets import scan_key
from onedata_assets.lib.source_scans import known_columns, known_structure
from onedata_assets.lib.standard_checks import Sensitivities, standard_check
from onedata_assets.lib.tables import contract_of, has_contract
from onedata_resources.clients.sampled_tables import ADDRESS_PARTS
from onedata_resources.store.kept_standards import kept_standards


def checks_of(sources: Sequence[Source]) -> Iterator[dg.AssetChecksDefinition]:
    """Yield the check of each table with a standard that a source or the lake may have."""
    tables = kept_standards()
    known = known_tables(sources, known_structure) if tables else {}
    for name in tables:
        place = known.get(name)
        key = dg.AssetKey(name.split("/"))
        if place is None and len(key.path) != ADDRESS_PARTS:
            continue  # its source is gone, or was never scanned on this machine
        in_lake = place is None or place.source.kind is SourceKind.LAKE
        after = None if place is None or in_lake else scan_key(place.source)
        absent = absence(name, sources, known_structure)
        levels = sensitivities_of(key, place)
        yield standard_check(key, place, levels, after, absent=absent)


def sensitivities_of(key: dg.AssetKey, place: KnownTable | None) -> Sensitivities:
    """Return how sensitive columns are by the table's contract and by what a scan found."""
    told = dict(_contract(key))
    if place is not None:
        columns = known_columns(place.source.name).get(str(place.table.name), {})
        for name, facts in columns.items():
            found = Sensitivity(facts["sensitivity"])
            told[name] = strictest((found, told.get(name, Sensitivity.NONE)))
    return told


def _contract(key: dg.AssetKey) -> Iterable[tuple[str, Sensitivity]]:
    if has_contract(key):
        for each in contract_of(key).columns:
            yield each.name, each.sensitivity
