"""Columns through the steps that change values: nulls, texts, parts of texts."""

from __future__ import annotations

from onedata_resources.kettle.lineage.columns import Columns, Refs
from onedata_resources.kettle.lineage.flows import NONE, Flow, StepView
from onedata_resources.kettle.settings.formula import FormulaSettings
from onedata_resources.kettle.settings.nulls import SetConstantSettings, SetFieldSettings
from onedata_resources.kettle.settings.splitting import (
    FieldSplitterSettings,
    RegexEvalSettings,
    SplitRowsSettings,
)
from onedata_resources.kettle.settings.texts import (
    ConcatFieldsSettings,
    ReplaceStringSettings,
    StringCutSettings,
    StringOperationsSettings,
)


def _kept(settings: object, view: StepView) -> Flow:
    """Return the columns as they came; their values stay theirs."""
    del settings
    return Flow(view.columns, rejected=view.columns)


def _set_constant(settings: SetConstantSettings, view: StepView) -> Flow:
    changed = dict.fromkeys((_known(view, name) for name, _ in settings.fields), NONE)
    return Flow(view.columns.with_columns(changed), rejected=view.columns)


def _set_field(settings: SetFieldSettings, view: StepView) -> Flow:
    columns = view.columns
    for name, source in settings.fields:
        columns = columns.with_columns({_known(view, name): columns.refs(source)})
    return Flow(columns, rejected=view.columns)


def _known(view: StepView, name: str) -> str:
    """Return the column's name as the stream spells it."""
    known = view.columns.known
    return name if name in known else next((k for k in known if k.lower() == name.lower()), name)


def _changed(settings: StringCutSettings | StringOperationsSettings, view: StepView) -> Flow:
    added: dict[str, Refs] = {
        each.output: view.columns.refs(each.name) for each in settings.fields if each.output
    }
    return Flow(view.columns.with_columns(added), rejected=view.columns)


def _replaced(settings: ReplaceStringSettings, view: StepView) -> Flow:
    columns = view.columns
    for each in settings.fields:
        refs = columns.refs(each.name)
        refs |= columns.refs(each.source) if each.source else NONE
        columns = columns.with_columns({each.output or _known(view, each.name): refs})
    return Flow(columns, rejected=view.columns)


def _concat(settings: ConcatFieldsSettings, view: StepView) -> Flow:
    names = [each.field.name for each in settings.fields] or list(view.columns.known)
    refs = NONE.union(*(view.columns.refs(name) for name in names))
    gone = [_known(view, name) for name in names] if settings.remove else []
    return Flow(view.columns.without(gone).with_columns({settings.target: refs}))


def _splitter(settings: FieldSplitterSettings, view: StepView) -> Flow:
    """Put the parts where the text was."""
    refs, known = view.columns.refs(settings.name), {}
    for name, own in view.columns.known.items():
        if name == _known(view, settings.name):
            known |= {part.field.name: refs for part in settings.fields}
        else:
            known[name] = own
    if not view.columns.known:
        known = {part.field.name: refs for part in settings.fields}
    return Flow(Columns(known, view.columns.rest))


def _split_rows(settings: SplitRowsSettings, view: StepView) -> Flow:
    added = {settings.output: view.columns.refs(settings.name)}
    if settings.number_field:
        added[settings.number_field] = NONE
    return Flow(view.columns.with_columns(added))


def _regex(settings: RegexEvalSettings, view: StepView) -> Flow:
    refs = view.columns.refs(settings.name)
    names = [settings.result, *(part.field.name for part in settings.fields)]
    added = {_known(view, name) if settings.replace else name: refs for name in names if name}
    return Flow(view.columns.with_columns(added), rejected=view.columns)


def _formulas(settings: FormulaSettings, view: StepView) -> Flow:
    columns = view.columns
    for each in settings.formulas:
        refs = NONE.union(*(columns.refs(name) for name in each.reads))
        columns = columns.with_columns({each.replaces or each.field.name: refs})
    return Flow(columns)


FLOWS = {
    "ConcatFields": _concat,
    "FieldSplitter": _splitter,
    "Formula": _formulas,
    "IfNull": _kept,
    "NullIf": _kept,
    "RegexEval": _regex,
    "ReplaceString": _replaced,
    "SetValueConstant": _set_constant,
    "SetValueField": _set_field,
    "SplitFieldToRows3": _split_rows,
    "StringCut": _changed,
    "StringOperations": _changed,
}
