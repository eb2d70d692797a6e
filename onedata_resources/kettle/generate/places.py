"""Where a generated transformation reads and writes: connections, tables and files.

What it does in between is in `plan.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, model_validator

from onedata_resources.kettle.values.types import KettleType


@dataclass(frozen=True)
class Told:
    """What is said in both languages."""

    en: str
    zh: str


class ContradictionError(ValueError):
    """Fields of a part of a plan that do not go together."""

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(f"{en} / {zh}")
        self.told = Told(en, zh)


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
            raise ContradictionError(
                "it has a table or a query, and only one of them",
                "须且只须给出 table 或 query 之一",
            )
        if self.table and not self.columns:
            raise ContradictionError(
                "columns of the table are missing: name those that are read",
                "缺少 columns：请列出要读取的列",
            )
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


def _by_path(file: str, table: str) -> Callable[[object], str]:
    """Return what tells a file, which has a path, from a table; faults are told of that one."""

    def kind(value: object) -> str:
        is_file = "path" in value if isinstance(value, Mapping) else hasattr(value, "path")
        return file if is_file else table

    return kind


Source = Annotated[
    Annotated[TableSource, Tag("TableSource")] | Annotated[FileSource, Tag("FileSource")],
    Discriminator(_by_path("FileSource", "TableSource")),
]


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
            raise ContradictionError(
                "mode upsert needs keys, the columns by which rows are found",
                "mode 为 upsert 时须给出 keys，即用于查找行的列",
            )
        return self


class FileTarget(Part):
    """A text file that is written, with a header."""

    path: str
    extension: str = "csv"
    separator: str = ","
    encoding: str = "UTF-8"


Target = Annotated[
    Annotated[TableTarget, Tag("TableTarget")] | Annotated[FileTarget, Tag("FileTarget")],
    Discriminator(_by_path("FileTarget", "TableTarget")),
]
