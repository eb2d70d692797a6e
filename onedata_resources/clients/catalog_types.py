"""What a column of a SQL database holds, by the type that SQLAlchemy reads; nothing is asked here.

The type's own words, as the database writes them, are in `catalog_facts.py`.
"""

from __future__ import annotations

import re

import sqlalchemy as sa
from sqlalchemy.dialects import mysql, postgresql
from sqlalchemy.types import TypeEngine

from onedata_assets.domain.metadata.model import Family

_FAMILIES: tuple[tuple[type[TypeEngine], Family], ...] = (
    (sa.Boolean, Family.BOOLEAN),
    (sa.Enum, Family.TEXT),
    (mysql.SET, Family.TEXT),
    (mysql.YEAR, Family.INTEGER),
    (mysql.BIT, Family.BINARY),
    (sa.Integer, Family.INTEGER),
    (sa.Float, Family.FLOAT),
    (sa.Numeric, Family.DECIMAL),
    (postgresql.MONEY, Family.DECIMAL),
    (sa.DateTime, Family.MOMENT),
    (sa.Date, Family.DATE),
    (sa.Time, Family.TIME),
    (sa.JSON, Family.NESTED),
    (sa.ARRAY, Family.NESTED),
    (postgresql.HSTORE, Family.NESTED),
    (sa.LargeBinary, Family.BINARY),
    (sa.BINARY, Family.BINARY),
    (sa.VARBINARY, Family.BINARY),
    (postgresql.OID, Family.INTEGER),
    (sa.Uuid, Family.TEXT),
    (sa.String, Family.TEXT),
    (postgresql.INET, Family.TEXT),
    (postgresql.CIDR, Family.TEXT),
    (postgresql.MACADDR, Family.TEXT),
    (postgresql.CITEXT, Family.TEXT),
)
"""In the order in which they are tried: YEAR, SET and Enum are kinds of what stands below them."""

_FOREIGN_WORDS: tuple[tuple[str, Family], ...] = (
    (
        r"uuid|uniqueidentifier|guid|rowid|inet|cidr|macaddr8?|citext|xml|enum|set|string",
        Family.TEXT,
    ),
    (
        r"timestamp ?(tz|_ltz|_ntz)|timestamp with(out)? .*|datetime2|smalldatetime|datetimeoffset",
        Family.MOMENT,
    ),
    (r"time ?tz|time with(out)? .*", Family.TIME),
    (r"jsonb|array|map|struct|variant|super", Family.NESTED),
    (r"bytea|image|raw|long raw|binary|varbinary|geometry|geography", Family.BINARY),
    (r"serial|bigserial|smallserial|year|counter|long|short|byte", Family.INTEGER),
    (r"single", Family.FLOAT),
    (r"num|number|dec|fixed|money|smallmoney|currency", Family.DECIMAL),
    (r"bit|logical|yesno", Family.BOOLEAN),
)
"""Words of other databases for types: SQLite takes any word, and SQLAlchemy these for numbers."""


def family_of(type_: TypeEngine) -> Family:
    """Return what a column of this type holds; a domain holds what its base type does.

    MySQL's `tinyint(1)` counts as an integer: codes beyond 0 and 1 are kept in it.
    """
    if isinstance(type_, postgresql.DOMAIN):
        return family_of(type_.data_type)
    for kind, family in _FAMILIES:
        if isinstance(type_, kind):
            return family
    return Family.OTHER


def sqlite_family(type_: TypeEngine, words: str) -> Family:
    """Return what a column of SQLite holds that was declared in these words.

    SQLite keeps any value in any column. Words that neither it nor SQLAlchemy knows say nothing of
    numbers, although SQLAlchemy reads them so: a `uuid` is a text, and a word that no database has
    is `other`, of which the values tell (https://www.sqlite.org/datatype3.html, 3.1).
    """
    if not isinstance(type_, sa.Numeric) or isinstance(type_, sa.Float):
        return family_of(type_)
    plain = " ".join(re.sub(r"\(.*?\)", "", words).lower().split())
    if plain in ("numeric", "decimal"):
        return Family.DECIMAL
    found = (family for pattern, family in _FOREIGN_WORDS if re.fullmatch(pattern, plain))
    return next(found, Family.OTHER)


def written(type_: TypeEngine, dialect: sa.Dialect) -> str:
    """Return the type as SQL, for databases that are not asked for their own words."""
    if isinstance(type_, sa.types.NullType):
        return ""
    return type_.compile(dialect=dialect)
