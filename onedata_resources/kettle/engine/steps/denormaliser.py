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
from onedata_resources.kettle.values.types import NUMERIC, Field, KettleType, made_field

K = KettleType
KEY = "__kettle_key_"
VALUE = "__kettle_value_"
MATCH = "__kettle_match_"
ORDER = "__kettle_order_"
EXTREMES = frozenset({"MIN", "MAX"})


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
        *(
            pl.when(_matches(text, each)).then(compared(stream, each.source)).alias(f"{ORDER}{at}")
            for at, each in enumerate(settings.fields)
            if each.aggregation in EXTREMES
        ),
    )
    sums = [f"{VALUE}{at}" for at, each in enumerate(settings.fields) if _added_in_order(each)]
    codes = GroupCodes(names, sums, hashed=False)
    computed = [
        e
        for at, each in enumerate(settings.fields)
        for e in _partials(each, at, stream.field(each.source))
    ]
    last = [pl.col(each.name).last() for each in kept]
    grouped = codes.coded(scope, frame).group_by(GROUP).agg(*last, *computed).sort(GROUP)
    made = [(_made(each), _result(each, at, codes)) for at, each in enumerate(settings.fields)]
    return Outputs(
        Stream(grouped, ()).selected([*((each, pl.col(each.name)) for each in kept), *made])
    )


def _made(each: DenormalisedField) -> Field:
    target = each.target
    return made_field(target.name, target.type, target.length, target.precision)


def _matches(text: pl.Expr, each: DenormalisedField) -> pl.Expr:
    return (text == each.key).fill_null(value=False) if each.key else pl.lit(value=False)


def _source(stream: Stream, each: DenormalisedField) -> tuple[pl.Expr, Field]:
    """Return the value and how it is read: a date from text has the target's mask."""
    field = replace(stream.field(each.source), lazy=False)
    value = stream.value(field.name)
    if field.type is K.STRING:
        value = not_empty(value)
    if each.target.type is K.DATE and each.date_mask:
        field = replace(field, mask=each.date_mask)
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


def _partials(each: DenormalisedField, at: int, source: Field) -> list[pl.Expr]:
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
    if code in EXTREMES:
        return [_extreme(each, at, source).alias(f"{VALUE}{at}")]
    return [value.filter(match).last().alias(f"{VALUE}{at}")]


def _extreme(each: DenormalisedField, at: int, source: Field) -> pl.Expr:
    """Return the least or the greatest; values are compared in the type that they come in.

    A source that was sorted falling compares the other way round, and then nothing is greater than
    the null that the search begins with.
    """
    value, order = pl.col(f"{VALUE}{at}"), pl.col(f"{ORDER}{at}")
    if source.type is K.STRING and each.target.type is not K.STRING:
        return _extreme_of_texts(each, at)
    if source.descending and each.aggregation == "MAX":
        return pl.lit(None, dtype_of(each.target.type))
    least = each.aggregation == "MIN" and not source.descending
    return value.filter(order == (order.min() if least else order.max())).first()


def _extreme_of_texts(each: DenormalisedField, at: int) -> pl.Expr:
    """Compare each text with the text that the best value so far is printed as."""
    value, least = pl.col(f"{VALUE}{at}"), each.aggregation == "MIN"
    dtype = dtype_of(each.target.type)
    shown = to_text(value, replace(_made(each), name=f"{VALUE}{at}"))

    def best(columns: Sequence[pl.Series]) -> pl.Series:
        texts, printed, values = columns
        found: int | None = None
        for number, text in enumerate(texts):
            before = None if found is None else printed[found]
            better = text is not None and (
                before is None or ((_units(text) < _units(before)) is least and text != before)
            )
            found = number if better else found
        return pl.Series([None if found is None else values[found]], dtype=dtype)

    return pl.map_groups(
        [pl.col(f"{ORDER}{at}"), shown, value], best, return_dtype=dtype, returns_scalar=True
    )


def _units(text: str) -> bytes:
    return text.encode("utf-16-be", "surrogatepass")


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
