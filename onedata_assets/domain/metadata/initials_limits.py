"""What values say against initials of pinyin, each of which stands for several words.

What values say against words is in `value_limits.py`, which asks here.
"""

from __future__ import annotations

from onedata_assets.domain.metadata.hint import INITIALS, Hint
from onedata_assets.domain.metadata.meaning_catalogue import Meaning
from onedata_assets.domain.metadata.observed import Observed

MEASURED = frozenset({"weight", "length", "area", "temperature", "speed"})
ROUNDS = frozenset({"month", "week", "weekday", "day", "hour"})
ROUND_LEAST, WEEK_LEAST = 6, 5
"""So many different ones are a round of months or days; 学期 (`xq`) are two, 校区 a few."""
GRADES = {"jd": 5.0}
"""Grade points (绩点) go so far."""
MARKS_LEAST = 6
"""So many different marks are scores; fewer are ways (`fs` 方式, 分数)."""
KINDS = frozenset({"fs", "dj", "jb", "xz", "jx"})
"""Initials of kinds (方式, 等级, 性质) that numbers have for other things: 分数, 单价."""
KINDS_MOST = 30
LONGEST_PHONE = 10**13
"""No telephone has so many digits."""
NUMBERED_LEAST, NEAR = 10, 20
"""So many numbers lie nearer to each other than those of telephones."""
COMPANY_LEAST = 4
ANSWERS = frozenset({"0", "1", "y", "n", "是", "否", "t", "f", "true", "false", "有", "无"})


def are_other_initials(meaning: Meaning, hint: Hint, seen: Observed) -> bool:
    """Tell whether the values are of another word with these initials."""
    if hint.word in GRADES and meaning.id == "score":
        return seen.span is None or seen.span[1] > GRADES[hint.word]
    if meaning.id == "weekday" and hint.word == "xq":
        return seen.distinct < WEEK_LEAST
    if meaning.id == "category" and hint.word in KINDS:
        return seen.is_whole or seen.distinct > KINDS_MOST
    if (meaning.id == "company_name" and _are_short(seen)) or (
        meaning.id == "quantity" and _are_parts(seen)
    ):
        return True
    if hint.strength > INITIALS:
        return False
    return (
        (meaning.group == "contact" and _are_numbered(seen))
        or (meaning.id in MEASURED and seen.is_whole)
        or (meaning.id in ROUNDS and seen.distinct < ROUND_LEAST)
        or (meaning.id == "weekday" and hint.word == "xq")
        or (meaning.id == "score" and seen.is_whole and seen.distinct < MARKS_LEAST)
        or (meaning.id == "user_name" and seen.is_whole)
        or (meaning.id == "flag" and not {each.lower() for each in seen.probe} <= ANSWERS)
    )


def _are_numbered(seen: Observed) -> bool:
    """Tell whether numbers lie so near to each other that they count rows: 单号, no 电话 (`dh`)."""
    if not seen.is_whole or seen.span is None or seen.distinct < NUMBERED_LEAST:
        return False
    low, high = seen.span
    return high - low < NEAR * seen.distinct or low >= LONGEST_PHONE


def _are_short(seen: Observed) -> bool:
    """Tell whether texts are too short for companies: 白色 of 试管颜色 (`sgys`), no 供应商."""
    return 2 * sum(len(each) < COMPANY_LEAST for each in seen.probe) > len(seen.probe)


def _are_parts(seen: Observed) -> bool:
    """Tell whether numbers are parts of one: 税率 (`sl`), no 数量."""
    return not seen.is_whole and seen.span is not None and 0 <= seen.span[0] <= seen.span[1] < 1
