"""Texts of delimited rows as typed values, by batch; the first that does not fit fails the step.

Rows that an error hop takes are told apart in the step instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

import polars as pl

from onedata_resources.kettle.engine.conversions import NEVER_FAIL
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.stream import StepError, Stream
from onedata_resources.kettle.values.convert import convert, not_empty, trimmed
from onedata_resources.kettle.values.dtypes import column_dtype
from onedata_resources.kettle.values.formatted import formatted
from onedata_resources.kettle.values.refusals import THROWN, refusal
from onedata_resources.kettle.values.types import Field, KettleType


def emptied(batch: pl.DataFrame, fields: tuple[Field, ...]) -> pl.DataFrame:
    """Return the batch of texts, trimmed as the fields say, with null for empty ones."""
    columns = []
    for field in fields:
        text = pl.col(field.name)
        if field.trim != "none":
            columns.append(not_empty(trimmed(text, field.trim)))
        elif (batch[field.name] == "").any():
            columns.append(not_empty(text))
    return batch.with_columns(columns) if columns else batch


def text_field(field: Field) -> Field:
    """Return the field as its text is read: to be converted by whoever needs its value."""
    return field if field.type is KettleType.STRING else replace(field, lazy=True)


def typed_at_once(scope: StepScope, stream: Stream, describe: Callable[[Field], pl.Expr]) -> Stream:
    """Return the stream with its lazy fields converted; `describe` words one that does not fit."""
    fields = tuple(replace(field, lazy=False) for field in stream.fields)
    schema = dict(stream.frame.collect_schema()) | {
        each.name: column_dtype(each) for each in fields
    }
    converted = converter(stream.fields, describe)
    return Stream(scope.tap(stream.frame, converted, schema=schema), fields)


def converter(
    fields: Iterable[Field], describe: Callable[[Field], pl.Expr]
) -> Callable[[pl.DataFrame], pl.DataFrame]:
    """Return the function that converts the lazy ones of the fields in a batch.

    It raises a `StepError` with the words of `describe` for the first value that does not fit.
    """
    wanted = [field for field in fields if field.lazy]
    values = [_value(field) for field in wanted]
    strict = [field for field in wanted if field.type not in NEVER_FAIL]

    def convert_batch(texts: pl.DataFrame) -> pl.DataFrame:
        typed = texts.with_columns(values) if values else texts
        for field in strict:
            if typed[field.name].null_count() != texts[field.name].null_count():
                raise _unfit(texts, typed, strict, describe)
        return typed

    return convert_batch


def _value(field: Field) -> pl.Expr:
    text = replace(field, type=KettleType.STRING, lazy=False)
    return convert(pl.col(field.name), text, field.type).alias(field.name)


def _unfit(
    texts: pl.DataFrame,
    typed: pl.DataFrame,
    fields: list[Field],
    describe: Callable[[Field], pl.Expr],
) -> StepError:
    """Return the failure of the first row with a value that does not fit."""
    lost = {
        field.name: typed[field.name].is_null() & texts[field.name].is_not_null()
        for field in fields
    }
    first = min(int(each.arg_true()[0]) for each in lost.values() if each.any())
    field = next(each for each in fields if lost[each.name][first])
    why = str(texts.slice(first, 1).select(describe(field)).item())
    return StepError(why, f"有一行数据无法处理：{why}")


def unfit_text(field: Field, text: pl.Expr | None = None) -> pl.Expr:
    """Return Kettle's text for a value that does not fit, by default that in the field's column."""
    text = pl.col(field.name) if text is None else text
    # A Timestamp says how it is stored, the other types what was read.
    stored = field.type is KettleType.TIMESTAMP
    return refusal(text, replace(field, length=-1, lazy=stored), field.type)


def thrown_value(field: Field, value: pl.Expr) -> pl.Expr:
    """Return what Kettle's exception for a value that does not fit says, with its class."""
    return formatted(f"{THROWN}{{}}", unfit_text(field, value))
