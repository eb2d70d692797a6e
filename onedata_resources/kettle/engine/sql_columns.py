"""The fields that Kettle makes of a query's columns, by what the driver says of them.

Types and lengths are those that Kettle takes from JDBC: an int has 9 digits, a bigint 15, a
varchar its size. SQLite's columns are in `sqlite_columns.py`.
"""

from __future__ import annotations

from typing import Any

from onedata_resources.kettle.engine.sql_database import Database
from onedata_resources.kettle.engine.stream import free_name
from onedata_resources.kettle.values.types import Field, KettleType, made_field

K = KettleType
_EXACT_DIGITS = 15
_LONG_DIGITS = 18
_INTEGER_DIGITS = {20: 15, 21: 4, 23: 9, 26: 15}
_PG_NUMERIC, _PG_FLOAT4, _PG_FLOAT8, _PG_BOOL, _PG_BYTEA = 1700, 700, 701, 16, 17
_PG_SIZED = {1042, 1043}
_PG_TIMES = {1114, 1184}
_PG_DATES = {1082, 1083, 1266}
_MY_INTEGERS = {1: 2, 2: 4, 3: 9, 8: 15, 9: 9}
_MY_FLOATS, _MY_DECIMALS = {4, 5}, {0, 246}
_MY_TIMES, _MY_DATES, _MY_YEAR = {7, 12}, {10, 11, 14}, 13
_MY_TEXTS = {15, 253, 254}
_MY_BLOBS = {249, 250, 251, 252, 255}
_MY_BIT = 16
_UNSIGNED, _BINARY_CHARSET = 32, 63
_WIDE = {**dict.fromkeys((45, 46, *range(224, 248), *range(255, 310)), 4),
         **dict.fromkeys((33, 83, *range(192, 216)), 3)}  # fmt: skip


def fields_of(description: list[Any], database: Database) -> tuple[Field, ...]:
    """Return the fields of the columns; a repeated name gets `_1`, `_2` and so on."""
    fields: list[Field] = []
    for column in description:
        field = _field(column, database)
        name = free_name(field.name, [each.name for each in fields])
        fields.append(made_field(name, field.type, field.length, field.precision))
    return tuple(fields)


def _field(column: Any, database: Database) -> Field:  # noqa: ANN401 - any driver's description
    if hasattr(column, "charsetnr"):
        return _mysql_field(column, timestamps=database.options.timestamps)
    if database.dialect == "postgresql":
        return _postgres_field(column, timestamps=database.options.timestamps)
    return Field(str(column[0]), _generic_kind(column[1]))


def _postgres_field(column: Any, *, timestamps: bool) -> Field:  # noqa: ANN401, PLR0911 - one per type
    name, oid, size = column.name, column.type_code, column.internal_size
    if oid in _INTEGER_DIGITS:
        return Field(name, K.INTEGER, _INTEGER_DIGITS[oid], 0)
    if oid == _PG_NUMERIC:
        scale = column.scale or 0
        return decimal_field(name, column.precision or 0, scale if scale < 1000 else 0)
    if oid == _PG_FLOAT4:
        return Field(name, K.NUMBER, 8, 8)
    if oid == _PG_FLOAT8:
        return Field(name, K.NUMBER)
    if oid in _PG_TIMES:
        return _moment(name, timestamps=timestamps)
    if oid in _PG_DATES:
        return Field(name, K.DATE)
    if oid == _PG_BOOL:
        return Field(name, K.BOOLEAN)
    if oid == _PG_BYTEA:
        return Field(name, K.BINARY)
    sized = oid in _PG_SIZED and size and size > 0
    return Field(name, K.STRING, size if sized else -1)


def _mysql_field(column: Any, *, timestamps: bool) -> Field:  # noqa: ANN401, C901, PLR0911 - one per type
    name, code, length = column.name, column.type_code, column.length
    unsigned = bool(column.flags & _UNSIGNED)
    if code in _MY_INTEGERS:
        if code == 1 and length == 1:
            return Field(name, K.BOOLEAN)
        if code == 8 and unsigned:
            return Field(name, K.BIG_NUMBER, 16, 0)
        return Field(name, K.INTEGER, _MY_INTEGERS[code], 0)
    if code in _MY_DECIMALS:
        digits = length - (column.scale > 0) - (not unsigned)
        return decimal_field(name, digits, column.scale)
    if code in _MY_FLOATS:
        sized = column.scale < length and column.scale < 31
        return Field(name, K.NUMBER, length if sized else -1, column.scale if sized else -1)
    if code in _MY_TIMES:
        return _moment(name, timestamps=timestamps)
    if code in _MY_DATES or code == _MY_YEAR:
        return Field(name, K.DATE)
    if code == _MY_BIT:
        return Field(name, K.BOOLEAN if length == 1 else K.BINARY)
    if code in _MY_TEXTS | _MY_BLOBS and column.charsetnr == _BINARY_CHARSET:
        return Field(name, K.BINARY)
    if code in _MY_TEXTS:
        return Field(name, K.STRING, length // _WIDE.get(column.charsetnr, 1))
    return Field(name, K.STRING)


def _moment(name: str, *, timestamps: bool) -> Field:
    return Field(name, K.TIMESTAMP if timestamps else K.DATE)


def decimal_field(name: str, digits: int, scale: int) -> Field:
    """Return the field of a decimal column; one without digits holds any number."""
    if digits <= 0:
        return Field(name, K.BIG_NUMBER)
    if scale == 0 and digits <= _LONG_DIGITS:
        return Field(name, K.INTEGER, digits, 0)
    if scale == 0 or digits > _EXACT_DIGITS or scale > _EXACT_DIGITS:
        return Field(name, K.BIG_NUMBER, digits, scale)
    return Field(name, K.NUMBER, digits, scale)


def _generic_kind(code: object) -> KettleType:
    """Return the type by the name of the driver's type, as most drivers give one."""
    name = str(getattr(code, "__name__", code)).lower()
    for words, kind in (
        (("datetime", "timestamp", "date"), K.DATE),
        (("int",), K.INTEGER),
        (("float", "double", "real", "number", "decimal"), K.NUMBER),
        (("bool",), K.BOOLEAN),
        (("byte", "blob", "binary", "raw"), K.BINARY),
    ):
        if any(word in name for word in words):
            return kind
    return K.STRING
