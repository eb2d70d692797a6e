"""Columns through the steps that look rows up in another input."""

from __future__ import annotations

from onedata_resources.kettle.lineage.columns import Columns, Refs
from onedata_resources.kettle.lineage.flows import Flow, StepView
from onedata_resources.kettle.settings.lookups import FuzzyMatchSettings, StreamLookupSettings
from onedata_resources.kettle.values.types import free_name


def _appended(columns: Columns, added: list[tuple[str, Refs]]) -> Columns:
    for name, refs in added:
        columns = columns.with_columns({free_name(name, columns.known): refs})
    return columns


def _stream_lookup(settings: StreamLookupSettings, view: StepView) -> Flow:
    lookup = view.input(settings.source)
    added = [(each.rename, lookup.refs(each.name)) for each in settings.values]
    return Flow(_appended(view.columns, added))


def _fuzzy_match(settings: FuzzyMatchSettings, view: StepView) -> Flow:
    lookup = view.input(settings.source)
    match = lookup.refs(settings.lookup_field)
    measure = match | view.columns.refs(settings.field)
    added = [(settings.match_field, match), (settings.measure_field, measure)]
    added += [(new, lookup.refs(name)) for name, new in settings.values]
    columns = _appended(view.columns, [each for each in added if each[0]])
    return Flow(columns, rejected=view.columns)


FLOWS = {
    "FuzzyMatch": _fuzzy_match,
    "StreamLookup": _stream_lookup,
}
