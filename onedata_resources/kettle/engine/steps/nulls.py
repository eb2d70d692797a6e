"""Steps that replace values: IfNull, NullIf, SetValueConstant, SetValueField."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.steps.generate import parsed
from onedata_resources.kettle.engine.stream import Inputs, Outputs, StepError, Stream
from onedata_resources.kettle.engine.unread import readable, with_unread
from onedata_resources.kettle.settings.nulls import (
    IfNullSettings,
    NullIfSettings,
    Replacement,
    SetConstantSettings,
    SetFieldSettings,
)
from onedata_resources.kettle.values.convert import not_empty
from onedata_resources.kettle.values.formatted import formatted
from onedata_resources.kettle.values.refusals import THROWN, refusal
from onedata_resources.kettle.values.types import TEMPORAL, Field, KettleType

K = KettleType


def _wanted(stream: Stream, settings: IfNullSettings) -> list[tuple[Field, Replacement]]:
    """Return the fields to fill, each with its value."""
    if settings.by_field:
        return [(stream.field(name), value) for name, value in settings.fields]
    if settings.by_type:
        known = dict(settings.types)
        return [(each, known[each.type]) for each in stream.fields if each.type in known]
    everywhere = settings.everywhere
    plain = replace(everywhere, mask="")
    dated = Replacement(everywhere.text or None, everywhere.mask)
    return [(each, dated if each.type in TEMPORAL else plain) for each in stream.fields]


def _present(stream: Stream, field: Field) -> pl.Expr:
    value = stream.value(field.name)
    return not_empty(value) if field.type is K.STRING else value


def constant_value(value: Replacement, field: Field) -> pl.Expr:
    """Return the text as a value of the field's type.

    Raises:
        StepError: It is none.
    """
    text = None if value.text == "" and field.type is not K.STRING else value.text
    plain = replace(field, lazy=False, mask=value.mask or field.mask)
    return pl.lit(parsed([text], plain)).first()


def _why(value: Replacement, field: Field) -> pl.Expr:
    """Return what Kettle tells of a text that is no value of the field's type."""
    read = replace(field, lazy=False, mask=value.mask or field.mask)
    return formatted(f"{THROWN}{{}}", refusal(pl.lit(value.text), read, field.type))


@step("IfNull")
def if_null(scope: StepScope, settings: IfNullSettings, inputs: Inputs) -> Outputs:
    """Return the rows with values in place of nulls.

    A text that is no value of the field's type only fails where there is a null.
    """
    stream = inputs.required()
    names = [field.name for field, _ in _wanted(stream, settings)]
    stream, unread = readable(scope, stream, names, code="IFNULL001")
    filled: list[tuple[Field, pl.Expr]] = []
    wrong: list[tuple[pl.Expr, pl.Expr]] = []
    for field, value in _wanted(stream, settings):
        present = _present(stream, field)
        try:
            default = constant_value(value, field)
        except StepError:
            wrong.append((present.is_null(), _why(value, field)))
            continue
        filled.append((field, pl.coalesce(present, default)))
    rejected = None
    if wrong:
        why = pl.coalesce(pl.when(bad).then(text) for bad, text in wrong)
        bad = pl.any_horizontal(bad for bad, _ in wrong)
        stream, rejected = scope.split(stream, bad, why, fields="", code="IFNULL001")
    return Outputs(_with(stream, filled), rejected=with_unread(rejected, unread))


def _with(stream: Stream, changed: list[tuple[Field, pl.Expr]]) -> Stream:
    """Return the stream with fields replaced, all computed from the rows that came in."""
    names = {field.name for field, _ in changed}
    fields = tuple(
        replace(each, lazy=False) if each.name in names else each for each in stream.fields
    )
    frame = stream.frame.with_columns(value.alias(field.name) for field, value in changed)
    return Stream(frame, fields)


@step("NullIf")
def null_if(scope: StepScope, settings: NullIfSettings, inputs: Inputs) -> Outputs:
    """Return the rows with null in place of the value that each field names.

    The value is read with the field's mask, but with the usual signs for decimals and groups.
    """
    del scope
    stream = inputs.required()
    for name, text in settings.fields:
        field = stream.field(name)
        if text is None:
            continue
        gone = pl.lit(parsed([text], Field(field.name, field.type, mask=field.mask))).first()
        value = stream.value(name)
        other = value.ne_missing(gone)
        if field.type is K.STRING and field.ignore_case:
            other = value.str.to_lowercase().ne_missing(gone.str.to_lowercase())
        stream = _with(stream, [(field, pl.when(other).then(value))])
    return Outputs(stream)


@step("SetValueConstant")
def set_value_constant(scope: StepScope, settings: SetConstantSettings, inputs: Inputs) -> Outputs:
    """Return the rows with fields set to constants."""
    stream = inputs.required()
    changed: list[tuple[Field, pl.Expr]] = []
    for name, value in settings.fields:
        field = stream.field(name)
        try:
            changed.append((field, constant_value(value, field)))
        except StepError:
            every, why = pl.lit(value=True), _why(value, field)
            stream, rejected = scope.split(stream, every, why, fields="", code="SVC001")
            return Outputs(stream, rejected=rejected)
    return Outputs(_with(stream, changed))


@step("SetValueField")
def set_value_field(scope: StepScope, settings: SetFieldSettings, inputs: Inputs) -> Outputs:
    """Return the rows with fields set to others' values, one after the other."""
    del scope
    stream = inputs.required()
    for name, source in settings.fields:
        target, other = stream.field(name), stream.field(source)
        if target.type is not other.type:
            raise StepError(
                f"The types of the fields differ: {target.name} ({target.type}) and "
                f"{other.name} ({other.type}).",
                f"字段类型不同：{target.name}（{target.type}）与 {other.name}（{other.type}）。",
            )
        stream = _with(stream, [(target, stream.value(source))])
    return Outputs(stream)
