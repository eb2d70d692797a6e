"""Columns through the steps that number, classify, sum up, repeat or sample rows."""

from __future__ import annotations

from onedata_resources.kettle.lineage.flows import NONE, Flow, StepView, passed
from onedata_resources.kettle.settings.samples import (
    CloneRowSettings,
    LastRowSettings,
    SampleRowsSettings,
)
from onedata_resources.kettle.settings.sequences import (
    ChangeSettings,
    CheckSumSettings,
    NumberRangeSettings,
    SequenceSettings,
)


def _numbered(settings: SequenceSettings, view: StepView) -> Flow:
    return Flow(view.columns.with_columns({settings.field: NONE}))


def _flagged(settings: LastRowSettings | ChangeSettings, view: StepView) -> Flow:
    added = {settings.result: NONE} if settings.result else {}
    return Flow(view.columns.with_columns(added))


def _range(settings: NumberRangeSettings, view: StepView) -> Flow:
    refs = view.columns.refs(settings.field)
    return Flow(view.columns.with_columns({settings.result: refs}), rejected=view.columns)


def _check_sum(settings: CheckSumSettings, view: StepView) -> Flow:
    names = settings.fields or tuple(view.columns.known)
    refs = NONE.union(*(view.columns.refs(name) for name in names))
    return Flow(view.columns.with_columns({settings.result: refs}), rejected=view.columns)


def _cloned(settings: CloneRowSettings, view: StepView) -> Flow:
    added = [name for name in (settings.flag_field, settings.number_field) if name]
    return Flow(view.columns.with_columns(dict.fromkeys(added, NONE)))


def _sampled(settings: SampleRowsSettings, view: StepView) -> Flow:
    added = {settings.number_field: NONE} if settings.number_field else {}
    return Flow(view.columns.with_columns(added))


FLOWS = {
    "CheckSum": _check_sum,
    "CloneRow": _cloned,
    "DetectLastRow": _flagged,
    "FieldsChangeSequence": _flagged,
    "NumberRange": _range,
    "ReservoirSampling": passed,
    "SampleRows": _sampled,
    "Sequence": _numbered,
}
