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
    near_en, near_zh = _near(name, known)
    return BadInputError(
        f"The source {head} has no table {name} among the {len(known)} of its last scan.{near_en}"
        f" `onedata metadata show {head}` lists them; if the table is new, scan again: {scan}.",
        f"数据源 {head} 没有表 {name}：最近一次扫描发现的 {len(known)} 张表中没有它。{near_zh}"
        f"可用 `onedata metadata show {head}` 查看；若为新表，请重新扫描：{scan}。",
    )


def nowhere(name: str, sources: Iterable[str], known: Iterable[str] = ()) -> BadInputError:
    """Return the error about a name that begins with neither a source nor a layer of the lake.

    `known` are the names of tables that there are.
    """
    head, have, layers = name.partition("/")[0], ", ".join(sources) or "—", ", ".join(Layer)
    near_en, near_zh = _near(name, known)
    return BadInputError(
        f"There is no table {name}: {head} is neither a source ({have}) nor a layer of the lake"
        f" ({layers}).{near_en}",
        f"没有表 {name}：{head} 既不是数据源（{have}），也不是数据湖的层（{layers}）。{near_zh}",
    )


def missing(name: str, known: Iterable[str]) -> BadInputError:
    """Return the error about a table that neither a source nor the lake has."""
    near_en, near_zh = _near(name, known)
    return BadInputError(
        f"There is no table {name} in the lake or in a scanned source.{near_en} `onedata metadata"
        " standards list` tells which tables have a standard or a draft.",
        f"数据湖与已扫描的数据源中都没有表 {name}。{near_zh}"
        "可用 `onedata metadata standards list` 查看已有标准或草稿的表。",
    )


def _near(name: str, known: Iterable[str]) -> tuple[str, str]:
    """Return names like that one, in both languages; their last parts may be like it too."""
    whole = list(dict.fromkeys(known))
    near = get_close_matches(name, whole, n=SHOWN)
    last = name.rpartition("/")[2]
    ends = [each for each in whole if _is_like(last, each.rpartition("/")[2])]
    found = list(dict.fromkeys([*near, *ends]))[:SHOWN]
    if not found:
        return "", ""
    return f" Near names: {', '.join(found)}.", f"相近的表：{'、'.join(found)}。"


def _is_like(asked: str, name: str) -> bool:
    begins = len(asked) > 1 and name.casefold().startswith(asked.casefold())
    return begins or bool(get_close_matches(asked, [name]))
