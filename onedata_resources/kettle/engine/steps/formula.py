"""Formula: fields computed by formulas, as columns where they are plain, else by distinct rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import polars as pl

from onedata_resources.kettle.engine.formula_columns import formula_column
from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.stream import Inputs, Outputs, Stream
from onedata_resources.kettle.formula.evaluate import evaluate
from onedata_resources.kettle.formula.values import FormulaError, Value
from onedata_resources.kettle.settings.formula import Formula, FormulaSettings
from onedata_resources.kettle.values.convert import convert, elementwise, not_empty
from onedata_resources.kettle.values.dtypes import dtype_of
from onedata_resources.kettle.values.number_parse import big_number
from onedata_resources.kettle.values.types import Field, KettleType

K = KettleType
RESULT = "__kettle_formula_"
_KINDS: tuple[tuple[type, KettleType], ...] = (
    (str, K.STRING), (bool, K.BOOLEAN), (int, K.INTEGER), (float, K.NUMBER),
    (Decimal, K.BIG_NUMBER), (datetime, K.DATE), (bytes, K.BINARY),
)  # fmt: skip


@step("Formula")
def formula(scope: StepScope, settings: FormulaSettings, inputs: Inputs) -> Outputs:
    """Return the rows with the results; a formula without a value fails the step."""
    stream = inputs.required()
    for number, each in enumerate(settings.formulas):
        old = stream.field(each.replaces) if each.replaces else None
        kind = old.type if old is not None else each.field.type
        mark = f"{RESULT}{number}"
        computed = stream.frame.with_columns(_results(stream, each, kind).alias(mark))
        value, why = pl.col(mark).struct.field("value"), pl.col(mark).struct.field("error")
        stream = scope.checked(stream.with_frame(computed), why.is_not_null(), why)
        if old is None:
            stream = stream.appended([(each.field, value)])
        else:
            sizes = {"length": each.field.length, "precision": each.field.precision}
            stream = stream.replaced(replace(old, lazy=False, **sizes), value)
    return Outputs(stream.with_frame(stream.frame.select(stream.names)))


def _results(stream: Stream, each: Formula, kind: KettleType) -> pl.Expr:
    """Return the formula's value in the wanted type, and why there is none."""
    fields = [(name, stream.field(name)) for name in each.reads]
    plain = formula_column(each.tree, stream, kind)
    if plain is not None:
        value, bad = plain
        why = pl.lit(f"Error calculating formula [{each.text}]: a value is missing or does not fit")
        return pl.struct(value.alias("value"), pl.when(bad).then(why).alias("error"))
    values = [_operand(stream, field).alias(name) for name, field in fields]
    dtype = pl.Struct({"value": dtype_of(kind), "error": pl.String()})
    if not values:
        values = [pl.lit(0).alias(RESULT)]
    return elementwise(pl.struct(values), _kernel(each, kind), dtype)


def _operand(stream: Stream, field: Field) -> pl.Expr:
    value = stream.value(field.name)
    return not_empty(value) if field.type is K.STRING else value


def _kernel(each: Formula, kind: KettleType) -> Callable[[pl.Series], pl.Series]:
    def compute(rows: pl.Series) -> pl.Series:
        frame = rows.struct.unnest()
        distinct = frame.unique(maintain_order=True)
        results = _evaluated(each, distinct, kind)
        table = distinct.with_columns(results.alias(RESULT + "value"))
        joined = frame.join(
            table, on=frame.columns, how="left", nulls_equal=True, maintain_order="left"
        )
        return joined[RESULT + "value"].alias(rows.name)

    return compute


def _evaluated(each: Formula, rows: pl.DataFrame, kind: KettleType) -> pl.Series:
    values: list[Value] = []
    errors: list[str | None] = []
    for row in rows.iter_rows(named=True):
        try:
            values.append(evaluate(each.tree, row))
            errors.append(None)
        except FormulaError as error:
            values.append(None)
            errors.append(f"Error calculating formula [{each.text}]: {error}")
    columns = [_of_kind(values, own, kind, errors, each) for _, own in _KINDS if _has(values, own)]
    value = pl.select(pl.coalesce(columns)).to_series() if columns else None
    if value is None:
        value = pl.Series([None] * len(values), dtype=dtype_of(kind))
    frame = pl.DataFrame([value.alias("value"), pl.Series("error", errors, dtype=pl.String)])
    return frame.to_struct("r")


def kind_of(value: Value) -> KettleType | None:
    """Return the type that Kettle takes a formula's value for."""
    return next((kind for own, kind in _KINDS if isinstance(value, own)), None)


def _has(values: list[Value], kind: KettleType) -> bool:
    return any(kind_of(value) is kind for value in values)


def _of_kind(
    values: list[Value], own: KettleType, kind: KettleType, errors: list[str | None], each: Formula
) -> pl.Series:
    """Return the values of one type in the wanted type, null for the others."""
    mine = [value if kind_of(value) is own else None for value in values]
    if own is K.BIG_NUMBER:
        if kind is K.NUMBER:
            return pl.Series([None if one is None else float(one) for one in mine])  # pyright: ignore[reportArgumentType]
        mine = [None if one is None else big_number(one) for one in mine]
    column = pl.Series("v", mine, dtype=dtype_of(own), strict=False)
    if own in (K.BOOLEAN, K.BINARY) and own is not kind:
        lost = column.is_not_null()
    else:
        converted = column.to_frame().select(convert(pl.col("v"), Field("v", own), kind))
        result = converted.to_series()
        lost = result.is_null() & pl.Series([kind_of(one) is own for one in values])
        column = result
    for at in lost.arg_true().to_list():
        errors[at] = errors[at] or f"The result of formula [{each.text}] is no {kind}: {values[at]}"
    return (
        column
        if column.dtype == dtype_of(kind)
        else pl.Series([None] * len(values), dtype=dtype_of(kind))
    )
