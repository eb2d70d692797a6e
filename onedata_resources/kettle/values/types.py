"""Kettle's value types and the metadata that travels with a field.

Nothing here loads a data library: lineage reads it when definitions load. The column types are in
`dtypes.py`, conversions in `convert.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class KettleType(StrEnum):
    """The types that a field can have."""

    NUMBER = "Number"
    INTEGER = "Integer"
    BIG_NUMBER = "BigNumber"
    STRING = "String"
    DATE = "Date"
    TIMESTAMP = "Timestamp"
    BOOLEAN = "Boolean"
    BINARY = "Binary"


NUMERIC = frozenset({KettleType.NUMBER, KettleType.INTEGER, KettleType.BIG_NUMBER})
TEMPORAL = frozenset({KettleType.DATE, KettleType.TIMESTAMP})
_NAMES = {kind.value.lower(): kind for kind in KettleType} | {"internet address": KettleType.STRING}


def type_named(name: str) -> KettleType | None:
    """Return the type that a file names, or None for `None`, `-` and unknown words."""
    return _NAMES.get(name.strip().lower())


DEFAULT_NUMBER_MASKS = {
    KettleType.NUMBER: "####0.0#########;-####0.0#########",
    KettleType.INTEGER: "####0;-####0",
    KettleType.BIG_NUMBER: "######0.0###################;-######0.0###################",
}


@dataclass(frozen=True)
class Field:
    """A field of a row stream.

    `lazy` marks a field whose column still holds the text that was read; whoever needs the value
    converts it, and who only passes it on writes the same text. `descending`, `ignore_case` and
    `collation` say how later steps compare the field: a sort leaves its rules on it. `locale`
    (`de_DE`) names days and months, `zone` is where the clock of a mask hangs, `encoding` is that
    of a binary's text.
    """

    name: str
    type: KettleType = KettleType.STRING
    length: int = -1
    precision: int = -1
    mask: str = ""
    decimal: str = "."
    group: str = ","
    currency: str = ""
    trim: str = "none"
    lazy: bool = False
    lenient_dates: bool = False
    descending: bool = False
    ignore_case: bool = False
    collation: int | None = None
    locale: str = ""
    zone: str = ""
    encoding: str = ""
    lenient_numbers: bool = False


def made_field(name: str, kind: KettleType, length: int = -1, precision: int = -1) -> Field:
    """Return a field that a step makes: a number has a mask, so its length does not pad it.

    Fields that a file describes without a mask have none.
    """
    return Field(name, kind, length, precision, mask=DEFAULT_NUMBER_MASKS.get(kind, ""))


def free_name(name: str, taken: Iterable[str]) -> str:
    """Return the name, with a number where it is taken, in whatever case."""
    used = {each.lower() for each in taken}
    if name.lower() not in used:
        return name
    numbered = (f"{name}_{n}" for n in range(1, len(used) + 2))
    return next(each for each in numbered if each.lower() not in used)
