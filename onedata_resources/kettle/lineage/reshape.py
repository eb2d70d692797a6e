"""Columns through the steps that turn rows into columns and back, and of neighbouring rows."""

from __future__ import annotations

from onedata_resources.kettle.lineage.columns import Refs
from onedata_resources.kettle.lineage.flows import NONE, Flow, StepView
from onedata_resources.kettle.settings.reshape import (
    AnalyticSettings,
    DenormaliserSettings,
    FlattenerSettings,
    NormaliserSettings,
)


def _normaliser(settings: NormaliserSettings, view: StepView) -> Flow:
    columns = view.columns
    made: dict[str, Refs] = {settings.type_field: NONE}
    for at, target in enumerate(settings.targets):
        sources = [settings.sources(kind)[at : at + 1] for kind in settings.kinds]
        made[target] = NONE.union(*(columns.refs(name) for each in sources for name in each))
    return Flow(columns.without(each.name for each in settings.fields).with_columns(made))


def _denormaliser(settings: DenormaliserSettings, view: StepView) -> Flow:
    columns = view.columns
    made = {each.target.name: columns.refs(each.source) for each in settings.fields}
    gone = [settings.key, *(each.source for each in settings.fields)]
    return Flow(columns.without(gone).with_columns(made))


def _flattener(settings: FlattenerSettings, view: StepView) -> Flow:
    refs = view.columns.refs(settings.field)
    kept = view.columns.without([settings.field])
    return Flow(kept.with_columns(dict.fromkeys(settings.targets, refs)))


def _neighbours(settings: AnalyticSettings, view: StepView) -> Flow:
    made = {each.name: view.columns.refs(each.subject) for each in settings.neighbours}
    return Flow(view.columns.with_columns(made))


FLOWS = {
    "AnalyticQuery": _neighbours,
    "Denormaliser": _denormaliser,
    "Flattener": _flattener,
    "Normaliser": _normaliser,
}
