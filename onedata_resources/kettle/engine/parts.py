"""Fields made of parts of texts: cleaned, typed, and what cannot be converted."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from onedata_resources.kettle.engine.conversions import NEVER_FAIL, with_typed
from onedata_resources.kettle.engine.stream import StepError, Stream
from onedata_resources.kettle.settings.splitting import PartField
from onedata_resources.kettle.values.convert import trimmed
from onedata_resources.kettle.values.formatted import formatted
from onedata_resources.kettle.values.java_regex import JavaPattern, java_pattern
from onedata_resources.kettle.values.java_regex_sets import JavaRegexError
from onedata_resources.kettle.values.null_texts import without_nulls
from onedata_resources.kettle.values.refusals import THROWN, refusal
from onedata_resources.kettle.values.types import Field, KettleType

K = KettleType
PART = "__kettle_part_"


def typed_parts(
    stream: Stream, parts: Iterable[tuple[PartField, pl.Expr]]
) -> tuple[Stream, list[tuple[Field, pl.Expr]], list[tuple[pl.Expr, pl.Expr]]]:
    """Return the stream with the parts beside it, the values of their fields, and failures."""
    pairs = [(f"{PART}{n}", part, text) for n, (part, text) in enumerate(parts)]
    texts = [_cleaned(text, part).alias(name) for name, part, text in pairs]
    beside = stream.with_frame(stream.frame.with_columns(texts))
    others = [(name, part.field) for name, part, _ in pairs if part.field.type is not K.STRING]
    typed = with_typed(beside, others)
    values = [
        (part.field, pl.col(name) if part.field.type is K.STRING else typed.value(name))
        for name, part, _ in pairs
    ]
    can_fail = [pair for pair in others if pair[1].type not in NEVER_FAIL]
    lost = [
        (bad, formatted(f"{THROWN}{{}}", refusal(pl.col(name), field, field.type)))
        for (name, field), (_, bad) in zip(can_fail, typed.lost, strict=True)
    ]
    return typed.stream, values, lost


def _cleaned(text: pl.Expr, part: PartField) -> pl.Expr:
    """Return the part's text, null or filled where its settings say so, and trimmed."""
    is_text = part.field.type is K.STRING
    found = without_nulls(text, part.null_if, part.if_null, is_text=is_text)
    return trimmed(found, part.field.trim)


def why_lost(lost: list[tuple[pl.Expr, pl.Expr]]) -> tuple[pl.Expr, pl.Expr]:
    """Return where a conversion failed, and the reason."""
    reasons = [pl.when(bad).then(text) for bad, text in lost]
    return pl.any_horizontal(bad for bad, _ in lost), pl.coalesce(reasons)


def required_pattern(text: str, flags: str = "") -> JavaPattern:
    """Return the pattern.

    Raises:
        StepError: The text is no regular expression.
    """
    try:
        return java_pattern(text, flags)
    except JavaRegexError as error:
        raise StepError(str(error), error.zh) from error
