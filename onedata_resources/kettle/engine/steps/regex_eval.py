"""RegexEval: whether a text matches a pattern, and its groups in fields of their own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import polars as pl

from onedata_resources.kettle.engine.parts import PART, required_pattern, typed_parts, why_lost
from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.rejections import as_they_came
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.stream import Inputs, Outputs, StepError, Stream
from onedata_resources.kettle.engine.unread import readable, with_unread
from onedata_resources.kettle.settings.splitting import PartField, RegexEvalSettings
from onedata_resources.kettle.values.convert import not_empty, to_text
from onedata_resources.kettle.values.types import Field, KettleType

K = KettleType


@step("RegexEval")
def regex_eval(scope: StepScope, settings: RegexEvalSettings, inputs: Inputs) -> Outputs:
    """Return the rows with whether a text matches, and its groups in fields of their own."""
    source, unread = readable(scope, inputs.required(), [settings.name], code="REGEX001")
    stream = source
    matcher = stream.field(settings.name)
    pattern = required_pattern(settings.pattern, settings.flags)
    if settings.capture and pattern.groups != len(settings.fields):
        raise StepError(
            f"There are {pattern.groups} capture groups in the regular expression, but "
            f"{len(settings.fields)} fields for them.",
            f"正则表达式有 {pattern.groups} 个捕获组，但指定了 {len(settings.fields)} 个字段。",
        )
    text = not_empty(to_text(stream.value(settings.name), replace(matcher, lazy=False)))
    found = pattern.captured(text) if settings.capture else pattern.matched(text)
    missing = text.is_null().alias(f"{PART}missing")
    stream = stream.with_frame(stream.frame.with_columns(found.alias(f"{PART}all"), missing))
    beside, values, lost = typed_parts(stream, _groups(source, settings))
    values = [(field, _untouched(source, field, value, settings)) for field, value in values]
    rejected = None
    if lost:
        beside, wrong = scope.split(beside, *why_lost(lost), fields="", code="REGEX001")
        rejected = as_they_came(wrong, beside, source.fields)
    if settings.result:
        all_parts = pl.col(f"{PART}all")
        held = all_parts.is_not_null() if settings.capture else all_parts.fill_null(value=False)
        values.insert(0, (_result_field(source, settings), held))
    placed = _placed(source, beside, values, settings)
    return Outputs(placed, rejected=with_unread(rejected, unread))


def _result_field(source: Stream, settings: RegexEvalSettings) -> Field:
    """Return the field of the result; one that it replaces keeps its metadata but for the type."""
    if not (settings.replace and source.has(settings.result)):
        return Field(settings.result, K.BOOLEAN)
    return replace(source.field(settings.result), type=K.BOOLEAN, lazy=False)


def _groups(source: Stream, settings: RegexEvalSettings) -> Iterable[tuple[PartField, pl.Expr]]:
    """Yield the text of each group; where there is none, a field to replace keeps its own."""
    for number, part in enumerate(settings.fields):
        text = pl.col(f"{PART}all").list.get(number, null_on_oob=True)
        if settings.replace and source.has(part.field.name):
            old = source.field(part.field.name)
            text = text.fill_null(to_text(source.value(old.name), replace(old, lazy=False)))
        yield part, text


def _untouched(
    source: Stream, field: Field, value: pl.Expr, settings: RegexEvalSettings
) -> pl.Expr:
    """Return the value, or where no text was matched what the field held before."""
    same = settings.replace and source.has(field.name)
    old = source.field(field.name) if same else None
    before = pl.col(old.name) if old is not None and old.type is field.type else pl.lit(None)
    return pl.when(pl.col(f"{PART}missing").not_()).then(value).otherwise(before)


def _placed(
    source: Stream, beside: Stream, values: list[tuple[Field, pl.Expr]], settings: RegexEvalSettings
) -> Stream:
    """Return the fields that came in, with new ones in their place or behind them."""
    columns = {each.name: (each, pl.col(each.name)) for each in source.fields}
    added: list[tuple[Field, pl.Expr]] = []
    for field, value in values:
        if settings.replace and source.has(field.name):
            old = source.field(field.name)
            columns[old.name] = (replace(field, name=old.name), value)
        elif field.name:
            added.append((field, value))
    return beside.selected([*columns.values(), *added])
