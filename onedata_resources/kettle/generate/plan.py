"""What a generated transformation is to do, as data: from a source, over cleaning, to a target.

The order is fixed: read, join, filter, keep the first of each key, fill gaps, map values,
calculate, mask, choose columns, write. `transformation.py` makes the steps; nothing here knows
Kettle's XML.
"""

from __future__ import annotations

from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from onedata_resources.kettle.values.types import KettleType

Comparison = Literal[
    "=", "<>", "<", "<=", ">", ">=", "REGEXP", "IS NULL", "IS NOT NULL", "IN LIST", "CONTAINS",
    "STARTS WITH", "ENDS WITH", "LIKE",
]  # fmt: skip


class Part(BaseModel):
    """A part of a plan: frozen, and refusing names that it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Database(Part):
    """A connection of the file; `password` is written as it stands: a variable, or `Encrypted ...`.

    A server that has a connection of that name in its own list uses that one.
    """

    name: str
    type: str
    server: str = ""
    database: str = ""
    port: str = ""
    username: str = ""
    password: str = Field(default="", repr=False)
    attributes: dict[str, str] = Field(default_factory=dict)


class TableSource(Part):
    """A table, or the rows of a query."""

    connection: str
    schema_name: str = Field(default="", alias="schema")
    table: str = ""
    columns: tuple[str, ...] = ()
    query: str = ""
    order_by: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if bool(self.table) == bool(self.query):
            raise ValueError(
                "a table source has either a table or a query / 表来源须且只须给出表或查询之一"
            )
        if self.table and not self.columns:
            raise ValueError("a table source names its columns / 表来源须列出字段")
        return self


class FileColumn(Part):
    """A column of a file, in the order of the file."""

    name: str
    type: KettleType = KettleType.STRING
    format: str = ""
    length: int = -1
    precision: int = -1
    path: str = ""
    """Where a JSON document has it."""


class FileSource(Part):
    """A CSV or JSON file."""

    path: str
    columns: tuple[FileColumn, ...] = Field(min_length=1)
    kind: Literal["csv", "json"] = "csv"
    separator: str = ","
    encoding: str = "UTF-8"
    header: bool = True


Source = TableSource | FileSource


class Filter(Part):
    """Rows that are kept: a comparison, or several; `operator` joins it to those before it.

    As in Kettle, the comparisons of one level are joined from left to right, without precedence.
    """

    column: str = ""
    function: Comparison = "="
    value: str | None = None
    type: KettleType = KettleType.STRING
    mask: str = ""
    other: str = Field(default="", description="Another column, in place of a value.")
    negated: bool = False
    operator: Literal["AND", "OR"] = "AND"
    conditions: tuple[Filter, ...] = ()


class Join(Part):
    """Columns of another source, found by equal keys.

    `lookup` reads the other source into memory and takes its last match, `database` asks its table
    row by row for the first one; both keep every row. The others are joins of two sorted streams,
    with a row for each match. `columns` are those that are added and their new names.
    """

    source: Source
    on: dict[str, str] = Field(min_length=1, description="Our column to theirs.")
    columns: dict[str, str] = Field(min_length=1)
    types: dict[str, KettleType] = Field(default_factory=dict)
    defaults: dict[str, str] = Field(default_factory=dict)
    kind: Literal["lookup", "database", "inner", "left", "right", "full"] = "lookup"


class Imputed(Part):
    """The value that a column has where it has none."""

    column: str
    value: str
    mask: str = ""


class ValueMap(Part):
    """Values by values: `empty` for null, `other` for what is not listed (null: unchanged)."""

    column: str
    values: dict[str, str]
    target: str = ""
    other: str = ""
    empty: str | None = None


class Calculation(Part):
    """One operation of Kettle's Calculator, by its code (ADD, DIVIDE, YEAR_OF_DATE ...)."""

    name: str
    operation: str
    a: str = ""
    b: str = ""
    c: str = ""
    type: KettleType
    length: int = -1
    precision: int = -1
    mask: str = ""
    helper: bool = Field(default=False, description="Only later calculations use it.")


class Mask(Part):
    """How a sensitive column is hidden.

    `stars` keeps the first and the last characters and shows `*` for each other one; `hash` is the
    SHA-256 of the salt and the text in hexadecimal; `fixed` is the same text for every row.
    """

    column: str
    rule: Literal["stars", "hash", "fixed"]
    keep_first: int = Field(default=0, ge=0)
    keep_last: int = Field(default=0, ge=0)
    salt: str = ""
    text: str = "***"


class Output(Part):
    """A column that is written: which one, under which name, as which type."""

    column: str
    name: str = ""
    type: KettleType | None = None
    mask: str = ""
    length: int = -2
    precision: int = -2
    lenient: bool = Field(default=False, description="Whether 2024-02-30 is the first of March.")


class TableTarget(Part):
    """A table that is written: rows added, replaced as a whole, or updated by their keys."""

    connection: str
    schema_name: str = Field(default="", alias="schema")
    table: str
    mode: Literal["insert", "replace", "upsert"] = "insert"
    keys: tuple[str, ...] = ()
    commit: int = Field(default=1000, ge=0)

    @model_validator(mode="after")
    def _keys_of_upsert(self) -> Self:
        if self.mode == "upsert" and not self.keys:
            raise ValueError("an upsert needs its keys / upsert 须给出主键字段")
        return self


class FileTarget(Part):
    """A text file that is written, with a header."""

    path: str
    extension: str = "csv"
    separator: str = ","
    encoding: str = "UTF-8"


class Plan(Part):
    """A transformation to generate; `rejected` gets the rows whose values do not fit."""

    name: str = Field(min_length=1)
    source: Source
    target: TableTarget | FileTarget
    outputs: tuple[Output, ...] = Field(min_length=1)
    description: str = ""
    parameters: dict[str, str] = Field(default_factory=dict)
    connections: tuple[Database, ...] = ()
    joins: tuple[Join, ...] = ()
    filters: tuple[Filter, ...] = ()
    distinct: tuple[str, ...] = ()
    imputed: tuple[Imputed, ...] = ()
    value_maps: tuple[ValueMap, ...] = ()
    calculations: tuple[Calculation, ...] = ()
    masks: tuple[Mask, ...] = ()
    rejected: TableTarget | None = None
