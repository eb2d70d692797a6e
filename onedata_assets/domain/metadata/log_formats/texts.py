"""What is told of lines that make no rows, in both languages and without anybody's words.

Shares are rounded, so that a log which only grows is told the same.
"""

from __future__ import annotations

from onedata_assets.domain.metadata.log_formats.kinds import (
    ACCESS,
    APPLICATION,
    DELIMITED,
    JSON_LINES,
    PAIRS,
    REST,
)
from onedata_assets.domain.metadata.log_formats.reading import LogRead
from onedata_assets.domain.metadata.log_formats.templates import shapes_of
from onedata_assets.domain.metadata.model import Evidence

EXAMPLES = 3
_CHINESE = {
    ACCESS: "访问日志",
    APPLICATION: "应用日志",
    DELIMITED: "分隔符文本",
    JSON_LINES: "JSON 行",
    PAIRS: "键值对",
    REST: "其他文本",
}


def mixed_told(read: LogRead) -> Evidence | None:
    """Return which kinds of lines a log has; None where it has one."""
    if len(read.shares) < 2:
        return None
    main, *others = read.shares
    en = ", ".join(f"{kind} {_percent(share)}" for kind, share in read.shares.items())
    zh = "、".join(
        f"{_CHINESE.get(kind, kind)} {_percent(share)}" for kind, share in read.shares.items()
    )
    return Evidence(
        f"Its lines are of {len(others) + 1} formats ({en}): the table is of {main} alone.",
        f"其中有 {len(others) + 1} 种格式的行（{zh}）：此表仅含{_CHINESE.get(main, main)}。",
    )


def misfits_told(read: LogRead) -> Evidence | None:
    """Return how many lines make no rows, and what they are like; None where there are none."""
    if read.misfits.is_empty():
        return None
    share = _percent(len(read.misfits) / read.lines)
    shapes = "; ".join(shapes_of(read.misfits, EXAMPLES))
    return Evidence(
        f"Lines that fit no row: {share}. They are like: {shapes}",
        f"不成行的日志占 {share}，形如：{shapes}",
    )


def _percent(share: float) -> str:
    """Return a share in steps of five."""
    rounded = round(share * 20) * 5
    return f"{rounded} %" if 0 < rounded < 100 else "< 5 %" if rounded == 0 else "> 95 %"
