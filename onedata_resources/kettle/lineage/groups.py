"""Columns through the steps that make one row of many."""

from __future__ import annotations

from onedata_resources.kettle.lineage.columns import Columns
from onedata_resources.kettle.lineage.flows import NONE, Flow, StepView
from onedata_resources.kettle.settings.groups import GroupSettings, UnivariateSettings


def _grouped(settings: GroupSettings, view: StepView) -> Flow:
    columns = view.columns
    kept = columns if settings.all_rows else Columns({k: columns.refs(k) for k in settings.keys})
    added = {each.name: columns.refs(each.subject) for each in settings.aggregates}
    if settings.all_rows and settings.line_number:
        added[settings.line_number] = NONE
    return Flow(kept.with_columns(added))


def _statistics(settings: UnivariateSettings, view: StepView) -> Flow:
    made = {
        name: view.columns.refs(each.field) for each in settings.statistics for name in each.names
    }
    return Flow(Columns(made))


FLOWS = {"GroupBy": _grouped, "MemoryGroupBy": _grouped, "UnivariateStats": _statistics}
