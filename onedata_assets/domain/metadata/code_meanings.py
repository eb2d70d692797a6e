"""Whether codes and numbers of things are the key of their rows, refer to others, or are neither.

Names that end with `id` or `key` are judged in `key_meanings.py`.
"""

from __future__ import annotations

from onedata_assets.domain.metadata.column_roles import Role
from onedata_assets.domain.metadata.model import NUMBERS, Column, Evidence, Family, Finding, Table
from onedata_assets.domain.metadata.name_tokens import tokens
from onedata_assets.domain.metadata.naming import table_name
from onedata_assets.domain.metadata.naming import words as naming_words
from onedata_assets.domain.metadata.observed import Observed
from onedata_assets.domain.metadata.word_lists import words

CODES = frozenset({"code", "cd", "daima", "bianma"})
HAN_CODES = ("编码", "代码")
SHORT_CODES = ("dm", "bm")
"""Initials of 代码 and 编码 at the end of a name that is nothing but initials."""
NUMBERS_OF = frozenset({"no", "number", "nr"})
OWN_NUMBERS = frozenset(
    {
        *("engine", "chassis", "cert", "certificate", "permit", "licence", "license", "charter"),
        *("account", "acct", "file", "reg", "registration", "tax", "vat", "approval", "warrant"),
    }
)
"""What each row has one of, with a number that others gave it."""
FULL = 0.9
"""An identifier is known of nearly every row; of fewer it is a number that some have."""
FEW, REPEATS, DENSE = 60, 2, 0.8
"""Numbers within something begin at 1, leave few gaps, do not go far, and come again and again."""


def as_code(
    table: Table, found: tuple[Finding, ...], seen: Observed, role: Role
) -> tuple[Finding, ...]:
    """Tell a code that stands first and tells rows apart as their identifier.

    One that repeats and is named after another thing than the rows is a reference.
    """
    if role is Role.REFERENCE:
        return told_as("reference", found, declared())
    if table.columns[0].name == seen.column.name and seen.distinct == seen.known == seen.rows > 1:
        said = Evidence("It stands first and tells all rows apart.", "位于首列，且能区分所有行。")
        return told_as("identifier", found, said)
    thing = _coded(seen.column.name)
    if not thing or seen.distinct == seen.known or names_rows_of(table, thing):
        return found
    if thing in words("no_coded_things"):
        return found
    return told_as("reference", found, repeats(seen))


def as_number(
    table: Table, found: tuple[Finding, ...], seen: Observed
) -> tuple[Finding, ...] | None:
    """Tell a number within something as a sequence, one that some or own rows have as a code.

    None where the number is neither.
    """
    thing = _numbered(seen.column)
    if thing is None:
        return None
    if is_whole_key(seen):
        return _as_own_number(table, found, seen, thing)
    if _is_sequence(seen) and thing not in _parties():
        low, high = seen.span or (0, 0)
        said = Evidence(
            f"Numbers from {low:.0f} to {high:.0f}, again and again.",
            f"{low:.0f} 至 {high:.0f} 的编号反复出现。",
        )
        return told_as("sequence_number", found, said)
    is_text = seen.family is Family.TEXT
    if is_text and thing and names_rows_of(table, thing) and not is_unique(seen):
        return told_as("code", found, repeats(seen))
    is_partly = seen.distinct == seen.known < FULL * seen.rows
    if is_text and is_partly and not naming_words().selves & set(tokens(seen.column.name)):
        said = Evidence(
            f"Only {seen.known} of {seen.rows} rows have one, each another.",
            f"{seen.rows} 行中仅 {seen.known} 行有值，且各不相同。",
        )
        return told_as("code", found, said)
    return None


def _as_own_number(
    table: Table, found: tuple[Finding, ...], seen: Observed, thing: str
) -> tuple[Finding, ...] | None:
    """Tell a text that differs in all rows, and is of another thing than these, as a code.

    A vehicle is told apart by its number, not by that of its engine.
    """
    if thing not in OWN_NUMBERS or seen.family is not Family.TEXT or names_rows_of(table, thing):
        return None
    said = Evidence(
        "It is the number of another thing that each row has.",
        "它是每行所附另一事物的编号。",
    )
    return told_as("code", found, said)


def told_as(meaning: str, found: tuple[Finding, ...], said: Evidence) -> tuple[Finding, ...]:
    """Return the meanings with the first as another one, because of what is said."""
    first = Finding(meaning, found[0].confidence, (*found[0].evidence, said))
    return (first, *(each for each in found[1:] if each.value != meaning))


def declared() -> Evidence:
    """Say that the source declares a foreign key."""
    return Evidence("The source declares it as a foreign key.", "来源声明其为外键。")


def repeats(seen: Observed) -> Evidence:
    """Say that values come again."""
    return Evidence(
        f"It does not tell rows apart: {seen.distinct} different values in {seen.rows} rows.",
        f"不能区分各行：{seen.rows} 行中 {seen.distinct} 个不同值。",
    )


def is_unique(seen: Observed) -> bool:
    """Tell whether no value comes again, and most rows have one."""
    return seen.distinct == seen.known and 2 * seen.known > seen.rows


def is_whole_key(seen: Observed) -> bool:
    """Tell whether no value comes again, and nearly all rows have one."""
    return seen.distinct == seen.known >= FULL * seen.rows


def names_rows_of(table: Table, thing: str) -> bool:
    """Tell whether a word is what the rows of a table are: the last of its name, or part of it."""
    head = next(reversed(table_name(table.name.name)), "").removesuffix("s")
    known = thing.removesuffix("s")
    if len(known) < len("xx"):
        return head == known
    alike = naming_words().synonyms
    if known[:2] == head[:2] and known in alike and alike[known] == alike.get(head):
        return True  # `dept` of departments
    return head.startswith(known) or head.endswith(known) or known.endswith(head)


def _coded(name: str) -> str:
    """Return the thing that a code is of: reason of `reason_code`, 物料 of 物料编码."""
    *before, last = tokens(name) or ("",)
    if before:
        if last in CODES:
            return before[-1]
        return before[-1] if last in HAN_CODES else _without(last, HAN_CODES)
    return _without(last, HAN_CODES) or _without(last, SHORT_CODES)


def _without(word: str, marks: tuple[str, ...]) -> str:
    return next((word.removesuffix(each) for each in marks if word.endswith(each)), "")


def _numbered(column: Column) -> str | None:
    """Return the thing that a number is of; None where the name is that of no number."""
    *before, last = tokens(column.name) or ("",)
    if last in NUMBERS_OF:
        return before[-1] if before else ""
    if before or not last.isascii():
        return None
    return next((_without(last, (e,)) for e in ("no", "number") if last.endswith(e)), None)


def _is_sequence(seen: Observed) -> bool:
    """Tell whether values are small whole numbers from 1 on, almost all of them, many times."""
    if not seen.is_counted or seen.span is None or seen.known < REPEATS * seen.distinct:
        return False
    low, high = seen.span
    if seen.family not in NUMBERS and max(map(len, seen.probe)) > len("999"):
        return False
    return low in {0, 1} and high <= FEW and seen.distinct >= DENSE * (high - low + 1)


def _parties() -> frozenset[str]:
    """Return the words of persons, organisations and their parts, which have small keys as well."""
    lists = ("person_tables", "person_roles", "organisation_tables", "numbered_parties")
    return frozenset(each for name in lists for each in words(name))
