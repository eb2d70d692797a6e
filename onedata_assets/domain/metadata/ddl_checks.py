"""What a statement checks of one column, and how a dialect writes names and values.

The statement is in `standard_ddl.py`, patterns in `ddl_patterns.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation

from onedata_assets.domain.metadata.code_lists import is_long_list
from onedata_assets.domain.metadata.ddl_numbers import number_checks
from onedata_assets.domain.metadata.ddl_patterns import globs, portable
from onedata_assets.domain.metadata.dialect_model import Dialect
from onedata_assets.domain.metadata.model import NUMBERS, Family
from onedata_assets.domain.metadata.rule_values import json_value
from onedata_assets.domain.metadata.standards import ColumnStandard


def checks(column: ColumnStandard, dialect: Dialect, called: str, *, is_short: bool) -> list[str]:
    """Return the conditions of a column; `is_short` says that its type keeps the length.

    `called` is the column's name as the database has it.
    """
    name = quoted(called, dialect)
    return [*_of_family(column, dialect, name), *_of_rules(column, dialect, name, is_short)]


def _of_family(column: ColumnStandard, dialect: Dialect, name: str) -> Iterator[str]:
    if column.family in dialect.valid:
        yield dialect.valid[column.family].format(name)
    is_rounded = column.family is Family.DECIMAL and dialect.rounds_decimals
    if column.scale is not None and not is_rounded:
        yield f"{name} = {dialect.rounded.format(name, column.scale)}"
    yield from number_checks(column, dialect, name)


def _of_rules(column: ColumnStandard, dialect: Dialect, name: str, is_short: bool) -> Iterator[str]:
    if column.codes and not is_long_list(column):
        yield from _codes(column, dialect, name)
    compared = dialect.compared.get(column.family, "{0}")
    for sign, bound in ((">=", column.low), ("<=", column.high)):
        if bound is not None:
            limit = compared.format(_bound(column, bound, dialect))
            yield f"{compared.format(name)} {sign} {limit}"
    if column.shortest:
        yield f"{dialect.length}({name}) >= {column.shortest}"
    if column.longest is not None and not is_short:
        yield f"{dialect.length}({name}) <= {column.longest}"
    yield from matches(column, dialect, name)


def matches(column: ColumnStandard, dialect: Dialect, name: str) -> list[str]:
    """Return the condition of a column's pattern, none where the database cannot tell it."""
    if column.pattern is None or not dialect.matches:
        return []
    if dialect.name == "sqlite":
        ways: tuple[str, ...] | None = globs(column.pattern)
    else:
        form = portable(column.pattern, dialect.end)
        ways = None if form is None else (dialect.pattern.format(form),)
    told = [dialect.matches.format(name, _text(each, dialect)) for each in ways or ()]
    return told if len(told) < 2 else [f"({' OR '.join(told)})"]


def _codes(column: ColumnStandard, dialect: Dialect, name: str) -> Iterator[str]:
    values = [each.value for each in column.codes]
    is_number = column.family in NUMBERS
    has_words = is_number and any(isinstance(json_value(column, each), str) for each in values)
    if has_words:
        listed = ", ".join(_text(each, dialect) for each in values)
        yield f"{dialect.as_text.format(name)} IN ({listed})"
        return
    yield f"{name} IN ({', '.join(literal(column, each, dialect) for each in values)})"
    if column.family is Family.TEXT and dialect.pads and not any(map(_ends_blank, values)):
        yield f"{name} NOT LIKE {_text('% ', dialect)}"


def _ends_blank(value: str) -> bool:
    return value.endswith(" ")


def literal(column: ColumnStandard, value: str, dialect: Dialect) -> str:
    """Return a value of a column as the dialect writes it."""
    plain = json_value(column, value)
    if isinstance(plain, bool):
        return dialect.booleans[plain]
    if column.family in NUMBERS and not isinstance(plain, str):
        return value.strip()
    text = _text(value, dialect)
    if dialect.name == "oracle" and column.family in {Family.DATE, Family.MOMENT}:
        kind = "DATE" if column.family is Family.DATE else "TIMESTAMP"
        return f"{kind} {text.replace('T', ' ')}"
    return text


def _bound(column: ColumnStandard, value: str, dialect: Dialect) -> str:
    """Return a bound in the one form that every database reads, as it is if it is no value."""
    try:
        return literal(column, _plain_bound(column.family, value), dialect)
    except (ValueError, InvalidOperation):
        return literal(column, value, dialect)


def _plain_bound(family: Family, value: str) -> str:
    match family:
        case Family.DATE:
            return date.fromisoformat(value).isoformat()
        case Family.MOMENT:
            return datetime.fromisoformat(value).replace(tzinfo=None).isoformat(sep=" ")
        case Family.TIME:
            return time.fromisoformat(value).replace(tzinfo=None).isoformat()
    return f"{Decimal(value):f}"


def _text(value: str, dialect: Dialect) -> str:
    from sqlglot import exp

    text = exp.Literal.string(value).sql(dialect.name)
    return f"N{text}" if dialect.name == "tsql" else text


def quoted(name: str, dialect: Dialect) -> str:
    """Return a name as the dialect quotes it."""
    from sqlglot import exp

    return exp.to_identifier(name, quoted=True).sql(dialect.name)


def written(text: str, dialect: Dialect) -> str:
    """Return a text that people read as a literal, on one line and no longer than may be."""
    plain = " ".join(text.replace("\0", " ").split())
    return _text(plain[: dialect.comment_signs], dialect)
