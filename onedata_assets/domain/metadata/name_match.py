"""How far the name of a column says that it refers to a key of a table, from 0 to 1, and why.

How names are taken apart is in `naming.py`; what the data say is in `containment.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from onedata_assets.domain.metadata.naming import Name, is_chinese, pinyin, tells_of, words

ALIKE, FUZZY_LETTERS = 88.0, 6
"""Similarity, of 100, from which two words of so many letters are taken for a slip of the pen."""

REMEMBERED = 1 << 17
"""Comparisons of names that are kept: some 20 MB."""


@dataclass(frozen=True)
class NameMatch:
    """How far a name speaks for a reference; `how` is a key of the texts of `relation_texts.py`."""

    score: float
    how: str


NOTHING = NameMatch(0.0, "none")


@dataclass(frozen=True)
class Target:
    """A key as names see it: the words of its table and of its column."""

    table: tuple[str, ...]
    column: Name


@lru_cache(REMEMBERED)
def same_word(one: str, other: str) -> float:
    """Return how far two words are one: equal, short for each other, synonyms, pinyin."""
    if one == other:
        return 1.0
    known = words().synonyms
    if one in known and known[one] == known.get(other):
        return 0.85
    if is_chinese(one) != is_chinese(other):
        chinese, latin = (one, other) if is_chinese(one) else (other, one)
        spoken, letters = pinyin(chinese)
        return 0.95 if spoken == latin else 0.6 if letters == latin and len(latin) > 1 else 0.0
    if is_chinese(one):
        return 0.0
    return _abbreviated(*sorted((one, other), key=len))


def _abbreviated(short: str, long: str) -> float:
    if len(short) >= 3 and long.startswith(short):
        return 0.9
    if len(short) >= 3 and short[0] == long[0] and _within(short, long) and _bare(short):
        return 0.8
    if len(short) >= FUZZY_LETTERS:
        from rapidfuzz.fuzz import ratio

        return 0.75 if ratio(short, long) >= ALIKE else 0.0
    return 0.0


def _within(short: str, long: str) -> bool:
    """Tell whether the letters of one word stand in the other in their order."""
    letters = iter(long)
    return all(letter in letters for letter in short)


def _bare(short: str) -> bool:
    """Tell whether a word has hardly a vowel after its first letter, as abbreviations have."""
    return sum(letter in "aeiou" for letter in short[1:]) <= 1


@lru_cache(REMEMBERED)
def same_words(column: tuple[str, ...], thing: tuple[str, ...]) -> tuple[float, str]:
    """Return how far a column's words name a thing, and in which way."""
    if not column or not thing:
        return 0.0, "none"
    joined = _joined(column, thing)
    if joined:
        return joined, "same"
    if len(column) == len(thing):
        score = min(map(same_word, column, thing))
        if score:
            return score, "same" if score > 0.9 else "short"
    if len(column) > len(thing):
        score = min(map(same_word, column[-len(thing) :], thing))
        if score:
            return 0.92 * score, "role"
    return _loosely(column, thing)


def _joined(column: tuple[str, ...], thing: tuple[str, ...]) -> float:
    one, other = "".join(column), "".join(thing)
    if one == other:
        return 1.0
    if is_chinese(one) and is_chinese(other) and one.endswith(other):
        return 0.92
    if is_chinese(one) != is_chinese(other):
        chinese, latin = (one, other) if is_chinese(one) else (other, one)
        return 0.95 if pinyin(chinese)[0] == latin else 0.0
    return 0.0


def _loosely(column: tuple[str, ...], thing: tuple[str, ...]) -> tuple[float, str]:
    """Return what is left: a part of the thing's name, its first letters, it somewhere within."""
    if len(column) < len(thing):
        ends = min(map(same_word, column, thing[-len(column) :]))
        begins = min(map(same_word, column, thing[: len(column)]))
        begins *= 0.75 if words().kinds.issuperset(thing[len(column) :]) else 0.3
        if max(ends, begins):
            how = "end" if ends == 1.0 else "part"
            return (0.7 * ends, how) if 0.7 * ends >= begins else (begins, "part")
    if len(thing) > 1 and "".join(column) == thing[-1]:
        return 0.7, "end"
    if len(thing) > 1 and initials(column[-1], thing):
        return (0.75 if len(column) == 1 else 0.7), "short"
    if len(thing) == 1 and max(same_word(word, thing[0]) for word in column) >= 0.9:
        return 0.6, "part"
    return 0.0, "none"


@lru_cache(REMEMBERED)
def initials(short: str, thing: tuple[str, ...]) -> bool:
    """Tell whether a word is made of beginnings of all the thing's words in order: cdemo, hdemo."""
    if not thing:
        return not short
    first, *rest = thing
    return any(
        short.startswith(first[:size]) and initials(short[size:], tuple(rest))
        for size in range(1, min(len(first), len(short)) + 1)
    )


def match(column: Name, own_table: tuple[str, ...], target: Target) -> NameMatch:
    """Return how far `column` of the table `own_table` is named for the target."""
    if column.generic:
        return _generic(own_table, target)
    if own_table == target.table and column.words in (target.column.words, target.table):
        return NOTHING  # another name of its own row: item_no beside item_id
    options = [_by_table(column, target), _by_column(column, target), _by_role(column, target)]
    if own_table == target.table and column.words != target.column.words:
        options.append(_by_self(column, target))
    return max(options, key=lambda each: each.score)


def _by_table(column: Name, target: Target) -> NameMatch:
    score, how = same_words(column.words, target.table)
    if not column.marked:
        score *= 0.9
    return NameMatch(score if target.column.generic else 0.9 * score, how)


def _by_column(column: Name, target: Target) -> NameMatch:
    if target.column.generic:
        return NOTHING
    score, how = same_words(column.words, target.column.words)
    if column.marked != target.column.marked:
        score *= 0.85
    named, _ = same_words(target.column.words, target.table)
    plain = named >= 0.7 or tells_of(target.column, target.table)
    return NameMatch(score if plain else 0.9 * score, "column" if how == "same" else how)


def _by_role(column: Name, target: Target) -> NameMatch:
    for names, tables in words().roles:
        if target.table and target.table[-1] in tables and names.intersection(column.words):
            return NameMatch(0.75, "role_word")
    return NOTHING


def _by_self(column: Name, target: Target) -> NameMatch:
    known = words()
    if known.selves.intersection(column.words):
        return NameMatch(0.85, "self")
    above = known.superiors.intersection(column.words)
    person = bool(target.table) and target.table[-1] in known.persons
    return NameMatch(0.85, "self") if above and person else NOTHING


def _generic(own_table: tuple[str, ...], target: Target) -> NameMatch:
    """Return what `id` says: a row of a table named for another one may continue it."""
    if own_table == target.table or not target.column.generic:
        return NOTHING
    if target.table and own_table[: len(target.table)] == target.table:
        return NameMatch(0.55, "part")
    return NOTHING
