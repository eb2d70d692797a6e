"""Whether what is named like a key is the key of its rows, refers to other rows, or is neither.

What a name and its values say is in `meanings.py`; keys found in all rows are in `keys.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from onedata_assets.domain.metadata.code_meanings import (
    as_code,
    as_number,
    declared,
    is_unique,
    repeats,
    told_as,
)
from onedata_assets.domain.metadata.column_roles import Role
from onedata_assets.domain.metadata.model import Column, Evidence, Family, Finding, Table
from onedata_assets.domain.metadata.name_tokens import tokens
from onedata_assets.domain.metadata.naming import table_name
from onedata_assets.domain.metadata.observed import Observed
from onedata_assets.domain.metadata.word_lists import numbered

KEY_WORDS = frozenset({"id", "key", "sk", "pk"})
KEYS = frozenset({"identifier", "reference"})
BARE = frozenset({("key",), ("number",), ("num",), ("no",)})
ALTERNATE = ("alternate", "key")
ROWS_LEAST = 20
"""Counts of things all differ in a few rows (`pageNum`), seldom in twenty."""


def as_keys(
    table: Table, found: tuple[Finding, ...], seen: Observed, role: Role
) -> tuple[Finding, ...]:
    """Tell an identifier that repeats, refers elsewhere or is another thing's as a reference.

    Numbers within something are a sequence, numbers that only some rows have codes; a code that
    tells the rows apart is their identifier, one of another thing a reference.
    """
    first = found[0].value if found and role is not Role.KEY else ""
    if first == "code":
        return as_code(table, found, seen, role)
    if first != "identifier":
        return found
    if role is Role.NONE and (_is_bare(seen) or _is_count(seen)):
        return tuple(each for each in found if each.value not in KEYS)
    if role is Role.NONE and (other := _as_alternate(found, seen) or as_number(table, found, seen)):
        return other
    if role is Role.REFERENCE:
        said = declared()
    elif not is_unique(seen):
        said = repeats(seen)
    elif _is_of_another(table, seen.column):
        said = Evidence(
            "Another column is named as the identifier of this table.",
            "另有一列按名称为本表的标识。",
        )
    else:
        return found
    return told_as("reference", found, said)


def _as_alternate(found: tuple[Finding, ...], seen: Observed) -> tuple[Finding, ...] | None:
    """Return that a key is by which another system calls the row, where it is named so."""
    if tokens(seen.column.name)[-2:] != ALTERNATE:
        return None
    said = Evidence(
        "An alternate key, by which another system calls the row.",
        "备用键：该行在来源系统中的编号。",
    )
    return told_as("code", found, said)


def _is_bare(seen: Observed) -> bool:
    """Tell whether it is called a number only and repeats: a key of music, no key of rows."""
    return not is_unique(seen) and tokens(seen.column.name) in BARE


def _is_count(seen: Observed) -> bool:
    """Tell whether whole numbers are as likely so many of a thing: `page_num`, but no `order_num`.

    A text is no count, and many rows that all differ are told apart by it.
    """
    *thing, last = tokens(seen.column.name) or ("",)
    if seen.family is not Family.INTEGER or last != "number":
        return False
    if is_unique(seen) and seen.known >= ROWS_LEAST:
        return False
    return not thing or thing[-1] not in numbered()


def _is_of_another(table: Table, column: Column) -> bool:
    """Tell whether whole numbers are named as the key of another thing, and the table has its own.

    In `payments(payment_id, rental_id)` a rental may be paid once, and is a reference still.
    """
    own = {each.name for each in table.columns if _is_own(table, each)}
    named = tokens(column.name) or ("",)
    marked = named[-1] in KEY_WORDS or named[0] == "id"
    is_key = (marked and len(named) > 1) or (len(named) == 1 and _initial(named[0]) != "")
    is_named = column.family is Family.INTEGER and is_key
    return is_named and bool(own) and column.name not in own


def _is_own(table: Table, column: Column) -> bool:
    """Tell whether it is named as the key of its table: `id`, `order_id`, `wid` of waybills."""
    *thing, last = tokens(column.name) or ("",)
    told = set(_forms(table))
    if not thing and (initial := _initial(last)):
        return initial in {each[0] for each in told}
    if thing[:1] == ["id"]:
        return last in told
    if last not in KEY_WORDS or not thing:
        return last in KEY_WORDS
    if any(tokens(each.name) == ("id",) for each in table.columns):  # `post_id` of `post_links`
        told = {each for each in told if each.startswith(table_name(table.name.name)[-1])}
        is_first = _is_short_for(thing[0], told) and thing[-1] not in numbered()
        return is_first or _is_short_for(thing[-1], told)
    return _is_short_for(thing[-1], told)


def _is_short_for(word: str, told: Iterable[str]) -> bool:
    """Tell whether it is a word of the table's name, or how that begins (`emp` of employees)."""
    return any(each == word or (len(word) > 2 and each.startswith(word)) for each in told)


def _initial(word: str) -> str:
    """Return the letter before `id` in a word that is no more: `w` of `wid`."""
    return word[0] if len(word) == 3 and word.endswith("id") else ""


def _forms(table: Table) -> Iterator[str]:
    for each in tokens(table.name.name):
        yield each
        yield each.removesuffix("s")
