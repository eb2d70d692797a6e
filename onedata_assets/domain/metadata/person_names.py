"""Whether a name is the role of a person (`signed_by`, `被保人`), and a table one of persons.

How names are taken apart is in `naming.py`; which persons are meant is told by `filled_keys.py`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from enum import IntEnum
from functools import cache

from onedata_assets.domain.metadata.name_match import last_word
from onedata_assets.domain.metadata.name_vocabulary import vocabulary
from onedata_assets.domain.metadata.naming import (
    Name,
    is_chinese,
    is_unspoken,
    pinyin,
    singular,
    split,
    words,
)
from onedata_assets.domain.metadata.word_lists import words as listed

CUSTOMERS = frozenset({"customer", "client", "patient", "guest", "passenger", "客户", "患者"})
"""Persons whom the rows' owners deal with, who do nothing for them."""

SPOKEN = ("ren", "yuan")
"""How roles in pinyin end: 人 and 员."""

LEAST_SPOKEN = 5
"""Letters that such a role has more than."""

LEAST_SHORT = 3
"""Letters that the initials of a role have."""

TRADES = ("ista",)
"""How persons are called by their trade in Spanish, Portuguese and Italian: recepcionista."""

MOST_SHORT = 4
"""Letters of initials that end with that of 人."""

NUMBERS_OF = {"h": "gh", "dm": "ysdm"}
"""How the initials of the number of a member of staff end, 工号, and of a doctor, 医生代码."""


class Role(IntEnum):
    """How plainly a name is that of a person's role."""

    NONE = 0
    MAYBE = 1
    PLAIN = 2


def role_of(name: Name) -> Role:
    """Return how plainly a column's name is that of what a person does."""
    known, last = words(), last_word(name)
    if is_chinese(last):
        return Role.PLAIN if last.endswith(known.chinese_person_ends) else Role.NONE
    if last in known.person_roles or last in _short_roles() or _is_spoken_role(name, last):
        return Role.PLAIN
    if last in known.no_persons:
        return Role.NONE
    if last.endswith(TRADES) or _is_in_initials(name, last):
        return Role.PLAIN
    return Role.MAYBE if last.endswith(known.person_ends) and len(last) > 4 else Role.NONE


def may_play(name: Name, table: tuple[str, ...]) -> bool:
    """Tell whether rows of a table of persons may play a role: customers manage nothing."""
    is_superior = last_word(name) in words().superiors
    return not is_superior or CUSTOMERS.isdisjoint(table)


def names_a_person(called: tuple[str, ...]) -> bool:
    """Tell whether words are the name of somebody in a role: `expert name`, `customer c name`."""
    if len(called) < 2 or called[-1] != "name":
        return False
    *before, last = called[:-1]
    role = before[-1] if before and len(last) == 1 else last  # `c` of names in Chinese
    return role_of(Name((role,))) is not Role.NONE


def _is_in_initials(name: Name, last: str) -> bool:
    """Tell whether a name is initials of a role, or of its number: jzr, 记账人; ysgh, 医生工号."""
    if not is_unspoken(last):
        return False
    number = name.mark in NUMBERS_OF and f"{last}{name.mark}".endswith(NUMBERS_OF[name.mark])
    return number or (last.endswith("r") and LEAST_SHORT <= len(last) <= MOST_SHORT)


def _is_spoken_role(name: Name, last: str) -> bool:
    """Tell whether a name is a Chinese role in pinyin: shenheren and shenhe_ren, 审核人; kefu."""
    if last in SPOKEN:
        return len(name.words) > 1
    long = len(last) > LEAST_SPOKEN and last.endswith(SPOKEN) and last not in words().no_persons
    return long or last in _spoken_ends()


@cache
def _short_roles() -> frozenset[str]:
    """Return the initials of known Chinese roles: shr of 审核人, but not of their names (shrxm)."""
    named = vocabulary().short.items()
    told = {pinyin(each)[1] for each in words().person_roles if is_chinese(each)}
    told |= {each for each, meant in named if meant == ("person_name",) and each[-1:] in "ry"}
    return frozenset(singular(each) for each in told if len(each) >= LEAST_SHORT)


@cache
def _spoken_ends() -> frozenset[str]:
    """Return in pinyin what roles end with that are words of their own."""
    return frozenset(pinyin(each)[0] for each in words().chinese_person_ends if len(each) > 1)


def is_of_persons(table: tuple[str, ...], columns: Collection[str]) -> bool:
    """Tell whether a table's name or columns say that its rows are persons or parties."""
    known, last = words(), table[-1] if table else ""
    named = last in known.persons.union(known.parties, listed("person_tables"))
    called = is_chinese(last) and last.endswith(known.chinese_person_ends)
    if named or called:
        return True
    if _are_called_with_initials(columns):
        return True
    parts = [split(each) for each in columns]
    begun = {each[:1] for each in parts if each}  # adh_nom, adh_prenom
    said = {" ".join(each[1:] if len(begun) == 1 else each) for each in parts}
    return not said.isdisjoint(known.personal) or not said.isdisjoint(_spoken())


def _are_called_with_initials(columns: Iterable[str]) -> bool:
    """Tell whether rows have a name and a sex, both of the same: ygxm and ygxb, 员工姓名, 性别."""
    names = {each.lower() for each in columns}
    called = {each.removesuffix("xm") for each in names if each.endswith("xm")}
    return any(f"{each}xb" in names for each in called)


@cache
def _spoken() -> frozenset[str]:
    """Return in pinyin what only persons have; the first letters of the longer words too."""
    told = [pinyin(each) for each in words().personal if is_chinese(each)]
    return frozenset({full for full, _ in told} | {short for _, short in told if len(short) > 3})
