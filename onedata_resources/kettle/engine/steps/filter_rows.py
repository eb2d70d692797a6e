"""FilterRows: a tree of comparisons with Kettle's rules for null, types and order of operators."""

from __future__ import annotations

import re
from functools import reduce

import polars as pl

from onedata_resources.kettle.engine.parts import required_pattern
from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.routing import split_in_two
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.steps.generate import parsed
from onedata_resources.kettle.engine.stream import Inputs, Outputs, Stream
from onedata_resources.kettle.settings.conditions import Condition, FilterSettings
from onedata_resources.kettle.values.collation import collation_key
from onedata_resources.kettle.values.compatible import compatible_text
from onedata_resources.kettle.values.convert import convert, elementwise, to_text
from onedata_resources.kettle.values.dtypes import dtype_of
from onedata_resources.kettle.values.formatted import formatted
from onedata_resources.kettle.values.types import Field, KettleType

K = KettleType


@step("FilterRows")
def filter_rows(scope: StepScope, settings: FilterSettings, inputs: Inputs) -> Outputs:
    """Send rows to the step for true or for false; without targets only true rows go on."""
    stream = inputs.required()
    held = condition_of(stream, settings.condition)
    return split_in_two(scope, stream, held, settings.true_step, settings.false_step)


def condition_of(stream: Stream, condition: Condition) -> pl.Expr:
    """Return the condition as an expression that is never null.

    A comparison without a left field never holds, negated or not.
    """
    if condition.children:
        held = reduce(
            lambda so_far, child: _joined(so_far, child.operator, condition_of(stream, child)),
            condition.children[1:],
            condition_of(stream, condition.children[0]),
        )
    elif condition.empty and condition.function != "TRUE":
        return pl.lit(value=False)
    else:
        held = _comparison(stream, condition)
    return held.not_() if condition.negated else held


def _joined(so_far: pl.Expr, operator: str, held: pl.Expr) -> pl.Expr:
    """Join as Kettle does: strictly from left to right; a lone NOT is not looked at."""
    if operator == "NOT":
        return so_far
    if operator in {"AND NOT", "OR NOT"}:
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
        return _ON_TEXT[function](compatible_text(left, field), _text_operand(stream, condition))
    right = _operand(stream, condition, field)
    if right is None:
        right = pl.lit(None, dtype_of(field.type))
    if field.type is K.STRING and field.collation is not None:
        left, right = (_collated(side, field.collation) for side in (left, right))
    elif field.type is K.STRING and field.ignore_case:
        left, right = left.str.to_lowercase(), right.str.to_lowercase()
    if field.type is K.INTEGER and _right_type(stream, condition) is K.NUMBER:
        left = left.cast(pl.Float64)
    return _compared(function, left, right)


def _collated(text: pl.Expr, strength: int) -> pl.Expr:
    return elementwise(text, lambda each: collation_key(each, strength), pl.Binary())


def _not_empty(value: pl.Expr, kind: KettleType) -> pl.Expr:
    return pl.when(value != "").then(value) if kind is K.STRING else value


def _right_type(stream: Stream, condition: Condition) -> KettleType | None:
    if condition.constant is not None and condition.constant.text is not None:
        return condition.constant.field.type
    return stream.field(condition.right).type if condition.right else None


def _operand(stream: Stream, condition: Condition, left: Field) -> pl.Expr | None:
    """Return the right side in the left side's type; an Integer meets a Number as Numbers."""
    if condition.constant is not None and condition.constant.text is not None:
        field = condition.constant.field
        value = pl.lit(parsed([condition.constant.text], field)).first()
    elif condition.right:
        field = stream.field(condition.right)
        value = _not_empty(stream.value(condition.right), field.type)
    else:
        return None
    if left.type is K.INTEGER and field.type is K.NUMBER:
        return value
    return convert(value, field, left.type)


def _text_operand(stream: Stream, condition: Condition) -> pl.Expr | str | None:
    """Return the right side as a text; a list is printed with its mask, anything else without."""
    shown = to_text if condition.function == "IN LIST" else compatible_text
    constant = condition.constant
    if constant is None or constant.text is None:
        if not condition.right:
            return None
        field = stream.field(condition.right)
        return shown(_not_empty(stream.value(condition.right), field.type), field)
    if constant.field.type is K.STRING:
        return constant.text
    value = parsed([constant.text], constant.field)
    text = shown(pl.col(constant.field.name), constant.field)
    return value.to_frame().select(text).to_series()[0]


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
    return _never_null(left.str.contains(_text(right), literal=True))


def _starts_with(left: pl.Expr, right: pl.Expr | str | None) -> pl.Expr:
    return _never_null(left.str.starts_with(_text(right)))


def _ends_with(left: pl.Expr, right: pl.Expr | str | None) -> pl.Expr:
    return _never_null(left.str.ends_with(_text(right)))


def _regexp(left: pl.Expr, right: pl.Expr | str | None) -> pl.Expr:
    """Match the whole text; a pattern in a field is one for each row."""
    if isinstance(right, str):
        return _never_null(required_pattern(right).matched(left))
    whole = formatted("^(?:{})$", _text(right))
    return _never_null(left.str.contains(whole))


def _like(left: pl.Expr, right: pl.Expr | str | None) -> pl.Expr:
    """Match with `%` for any text and `?` for one character; other regex signs stay active."""
    if isinstance(right, str):
        return _regexp(left, right.replace("%", ".*").replace("?", "."))
    pattern = _text(right).str.replace_all("%", ".*", literal=True)
    return _regexp(left, pattern.str.replace_all("?", ".", literal=True))


def _in_list(left: pl.Expr, right: pl.Expr | str | None) -> pl.Expr:
    r"""Return whether the text is one of those between `;`; `\;` is no end of one."""
    if isinstance(right, str):
        words = [word.replace("\\", "") for word in re.split(r"(?<!\\);", right)]
        return left.is_in(words).fill_null(value=False)
    return _never_null(_text(right).str.split(";").list.contains(left))


def _text(right: pl.Expr | str | None) -> pl.Expr:
    if isinstance(right, pl.Expr):
        return right
    return pl.lit(right, pl.String)


def _never_null(held: pl.Expr) -> pl.Expr:
    """Return false where a side is missing."""
    return held.fill_null(value=False)


_ON_TEXT = {
    "CONTAINS": _contains,
    "STARTS WITH": _starts_with,
    "ENDS WITH": _ends_with,
    "REGEXP": _regexp,
    "LIKE": _like,
    "IN LIST": _in_list,
}
