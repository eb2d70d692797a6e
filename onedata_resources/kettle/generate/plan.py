"""What a generated transformation is to do, as data: from a source, over cleaning, to a target.

The order is fixed: read, join, filter, keep the first of each key, fill gaps, map values,
calculate, mask, choose columns, write. `transformation.py` makes the steps; nothing here knows
Kettle's XML.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from onedata_resources.kettle.generate.places import Database, Part, Source, TableTarget, Target
from onedata_resources.kettle.values.types import KettleType

Comparison = Literal[
    "=", "<>", "<", "<=", ">", ">=", "REGEXP", "IS NULL", "IS NOT NULL", "IN LIST", "CONTAINS",
    "STARTS WITH", "ENDS WITH", "LIKE",
]  # fmt: skip


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


class Check(Part):
    """A rule that an output keeps; a row that breaks it is rejected, with the code and the text.

    Lengths are in characters, a pattern matches the whole value. Bounds and values are written as
    `type` and `mask` read them; each value has what it means.
    """

    column: str
    code: str
    told: str
    null: bool = Field(default=True, description="Whether null keeps it.")
    shortest: int | None = None
    longest: int | None = None
    pattern: str = ""
    low: str = ""
    high: str = ""
    values: dict[str, str] = Field(default_factory=dict)
    type: KettleType = KettleType.STRING
    mask: str = ""


class Plan(Part):
    """A transformation to generate; `rejected` gets the rows whose values do not fit.

    With `checks`, be they none, only rows are written that fit, keep the checks and repeat neither
    the key (`distinct`) nor a value of `unique`; those that do not, and find no table of rejected
    rows, end in a step that counts them.
    """

    name: str = Field(min_length=1)
    source: Source
    target: Target
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
    checks: tuple[Check, ...] | None = None
    unique: tuple[str, ...] = Field(
        default=(), description="Outputs that no two rows share a value of; only with checks."
    )
