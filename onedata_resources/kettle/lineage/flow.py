"""Columns through the steps that hold, log or hand over rows."""

from __future__ import annotations

from typing import Any

from onedata_resources.kettle.lineage.columns import Columns
from onedata_resources.kettle.lineage.flows import NONE, Flow, StepView, made, passed
from onedata_resources.kettle.settings.programs import ProgramSettings


def _files(settings: Any, view: StepView) -> Flow:  # noqa: ANN401 - settings without content
    del settings, view
    names = ("type", "filename", "path", "parentorigin", "origin", "comment", "timestamp")
    return Flow(Columns(dict.fromkeys(names, NONE)))


def _programs(settings: ProgramSettings, view: StepView) -> Flow:
    names = [settings.command, *(settings.arguments or ())]
    given = frozenset().union(*(view.columns.refs(each) for each in names))
    added = filter(None, [settings.output, settings.error, settings.status])
    return Flow(view.columns.with_columns(dict.fromkeys(added, given)))


FLOWS = {
    "BlockUntilStepsFinish": passed,
    "BlockingStep": passed,
    "ChangeFileEncoding": passed,
    "Delay": passed,
    "ExecProcess": _programs,
    "FilesFromResult": _files,
    "FilesToResult": passed,
    "Mail": passed,
    "ProcessFiles": passed,
    "RowsFromResult": made,
    "RowsToResult": passed,
    "SetVariable": passed,
    "WriteToLog": passed,
    "ZipFile": passed,
}
