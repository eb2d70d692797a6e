"""Columns through the steps that keep dimensions."""

from __future__ import annotations

from onedata_resources.kettle.lineage.columns import ColumnRef, Columns, Refs, TableRef
from onedata_resources.kettle.lineage.flows import NONE, Flow, StepView
from onedata_resources.kettle.settings.dimensions import CombinationSettings, DimensionSettings


def _dimension(settings: DimensionSettings, view: StepView) -> Flow:
    ref = TableRef(settings.connection, settings.schema, settings.table)
    key: Refs = frozenset({ColumnRef(ref, settings.key_column)})
    if not settings.update:
        added = {
            each.field or each.column: frozenset({ColumnRef(ref, each.column)})
            for each in settings.attributes
        }
        columns = view.columns.with_columns({settings.key_field: key, **added})
        return Flow(columns, reads=frozenset({ref}))
    pairs = [(column, field) for field, column in settings.keys]
    pairs += [(each.column, each.field) for each in settings.attributes if each.change.has_field]
    known = {column: view.columns.refs(field) for column, field in pairs}
    if settings.date_field and settings.from_column:
        known[settings.from_column] = view.columns.refs(settings.date_field)
    columns = view.columns.with_columns({settings.key_field: NONE})
    return Flow(columns, writes=((ref, Columns(known), False),))


def _combination(settings: CombinationSettings, view: StepView) -> Flow:
    ref = TableRef(settings.connection, settings.schema, settings.table)
    written = Columns({column: view.columns.refs(field) for field, column in settings.keys})
    columns = view.columns
    if settings.replace:
        columns = columns.without(field for field, _ in settings.keys)
    columns = columns.with_columns({settings.key_column: NONE})
    return Flow(columns, writes=((ref, written, False),), rejected=view.columns)


FLOWS = {
    "CombinationLookup": _combination,
    "DimensionLookup": _dimension,
}
