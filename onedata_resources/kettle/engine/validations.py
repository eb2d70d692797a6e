"""The rules of Validator as columns: where each is broken, its code, and what is told of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import polars as pl

from onedata_resources.kettle.engine.parts import required_pattern
from onedata_resources.kettle.engine.shown import row_text, shown
from onedata_resources.kettle.engine.steps.generate import parsed
from onedata_resources.kettle.engine.stream import Stream
from onedata_resources.kettle.settings.validator import Validation
from onedata_resources.kettle.values.convert import convert, not_empty
from onedata_resources.kettle.values.formatted import formatted
from onedata_resources.kettle.values.types import NUMERIC, Field, KettleType

K = KettleType
MESSAGES = {
    1: "its value is null in row <{}> when this is not allowed.",
    2: "value [{}] has a longer ({}) string length than allowed ({}).",
    3: "value [{}] has a shorter ({}) string length than allowed ({}).",
    4: "its data type [{}] is different from the expected [{}].",
    5: "value [{}] is lower than the specified minimum [{}]",
    6: "value [{}] is higher than the specified maximum [{}]",
    7: "value [{}] is not in the list of allowed values.",
    8: "value [{}] contains non-numeric information : [{2}]",
    9: "string value [{}] is not starting with string [{}]",
    10: "string value [{}] is not ending with string [{}]",
    11: "string value [{}] is starts with string [{}]",
    12: "string value [{}] is ending with string [{}]",
    13: "value [{}] is not matching regular expression [{}]",
    14: "value [{}] is not matching regular expression [{}]",
    15: "value [{}] is not null while only null values are allowed",
}
"""What a Kettle that speaks English tells of a broken rule, by the number in the rule's code.

It has a line of its own, and is told in Kettle's words even where those are wrong.
"""


@dataclass(frozen=True)
class Broken:
    """Where a rule of a field is broken, and what is told of it."""

    bad: pl.Expr
    code: str
    message: pl.Expr
    field: str


@dataclass(frozen=True)
class Subject:
    """The field that is validated: its rules, its values, and its values and rows as texts."""

    validation: Validation
    field: Field
    value: pl.Expr
    text: pl.Expr
    row: pl.Expr

    @classmethod
    def of(cls, stream: Stream, validation: Validation) -> Subject:
        """Return the subject of the rules in the stream."""
        field = stream.field(validation.field)
        value = stream.value(validation.field)
        value = not_empty(value) if field.type is K.STRING else value
        return cls(validation, field, value, shown(value, field), row_text(stream))

    def broken(self, bad: pl.Expr, number: int, *more: pl.Expr | str) -> Broken:
        """Return the rule of that number; `more` are what its message shows after the field."""
        description = self.validation.description
        values = [pl.lit(each) if isinstance(each, str) else each.cast(pl.String) for each in more]
        told = formatted(
            f"\nDuring validation of field '{{}}' we found that {MESSAGES[number]}\n",
            pl.lit(self.validation.field),
            *(each.fill_null("null") for each in values),
        )
        return Broken(
            bad=bad.fill_null(value=False),
            code=self.validation.code or f"KVD{number:03}",
            message=pl.lit(description) if description else told,
            field=self.validation.field,
        )


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
        yield subject.broken(null, 1, subject.row)
    if subject.validation.only_null:
        yield subject.broken(null.not_(), 15, subject.row)


def _of_type(subject: Subject) -> Iterator[Broken]:
    wanted = subject.validation.constant
    if subject.validation.check_type and subject.field.type is not wanted.type:
        types = subject.field.type_text, wanted.type_text
        yield subject.broken(pl.lit(value=True), 4, *types)


def _of_length(subject: Subject) -> Iterator[Broken]:
    shortest, longest = subject.validation.lengths
    least, most = subject.validation.written_lengths
    length = subject.text.str.len_chars()
    if shortest >= 0:
        yield subject.broken(length < shortest, 3, subject.text, length, least)
    if longest >= 0:
        yield subject.broken(length > longest, 2, subject.text, length, most)


def _of_limits(subject: Subject) -> Iterator[Broken]:
    least, most = subject.validation.limits
    constant = subject.validation.constant
    if least:
        value, limit = _comparable(subject, least)
        yield subject.broken(
            value < limit, 5, subject.text, shown(_read(constant, least), constant)
        )
    if most:
        value, limit = _comparable(subject, most)
        yield subject.broken(value > limit, 6, subject.text, shown(_read(constant, most), constant))


def _read(constant: Field, text: str) -> pl.Expr:
    return pl.lit(parsed([text], constant)).first()


def _comparable(subject: Subject, text: str) -> tuple[pl.Expr, pl.Expr]:
    """Return the value and the constant in the field's type; an Integer meets a Number as one."""
    constant = subject.validation.constant
    literal = _read(constant, text)
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
    yield subject.broken(subject.value.is_not_null() & listed.not_(), 7, subject.text)


def _of_text(subject: Subject) -> Iterator[Broken]:
    text, rules, written = subject.text, subject.validation.texts, subject.validation.written
    if subject.validation.only_numeric and subject.field.type not in NUMERIC:
        yield subject.broken(text.str.contains("^[0-9]*$").not_(), 8, subject.field.type_text)
    if rules.start:
        yield subject.broken(text.str.starts_with(rules.start).not_(), 9, text, written.start)
    if rules.end:
        yield subject.broken(text.str.ends_with(rules.end).not_(), 10, text, written.end)
    if rules.not_start:
        yield subject.broken(text.str.starts_with(rules.not_start), 11, text, written.not_start)
    if rules.not_end:
        yield subject.broken(text.str.ends_with(rules.not_end), 12, text, written.not_end)


def _of_pattern(subject: Subject) -> Iterator[Broken]:
    text, rules = subject.text, subject.validation.texts
    if rules.pattern:
        bad = required_pattern(rules.pattern).matched(text).not_()
        yield subject.broken(bad, 13, text, rules.pattern)
    if rules.not_pattern:
        bad = required_pattern(rules.not_pattern).matched(text)
        yield subject.broken(bad, 14, text, rules.not_pattern)


def sourced(stream: Stream, source: Stream, name: str, field: str) -> tuple[pl.LazyFrame, str]:
    """Return the values that the stream's field is compared with, and the name of their column."""
    theirs, mine = source.field(name), stream.field(field)
    plain = replace(theirs, lazy=False)
    column = f"__kettle_allowed_{field}"
    values = source.frame.select(convert(source.value(name), plain, mine.type).alias(column))
    return values.drop_nulls().unique(), column
