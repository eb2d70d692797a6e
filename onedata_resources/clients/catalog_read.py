"""What is told of how a file was read: two encodings, what stands around the rows, broken lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from onedata_assets.domain.metadata.model import TableName
from onedata_assets.domain.metadata.structure import Problem
from onedata_resources.clients.catalog_text import Read

NAMED = 10
"""So many names are told of what is left out."""


def told_of(file: TableName, read: Read) -> Iterator[Problem]:
    """Yield what a person should know of a file that was read all the same."""
    if read.is_mixed:
        other = read.properties["encoding"]
        yield Problem(
            file,
            f"Some lines are UTF-8 and some {other}: each was read as what it is."
            " Save it as UTF-8.",
            f"部分行是 UTF-8，部分行是 {other}：已逐行按各自编码读取。请统一另存为 UTF-8。",
            is_partial=True,
        )
    if before := _before(read):
        yield Problem(
            file,
            f"The table begins behind {before} line{'s' * (before > 1)} of titles and remarks,"
            " which are left out.",
            f"表格之前的 {before} 行（标题或说明）未读入。",
            is_partial=True,
        )
    if read.beside:
        way, names = read.properties["rows_at"], _some(read.beside)
        yield Problem(
            file,
            f"The rows are those of {way}; what the file tells beside them is left out: {names}.",
            f"数据行取自 {way}；文件中与其并列的内容未读入：{names}。",
            is_partial=True,
        )
    if broken := read.broken:
        yield Problem(
            file,
            f"Of the first {broken.of} lines {_are(broken.count)} no JSON and left out; the first"
            f" is line {broken.first}. Correct or remove what is broken.",
            f"前 {broken.of} 行中有 {broken.count} 行不是 JSON，未读入；首个错误在第"
            f" {broken.first} 行。请更正或删除。",
            is_partial=True,
        )
    if odd := read.left_out:
        yield Problem(
            file,
            f"Of the first {odd.of} lines {_are(odd.count)} no row of the table and left out: more"
            f" or fewer fields, or quotes out of place. The first is line {odd.first}. Correct or"
            " remove what is wrong.",
            f"前 {odd.of} 行中有 {odd.count} 行不能作为数据行（字段数与表不符，或引号位置有误），"
            f"未读入；首个在第 {odd.first} 行。请更正或删除。",
            is_partial=True,
        )


def notes_of(reads: Sequence[Read]) -> dict[str, str]:
    """Return what is noted of a table that files make: the most lines that one has before it."""
    before = max(map(_before, reads), default=0)
    return {"lines_before_table": str(before)} if before else {}


def _before(read: Read) -> int:
    return int(read.properties.get("skipped_lines") or 0)


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:NAMED]) + (" …" if len(names) > NAMED else "")


def _are(count: int) -> str:
    return f"{count} {'are' if count > 1 else 'is'}"
