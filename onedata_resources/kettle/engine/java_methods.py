"""The methods that a Java filter can call, by the kind that they are called on and their arguments.

The caller has seen to it that the value they are called on is not null.
"""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from onedata_resources.kettle.engine.java_values import Kind, Value, refused
from onedata_resources.kettle.values.java_regex import PatternError, matches

T = Kind.TEXT


def _equals(value: Value, other: Value) -> Value:
    """Compare as Java does: objects of two kinds are never equal, and null equals nothing."""
    held = value.expr == other.expr if value.kind is other.kind else pl.lit(value=False)
    return Value(Kind.BOOLEAN, held.fill_null(value=False))


def _equals_ignore_case(value: Value, other: Value) -> Value:
    held = _lower(value) == _lower(_text(other))
    return Value(Kind.BOOLEAN, held.fill_null(value=False))


def _lower(value: Value) -> pl.Expr:
    return value.expr.str.to_uppercase().str.to_lowercase()


def _text(value: Value) -> Value:
    if value.kind is not T:
        raise refused(f"An argument of type {value.kind} in the place of a String")
    return value


def _tested(test: Callable[[pl.Expr, pl.Expr], pl.Expr]) -> Callable[[Value, Value], Value]:
    def call(value: Value, other: Value) -> Value:
        held = test(value.expr, _text(other).expr)
        return Value(Kind.BOOLEAN, held, bad=other.expr.is_null())

    return call


def _matches(value: Value, pattern: Value) -> Value:
    if not isinstance(pattern.constant, str):
        raise refused("matches() with a pattern that is no constant text")
    try:
        return Value(Kind.BOOLEAN, matches(value.expr, pattern.constant))
    except PatternError as error:
        raise refused(f"Pattern {error}") from error


def _index_of(value: Value, other: Value) -> Value:
    """Return the place of the text, -1 where it is not."""
    before = value.expr.str.split_exact(_text(other).expr, 1).struct.field("field_0")
    found = value.expr.str.contains(other.expr, literal=True)
    place = pl.when(found).then(before.str.len_chars().cast(pl.Int64)).otherwise(pl.lit(-1))
    return Value(Kind.LONG, place.cast(pl.Int64), bad=other.expr.is_null())


def _substring(value: Value, start: Value, end: Value | None = None) -> Value:
    length = value.expr.str.len_chars().cast(pl.Int64)
    first, last = _place(start), _place(end) if end is not None else length
    outside = (first < 0) | (last > length) | (first > last)
    size = pl.when(outside).then(0).otherwise(last - first)
    text = value.expr.str.slice(pl.when(outside).then(0).otherwise(first), size)
    return Value(T, text, bad=outside.fill_null(value=True))


def _place(value: Value) -> pl.Expr:
    if value.kind is not Kind.LONG:
        raise refused(f"An argument of type {value.kind} in the place of a number")
    return value.expr


def _replace(value: Value, old: Value, new: Value) -> Value:
    text = value.expr.str.replace_all(_text(old).expr, _text(new).expr, literal=True)
    return Value(T, text, bad=old.expr.is_null() | new.expr.is_null())


def _moment(test: Callable[[pl.Expr, pl.Expr], pl.Expr]) -> Callable[[Value, Value], Value]:
    def call(value: Value, other: Value) -> Value:
        if other.kind is not value.kind:
            raise refused(f"An argument of type {other.kind} in the place of {value.kind}")
        return Value(Kind.BOOLEAN, test(value.expr, other.expr), bad=other.expr.is_null())

    return call


def _compare_to(value: Value, other: Value) -> Value:
    """Return -1, 0 or 1."""
    if other.kind is not value.kind:
        raise refused(f"An argument of type {other.kind} in the place of {value.kind}")
    above, below = value.expr > other.expr, value.expr < other.expr
    sign = above.cast(pl.Int64) - below.cast(pl.Int64)
    return Value(Kind.LONG, sign, bad=other.expr.is_null())


def _as_long(value: Value) -> Value:
    return Value(Kind.LONG, value.expr.cast(pl.Int64, strict=False))


def _as_double(value: Value) -> Value:
    return Value(Kind.DOUBLE, value.expr.cast(pl.Float64))


METHODS: dict[tuple[Kind, str, int], Callable[..., Value]] = {
    (T, "equalsIgnoreCase", 1): _equals_ignore_case,
    (T, "startsWith", 1): _tested(lambda text, other: text.str.starts_with(other)),
    (T, "endsWith", 1): _tested(lambda text, other: text.str.ends_with(other)),
    (T, "contains", 1): _tested(lambda text, other: text.str.contains(other, literal=True)),
    (T, "matches", 1): _matches,
    (T, "indexOf", 1): _index_of,
    (T, "substring", 1): _substring,
    (T, "substring", 2): _substring,
    (T, "replace", 2): _replace,
    (T, "length", 0): lambda value: Value(Kind.LONG, value.expr.str.len_chars().cast(pl.Int64)),
    (T, "isEmpty", 0): lambda value: Value(Kind.BOOLEAN, value.expr == ""),
    (T, "toUpperCase", 0): lambda value: Value(T, value.expr.str.to_uppercase()),
    (T, "toLowerCase", 0): lambda value: Value(T, value.expr.str.to_lowercase()),
    (T, "trim", 0): lambda value: Value(T, value.expr.str.strip_chars()),
    (Kind.DATE, "after", 1): _moment(lambda one, other: one > other),
    (Kind.DATE, "before", 1): _moment(lambda one, other: one < other),
    (Kind.DATE, "getTime", 0): lambda value: Value(Kind.LONG, value.expr.dt.epoch("ms")),
    (Kind.BOOLEAN, "booleanValue", 0): lambda value: Value(Kind.BOOLEAN, value.expr),
    **{(kind, "equals", 1): _equals for kind in Kind if kind is not Kind.NULL},
    **{(kind, "compareTo", 1): _compare_to
       for kind in (Kind.LONG, Kind.DOUBLE, Kind.DECIMAL, Kind.DATE)},
    **{(kind, name, 0): _as_long
       for kind in (Kind.LONG, Kind.DOUBLE, Kind.DECIMAL) for name in ("longValue", "intValue")},
    **{(kind, "doubleValue", 0): _as_double
       for kind in (Kind.LONG, Kind.DOUBLE, Kind.DECIMAL)},
}  # fmt: skip
