"""Columns through the steps that hold, log or hand over rows."""

from __future__ import annotations

from typing import Any

from onedata_resources.kettle.lineage.columns import Columns
from onedata_resources.kettle.lineage.flows import NONE, Flow, StepView, made, passed


def _files(settings: Any, view: StepView) -> Flow:  # noqa: ANN401 - settings without content
    del settings, view
    names = ("type", "filename", "path", "parentorigin", "origin", "comment", "timestamp")
    return Flow(Columns(dict.fromkeys(names, NONE)))


FLOWS = {
    "BlockUntilStepsFinish": passed,
    "BlockingStep": passed,
    "ChangeFileEncoding": passed,
    "Delay": passed,
    "FilesFromResult": _files,
    "FilesToResult": passed,
    "ProcessFiles": passed,
    "RowsFromResult": made,
    "RowsToResult": passed,
    "SetVariable": passed,
    "WriteToLog": passed,
    "ZipFile": passed,
}
