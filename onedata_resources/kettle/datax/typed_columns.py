"""DataX's types as Kettle's, and columns whose value stands in the job."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from onedata_resources.kettle.datax.builder import Builder, Rows
from onedata_resources.kettle.datax.job import Plugin
from onedata_resources.kettle.generate.elements import Pair, field_of
from onedata_resources.kettle.values.date_mask import parse_moment
from onedata_resources.kettle.values.types import KettleType

K = KettleType
DATE_MASK = "yyyy-MM-dd HH:mm:ss"
WHOLE_WORD = 5
"""A truth value of this length is printed as true or false, a shorter one as Y or N."""
TYPES = {
    "string": K.STRING,
    "long": K.INTEGER,
    "int": K.INTEGER,
    "double": K.NUMBER,
    "date": K.DATE,
    "bool": K.BOOLEAN,
    "boolean": K.BOOLEAN,
    "bytes": K.STRING,
}
"""Bytes are text here: DataX makes them of UTF-8 text, and writes them as such."""


@dataclass(frozen=True)
class Constant:
    """A field with the same value in each row; `where` is its place among the parameters."""

    name: str
    type: KettleType
    value: str
    mask: str
    where: str

    @property
    def varies(self) -> bool:
        """Return whether the value has parameters in it."""
        return "${" in self.value


def type_of(plugin: Plugin, where: str, name: str) -> KettleType:
    """Return the type of that name in DataX.

    Raises:
        KettleFileError: DataX has none of that name.
    """
    kind = TYPES.get(name.strip().lower() or "string")
    if kind is None:
        raise plugin.refuse(
            f"{where}.type",
            f"DataX has no type {name!r}; use string, long, double, date, bool or bytes.",
            f"DataX 没有类型 {name!r}；请使用 string、long、double、date、bool 或 bytes。",
        )
    return kind


def constant_fields(plugin: Plugin, constants: Iterable[Constant]) -> list[Pair]:
    """Return the fields of those constants whose values are fixed, for a RowGenerator or Constant.

    Raises:
        KettleFileError: A value is none of its type.
    """
    return [
        field_of(
            each.name,
            str(each.type),
            format=each.mask if each.type is K.DATE else None,
            nullif=_written(plugin, each),
            length=WHOLE_WORD if each.type is K.BOOLEAN else -1,
            set_empty_string=each.value == "",
        )
        for each in constants
        if not each.varies
    ]


def with_variables(builder: Builder, rows: Rows, constants: Iterable[Constant]) -> Rows:
    """Return the rows with the constants that have parameters in their values."""
    fields: list[Pair] = [
        field_of(
            each.name,
            str(each.type),
            variable=each.value,
            length=WHOLE_WORD if each.type is K.BOOLEAN else -1,
            format=each.mask if each.type is K.DATE else None,
        )
        for each in constants
        if each.varies
    ]
    if not fields:
        return rows
    return builder.then(rows, "values of parameters", "GetVariable", [("fields", fields)])


def _written(plugin: Plugin, constant: Constant) -> str:
    """Return the value as Kettle reads it."""
    value, kind = constant.value, constant.type
    if kind is K.STRING or not value:
        return value
    if kind is K.BOOLEAN:
        return "Y" if value.lower() == "true" else "N"
    if kind is K.DATE:
        if parse_moment(value, constant.mask, lenient=True) is None:
            raise _no_value(plugin, constant, f"a date of the form {constant.mask}")
        return value
    try:
        number = Decimal(value)
        return str(int(number)) if kind is K.INTEGER else f"{number:f}"
    except (InvalidOperation, ValueError, OverflowError):
        raise _no_value(plugin, constant, "a number") from None


def _no_value(plugin: Plugin, constant: Constant, wanted: str) -> Exception:
    return plugin.refuse(
        f"{constant.where}.value",
        f"{constant.value!r} is not {wanted}.",
        f"{constant.value!r} 与类型不符（{constant.mask or constant.type}）。",
    )
