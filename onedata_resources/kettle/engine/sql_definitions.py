"""CREATE TABLE statements as Kettle makes them of a stream's fields."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from onedata_resources.kettle.engine.sql_database import Database
from onedata_resources.kettle.engine.stream import StepError
from onedata_resources.kettle.values.types import NUMERIC, TEMPORAL, Field, KettleType

K = KettleType
LONGEST = 9_999_999
"""The length from which Kettle takes a text for one without a limit."""
GIGABYTE = 1_073_741_824
UNKNOWN = " UNKNOWN"


def create_table(database: Database, table: str, fields: Iterable[Field]) -> str:
    """Return the statement, with the semicolon.

    Raises:
        StepError: The types of the database are not known.
    """
    type_of = _TYPES.get(database.dialect)
    if type_of is None:
        raise StepError(
            f"The types of columns are not known for a database of kind {database.dialect}: turn"
            " off the statement that creates the table.",
            f"不了解 {database.dialect} 数据库的列类型：请关闭建表语句。",
        )
    booleans = database.options.booleans
    columns = (f"{database.quoted(each.name)} {type_of(each, booleans)}\n" for each in fields)
    return f"CREATE TABLE {table}\n(\n  {', '.join(columns)})\n;"


def _sqlite_type(field: Field, booleans: bool) -> str:
    del booleans
    if field.type in TEMPORAL:
        return "DATETIME"
    if field.type is K.BOOLEAN:
        return "CHAR(1)"
    if field.type in NUMERIC:
        whole = _precision(field) == 0 and 0 <= field.length <= 18
        return "INTEGER" if whole else "NUMERIC"
    if field.type is K.STRING:
        return "BLOB" if field.length >= LONGEST else "TEXT"
    return "BLOB"


def _mysql_type(field: Field, booleans: bool) -> str:
    if field.type in TEMPORAL:
        return "DATETIME"
    if field.type is K.BOOLEAN:
        return "BOOLEAN" if booleans else "CHAR(1)"
    if field.type in NUMERIC:
        return _mysql_number(field.length, _precision(field))
    return "LONGBLOB" if field.type is K.BINARY else _mysql_text(field.length)


def _mysql_text(length: int) -> str:
    if length < 1:
        return "TINYTEXT"
    if length == 1:
        return "CHAR(1)"
    sizes = ((256, f"VARCHAR({length})"), (65_536, "TEXT"), (16_777_216, "MEDIUMTEXT"))
    length = GIGABYTE if length == LONGEST else length
    return next((name for size, name in sizes if length < size), "LONGTEXT")


def _mysql_number(length: int, precision: int) -> str:
    if precision == 0:
        sizes = ((10, "INT"), (19, "BIGINT"))
        return next((name for size, name in sizes if length < size), f"DECIMAL({length})")
    if length <= 15:
        return "DOUBLE"
    return f"DECIMAL({length}, {precision})" if precision > 0 else f"DECIMAL({length})"


def _postgresql_type(field: Field, booleans: bool) -> str:
    if field.type in TEMPORAL:
        return "TIMESTAMP"
    if field.type is K.BOOLEAN:
        return "BOOLEAN" if booleans else "CHAR(1)"
    if field.type in NUMERIC:
        return _postgresql_number(field.length, _precision(field))
    if field.type is K.BINARY:
        return UNKNOWN
    return f"VARCHAR({field.length})" if 0 < field.length < LONGEST else "TEXT"


def _postgresql_number(length: int, precision: int) -> str:
    if length < 1:
        return "DOUBLE PRECISION"
    if precision > 0 or length > 18:
        return f"NUMERIC({length + precision}, {precision})"
    return next(name for size, name in _WHOLE_NUMBERS if length < size)


_WHOLE_NUMBERS = ((5, "SMALLINT"), (10, "INTEGER"), (19, "BIGINT"))


def _precision(field: Field) -> int:
    return 0 if field.type is K.INTEGER else field.precision


_TYPES: dict[str, Callable[[Field, bool], str]] = {
    "mysql": _mysql_type,
    "postgresql": _postgresql_type,
    "sqlite": _sqlite_type,
}
