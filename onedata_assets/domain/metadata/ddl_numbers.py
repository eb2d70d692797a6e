"""The types that a database has for numbers and UUIDs of a standard, and what these keep."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from onedata_assets.domain.metadata.dialect_model import Dialect
from onedata_assets.domain.metadata.model import Family
from onedata_assets.domain.metadata.standard_lengths import UUID
from onedata_assets.domain.metadata.standards import ColumnStandard

WORD_BITS = 64
"""What a whole number has where nobody says how large it is."""


def is_uuid(column: ColumnStandard, dialect: Dialect) -> bool:
    """Tell whether values are UUIDs, for which the database has a type."""
    return bool(dialect.uuid) and column.family is Family.TEXT and column.pattern == UUID


def number_type(column: ColumnStandard, dialect: Dialect) -> str:
    """Return the type of a decimal, or of a whole number whose bits are said; empty for others."""
    if column.family is Family.DECIMAL:
        return _decimal(column, dialect)
    if column.family is not Family.INTEGER or column.bits is None:
        return ""
    if column.bits in dialect.unsigned and is_never_below(column):
        return dialect.unsigned[column.bits]
    digits = len(str(2 ** (column.bits - 1)))
    wide = dialect.precise.format(min(digits, dialect.precision), 0)
    return next((name for bits, name in dialect.integers if bits >= column.bits), wide)


def type_essence(column: ColumnStandard) -> tuple[object, ...]:
    """Return what decides on the type of a column in any database, but for the length of texts."""
    is_unsigned = column.bits is not None and is_never_below(column)
    digits = (column.precision, column.scale) if column.family is Family.DECIMAL else ()
    form = column.pattern if column.pattern == UUID else ""
    return column.family, column.bits or WORD_BITS, is_unsigned, digits, form


def room_of(column: ColumnStandard) -> tuple[int, int] | None:
    """Return the least and the greatest whole number of so many bits; None where none are said."""
    if column.bits is None:
        return None
    return -(2 ** (column.bits - 1)), 2 ** (column.bits - 1) - 1


def number_checks(column: ColumnStandard, dialect: Dialect, name: str) -> Iterator[str]:
    """Yield the conditions that numbers keep beside their type, which has room for more."""
    room = room_of(column)
    if column.family is Family.INTEGER and room and not _keeps_bits(column, dialect):
        low, high = room
        least = [] if is_never_below(column) else [f"{name} >= {low}"]
        yield " AND ".join([*least, f"{name} <= {high}"])
    if column.family is Family.DECIMAL and column.precision is not None:
        is_kept = dialect.rounds_decimals and _is_precise(column, dialect)
        whole = column.precision - (column.scale or 0)
        if not is_kept and whole < dialect.precision:
            yield f"ABS({name}) < 1{'0' * whole}"


def is_never_below(column: ColumnStandard) -> bool:
    """Tell whether a column says that its numbers are nothing or more."""
    try:
        return column.low is not None and Decimal(column.low) >= 0
    except InvalidOperation:
        return False


def _decimal(column: ColumnStandard, dialect: Dialect) -> str:
    if _is_precise(column, dialect):
        return dialect.precise.format(column.precision, column.scale or 0)
    if column.scale is None:
        return dialect.number
    return dialect.decimal.format(min(column.scale, dialect.scale))


def _is_precise(column: ColumnStandard, dialect: Dialect) -> bool:
    precision, scale = column.precision, column.scale
    if precision is None or scale is None:
        return False
    return precision <= dialect.precision and scale <= dialect.scale


def _keeps_bits(column: ColumnStandard, dialect: Dialect) -> bool:
    """Tell whether the type refuses all larger ones; those of 64 bits nobody checks."""
    if column.bits == 64:
        return True
    exact = {bits for bits, _ in dialect.integers} | set(dialect.unsigned)
    return dialect.keeps_bits and column.bits in exact
