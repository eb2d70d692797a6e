"""The Kettle transformation of a table: what was asked for, what it is now, what that changes.

What it does to rows is in `cleaning_plan.py`. Versions and the file of what is in use are kept by
`onedata_resources/store/kettle_files.py`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from onedata_assets.domain.metadata.cleaning_plan import Route, cleaning_plan, plan_diff
from onedata_assets.domain.metadata.column_mapping import mapped
from onedata_assets.domain.metadata.kettle_targets import Around, require_target, told_of
from onedata_assets.domain.metadata.model import Table
from onedata_assets.domain.metadata.sources import Source, SourceKind
from onedata_assets.domain.metadata.standards import StandardError, TableStandard
from onedata_assets.domain.processing.contract import Text


@dataclass(frozen=True)
class Wanted:
    """What somebody asks for: from which connection to which table, by which standard."""

    standard: str
    source: str
    target: str
    table: str
    schema: str = ""
    rejected: str = ""
    only_conforming: bool = False

    def content(self, ktr: str) -> str:
        """Return the text that is kept: what was asked for, with the file that came of it."""
        told = {**vars(self), "ktr": ktr}
        return json.dumps(told, ensure_ascii=False, sort_keys=True)

    @classmethod
    def of(cls, content: str) -> tuple[Wanted, str]:
        """Return what was asked for, and the file, of a text that was kept."""
        told = json.loads(content)
        ktr = told.pop("ktr")
        return cls(**told), ktr


@dataclass(frozen=True)
class Generated:
    """A transformation as it would be now; `diff` is what using it changes, if anything.

    `notes` are what a person should know of how it writes, and of what it does not hold rows to.
    """

    wanted: Wanted
    plan: Mapping[str, Any]
    ktr: str
    diff: str
    in_use: int
    notes: tuple[Text, ...] = ()

    @property
    def waits(self) -> bool:
        """Tell whether somebody has to accept it before it is used."""
        return bool(self.diff) or not self.in_use


@dataclass(frozen=True)
class InUse:
    """The version in use: its number and its text, 0 and nothing before the first."""

    number: int = 0
    content: str = ""


Standards = Callable[[str], TableStandard]
Writer = Callable[[Mapping[str, Any]], str]


def generated(
    name: str,
    table: Table,
    wanted: Wanted | None,
    in_use: InUse,
    *,
    around: Around,
    standard_of: Standards,
    written: Writer,
) -> Generated:
    """Return the transformation of a table as its structure and its standard are now.

    Without `wanted` it is as it was asked for the last time. `written` makes the file of a plan.

    Raises:
        StandardError: Nothing was asked for before, or the standard has a column that the table
            has not, or it cannot write there.
    """
    before, ktr = Wanted.of(in_use.content) if in_use.number else (None, "")
    asked = wanted or before
    if asked is None:
        raise StandardError(
            f"No transformation of {name} was accepted: say where it writes (--target, --table).",
            f"尚无已采用的 {name} 转换：请指定写入位置（--target、--table）。",
        )
    require_target(name, table, asked, around)
    standard = standard_of(asked.standard)
    plan = _plan(table, standard, asked)
    made, notes = written(plan), told_of(standard, asked)
    return Generated(asked, plan, made, plan_diff(ktr, made), in_use.number, notes)


def others(in_force: Mapping[str, str], name: str) -> dict[str, Wanted]:
    """Return what the transformations of other tables write, of the texts that are kept."""
    return {each: Wanted.of(kept)[0] for each, kept in in_force.items() if each != name}


def connection_of(source: Source | None, name: str) -> str:
    """Return the Kettle connection that reads a table of a source: it has the source's name.

    Raises:
        StandardError: The table is of no database.
    """
    if source is None or source.kind is not SourceKind.SQL:
        raise StandardError(
            f"No scanned database has {name!r}, so a connection to read must be named: scan its "
            "source first, or name one.",
            f"已扫描的数据库中没有表 {name!r}，须指明读取的连接：请先扫描其数据源，或指定连接。",
        )
    return source.name


def _plan(table: Table, standard: TableStandard, wanted: Wanted) -> Mapping[str, Any]:
    route = Route(
        source=wanted.source,
        target=wanted.target,
        table=wanted.table,
        schema=wanted.schema,
        rejected=wanted.rejected,
        columns=mapped(table, standard),
    )
    return cleaning_plan(table, standard, route, only_conforming=wanted.only_conforming)
