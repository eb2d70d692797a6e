"""FilterRows: a tree of comparisons with Kettle's rules for null, types and order of operators."""

from __future__ import annotations

import re
from functools import reduce

import polars as pl

from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.steps.generate import parsed
from onedata_resources.kettle.engine.stream import Inputs, Outputs, Stream
from onedata_resources.kettle.settings.conditions import Condition, ConstantValue, FilterSettings
from onedata_resources.kettle.values.convert import convert, to_text
from onedata_resources.kettle.values.types import Field, KettleType

K = KettleType
KEPT = "__kettle_kept"


@step("FilterRows")
def filter_rows(scope: StepScope, settings: FilterSettings, inputs: Inputs) -> Outputs:
    """Send rows to the step for true or for false; without targets only true rows go on."""
    stream = inputs.required()
    if settings.condition is None:
        return Outputs(stream)
    keep = condition_of(stream, settings.condition)
    if settings.true_step and settings.true_step == settings.false_step:
        return Outputs(stream)
    if not settings.true_step and not settings.false_step:
        return Outputs(stream.with_frame(stream.frame.filter(keep)))
    marked = stream.frame.with_columns(keep.alias(KEPT)).cache()
    yes = stream.with_frame(marked.filter(pl.col(KEPT)).drop(KEPT))
    no = stream.with_frame(marked.filter(pl.col(KEPT).not_()).drop(KEPT))
    wanted = {settings.true_step: yes, settings.false_step: no}
    present = {name: each for name, each in wanted.items() if name in scope.next_steps}
    return Outputs(targets=present)


def condition_of(stream: Stream, condition: Condition) -> pl.Expr:
    """Return the condition as an expression that is never null."""
    if condition.children:
        held = reduce(
            lambda so_far, child: _joined(so_far, child.operator, condition_of(stream, child)),
            condition.children[1:],
            _first(stream, condition.children[0]),
        )
    else:
        held = _comparison(stream, condition)
    return held.not_() if condition.negated else held


def _first(stream: Stream, condition: Condition) -> pl.Expr:
    held = condition_of(stream, condition)
    return held.not_() if condition.operator == "NOT" else held


def _joined(so_far: pl.Expr, operator: str, held: pl.Expr) -> pl.Expr:
    """Join as Kettle does: strictly from left to right."""
    if operator in {"AND NOT", "OR NOT", "NOT"}:
        held = held.not_()
    if operator.startswith("OR"):
        return so_far | held
    return so_far ^ held if operator == "XOR" else so_far & held


def _comparison(stream: Stream, condition: Condition) -> pl.Expr:
    function = condition.function
    if function == "TRUE":
        return pl.lit(value=True)
    field = stream.field(condition.left)
    left = _not_empty(stream.value(condition.left), field.type)
    if function == "IS NULL":
        return left.is_null()
    if function == "IS NOT NULL":
        return left.is_not_null()
    if function in _ON_TEXT:
        return _ON_TEXT[function](to_text(left, field), _text_operand(stream, condition))
    right = _operand(stream, condition, field)
    if right is None:
        right = pl.lit(None, left_dtype(field))
    if field.type is K.INTEGER and _right_type(stream, condition) is K.NUMBER:
        left = left.cast(pl.Float64)
    return _compared(function, left, right)


def left_dtype(field: Field) -> pl.DataType:
    """Return the type that a null on the right side takes."""
    from onedata_resources.kettle.values.dtypes import dtype_of

    return dtype_of(field.type)


def _not_empty(value: pl.Expr, kind: KettleType) -> pl.Expr:
    return pl.when(value != "").then(value) if kind is K.STRING else value


def _right_type(stream: Stream, condition: Condition) -> KettleType | None:
    if condition.right:
        return stream.field(condition.right).type
    return condition.constant.field.type if condition.constant else None


def _operand(stream: Stream, condition: Condition, left: Field) -> pl.Expr | None:
    """Return the right side in the left side's type; an Integer meets a Number as Numbers."""
    if condition.right:
        field = stream.field(condition.right)
        value = _not_empty(stream.value(condition.right), field.type)
    elif condition.constant is not None and condition.constant.text is not None:
        field = condition.constant.field
        value = pl.lit(parsed([condition.constant.text], field)).first()
    else:
        return None
    if left.type is K.INTEGER and field.type is K.NUMBER:
        return value
    return convert(value, field, left.type)


def _text_operand(stream: Stream, condition: Condition) -> pl.Expr | str | None:
    if condition.right:
        field = stream.field(condition.right)
        return to_text(_not_empty(stream.value(condition.right), field.type), field)
    return _constant_text(condition.constant)


def _constant_text(constant: ConstantValue | None) -> str | None:
    if constant is None or constant.text is None or constant.field.type is K.STRING:
        return constant.text if constant else None
    value = parsed([constant.text], constant.field)
    shown = value.to_frame().select(to_text(pl.col(constant.field.name), constant.field))
    return shown.to_series()[0]


def _compared(function: str, left: pl.Expr, right: pl.Expr) -> pl.Expr:
    """Compare with Kettle's rules for null, which differ between `<` and `>`."""
    no_left, no_right = left.is_null(), right.is_null()
    if function == "=":
        return left.eq_missing(right)
    if function == "<>":
        return left.ne_missing(right)
    if function == "<":
        return (left < right).fill_null(value=False)
    if function == "<=":
        return (left <= right).fill_null(value=False)
    if function == ">":
        return pl.when(no_left | no_right).then(~no_left & no_right).otherwise(left > right)
    return pl.when(no_left | no_right).then(no_right).otherwise(left >= right)


def _contains(left: pl.Expr, right: pl.Expr | str | None) -> pl.Expr:
    return _never_null(left.str.contains(_text(right), literal=True), left, right)


def _starts_with(left: pl.Expr, right: pl.Expr | str | None) -> pl.Expr:
    return _never_null(left.str.starts_with(_text(right)), left, right)


def _ends_with(left: pl.Expr, right: pl.Expr | str | None) -> pl.Expr:
    return _never_null(left.str.ends_with(_text(right)), left, right)


def _regexp(left: pl.Expr, right: pl.Expr | str | None) -> pl.Expr:
    whole = f"^(?s:{right})$" if isinstance(right, str) else pl.format("^(?s:{})$", _text(right))
    return _never_null(left.str.contains(whole), left, right)


def _like(left: pl.Expr, right: pl.Expr | str | None) -> pl.Expr:
    """Match with `%` for any text and `?` for one character; other regex signs stay active."""
    if isinstance(right, str):
        return _regexp(left, right.replace("%", ".*").replace("?", "."))
    pattern = _text(right).str.replace_all("%", ".*", literal=True)
    return _regexp(left, pattern.str.replace_all("?", ".", literal=True))


def _in_list(left: pl.Expr, right: pl.Expr | str | None) -> pl.Expr:
    if isinstance(right, str):
        words = [word.replace("\\;", ";") for word in re.split(r"(?<!\\);", right)]
        return left.is_in(words).fill_null(value=False)
    return _never_null(_text(right).str.split(";").list.contains(left), left, right)


def _text(right: pl.Expr | str | None) -> pl.Expr:
    if isinstance(right, pl.Expr):
        return right
    return pl.lit(right, pl.String)


def _never_null(held: pl.Expr, left: pl.Expr, right: pl.Expr | str | None) -> pl.Expr:
    """Return false where a side is missing."""
    del left, right
    return held.fill_null(value=False)


_ON_TEXT = {
    "CONTAINS": _contains,
    "STARTS WITH": _starts_with,
    "ENDS WITH": _ends_with,
    "REGEXP": _regexp,
    "LIKE": _like,
    "IN LIST": _in_list,
}
