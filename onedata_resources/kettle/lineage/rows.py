"""Columns through the steps that make, choose, order or map rows."""

from __future__ import annotations

from onedata_resources.kettle.lineage.columns import Columns, Refs
from onedata_resources.kettle.lineage.flows import NONE, Flow, StepView, made, passed
from onedata_resources.kettle.settings.calculator import CalculatorSettings
from onedata_resources.kettle.settings.rows import UniqueSettings, ValueMapperSettings
from onedata_resources.kettle.settings.select_values import SelectSettings


def _select(settings: SelectSettings, view: StepView) -> Flow:
    columns = view.columns
    if settings.selected:
        chosen = {each.rename: columns.refs(each.name) for each in settings.selected}
        listed = {each.name for each in settings.selected}
        rest = {n: refs for n, refs in columns.known.items() if n not in listed}
        open_end = columns.rest if settings.select_unspecified else None
        columns = Columns({**chosen, **(rest if settings.select_unspecified else {})}, open_end)
    columns = columns.without(settings.removed)
    known: dict[str, Refs] = {}
    renamed = {each.name: each.rename for each in settings.changes}
    for name, refs in columns.known.items():
        known[renamed.get(name, name)] = refs
    for name, new in renamed.items():
        if name not in columns.known:
            known[new] = columns.refs(name)
    return Flow(Columns(known, columns.rest))


def _calculator(settings: CalculatorSettings, view: StepView) -> Flow:
    columns = view.columns
    for each in settings.calculations:
        operands = () if each.code in {"CONSTANT", "-"} else (each.a, each.b, each.c)
        refs = NONE.union(*(columns.refs(name) for name in operands if name))
        columns = columns.with_columns({each.field.name: refs})
    gone = [each.field.name for each in settings.calculations if each.remove]
    return Flow(columns.without(gone), rejected=view.columns)


def _value_mapper(settings: ValueMapperSettings, view: StepView) -> Flow:
    refs = view.columns.refs(settings.field)
    return Flow(view.columns.with_columns({settings.target or settings.field: refs}))


def _unique(settings: UniqueSettings, view: StepView) -> Flow:
    added = {settings.count_field: NONE} if settings.count_field else {}
    return Flow(view.columns.with_columns(added), rejected=view.columns)


FLOWS = {
    "Abort": passed,
    "Calculator": _calculator,
    "Constant": made,
    "DataGrid": made,
    "DetectEmptyStream": passed,
    "Dummy": passed,
    "FilterRows": passed,
    "GetVariable": made,
    "JavaFilter": passed,
    "RowGenerator": made,
    "SelectValues": _select,
    "SortRows": passed,
    "SwitchCase": passed,
    "Unique": _unique,
    "UniqueRowsByHashSet": _unique,
    "ValueMapper": _value_mapper,
}
