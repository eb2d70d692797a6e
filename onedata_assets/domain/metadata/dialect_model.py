"""What of a standard a dialect of SQL can say and keep; the dialects are in `ddl_dialects.py`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from onedata_assets.domain.metadata.model import Family


class Foreign(Enum):
    """How a statement tells a foreign key."""

    ALTER = 1
    """Once the tables are there, in whatever order they were made."""
    INLINE = 2
    TOLD = 3
    """In words: it has none, or none of a table that is not there yet."""


class Comments(Enum):
    """How a statement tells what a table and its columns are called."""

    INLINE = 1
    APART = 2
    """By statements of their own."""
    LINES = 3
    """In lines that SQL itself does not read."""


@dataclass(frozen=True)
class Dialect:
    """A dialect of SQL, by sqlglot's name.

    `sized` is a text of at most so many characters, up to `longest`; `room` is how many characters
    a key may have, none where any. `length` counts the characters of a text, where a type does not
    keep it short (`keeps_lengths`). `row_bytes` is what the sized texts of a row may take.
    `many_nulls` says that a unique column may have several. Where types themselves say that a value
    may be missing (`nullable`), checks are apart from columns; `engine` ends a statement.

    `integers` are whole numbers by the bits that they have room for, `unsigned` those of nothing
    and more by the bits that they would take with a sign; `keeps_bits` says that larger ones are
    refused. `precise` is a decimal of so many digits, at most `precision`, with so many decimals.
    `uuid` is the type of a UUID, where there is one.

    `number` is a decimal whose scale nobody said. `valid` are conditions that values of a family
    keep and its type does not ask for; `compared` is how values of a family are compared, where it
    is not as they are. `matches` tells a pattern (`ddl_patterns.py`) with `pattern` around it and
    `end` for the end of the text; `rounded` is a number at so many decimals. `pads` says that a
    text equals one with blanks behind it.
    """

    name: str
    types: Mapping[Family, str]
    text: str = "TEXT"
    sized: str = "VARCHAR({})"
    longest: int = 10_000_000
    decimal: str = "DECIMAL(38, {})"
    scale: int = 38
    integers: tuple[tuple[int, str], ...] = ((16, "SMALLINT"), (32, "INTEGER"), (64, "BIGINT"))
    unsigned: Mapping[int, str] = field(default_factory=dict)
    keeps_bits: bool = True
    precise: str = "DECIMAL({}, {})"
    precision: int = 38
    uuid: str = ""
    room: int | None = None
    length: str = "LENGTH"
    keeps_lengths: bool = True
    row_bytes: int | None = None
    has_keys: bool = True
    many_nulls: bool = True
    has_checks: bool = True
    has_schemas: bool = True
    foreign: Foreign = Foreign.ALTER
    schema: str = "CREATE SCHEMA IF NOT EXISTS {};"
    nullable: str = ""
    engine: str = ""
    booleans: Mapping[bool, str] = field(default_factory=lambda: {True: "TRUE", False: "FALSE"})
    number: str = "DECIMAL(38, 10)"
    valid: Mapping[Family, str] = field(default_factory=dict)
    compared: Mapping[Family, str] = field(default_factory=dict)
    matches: str = ""
    pattern: str = "^(?:{})$"
    end: str = "$"
    rounded: str = "ROUND({0}, {1})"
    rounds_decimals: bool = True
    """Whether the type of a decimal keeps its scale by itself."""
    as_text: str = "CAST({0} AS VARCHAR)"
    pads: bool = False
    comments: Comments = Comments.LINES
    comment_signs: int = 1_000
    name_bytes: int | None = None
    name_signs: int | None = None
    has_plain_names: bool = False
    """Whether names have no signs beyond 16 bits and no blank at their end."""
    folds_names: bool = True
    """Whether `ID` and `id` are one name."""
