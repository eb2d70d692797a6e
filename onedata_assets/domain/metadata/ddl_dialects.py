"""What databases call types, and which rules of a standard their tables can keep by themselves.

The statement is put together in `standard_ddl.py`.
"""

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


@dataclass(frozen=True)
class Dialect:
    """A dialect of SQL, by sqlglot's name.

    `sized` is a text of at most so many characters, up to `longest`; `room` is how many characters
    a key may have, none where any. `length` counts the characters of a text, where a type does not
    keep it short (`keeps_lengths`). `row_bytes` is what the sized texts of a row may take.
    `many_nulls` says that a unique column may have several. Where types themselves say that a value
    may be missing (`nullable`), checks are apart from columns; `engine` ends a statement.
    """

    name: str
    types: Mapping[Family, str]
    text: str = "TEXT"
    sized: str = "VARCHAR({})"
    longest: int = 10_000_000
    decimal: str = "DECIMAL(38, {})"
    scale: int = 38
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


def _types(words: str) -> dict[Family, str]:
    """Return types by family from a line, in the order of these families."""
    families = (
        Family.INTEGER, Family.FLOAT, Family.BOOLEAN, Family.DATE, Family.TIME, Family.MOMENT,
        Family.BINARY, Family.NESTED,
    )  # fmt: skip
    return dict(zip(families, (each.strip() for each in words.split("|")), strict=True))


BITS = {True: "1", False: "0"}
_ALL = (
    Dialect(
        "postgres",
        _types("BIGINT|DOUBLE PRECISION|BOOLEAN|DATE|TIME|TIMESTAMP|BYTEA|JSON"),
        length="CHAR_LENGTH",
    ),
    Dialect(
        "mysql",
        _types("BIGINT|DOUBLE|BOOLEAN|DATE|TIME(6)|DATETIME(6)|LONGBLOB|JSON"),
        text="LONGTEXT",
        longest=16_000,
        decimal="DECIMAL(65, {})",
        scale=30,
        room=768,
        length="CHAR_LENGTH",
        row_bytes=60_000,
    ),
    Dialect(
        "sqlite",
        _types("INTEGER|REAL|BOOLEAN|DATE|TIME|TIMESTAMP|BLOB|TEXT"),
        keeps_lengths=False,
        has_schemas=False,
        foreign=Foreign.INLINE,
    ),
    Dialect(
        "duckdb",
        _types("BIGINT|DOUBLE|BOOLEAN|DATE|TIME|TIMESTAMP|BLOB|JSON"),
        text="VARCHAR",
        keeps_lengths=False,
        foreign=Foreign.TOLD,
    ),
    Dialect(
        "oracle",
        _types("NUMBER(19)|BINARY_DOUBLE|NUMBER(1)|DATE|VARCHAR2(32)|TIMESTAMP|BLOB|CLOB"),
        text="CLOB",
        sized="VARCHAR2({} CHAR)",
        longest=1_000,
        decimal="NUMBER(38, {})",
        room=1_000,
        schema="",
        booleans=BITS,
    ),
    Dialect(
        "tsql",
        _types("BIGINT|FLOAT|BIT|DATE|TIME|DATETIME2|VARBINARY(MAX)|NVARCHAR(MAX)"),
        text="NVARCHAR(MAX)",
        sized="NVARCHAR({})",
        longest=4_000,
        room=450,
        many_nulls=False,
        length="LEN",
        schema="",
        booleans=BITS,
    ),
    Dialect(
        "hive",
        _types("BIGINT|DOUBLE|BOOLEAN|DATE|STRING|TIMESTAMP|BINARY|STRING"),
        text="STRING",
        longest=65_535,
        has_keys=False,
        has_checks=False,
        foreign=Foreign.TOLD,
    ),
    Dialect(
        "spark",
        _types("BIGINT|DOUBLE|BOOLEAN|DATE|STRING|TIMESTAMP|BINARY|STRING"),
        text="STRING",
        has_keys=False,
        has_checks=False,
        foreign=Foreign.TOLD,
    ),
    Dialect(
        "clickhouse",
        _types("Int64|Float64|Bool|Date32|String|DateTime64(6)|String|String"),
        text="String",
        decimal="Decimal(38, {})",
        length="lengthUTF8",
        keeps_lengths=False,
        has_keys=False,
        foreign=Foreign.TOLD,
        schema="CREATE DATABASE IF NOT EXISTS {};",
        nullable="Nullable({})",
        engine=" ENGINE = MergeTree ORDER BY {}",
    ),
)
BY_NAME: Mapping[str, Dialect] = {each.name: each for each in _ALL}
DIALECTS = tuple(BY_NAME)
"""Dialects that a statement is offered in."""
