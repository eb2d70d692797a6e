"""What is known of a source: its tables with their columns and keys, as the source tells it.

What is found out of the data (profiles, meanings, keys that nobody declared) is in the modules
beside this one; how a source is asked is in `onedata_resources/clients`. Every object is plain and
frozen, so that two scans are compared with `==` and stored as JSON.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Family(StrEnum):
    """What a column holds, whatever the source calls its type."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    FLOAT = "float"
    BOOLEAN = "boolean"
    DATE = "date"
    TIME = "time"
    MOMENT = "moment"
    BINARY = "binary"
    NESTED = "nested"
    OTHER = "other"


NUMBERS = frozenset({Family.INTEGER, Family.DECIMAL, Family.FLOAT})


class TableKind(StrEnum):
    """What a table is in its source."""

    TABLE = "table"
    VIEW = "view"
    FILE = "file"
    LOG = "log"
    ENDPOINT = "endpoint"


@dataclass(frozen=True, order=True)
class TableName:
    """A table within one source; `schema` is empty where the source has none."""

    schema: str
    name: str

    def __str__(self) -> str:
        """Return the name as people write it."""
        return f"{self.schema}.{self.name}" if self.schema else self.name


@dataclass(frozen=True)
class Declared:
    """What a source holds every value of a column to, by its type and its checks.

    `longest` is in characters, `precision` in digits of which `scale` stand behind the point,
    `bits` what a whole number takes with its sign. `codes` are all values that there can be,
    `parts` those of which a value has any, with commas between; `low` and `high` belong to what is
    allowed.
    """

    longest: int | None = None
    precision: int | None = None
    scale: int | None = None
    bits: int | None = None
    codes: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    low: str | None = None
    high: str | None = None
    is_uuid: bool = False


UNDECLARED = Declared()


@dataclass(frozen=True)
class Column:
    """A column; `type` is as the source writes it.

    `declared` is told by the source only: kept structures are without it, and equal those with it.
    """

    name: str
    type: str
    family: Family
    nullable: bool = True
    comment: str = ""
    default: str | None = None
    declared: Declared = field(default=UNDECLARED, compare=False, repr=False)


@dataclass(frozen=True)
class ForeignKey:
    """Columns of a table whose values are those of `parent_columns` of another one."""

    columns: tuple[str, ...]
    parent: TableName
    parent_columns: tuple[str, ...]


@dataclass(frozen=True)
class Index:
    """An index of a table."""

    name: str
    columns: tuple[str, ...]
    unique: bool = False


@dataclass(frozen=True)
class Table:
    """A table as its source describes it; `rows` are those that its statistics tell, if any.

    `properties` say how it is read, so that a change of one breaks readers; `notes` say what else
    is known of it.
    """

    name: TableName
    kind: TableKind
    columns: tuple[Column, ...]
    comment: str = ""
    primary_key: tuple[str, ...] = ()
    unique_keys: tuple[tuple[str, ...], ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    indexes: tuple[Index, ...] = ()
    rows: int | None = None
    properties: dict[str, str] = field(default_factory=dict, hash=False)
    notes: dict[str, str] = field(default_factory=dict, hash=False)

    def column(self, name: str) -> Column:
        """Return a column by its name.

        Raises:
            KeyError: The table has none of that name.
        """
        for each in self.columns:
            if each.name == name:
                return each
        raise KeyError(name)


@dataclass(frozen=True)
class Evidence:
    """Why something is believed, in both languages, with the figures that speak for it."""

    en: str
    zh: str


@dataclass(frozen=True)
class Finding:
    """Something found out of names and data: what, how sure from 0 to 1, and why."""

    value: str
    confidence: float
    evidence: tuple[Evidence, ...]
