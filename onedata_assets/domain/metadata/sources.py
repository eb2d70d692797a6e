"""What a source is: its name, its kind, the setting that says where it is, and what is wanted.

What was found in one is in `structure.py`; who writes them down, in `components/source.py`. The
tables of all are known by the names of their assets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from onedata_assets.domain.metadata.model import Table, TableName
from onedata_assets.domain.metadata.structure import Structure, Wanted

USUAL_SCHEMAS = frozenset({"", "public", "main", "dbo"})
"""Schemas that nobody chose: a table in them is known by its name alone."""


class SourceKind(StrEnum):
    """How a source is asked."""

    SQL = "sql"
    FILES = "files"
    LAKE = "lake"
    LOGS = "logs"
    HTTP = "http"
    KETTLE = "kettle"


@dataclass(frozen=True)
class Asking:
    """How an HTTP interface is asked; `headers` and `base` name the variables that hold values.

    With `paths` these are asked, below the source's address; without, the address is that of the
    document that describes the interface, which is at `base` if the document does not tell.
    """

    paths: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    base: str = ""


MODEL_CALLS = 500


@dataclass(frozen=True)
class Source:
    """A source; `connection` is the environment variable that holds its URL or its folder.

    Where a model describes it, a scan asks that `model_calls` times at most.
    """

    name: str
    kind: SourceKind
    connection: str
    wanted: Wanted
    asking: Asking = Asking()
    describe_with_model: bool = False
    model_calls: int = MODEL_CALLS

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Source:
        """Return the source that the fields of a `source.yaml` write down; others say nothing here.

        Raises:
            KeyError, TypeError, ValueError: It writes none down.
        """
        wanted = Wanted(
            schemas=tuple(told.get("schemas") or ()),
            include=tuple(told.get("include") or ("*",)),
            exclude=tuple(told.get("exclude") or ()),
        )
        asking = Asking(
            tuple(told.get("paths") or ()),
            tuple((told.get("headers") or {}).items()),
            told.get("base") or "",
        )
        return cls(
            told["name"],
            SourceKind(told["kind"]),
            told["connection"],
            wanted,
            asking,
            bool(told.get("describe_with_model")),
            int(told.get("model_calls") or MODEL_CALLS),
        )


def asset_path(source: Source, table: TableName) -> tuple[str, ...]:
    """Return the key of a table's asset: a lake's own address, or else below the source's name."""
    if source.kind is SourceKind.LAKE:
        return (table.schema, table.name)
    schema = () if table.schema in USUAL_SCHEMAS else (table.schema,)
    return (source.name, *schema, *(part for part in table.name.split("/") if part))


@dataclass(frozen=True)
class KnownTable:
    """A table, and the source that has it."""

    source: Source
    table: Table


def known_tables(
    sources: Iterable[Source], structure_of: Callable[[str], Structure | None]
) -> Mapping[str, KnownTable]:
    """Return the tables of sources by the names of their assets; the first of a name counts."""
    found: dict[str, KnownTable] = {}
    for source in sources:
        known = structure_of(source.name)
        for table in known.tables if known else ():
            found.setdefault("/".join(asset_path(source, table.name)), KnownTable(source, table))
    return found
