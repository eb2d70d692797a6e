"""Which source reaches a registered table: the one that it names, or the only one that has it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from onedata_assets.domain.metadata.documents import DocumentError
from onedata_assets.domain.metadata.model import Table
from onedata_assets.domain.metadata.registers import RegisteredTable
from onedata_assets.domain.metadata.sources import Source
from onedata_assets.domain.metadata.structure import Structure


@dataclass(frozen=True)
class Scanned:
    """A source, the project that it is of, and what its last scan found; None before the first."""

    source: Source
    project: str
    structure: Structure | None


@dataclass(frozen=True)
class Reached:
    """Where a registered table is: a table of a source."""

    source: Source
    table: Table


def reach(register: RegisteredTable, project: str, sources: Iterable[Scanned]) -> Reached:
    """Return where a registered table of a project is. Only sources of that project are asked.

    Raises:
        DocumentError: Nothing reaches it, or several sources do; the texts say what to do.
    """
    own = [each for each in sources if each.project == project]
    if register.source:
        own = [each for each in own if each.source.name == register.source]
        if not own:
            raise DocumentError(
                f"{register.name}: there is no source {register.source} in the project {project}.",
                f"{register.name}：项目组 {project} 中没有数据源 {register.source}。",
                "source",
            )
        if own[0].structure is None:
            raise DocumentError(
                f"{register.name}: the source {register.source} was never scanned: scan it first.",
                f"{register.name}：数据源 {register.source} 尚未扫描：请先扫描。",
                "source",
            )
    found = [Reached(each.source, table) for each in own for table in _matching(register, each)]
    if len(found) == 1:
        return found[0]
    raise _several(register, found) if found else _nothing(register, project)


def _matching(register: RegisteredTable, scanned: Scanned) -> Iterator[Table]:
    wanted = {register.source_table or register.name}
    bare = bool(register.source and not register.source_table)
    if bare or scanned.source.name == register.db:
        wanted.add(register.table)
    for table in scanned.structure.tables if scanned.structure else ():
        if {str(table.name), table.name.name} & wanted:
            yield table


def _nothing(register: RegisteredTable, project: str) -> DocumentError:
    told = register.source_table or register.name
    return DocumentError(
        f"{register.name}: no source of the project {project} has a table {told}. Declare the"
        " source that reaches it in a source.yaml and scan it, or name source and source_table.",
        f"{register.name}：项目组 {project} 的数据源中没有表 {told}。"
        "请在 source.yaml 中声明可访问它的数据源并扫描，或填写 source 与 source_table。",
        "source",
    )


def _several(register: RegisteredTable, found: list[Reached]) -> DocumentError:
    told = ", ".join(sorted({f"{each.source.name}: {each.table.name}" for each in found}))
    return DocumentError(
        f"{register.name}: several tables could be meant ({told}): name source and source_table.",
        f"{register.name}：匹配到多张表（{told}）：请填写 source 与 source_table。",
        "source",
    )
