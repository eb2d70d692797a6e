"""Columns through the steps that run another file. The file itself is not read here."""

from __future__ import annotations

from typing import Any

from onedata_resources.kettle.lineage.columns import Columns
from onedata_resources.kettle.lineage.flows import NONE, Flow, StepView, passed, united
from onedata_resources.kettle.settings.sub import ExecutorSettings, MappingSettings


def _mapping(settings: MappingSettings, view: StepView) -> Flow:
    """Columns are taken to pass through under their names; renames on the way out are followed."""
    columns = united(view)
    out = columns
    for old, new in (pair for each in settings.outputs for pair in each.renames):
        out = out.with_columns({new: out.refs(old)}).without([old] if old != new else [])
    targets = {each.target: out for each in settings.outputs if each.target}
    return Flow(out, targets=targets)


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


FLOWS = {
    "Injector": _input,
    "JobExecutor": _executor,
    "Mapping": _mapping,
    "MappingInput": _input,
    "MappingOutput": passed,
    "SimpleMapping": _mapping,
    "SingleThreader": passed,
    "TransExecutor": _executor,
}
