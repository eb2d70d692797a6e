"""Java expressions as columns: what each operator and method gives, and where Java would throw.

A field is a boxed value: using a null one throws, which fails the step, unless `&&`, `||` or `?:`
keep it from being used. Comparing two objects with `==` compares references in Java, so it is
refused. Lengths and places count characters. The tree comes from `java_expression.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl

from onedata_resources.kettle.engine.java_methods import METHODS
from onedata_resources.kettle.engine.java_values import Kind, Value, refused
from onedata_resources.kettle.engine.stream import Stream
from onedata_resources.kettle.java_expression import Call, Literal, Name, Node, Operation
from onedata_resources.kettle.values.compatible import java_doubles
from onedata_resources.kettle.values.convert import elementwise, not_empty
from onedata_resources.kettle.values.types import KettleType

_KINDS = {
    KettleType.STRING: Kind.TEXT,
    KettleType.INTEGER: Kind.LONG,
    KettleType.NUMBER: Kind.DOUBLE,
    KettleType.BOOLEAN: Kind.BOOLEAN,
    KettleType.DATE: Kind.DATE,
    KettleType.BIG_NUMBER: Kind.DECIMAL,
}
_NUMBERS = frozenset({Kind.LONG, Kind.DOUBLE})
_LITERALS: dict[type, tuple[Kind, pl.DataType]] = {
    str: (Kind.TEXT, pl.String()),
    bool: (Kind.BOOLEAN, pl.Boolean()),
    int: (Kind.LONG, pl.Int64()),
    float: (Kind.DOUBLE, pl.Float64()),
}


@dataclass(frozen=True)
class JavaColumns:
    """Makes columns of expressions over the fields of a stream."""

    stream: Stream

    def value(self, node: Node) -> Value:
        """Return the value of the expression.

        Raises:
            StepError: A type does not fit, or a name is no field.
        """
        if isinstance(node, Literal):
            return _literal(node)
        if isinstance(node, Name):
            return self._field(node.name)
        if isinstance(node, Call):
            return self._called(node)
        values = [self.value(each) for each in node.operands]
        if node.sign == "?":
            return _chosen(*values)
        return _one(node, values[0]) if len(values) == 1 else _two(node.sign, *values)

    def _field(self, name: str) -> Value:
        field = next((each for each in self.stream.fields if each.name == name), None)
        kind = _KINDS.get(field.type) if field is not None else None
        if field is None or kind is None:
            raise refused(f"Name '{name}', which is no field of a type with known operations")
        value = self.stream.value(field.name)
        return Value(kind, not_empty(value) if kind is Kind.TEXT else value, boxed=True)

    def _called(self, node: Call) -> Value:
        target = self.value(node.target)
        arguments = [self.value(each) for each in node.arguments]
        method = METHODS.get((target.kind, node.method, len(arguments)))
        if method is None:
            raise refused(
                f"Method '{node.method}' with {len(arguments)} arguments on {target.kind}"
            )
        bad = target.unboxed().bad
        for each in arguments:
            bad = bad | each.bad
        found = method(target, *arguments)
        return replace(found, bad=bad | found.bad)


def _literal(node: Literal) -> Value:
    if node.value is None:
        return Value(Kind.NULL, pl.lit(None))
    kind, dtype = _LITERALS[type(node.value)]
    return Value(kind, pl.lit(node.value, dtype), constant=node.value)


def _one(node: Operation, value: Value) -> Value:
    wanted = {Kind.BOOLEAN} if node.sign == "!" else _NUMBERS
    if value.kind not in wanted:
        raise refused(f"'{node.sign}' on {value.kind}")
    plain = value.unboxed()
    if node.sign == "+":
        return plain
    return replace(plain, expr=plain.expr.not_() if node.sign == "!" else -plain.expr)


def _two(sign: str, left: Value, right: Value) -> Value:
    if sign in {"&&", "||"}:
        return _both(sign, left, right)
    if sign in {"==", "!="}:
        return _equal(sign, left, right)
    if sign == "+" and Kind.TEXT in {left.kind, right.kind}:
        expr = pl.concat_str([_shown(left), _shown(right)])
        return Value(Kind.TEXT, expr, bad=left.bad | right.bad)
    if {left.kind, right.kind} - _NUMBERS:
        raise refused(f"'{sign}' between {left.kind} and {right.kind}")
    one, two = left.unboxed(), right.unboxed()
    double = Kind.DOUBLE in {one.kind, two.kind}
    a, b = (each.expr.cast(pl.Float64) if double else each.expr for each in (one, two))
    bad = one.bad | two.bad
    if sign in _COMPARED:
        return Value(Kind.BOOLEAN, _COMPARED[sign](a, b), bad=bad)
    if not double and sign in {"/", "%"}:
        return Value(Kind.LONG, _whole(sign, a, b), bad=bad | (b == 0).fill_null(value=False))
    kind = Kind.DOUBLE if double else Kind.LONG
    return Value(kind, _remainder(a, b) if sign == "%" else _CALCULATED[sign](a, b), bad=bad)


def _both(sign: str, left: Value, right: Value) -> Value:
    if {left.kind, right.kind} != {Kind.BOOLEAN}:
        raise refused(f"'{sign}' between {left.kind} and {right.kind}")
    one, two = left.unboxed(), right.unboxed()
    goes_on = one.expr if sign == "&&" else one.expr.not_()
    bad = one.bad | (goes_on.fill_null(value=False) & two.bad)
    return Value(
        Kind.BOOLEAN, one.expr & two.expr if sign == "&&" else one.expr | two.expr, bad=bad
    )


def _equal(sign: str, left: Value, right: Value) -> Value:
    if Kind.NULL in {left.kind, right.kind}:
        held = (right if left.kind is Kind.NULL else left).expr.is_null()
        bad = left.bad | right.bad
    elif left.kind is Kind.TEXT or (left.boxed and right.boxed):
        raise refused(f"'{sign}' between two objects, which compares references: equals()")
    elif left.kind is not right.kind and {left.kind, right.kind} - _NUMBERS:
        raise refused(f"'{sign}' between {left.kind} and {right.kind}")
    else:
        one, two = left.unboxed(), right.unboxed()
        held, bad = one.expr == two.expr, one.bad | two.bad
    return Value(Kind.BOOLEAN, held if sign == "==" else held.not_(), bad=bad)


def _chosen(test: Value, yes: Value, no: Value) -> Value:
    kinds = {yes.kind, no.kind} - {Kind.NULL}
    if test.kind is not Kind.BOOLEAN or (len(kinds) > 1 and kinds - _NUMBERS):
        raise refused(f"'?:' between {yes.kind} and {no.kind}")
    decided = test.unboxed()
    kind = Kind.DOUBLE if len(kinds) > 1 else next(iter(kinds), Kind.NULL)
    expr = pl.when(decided.expr).then(yes.expr).otherwise(no.expr)
    bad = pl.when(decided.expr).then(yes.bad).otherwise(no.bad)
    boxed = yes.boxed or no.boxed or Kind.NULL in {yes.kind, no.kind}
    return Value(kind, expr, boxed=boxed, bad=decided.bad | bad)


def _shown(value: Value) -> pl.Expr:
    """Return the value as Java joins it to a text; null is that word."""
    if value.kind is Kind.DOUBLE:
        text = elementwise(value.expr, java_doubles, pl.String())
    elif value.kind in {Kind.TEXT, Kind.LONG, Kind.BOOLEAN, Kind.NULL}:
        text = value.expr.cast(pl.String)
    else:
        raise refused(f"'+' between a text and {value.kind}")
    return text.fill_null("null")


def _whole(sign: str, a: pl.Expr, b: pl.Expr) -> pl.Expr:
    """Return the quotient cut towards zero, or the remainder with the sign of the first number."""
    quotient = (a.abs() // b.abs()) * a.sign() * b.sign()
    return quotient if sign == "/" else a - quotient * b


def _remainder(a: pl.Expr, b: pl.Expr) -> pl.Expr:
    return (a.abs() % b.abs()) * pl.when(a < 0).then(-1.0).otherwise(1.0)


_COMPARED = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}
_CALCULATED = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
}
