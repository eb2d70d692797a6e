"""Whether a name is the role of a person (`signed_by`, `被保人`), and a table one of persons.

How names are taken apart is in `naming.py`; which persons are meant is told by `filled_keys.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum

from onedata_assets.domain.metadata.name_match import last_word
from onedata_assets.domain.metadata.naming import Name, is_chinese, split, words
from onedata_assets.domain.metadata.word_lists import words as listed


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
    if last in known.person_roles:
        return Role.PLAIN
    person = last.endswith(known.person_ends) and last not in known.no_persons and len(last) > 4
    return Role.MAYBE if person else Role.NONE


def is_of_persons(table: tuple[str, ...], columns: Iterable[str]) -> bool:
    """Tell whether a table's name or columns say that its rows are persons or parties."""
    known, last = words(), table[-1] if table else ""
    named = last in known.persons.union(known.parties, listed("person_tables"))
    called = is_chinese(last) and last.endswith(known.chinese_person_ends)
    return named or called or any(" ".join(split(each)) in known.personal for each in columns)
