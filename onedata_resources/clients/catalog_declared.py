"""What a SQL database holds values of a column to, by the type that SQLAlchemy reads.

Which kind of values a type has is in `catalog_types.py`, what conditions of tables say in
`catalog_checks.py`.
"""

from __future__ import annotations

import re

import sqlalchemy as sa
from sqlalchemy.dialects import mssql, mysql, postgresql
from sqlalchemy.types import TypeEngine

from onedata_assets.domain.metadata.model import UNDECLARED, Declared
from onedata_resources.clients.catalog_checks import VALUE, limits_of, narrowed

UNSIZED = frozenset({"sqlite", "oracle"})
"""Databases whose INTEGER has room for more than 32 bits."""
WHOLE = 64
"""Bits that a whole number has in all databases."""
_BITS: tuple[tuple[type[TypeEngine], int], ...] = (
    (mysql.TINYINT, 8),
    (mssql.TINYINT, 9),
    (sa.SmallInteger, 16),
    (mysql.MEDIUMINT, 24),
    (sa.BigInteger, 64),
    (mysql.YEAR, 16),
    (sa.Integer, 32),
)
"""In the order in which they are tried: SMALLINT and BIGINT are kinds of INTEGER."""


def declared_of(
    type_: TypeEngine, dialect: str, checks: Declared = UNDECLARED, base: str = ""
) -> Declared:
    """Return what a type holds values to, and what the `checks` of its table do besides.

    `base` is what a domain is made of, in the database's own words.
    """
    if isinstance(type_, postgresql.DOMAIN):
        own = limits_of([str(type_.check)] if type_.check is not None else [], dialect)
        within = declared_of(_sized(type_.data_type, base), dialect, own.get(VALUE, UNDECLARED))
        return narrowed(within, checks)
    return narrowed(_of_type(type_, dialect), checks)


def _sized(type_: TypeEngine, base: str) -> TypeEngine:
    """Return the type of a domain with the sizes that its base has."""
    found = re.search(r"\((\d+)(?:,(\d+))?\)", base)
    if found is None:
        return type_
    size, scale = int(found[1]), int(found[2] or 0)
    if isinstance(type_, sa.Numeric):
        return sa.Numeric(size, scale)
    return sa.String(size) if isinstance(type_, sa.String) else type_


def _of_type(type_: TypeEngine, dialect: str) -> Declared:
    match type_:
        case sa.Enum():
            told = Declared(codes=tuple(type_.enums or ()))
        case mysql.SET():
            parts = tuple(type_.values)
            told = Declared(parts=parts, longest=len(",".join(parts)) or None)
        case sa.Uuid():
            told = Declared(is_uuid=True)
        case sa.Integer() | mysql.YEAR():
            told = _of_integer(type_, dialect)
        case sa.Numeric() if not isinstance(type_, sa.Float):
            told = _of_decimal(type_)
        case sa.String():
            told = _of_text(type_)
        case _:
            told = UNDECLARED
    return told


def _of_integer(type_: TypeEngine, dialect: str) -> Declared:
    bits = next(bits for kind, bits in _BITS if isinstance(type_, kind))
    is_tiny = isinstance(type_, mssql.TINYINT)  # which has no sign
    if dialect in UNSIZED and not isinstance(type_, sa.SmallInteger):
        return UNDECLARED
    if is_tiny or getattr(type_, "unsigned", False):
        return Declared(bits=bits if is_tiny else bits + 1, low="0")
    return Declared(bits=None if bits == WHOLE else bits)


def _of_decimal(type_: sa.Numeric) -> Declared:
    """Return the digits of a decimal; one of a database that says none has any."""
    precision, scale = type_.precision, type_.scale
    if precision is None or ((scale or 0) < 0):
        return UNDECLARED
    low = "0" if getattr(type_, "unsigned", False) else None
    if not 0 <= (scale or 0) <= precision:  # PostgreSQL rounds to hundreds with numeric(3, -2)
        return Declared(low=low)
    return Declared(precision=precision, scale=scale or 0, low=low)


def _of_text(type_: sa.String) -> Declared:
    """Return the length of a text; what is called a text without one has any."""
    length = type_.length if isinstance(type_.length, int) else None
    return Declared(longest=length if length and length > 0 else None)
