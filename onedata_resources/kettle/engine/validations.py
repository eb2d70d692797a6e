"""The rules of Validator as columns: where each is broken, its code, and what is told of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import polars as pl

from onedata_resources.kettle.engine.steps.generate import parsed
from onedata_resources.kettle.engine.stream import StepError, Stream
from onedata_resources.kettle.settings.validator import Validation
from onedata_resources.kettle.values.convert import convert, not_empty, to_text
from onedata_resources.kettle.values.formatted import formatted
from onedata_resources.kettle.values.java_regex import java_pattern
from onedata_resources.kettle.values.java_regex_sets import JavaRegexError
from onedata_resources.kettle.values.types import NUMERIC, Field, KettleType

K = KettleType


@dataclass(frozen=True)
class Broken:
    """Where a rule of a field is broken, and what is told of it."""

    bad: pl.Expr
    code: str
    message: pl.Expr
    field: str


@dataclass(frozen=True)
class Subject:
    """The field that is validated: its rules, its values, and its values as texts."""

    validation: Validation
    field: Field
    value: pl.Expr
    text: pl.Expr

    @classmethod
    def of(cls, stream: Stream, validation: Validation) -> Subject:
        """Return the subject of the rules in the stream."""
        field = stream.field(validation.field)
        value = stream.value(validation.field)
        value = not_empty(value) if field.type is K.STRING else value
        return cls(validation, field, value, to_text(value, field))

    def broken(self, bad: pl.Expr, number: int, what: str, *more: pl.Expr | str) -> Broken:
        """Return the rule; `what` says what is wrong, a `{}` for each of `more`, then the value."""
        description = self.validation.description
        told = formatted(f"Field '{self.validation.field}': {what}", *map(_shown, more))
        return Broken(
            bad=bad.fill_null(value=False),
            code=self.validation.code or f"KVD{number:03}",
            message=pl.lit(description) if description else told,
            field=self.validation.field,
        )


def _shown(part: pl.Expr | str) -> pl.Expr:
    return pl.lit(part) if isinstance(part, str) else part.cast(pl.String).fill_null("")


def rules_of(stream: Stream, validation: Validation, listed: pl.Expr | None) -> list[Broken]:
    """Return the rules in the order in which they are tested.

    `listed` says whether the value is among those of the step that the allowed values come from.
    """
    subject = Subject.of(stream, validation)
    return [
        *_of_null(subject),
        *_of_type(subject),
        *_of_length(subject),
        *_of_limits(subject),
        *_of_list(subject, listed),
        *_of_text(subject),
        *_of_pattern(subject),
    ]


def _of_null(subject: Subject) -> Iterator[Broken]:
    null = subject.value.is_null()
    if not subject.validation.null_allowed:
        yield subject.broken(null, 1, "the value is null, which is not allowed.")
    if subject.validation.only_null:
        told = "the value [{}] must be null."
        yield subject.broken(null.not_(), 15, told, subject.text)


def _of_type(subject: Subject) -> Iterator[Broken]:
    wanted = subject.validation.constant.type
    if subject.validation.check_type and subject.field.type is not wanted:
        told = f"the type is {subject.field.type} and must be {wanted}."
        yield subject.broken(pl.lit(value=True), 4, told)


def _of_length(subject: Subject) -> Iterator[Broken]:
    shortest, longest = subject.validation.lengths
    length = subject.text.str.len_chars()
    if shortest >= 0:
        told = f"the value [{{}}] has length {{}}, which is under {shortest}."
        yield subject.broken(length < shortest, 3, told, subject.text, length)
    if longest >= 0:
        told = f"the value [{{}}] has length {{}}, which is over {longest}."
        yield subject.broken(length > longest, 2, told, subject.text, length)


def _of_limits(subject: Subject) -> Iterator[Broken]:
    least, most = subject.validation.limits
    if least:
        value, limit = _comparable(subject, least)
        told = "the value [{}] is under the minimum [{}]."
        yield subject.broken(value < limit, 5, told, subject.text, least)
    if most:
        value, limit = _comparable(subject, most)
        told = "the value [{}] is over the maximum [{}]."
        yield subject.broken(value > limit, 6, told, subject.text, most)


def _comparable(subject: Subject, text: str) -> tuple[pl.Expr, pl.Expr]:
    """Return the value and the constant in the field's type; an Integer meets a Number as one."""
    constant = subject.validation.constant
    literal = pl.lit(parsed([text], constant)).first()
    if subject.field.type is K.INTEGER and constant.type is K.NUMBER:
        return subject.value.cast(pl.Float64), literal
    return subject.value, convert(literal, constant, subject.field.type)


def _of_list(subject: Subject, listed: pl.Expr | None) -> Iterator[Broken]:
    allowed = subject.validation.allowed
    if listed is None and not allowed.values:
        return
    if listed is None:
        pairs = [_comparable(subject, text) for text in allowed.values if text]
        listed = pl.any_horizontal(pl.lit(value=False), *[one == other for one, other in pairs])
    bad = subject.value.is_not_null() & listed.not_()
    yield subject.broken(bad, 7, "the value [{}] is not in the list of allowed ones.", subject.text)


def _of_text(subject: Subject) -> Iterator[Broken]:
    text, rules = subject.text, subject.validation.texts
    if subject.validation.only_numeric and subject.field.type not in NUMERIC:
        bad = text.str.contains("^[0-9]*$").not_()
        yield subject.broken(bad, 8, "the value [{}] is not made of digits only.", text)
    told = {
        True: "the value [{}] must {} with [{}].",
        False: "the value [{}] must not {} with [{}].",
    }
    for wanted, number, must, how in (
        (rules.start, 9, True, "start"),
        (rules.end, 10, True, "end"),
        (rules.not_start, 11, False, "start"),
        (rules.not_end, 12, False, "end"),
    ):
        if wanted:
            held = text.str.starts_with(wanted) if how == "start" else text.str.ends_with(wanted)
            yield subject.broken(held != must, number, told[must], text, how, wanted)


def _of_pattern(subject: Subject) -> Iterator[Broken]:
    text, rules = subject.text, subject.validation.texts
    if rules.pattern:
        told = "the value [{}] must match [{}]."
        bad = _matches(text, rules.pattern).not_()
        yield subject.broken(bad, 13, told, text, rules.pattern)
    if rules.not_pattern:
        told = "the value [{}] must not match [{}]."
        bad = _matches(text, rules.not_pattern)
        yield subject.broken(bad, 14, told, text, rules.not_pattern)


def _matches(text: pl.Expr, pattern: str) -> pl.Expr:
    try:
        return java_pattern(pattern).matched(text)
    except JavaRegexError as error:
        raise StepError(str(error), error.zh) from error


def sourced(stream: Stream, source: Stream, name: str, field: str) -> tuple[pl.LazyFrame, str]:
    """Return the values that the stream's field is compared with, and the name of their column."""
    theirs, mine = source.field(name), stream.field(field)
    plain = replace(theirs, lazy=False)
    column = f"__kettle_allowed_{field}"
    values = source.frame.select(convert(source.value(name), plain, mine.type).alias(column))
    return values.drop_nulls().unique(), column
