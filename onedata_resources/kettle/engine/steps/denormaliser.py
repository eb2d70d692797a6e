"""Denormaliser: the values of rows with different keys as fields of one row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from onedata_resources.kettle.engine.calculations import Operand, divide
from onedata_resources.kettle.engine.comparing import compared
from onedata_resources.kettle.engine.group_codes import GROUP, GroupCodes
from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.stream import Inputs, Outputs, StepError, Stream
from onedata_resources.kettle.settings.reshape import DenormalisedField, DenormaliserSettings
from onedata_resources.kettle.values.compatible import compatible_text
from onedata_resources.kettle.values.convert import convert, failed, not_empty, to_text
from onedata_resources.kettle.values.dtypes import dtype_of
from onedata_resources.kettle.values.types import NUMERIC, Field, KettleType

K = KettleType
KEY = "__kettle_key_"
VALUE = "__kettle_value_"
MATCH = "__kettle_match_"


@step("Denormaliser")
def denormaliser(scope: StepScope, settings: DenormaliserSettings, inputs: Inputs) -> Outputs:
    """Return one row per run of equal groups: what is left of its last row, and the new fields."""
    stream = inputs.required()
    key = stream.field(settings.key)
    gone = {key.name, *(stream.field(each.source).name for each in settings.fields)}
    kept = [each for each in stream.fields if each.name not in gone]
    text = not_empty(compatible_text(stream.value(key.name), replace(key, lazy=False)))
    checked = _checked(scope, stream, settings.fields, text)
    names = [f"{KEY}{at}" for at in range(len(settings.groups))]
    frame = checked.frame.select(
        *(each.name for each in kept),
        *(compared(stream, g).alias(name) for g, name in zip(settings.groups, names, strict=True)),
        *(_matches(text, each).alias(f"{MATCH}{at}") for at, each in enumerate(settings.fields)),
        *(
            pl.when(_matches(text, each)).then(_converted(stream, each)).alias(f"{VALUE}{at}")
            for at, each in enumerate(settings.fields)
        ),
    )
    sums = [f"{VALUE}{at}" for at, each in enumerate(settings.fields) if _added_in_order(each)]
    codes = GroupCodes(names, sums, hashed=False)
    computed = [e for at, each in enumerate(settings.fields) for e in _partials(each, at)]
    last = [pl.col(each.name).last() for each in kept]
    grouped = codes.coded(scope, frame).group_by(GROUP).agg(*last, *computed).sort(GROUP)
    made = [(each.target, _result(each, at, codes)) for at, each in enumerate(settings.fields)]
    return Outputs(
        Stream(grouped, ()).selected([*((each, pl.col(each.name)) for each in kept), *made])
    )


def _matches(text: pl.Expr, each: DenormalisedField) -> pl.Expr:
    return (text == each.key).fill_null(value=False) if each.key else pl.lit(value=False)


def _source(stream: Stream, each: DenormalisedField) -> tuple[pl.Expr, Field]:
    """Return the value and how it is read: a date from text has the target's mask."""
    field = replace(stream.field(each.source), lazy=False)
    value = stream.value(field.name)
    if field.type is K.STRING:
        value = not_empty(value)
    if each.null_text:
        shown = to_text(value, field).str.to_lowercase()
        value = pl.when((shown != each.null_text.lower()).fill_null(value=True)).then(value)
    if each.target.type is K.DATE and each.target.mask:
        field = replace(field, mask=each.target.mask)
    return value, field


def _converted(stream: Stream, each: DenormalisedField) -> pl.Expr:
    value, field = _source(stream, each)
    return convert(value, field, each.target.type)


def _checked(
    scope: StepScope, stream: Stream, fields: Sequence[DenormalisedField], text: pl.Expr
) -> Stream:
    """Fail at the first value that does not fit the type of its target."""
    bad = []
    for each in fields:
        value, field = _source(stream, each)
        if each.aggregation == "CONCAT_COMMA" and each.target.type is not K.STRING:
            raise StepError(
                f"Target field '{each.target.name}' joins texts, so its type must be String.",
                f"目标字段 '{each.target.name}' 拼接文本，类型须为 String。",
            )
        if field.type is K.STRING and each.target.type not in (K.STRING, K.BOOLEAN, K.BINARY):
            bad.append(_matches(text, each) & failed(value, _converted(stream, each)))
    if not bad:
        return stream
    why = pl.lit("A value cannot be converted to the type of its target field.")
    return scope.checked(stream, pl.any_horizontal(bad), why)


def _added_in_order(each: DenormalisedField) -> bool:
    return each.aggregation in {"SUM", "AVERAGE"} and each.target.type is K.NUMBER


def _partials(each: DenormalisedField, at: int) -> list[pl.Expr]:
    value, match = pl.col(f"{VALUE}{at}"), pl.col(f"{MATCH}{at}")
    code = each.aggregation
    if code in {"SUM", "AVERAGE"}:
        return [value.count().cast(pl.Int64).alias(f"{MATCH}{at}"), *_sum(each, value, at)]
    if code == "COUNT_ALL":
        return [match.sum().cast(pl.Int64).alias(f"{VALUE}{at}")]
    if code == "CONCAT_COMMA":
        texts = value.filter(match)
        joined = texts.filter(texts.is_not_null().cum_max()).fill_null("null").str.join(",")
        return [not_empty(joined).alias(f"{VALUE}{at}")]
    simple = {"MIN": value.min(), "MAX": value.max()}
    return [simple.get(code, value.filter(match).last()).alias(f"{VALUE}{at}")]


def _sum(each: DenormalisedField, value: pl.Expr, at: int) -> list[pl.Expr]:
    if each.target.type not in NUMERIC:
        raise StepError(
            f"Target field '{each.target.name}' is added up, so its type must be a number.",
            f"目标字段 '{each.target.name}' 要求和，类型须为数值。",
        )
    return [] if _added_in_order(each) else [value.sum().alias(f"{VALUE}{at}")]


def _result(each: DenormalisedField, at: int, codes: GroupCodes) -> pl.Expr:
    value, kind = pl.col(f"{VALUE}{at}"), each.target.type
    if each.aggregation == "COUNT_ALL":
        return convert(value, Field("", K.INTEGER), kind)
    if each.aggregation not in {"SUM", "AVERAGE"}:
        return value
    count = pl.col(f"{MATCH}{at}")
    total = codes.sum(f"{VALUE}{at}") if _added_in_order(each) else value
    total = pl.when(count > 0).then(total)
    if each.aggregation == "AVERAGE":
        total = divide(Operand(Field("", kind), total), Operand(Field("", K.INTEGER), count)).value
    return total.cast(dtype_of(kind))
