"""What the conditions of a table (CHECK) say of single columns: the values, or their bounds.

Other conditions, of several columns and of lengths, are not read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from onedata_assets.domain.metadata.model import UNDECLARED, Declared

if TYPE_CHECKING:
    from sqlglot import exp

VALUE = "value"
"""What conditions of a domain call the column."""
DIALECTS = {"postgresql": "postgres", "mariadb": "mysql", "mssql": "tsql"}
"""Databases that sqlglot calls otherwise than SQLAlchemy."""


def limits_of(conditions: Sequence[str], dialect: str) -> dict[str, Declared]:
    """Return what conditions say of columns, by name in small letters; `dialect` is SQLAlchemy's.

    A condition that cannot be read says nothing.
    """
    import sqlglot
    from sqlglot.errors import SqlglotError

    found: dict[str, Declared] = {}
    for condition in conditions:
        try:
            parsed = sqlglot.parse_one(condition, dialect=DIALECTS.get(dialect, dialect))
        except (SqlglotError, ValueError):
            continue
        for name, limit in _of(parsed):
            found[name.casefold()] = narrowed(found.get(name.casefold(), UNDECLARED), limit)
    return found


def narrowed(first: Declared, more: Declared) -> Declared:
    """Return what holds where both do: the fewer codes, the narrower bounds."""
    codes = first.codes or more.codes
    if first.codes and more.codes:
        codes = tuple(each for each in first.codes if each in more.codes) or first.codes
    return replace(
        first,
        codes=codes,
        low=_outer(first.low, more.low, max),
        high=_outer(first.high, more.high, min),
    )


def _outer(one: str | None, other: str | None, best: Callable[..., str]) -> str | None:
    if one is None or other is None:
        return one if other is None else other
    try:
        return best((one, other), key=Decimal)
    except InvalidOperation:  # days
        return best(one, other)


def _of(told: exp.Expr) -> Iterator[tuple[str, Declared]]:
    from sqlglot import exp

    told = told.unnest()
    if isinstance(told, exp.And):
        yield from _of(told.left)
        yield from _of(told.right)
    elif isinstance(told, exp.Between):
        yield from _bounds(told.this, told.args["low"], told.args["high"])
    elif isinstance(told, exp.GTE):
        yield from _compared(told.left, told.right)
    elif isinstance(told, exp.LTE):
        yield from _compared(told.right, told.left)
    elif named := _codes(told):
        name, values = named
        yield name, Declared(codes=tuple(dict.fromkeys(values)))


def _compared(greater: exp.Expr, less: exp.Expr) -> Iterator[tuple[str, Declared]]:
    """Yield the bound of `column >= 1`, and of `1 >= column`."""
    yield from _bounds(greater, less, None)
    yield from _bounds(less, None, greater)


def _bounds(
    column: exp.Expr, low: exp.Expr | None, high: exp.Expr | None
) -> Iterator[tuple[str, Declared]]:
    name = _name(column)
    limits = [None if each is None else _literal(each) for each in (low, high)]
    if name and limits != [None, None]:
        yield name, Declared(low=limits[0], high=limits[1])


def _codes(told: exp.Expr) -> tuple[str, list[str]] | None:
    """Return the column and the values of an IN, of its like, and of an OR of them."""
    from sqlglot import exp

    if isinstance(told, exp.Or):
        both = [_codes(each.unnest()) for each in (told.left, told.right)]
        if both[0] is None or both[1] is None or both[0][0] != both[1][0]:
            return _with_null(told)
        return both[0][0], both[0][1] + both[1][1]
    if isinstance(told, exp.In) and not told.args.get("query"):
        return _listed(told.this, told.expressions)
    if isinstance(told, exp.EQ):
        other = told.expression
        if isinstance(other, exp.Any):
            array = other.find(exp.Array)
            return _listed(told.this, array.expressions) if array else None
        return _listed(told.this, [other])
    return None


def _with_null(told: exp.Or) -> tuple[str, list[str]] | None:
    """Return what `x IS NULL OR x IN (…)` says: a value that is missing breaks no condition."""
    from sqlglot import exp

    sides = [each.unnest() for each in (told.left, told.right)]
    for null, other in (sides, sides[::-1]):
        found = _codes(other)
        is_null = isinstance(null, exp.Is) and isinstance(null.expression, exp.Null)
        if found and is_null and _name(null.this) == found[0]:
            return found
    return None


def _listed(column: exp.Expr, values: Sequence[exp.Expr]) -> tuple[str, list[str]] | None:
    name, found = _name(column), [_literal(each) for each in values]
    known = [each for each in found if each is not None]
    return (name, known) if name and known and len(known) == len(found) else None


def _bare(told: exp.Expr) -> exp.Expr:
    """Return what stands within casts, brackets and names of alphabets."""
    from sqlglot import exp

    while isinstance(told, exp.Cast | exp.Paren | exp.Introducer):
        told = told.expression if isinstance(told, exp.Introducer) else told.this
    return told


def _name(told: exp.Expr) -> str:
    from sqlglot import exp

    plain = _bare(told)
    return plain.name if isinstance(plain, exp.Column) else ""


def _literal(told: exp.Expr) -> str | None:
    from sqlglot import exp

    plain = _bare(told)
    if isinstance(plain, exp.Neg) and isinstance(plain.this, exp.Literal):
        return f"-{plain.this.this}"
    return str(plain.this) if isinstance(plain, exp.Literal) else None
