"""Steps that take texts apart: FieldSplitter, SplitFieldToRows3, RegexEval."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import polars as pl

from onedata_resources.kettle.engine.conversions import with_typed
from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.steps.texts import as_it_came, text_field
from onedata_resources.kettle.engine.stream import Inputs, Outputs, StepError, Stream
from onedata_resources.kettle.settings.splitting import (
    FieldSplitterSettings,
    PartField,
    RegexEvalSettings,
    SplitRowsSettings,
)
from onedata_resources.kettle.values.by_value import by_value
from onedata_resources.kettle.values.convert import elementwise, not_empty, to_text
from onedata_resources.kettle.values.java_regex import JavaPattern, java_pattern
from onedata_resources.kettle.values.java_regex_sets import JavaRegexError
from onedata_resources.kettle.values.types import Field, KettleType, made_field

K = KettleType
PART = "__kettle_part_"
DEFAULT_INTEGER_LENGTH = 10


def cleaned(text: pl.Expr, part: PartField) -> pl.Expr:
    """Return the part's text, null or filled where its settings say so."""
    padded = text.str.strip_chars_end(" ").str.to_lowercase()
    is_null = padded == part.null_if.rstrip(" ").lower()
    if part.if_null:
        given = pl.lit(part.if_null)
        return pl.when(text.is_null() | (text == "") | is_null).then(given).otherwise(text)
    return not_empty(pl.when(is_null.not_()).then(text) if part.null_if else text)


def _typed(
    stream: Stream, parts: Iterable[tuple[PartField, pl.Expr]]
) -> tuple[Stream, list[tuple[Field, pl.Expr]], list[tuple[pl.Expr, str]]]:
    """Return the stream with the parts beside it, the values of their fields, and failures."""
    pairs = list(parts)
    texts = [cleaned(text, part).alias(f"{PART}{n}") for n, (part, text) in enumerate(pairs)]
    beside = stream.with_frame(stream.frame.with_columns(texts))
    typed = with_typed(beside, [(f"{PART}{n}", part.field) for n, (part, _) in enumerate(pairs)])
    values = [(part.field, typed.value(f"{PART}{n}")) for n, (part, _) in enumerate(pairs)]
    lost = [
        (bad, f"Couldn't convert a text to field '{field.name}' ({field.type})")
        for field, bad in typed.lost
    ]
    return typed.stream, values, lost


def _why(lost: list[tuple[pl.Expr, str]]) -> tuple[pl.Expr, pl.Expr]:
    """Return where a conversion failed, and the reason."""
    reasons = [pl.when(bad).then(pl.lit(text)) for bad, text in lost]
    return pl.any_horizontal(bad for bad, _ in lost), pl.coalesce(reasons)


@step("FieldSplitter")
def field_splitter(scope: StepScope, settings: FieldSplitterSettings, inputs: Inputs) -> Outputs:
    """Return the rows with the parts of a text in the text's place."""
    stream = inputs.required()
    source = text_field(stream, settings.name)
    marked = _split(stream, source, settings)
    beside, values, lost = _typed(marked, _parts(settings))
    if lost:
        beside = scope.checked(beside, *_why(lost))
    columns: list[tuple[Field, pl.Expr]] = []
    for field in stream.fields:
        columns += values if field.name == source.name else [(field, pl.col(field.name))]
    return Outputs(beside.selected(columns))


def _split(stream: Stream, source: Field, settings: FieldSplitterSettings) -> Stream:
    """Return the stream with the list of parts, or for plain parts a struct of them, beside it."""
    text, delimiter = stream.value(source.name), settings.delimiter
    if settings.enclosure:
        parts = elementwise(
            text,
            lambda each: by_value(
                each,
                lambda one: enclosed_parts(str(one), delimiter, settings.enclosure),
                pl.List(pl.String()),
            ),
            pl.List(pl.String()),
        )
    elif settings.fields[0].mark:
        parts = text.str.split(delimiter)
    else:
        parts = text.str.split_exact(delimiter, len(settings.fields))
    return stream.with_frame(stream.frame.with_columns(parts.alias(f"{PART}all")))


def _parts(settings: FieldSplitterSettings) -> Iterable[tuple[PartField, pl.Expr]]:
    found = pl.col(f"{PART}all")
    for number, part in enumerate(settings.fields):
        if part.mark:
            own = found.list.eval(pl.element().filter(pl.element().str.starts_with(part.mark)))
            text = own.list.first()
            yield part, text.str.slice(len(part.mark)) if part.remove_mark else text
        elif settings.enclosure:
            yield part, found.list.get(number, null_on_oob=True)
        else:
            yield part, found.struct.field(f"field_{number}")


def enclosed_parts(text: str, delimiter: str, enclosure: str) -> list[str]:
    """Return the parts of the text; delimiters inside an enclosure do not count."""
    parts: list[str] = []
    open_part: str | None = None
    for piece in text.split(delimiter):
        odd = piece.count(enclosure) % 2 == 1
        if open_part is not None:
            open_part += delimiter + piece
            if odd:
                parts.append(open_part)
                open_part = None
        elif odd:
            open_part = piece
        else:
            parts.append(piece)
    return parts


@step("SplitFieldToRows3")
def split_field_to_rows(scope: StepScope, settings: SplitRowsSettings, inputs: Inputs) -> Outputs:
    """Return one row for each part of the text, numbered if asked for; null is one empty part."""
    del scope
    stream = inputs.required()
    text = stream.value(text_field(stream, settings.name).name).fill_null("")
    parts, number = f"{PART}text", f"{PART}number"
    frame = stream.frame.with_columns(_row_parts(text, settings).alias(parts))
    if settings.number_per_row:
        numbers = pl.int_ranges(1, pl.col(parts).list.len().cast(pl.Int64) + 1)
        frame = frame.with_columns(numbers.alias(number)).explode(parts, number)
    else:
        frame = frame.explode(parts).with_row_index(number, offset=1)
    added = [(Field(settings.output, K.STRING), pl.col(parts))]
    if settings.number_field:
        field = made_field(settings.number_field, K.INTEGER, DEFAULT_INTEGER_LENGTH, 0)
        added.append((field, pl.col(number).cast(pl.Int64)))
    more = stream.with_frame(frame).appended(added)
    return Outputs(more.with_frame(more.frame.select(more.names)))


def _row_parts(text: pl.Expr, settings: SplitRowsSettings) -> pl.Expr:
    if settings.delimiter and not settings.regex:
        return text.str.split(settings.delimiter)
    pattern = _pattern(settings.delimiter, "" if settings.regex else "q")
    dtype = pl.List(pl.String())
    return elementwise(
        text, lambda each: by_value(each, lambda one: pattern.split(str(one)), dtype), dtype
    )


def _pattern(text: str, flags: str) -> JavaPattern:
    try:
        return java_pattern(text, flags)
    except JavaRegexError as error:
        raise StepError(str(error), error.zh) from error


@step("RegexEval")
def regex_eval(scope: StepScope, settings: RegexEvalSettings, inputs: Inputs) -> Outputs:
    """Return the rows with whether a text matches, and its groups in fields of their own."""
    source = stream = inputs.required()
    matcher = stream.field(settings.name)
    pattern = _pattern(settings.pattern, settings.flags)
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
    beside, values, lost = _typed(stream, _groups(source, settings))
    values = [(field, _untouched(source, field, value, settings)) for field, value in values]
    rejected = None
    if lost:
        beside, wrong = scope.split(beside, *_why(lost), fields="", code="REGEX001")
        rejected = as_it_came(source, beside, wrong)
    if settings.result:
        all_parts = pl.col(f"{PART}all")
        held = all_parts.is_not_null() if settings.capture else all_parts.fill_null(value=False)
        values.insert(0, (Field(settings.result, K.BOOLEAN), held))
    return Outputs(_placed(source, beside, values, settings), rejected=rejected)


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
