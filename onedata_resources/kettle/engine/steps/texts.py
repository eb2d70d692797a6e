"""Steps that change texts: ReplaceString, StringOperations, StringCut."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import polars as pl

from onedata_resources.kettle.engine.parts import required_pattern
from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.stream import Inputs, Outputs, StepError, Stream
from onedata_resources.kettle.settings.texts import (
    ReplaceStringSettings,
    StringCutSettings,
    StringOperationsSettings,
    TextCut,
    TextOperations,
    TextReplacement,
)
from onedata_resources.kettle.values.convert import elementwise, not_empty, to_text, trimmed
from onedata_resources.kettle.values.java_regex import JavaPattern
from onedata_resources.kettle.values.java_regex_sets import JavaRegexError
from onedata_resources.kettle.values.text_changes import (
    as_cdata,
    escape_html,
    escape_sql,
    escape_xml,
    initial_capitals,
    padded,
    per_text,
    unescape_html,
    unescape_xml,
    without,
)
from onedata_resources.kettle.values.types import Field, KettleType

K = KettleType
NEW_LENGTH = 100
"""The length that Kettle gives to new fields of StringOperations and StringCut."""


def text_field(stream: Stream, name: str) -> Field:
    """Return the field, which must be a text.

    Raises:
        StepError: It is missing or of another type.
    """
    field = stream.field(name)
    if field.type is not K.STRING:
        raise StepError(
            f"The type of field '{field.name}' is {field.type}; it must be String.",
            f"字段 '{field.name}' 的类型为 {field.type}，须为 String。",
        )
    return field


def _applied(stream: Stream, changes: list[tuple[Field, str, Field, pl.Expr]]) -> Stream:
    """Return the stream with texts changed, all computed from the rows that came in.

    Each change has the field, the name of a new field or nothing, its metadata, and the text.
    """
    read = [(a, new, replace(known, lazy=False), text) for a, new, known, text in changes]
    in_place = {field.name: (known, text) for field, new, known, text in read if not new}
    added = [(replace(known, name=new), text) for _, new, known, text in read if new]
    fields = tuple(in_place[each.name][0] if each.name in in_place else each
                   for each in stream.fields)  # fmt: skip
    hidden = [text.alias(f"__kettle_new_{number}") for number, (_, text) in enumerate(added)]
    frame = stream.frame.with_columns(*(text.alias(name) for name, (_, text) in in_place.items()),
                                      *hidden)  # fmt: skip
    changed = Stream(frame, fields).appended(
        (known, pl.col(f"__kettle_new_{number}")) for number, (known, _) in enumerate(added)
    )
    return changed.fields_only()


@step("StringOperations")
def string_operations(
    scope: StepScope, settings: StringOperationsSettings, inputs: Inputs
) -> Outputs:
    """Return the rows with texts trimmed, padded, escaped and so on, in Kettle's order."""
    del scope
    stream = inputs.required()
    changes = []
    for each in settings.fields:
        field = text_field(stream, each.name)
        longer = each.pad_length if each.padding and not each.output else -1
        known = replace(field, length=max(field.length, longer))
        new = Field(each.output, K.STRING, NEW_LENGTH)
        text = _operated(stream.value(each.name), each)
        changes.append((field, each.output, new if each.output else known, text))
    return Outputs(_applied(stream, changes))


_CASES: dict[str, Callable[[pl.Expr], pl.Expr]] = {
    "lower": lambda text: text.str.to_lowercase(),
    "upper": lambda text: text.str.to_uppercase(),
}
_ESCAPES: dict[str, Callable[[pl.Expr], pl.Expr]] = {
    "escapexml": lambda text: per_text(text, escape_xml),
    "cdata": as_cdata,
    "unescapexml": lambda text: per_text(text, unescape_xml),
    "escapesql": escape_sql,
    "escapehtml": lambda text: per_text(text, escape_html),
    "unescapehtml": lambda text: per_text(text, unescape_html),
}
_DIGITS = {"digits_only": r"\D", "remove_digits": r"\d"}
_SPECIAL = {"cr": "\r", "lf": "\n", "crlf": "[\r\n]", "tab": "\t", "espace": " "}


def _operated(text: pl.Expr, each: TextOperations) -> pl.Expr:
    """Return the text after all operations; one that is empty after the trimming stays so."""
    known = trimmed(text, each.trim)
    text = not_empty(known)
    if each.case:
        text = _CASES[each.case](text)
    if each.padding:
        text = padded(text, each.pad_text, each.pad_length, left=each.padding == "left")
    if each.capitals:
        text = initial_capitals(text)
    if each.escape:
        text = _ESCAPES[each.escape](text)
    for code, patterns in ((each.digits, _DIGITS), (each.remove, _SPECIAL)):
        if code:
            text = without(text, patterns[code])
    return pl.when(known == "").then(known).otherwise(text)


@step("StringCut")
def string_cut(scope: StepScope, settings: StringCutSettings, inputs: Inputs) -> Outputs:
    """Return the rows with parts of texts."""
    del scope
    stream = inputs.required()
    changes = []
    for each in settings.fields:
        field = text_field(stream, each.name)
        known = Field(each.output, K.STRING, NEW_LENGTH) if each.output else field
        changes.append((field, each.output, known, _cut(stream.value(each.name), each)))
    return Outputs(_applied(stream, changes))


def _cut(text: pl.Expr, cut: TextCut) -> pl.Expr:
    """Return the part by Kettle's rules; limits of mixed signs leave the text, unless from 0."""
    size = text.str.len_chars().cast(pl.Int64)
    if cut.start >= 0 and cut.end >= 0:
        if cut.end < cut.start:
            return pl.lit(None, pl.String)
        part = text.str.slice(cut.start, cut.end - cut.start) if cut.end else text
        return pl.when(size >= cut.start).then(part)
    if cut.start < 0 and cut.end < 0:
        if cut.start < cut.end:
            return pl.lit(None, pl.String)
        first = (size + cut.end).clip(0)
        return pl.when(size >= -cut.start).then(text.str.slice(first, size + cut.start - first))
    if cut.start == 0:
        return text.str.slice((size + cut.end).clip(0))
    return text


@step("ReplaceString")
def replace_string(scope: StepScope, settings: ReplaceStringSettings, inputs: Inputs) -> Outputs:
    """Return the rows with texts replaced, one replacement after the other.

    A replacement that Java refuses fails the step where it is needed, with an error hop too.
    """
    source = stream = inputs.required()
    for each in settings.fields:
        field = text_field(source, each.name)
        pattern = required_pattern(each.pattern, each.flags)
        text = stream.value(each.name)
        try:
            changed = _replaced(stream, text, pattern, each)
        except JavaRegexError as error:
            stream = scope.checked(stream, pattern.found(text), pl.lit(str(error)))
            changed = text
        if each.output:
            stream = stream.appended([(Field(each.output, K.STRING), changed)])
        else:
            stream = stream.replaced(replace(field, lazy=False), changed)
    return Outputs(stream)


def _replaced(
    stream: Stream, text: pl.Expr, pattern: JavaPattern, each: TextReplacement
) -> pl.Expr:
    if not each.source:
        return pattern.replaced(text, each.replacement)
    other = stream.field(each.source)
    by = to_text(stream.value(each.source), other)
    pair = pl.struct(text.alias("t"), by.alias("b"))
    return elementwise(pair, lambda pairs: _by_field(pairs, pattern), pl.String())


def _by_field(pairs: pl.Series, pattern: JavaPattern) -> pl.Series:
    """Return the texts with the replacement of their row; a null one deletes a whole match."""
    frame = pairs.struct.unnest().with_row_index("n")
    parts = []
    for (by,), rows in frame.group_by("b"):
        text = pl.col("t")
        changed = (
            pl.when(pattern.matched(text).not_()).then(text)
            if by is None
            else pattern.replaced(text, str(by))
        )
        parts.append(rows.select("n", changed.alias("r")))
    if not parts:
        return pl.Series(pairs.name, [], dtype=pl.String)
    return pl.concat(parts).sort("n")["r"].alias(pairs.name)
