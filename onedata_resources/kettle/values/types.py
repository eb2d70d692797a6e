"""Kettle's value types and the metadata that travels with a field.

Nothing here loads a data library: lineage reads it when definitions load. The column types are in
`dtypes.py`, conversions in `convert.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
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
DEFAULT_NUMBER_MASKS = {
    KettleType.NUMBER: "####0.0#########;-####0.0#########",
    KettleType.INTEGER: "####0;-####0",
    KettleType.BIG_NUMBER: "######0.0###################;-######0.0###################",
}
_SIZED = NUMERIC | {KettleType.STRING}
_FRACTIONAL = NUMERIC - {KettleType.INTEGER}
_NAMES = {kind.value.lower(): kind for kind in KettleType} | {"internet address": KettleType.STRING}


def type_named(name: str) -> KettleType | None:
    """Return the type that a file names, or None for `None`, `-` and unknown words."""
    return _NAMES.get(name.strip().lower())


@dataclass(frozen=True)
class Field:
    """A field of a row stream.

    `lazy` marks a field whose column still holds the text that was read; whoever needs the value
    converts it, and who only passes it on writes the same text. `descending`, `ignore_case` and
    `collation` say how later steps compare the field: a sort leaves its rules on it. `locale`
    (`de_DE`) names days and months, `zone` is where the clock of a mask hangs, `encoding` is that
    of a binary's text.

    `origin` is the step that made the field, known once it has left that step. `stored_mask` is the
    mask of the text that a field was read from, where it is known, and
    `stored_group` whether that text had a grouping sign of its own.
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
    stored_mask: str | None = None
    stored_group: bool = False
    origin: str = field(default="", compare=False)

    @property
    def shown_as_read(self) -> bool:
        """Return whether an output writes the text that was read: all that shapes it is as it was.

        As in Kettle that never holds for an Integer, nor for a number without a mask.
        """
        if not self.lazy or self.stored_mask is None:
            return self.lazy
        if self.trim != "none" or self.type is KettleType.INTEGER:
            return False
        if self.type in TEMPORAL:
            return self.mask == self.stored_mask
        sized = self.length >= 0 or self.precision >= 0
        same = bool(self.mask) and self.mask == self.stored_mask and self.stored_group
        return self.type not in NUMERIC or (same and not sized)

    @property
    def type_text(self) -> str:
        """Return the type as Kettle's messages name it: `String(10)`, `Number(9, 2)`."""
        size = [self.length] if self.type in _SIZED and self.length > 0 else []
        if size and self.precision > 0 and self.type in _FRACTIONAL:
            size.append(self.precision)
        text = f"{self.type}({', '.join(map(str, size))})" if size else str(self.type)
        return f"{text}<binary-string>" if self.lazy else text

    @property
    def own_precision(self) -> int:
        """Return the precision as Kettle tells it: some types have one that never changes."""
        if self.type in {KettleType.INTEGER, KettleType.BINARY}:
            return 0
        return -1 if self.type in {KettleType.STRING, KettleType.BOOLEAN} else self.precision

    def described(self, given: Field) -> Field:
        """Return the field with what an output's own list says about it."""
        as_it_was = self.stored_mask is not None or not given.mask
        return replace(
            self,
            length=given.length,
            precision=given.precision,
            mask=given.mask,
            decimal=given.decimal or self.decimal,
            group=given.group or self.group,
            trim=given.trim,
            lazy=self.lazy and as_it_was,
            stored_group=self.stored_group and given.group == self.group,
        )


def made_field(name: str, kind: KettleType, length: int = -1, precision: int = -1) -> Field:
    """Return a field that a step makes: a number has a mask, so its length does not pad it.

    The mask stays when a later step changes the field's type, as in Kettle. Fields that a file
    describes without a mask have none.
    """
    return Field(name, kind, length, precision, mask=DEFAULT_NUMBER_MASKS.get(kind, ""))


def free_name(name: str, taken: Iterable[str]) -> str:
    """Return the name, with a number where it is taken, in whatever case."""
    used = {each.lower() for each in taken}
    if name.lower() not in used:
        return name
    numbered = (f"{name}_{n}" for n in range(1, len(used) + 2))
    return next(each for each in numbered if each.lower() not in used)
