"""Columns through the steps that run another file; following the file itself is in `tables.py`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from onedata_resources.kettle.lineage.columns import Columns, merged
from onedata_resources.kettle.lineage.flows import NONE, Flow, StepView, passed, united
from onedata_resources.kettle.model import Transformation
from onedata_resources.kettle.settings.executors import ExecutorSettings
from onedata_resources.kettle.settings.metadata_injection import InjectionSettings
from onedata_resources.kettle.settings.sub import Connector, MappingSettings


def _mapping(settings: MappingSettings, view: StepView) -> Flow:
    """Columns of a file that cannot be read are taken to pass under their names, renames aside."""
    columns = united(view)
    out = columns
    for old, new in (pair for each in settings.outputs for pair in each.renames):
        out = out.with_columns({new: out.refs(old)}).without([old] if old != new else [])
    targets = {each.target: out for each in settings.outputs if each.target}
    return Flow(out, targets=targets)


def entering_columns(
    settings: MappingSettings, view: StepView, called: Transformation
) -> dict[str, Columns]:
    """Return the columns that come to each MappingInput of the called file."""
    names = [each.name for each in called.steps if each.type == "MappingInput"]
    entering: dict[str, list[Columns]] = {}
    for each in settings.inputs or (Connector(),):
        columns = view.input(each.source) if each.source else view.columns
        for name in [each.target] if each.target else names[:1]:
            entering.setdefault(name, []).append(_renamed(columns, each.renames))
    return {name: merged(columns) for name, columns in entering.items()}


def mapped_flow(
    settings: MappingSettings, called: Transformation, facts: Flow, leaving: Mapping[str, Columns]
) -> Flow:
    """Return what leaves a mapping whose file has these facts, by its MappingOutputs."""
    names = [each.name for each in called.steps if each.type == "MappingOutput"]
    back = [(new, old) for each in settings.inputs if each.back for old, new in each.renames]
    out: list[Columns] = []
    targets: dict[str, Columns] = {}
    for each in settings.outputs or (Connector(),):
        for name in [each.source] if each.source else names[:1]:
            columns = _renamed(_renamed(leaving.get(name, Columns()), back), each.renames)
            if each.target:
                targets[each.target] = columns
            else:
                out.append(columns)
    return replace(facts, columns=merged(out), targets=targets)


def _renamed(columns: Columns, renames: Iterable[tuple[str, str]]) -> Columns:
    names = dict(renames)
    known = {names.get(name, name): refs for name, refs in columns.known.items()}
    asked = {new: columns.refs(old) for old, new in names.items() if columns.refs(old)}
    return replace(columns, known=known | asked)


def _input(settings: Any, view: StepView) -> Flow:  # noqa: ANN401 - any settings with fields
    if view.columns.known:
        return passed(settings, view)
    return Flow(Columns(dict.fromkeys((each.name for each in settings.fields), NONE)))


def _executor(settings: ExecutorSettings, view: StepView) -> Flow:
    counts = Columns(dict.fromkeys((name for name, _ in settings.counts), NONE))
    rows = Columns(dict.fromkeys((each.name for each in settings.rows_fields), NONE))
    files = Columns({settings.files_field: NONE} if settings.files_field else {})
    targets = {
        settings.counts_step: counts,
        settings.rows_step: rows,
        settings.files_step: files,
        settings.input_step: view.columns,
    }
    return Flow(Columns(), targets={name: each for name, each in targets.items() if name})


def _injection(settings: InjectionSettings, view: StepView) -> Flow:
    """Only the fields that are said to leave are known: the template's are injected at run time."""
    del view
    return Flow(Columns(dict.fromkeys((each.name for each in settings.fields), NONE)))


FLOWS = {
    "Injector": _input,
    "JobExecutor": _executor,
    "Mapping": _mapping,
    "MappingInput": _input,
    "MappingOutput": passed,
    "MetaInject": _injection,
    "SimpleMapping": _mapping,
    "SingleThreader": passed,
    "TransExecutor": _executor,
}
