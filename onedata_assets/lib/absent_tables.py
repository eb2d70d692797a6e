"""Why a name that begins with a source's is no known table: what to scan, or what it has instead.

Names of the lake begin with a layer and are told by the lake itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from difflib import get_close_matches

from onedata_assets.domain.metadata.sources import Source, SourceKind, known_tables
from onedata_assets.domain.metadata.structure import Structure
from onedata_assets.lib.keys import Layer
from onedata_resources.errors import BadInputError

SHOWN = 3


def absence(
    name: str, sources: Iterable[Source], structure_of: Callable[[str], Structure | None]
) -> BadInputError | None:
    """Return why no source has a table of this name; None where one has it or the lake may."""
    head, _, _ = name.partition("/")
    source = next((each for each in sources if each.name == head), None)
    if source is None or source.kind is SourceKind.LAKE:
        return None
    known = known_tables([source], structure_of)
    if name in known:
        return None
    scan = f"`onedata metadata scan {head}`"
    if structure_of(head) is None:
        return BadInputError(
            f"{name}: the source {head} was never scanned. Scan it first: {scan}.",
            f"{name}：数据源 {head} 尚未扫描。请先扫描：{scan}。",
        )
    near = get_close_matches(name, list(known), n=SHOWN)
    near_en = f" Near names: {', '.join(near)}." if near else ""
    near_zh = f"相近的表：{'、'.join(near)}。" if near else ""
    return BadInputError(
        f"The source {head} has no table {name} among the {len(known)} of its last scan.{near_en}"
        f" `onedata metadata show {head}` lists them; if the table is new, scan again: {scan}.",
        f"数据源 {head} 没有表 {name}：最近一次扫描发现的 {len(known)} 张表中没有它。{near_zh}"
        f"可用 `onedata metadata show {head}` 查看；若为新表，请重新扫描：{scan}。",
    )


def nowhere(name: str, sources: Iterable[str]) -> BadInputError:
    """Return the error about a name that begins with neither a source nor a layer of the lake."""
    head, have, layers = name.partition("/")[0], ", ".join(sources) or "—", ", ".join(Layer)
    return BadInputError(
        f"There is no table {name}: {head} is neither a source ({have}) nor a layer of the lake"
        f" ({layers}).",
        f"没有表 {name}：{head} 既不是数据源（{have}），也不是数据湖的层（{layers}）。",
    )
