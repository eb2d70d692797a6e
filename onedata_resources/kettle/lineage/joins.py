"""Columns through the steps that join or merge several inputs."""

from __future__ import annotations

from collections.abc import Sequence

from onedata_resources.kettle.lineage.columns import Columns, Refs
from onedata_resources.kettle.lineage.flows import NONE, Flow, StepView
from onedata_resources.kettle.settings.joins import (
    AppendSettings,
    JoinRowsSettings,
    MergeJoinSettings,
    MergeRowsSettings,
    MultiwayMergeJoinSettings,
    SortedMergeSettings,
)
from onedata_resources.kettle.values.types import free_name


def side_by_side(inputs: Sequence[Columns]) -> Columns:
    """Return the columns of all inputs; a name that is taken gets a number, as in the rows."""
    known: dict[str, Refs] = {}
    for columns in inputs:
        for name, refs in columns.known.items():
            known[free_name(name, known)] = refs
    rests = {each.rest for each in inputs if each.rest is not None}
    return Columns(known, rests.pop() if len(rests) == 1 else None)


def one_upon_another(inputs: Sequence[Columns]) -> Columns:
    """Return the columns of the first input; each comes also from the others' in its place."""
    if not inputs:
        return Columns()
    first, *others = inputs
    places = [list(each.known.values()) for each in others]
    known = {
        name: refs.union(*(place[at] for place in places if at < len(place)))
        for at, (name, refs) in enumerate(first.known.items())
    }
    rests = {each.rest for each in inputs if each.rest is not None}
    return Columns(known, rests.pop() if len(rests) == 1 else None)


def _merge_join(settings: MergeJoinSettings | MultiwayMergeJoinSettings, view: StepView) -> Flow:
    return Flow(side_by_side([view.input(name) for name in settings.steps]))


def _join_rows(settings: JoinRowsSettings, view: StepView) -> Flow:
    inputs = list(view.apart)
    names = [name.lower() for name, _ in inputs]
    if settings.main_step.lower() in names:
        at = names.index(settings.main_step.lower())
        inputs[0], inputs[at] = inputs[at], inputs[0]
    return Flow(side_by_side([columns for _, columns in inputs]))


def _merge_rows(settings: MergeRowsSettings, view: StepView) -> Flow:
    inputs = [view.input(settings.reference), view.input(settings.compare)]
    return Flow(one_upon_another(inputs).with_columns({settings.flag_field: NONE}))


def _append(settings: AppendSettings, view: StepView) -> Flow:
    return Flow(one_upon_another([view.input(settings.head), view.input(settings.tail)]))


def _sorted_merge(settings: SortedMergeSettings, view: StepView) -> Flow:
    del settings
    return Flow(one_upon_another([columns for _, columns in reversed(view.apart)]))


FLOWS = {
    "Append": _append,
    "JoinRows": _join_rows,
    "MergeJoin": _merge_join,
    "MergeRows": _merge_rows,
    "MultiwayMergeJoin": _merge_join,
    "SortedMerge": _sorted_merge,
}
