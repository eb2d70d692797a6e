"""Names that are the first letters of Chinese words, taken apart by the keys of their source.

Systems call the code of a department `KSDM` (科室代码) and that of the one who treats `ZXKS`: what
stands before the mark of a key is what columns end with that refer to it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType

from onedata_assets.domain.metadata.name_vocabulary import vocabulary

MARKS = ("lsh", "sbh", "dm", "bm", "bh", "xh", "sb", "id", "h")
"""Initials of 流水号, 识别号, 代码, 编码, 编号, 序号, 识别 and 号, the longest first."""

STAFF, STAFF_NUMBER = ("yg", "zg", "ry"), "gh"
"""Initials of 员工, 职工 and 人员, and of 工号, by which their key is called elsewhere."""

STUDENT_NUMBER = "xh"
"""Initials of 学号 where a key is called so; elsewhere they are of 序号."""

MARK = "dm"
"""What is written for the mark of a number of persons."""

NO_NUMBERS: Mapping[str, str] = MappingProxyType({})

LEAST_STEM = 2
LEAST_NAMES, SHARE, VOWELS = 20, 0.9, 0.2
_WORD = re.compile(r"[a-z]{2,8}")
_NEVER = re.compile(r"[iuv]")
"""Letters that begin no syllable of Chinese."""


def is_in_initials(names: Iterable[str]) -> bool:
    """Tell whether a source calls most of its columns by the first letters of Chinese words."""
    found = [each.lower() for each in names if _WORD.fullmatch(each.lower())]
    if len(found) < LEAST_NAMES:
        return False
    able = sum(not _NEVER.search(each.removesuffix("id")) for each in found)
    letters = "".join(found)
    vowels = sum(letter in "aeo" for letter in letters)
    return able >= SHARE * len(found) and vowels < VOWELS * len(letters)


def stem_of(name: str) -> str:
    """Return what a key is of: `ks` of `KSDM` and `ks_id`; nothing where it has no mark."""
    word = name.lower().replace("_", "")
    found = (word.removesuffix(each) for each in MARKS if word.endswith(each))
    stem = next(found, "")
    return stem if len(stem) >= LEAST_STEM and _WORD.fullmatch(stem) else ""


def numbers_of(keys: Iterable[str]) -> dict[str, str]:
    """Return the numbers of persons that single keys are, by what they are called.

    >>> numbers_of(["xh", "jsgh", "kcdm"])
    {'xh': 'xh', 'jsgh': 'gh'}
    """
    known = {each.lower() for each in keys}
    staff = [each for each in known if each.endswith(STAFF_NUMBER)]
    students = {STUDENT_NUMBER: STUDENT_NUMBER} if STUDENT_NUMBER in known else {}
    return students | ({staff[0]: STAFF_NUMBER} if len(staff) == 1 else {})


def spelled(name: str, stems: Collection[str], numbers: Mapping[str, str] = NO_NUMBERS) -> str:
    """Return a name with gaps before its mark and before the key's word that it ends with.

    `numbers` are those of persons, by what their keys are called.

    >>> spelled("ZXKS", {"ks"}), spelled("KSDM", {"ks"}), spelled("PYGH", {"yg"})
    ('zx_ks', 'ks_dm', 'py_yg_dm')
    >>> spelled("jsgh", (), {"jsgh": "gh"}), spelled("fdygh", (), {"jsgh": "gh"})
    ('gh_dm', 'fdy_gh_dm')
    >>> spelled("XSBID", {"sb"})
    'x_sb_id'
    """
    *before, word = name.lower().split("_")
    if before and word in MARKS:
        return "_".join((spelled("_".join(before), stems), word))
    if before or not _WORD.fullmatch(word):
        return name
    if word in numbers:
        return f"{numbers[word]}_{MARK}"
    for number in numbers.values():
        if word.endswith(number) and len(word) >= LEAST_STEM + len(number):
            return f"{word.removesuffix(number)}_{number}_{MARK}"
    if word.endswith(STAFF_NUMBER) and len(word) > LEAST_STEM + 1:
        staff = next((each for each in STAFF if each in stems), "")
        if staff:
            return f"{word.removesuffix(STAFF_NUMBER)}_{staff}_{MARK}"
    mark = next((each for each in MARKS if word.endswith(each)), "") if stem_of(word) else ""
    rest = word.removesuffix(mark)
    before = 1 if mark else LEAST_STEM
    ends = (each for each in stems if rest.endswith(each) and len(rest) - len(each) >= before)
    end = max((each for each in ends if not _is_another(rest, each)), key=len, default="")
    parts = [rest.removesuffix(end), end, mark] if end else [rest, mark]
    return "_".join(filter(None, parts))


def _is_another(phrase: str, end: str) -> bool:
    """Tell whether a phrase is known that means no kind of its end: 婚姻状况 (`hyzk`) and 折扣."""
    known = vocabulary().short
    return {*known.get(phrase, ())}.isdisjoint(known.get(end, ())) and known.keys() >= {phrase, end}
