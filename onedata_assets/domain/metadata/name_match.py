"""How far the name of a column says that it refers to a key of a table, from 0 to 1, and why.

How names are taken apart is in `naming.py`, how words are compared in `word_match.py`; what the
data say is in `containment.py`.
"""

from __future__ import annotations

from dataclasses import dataclass

from onedata_assets.domain.metadata.name_kinds import is_measure, tells_of
from onedata_assets.domain.metadata.naming import Name, is_chinese, words
from onedata_assets.domain.metadata.word_match import glued, same_words, table_words

STRONG_NAME, FAIR_NAME = 0.8, 0.5
"""Names that speak plainly, and names that say something."""

TELLING_NAME = 0.7
"""A name that tells so much that a column may refer by it whose values are all different."""

CERTAIN_NAME = 0.9
"""A name so plain that a column without any value is believed to refer by it."""

KEEPERS = ("creator", "by", "modifier", "updater", "editor")
"""Roles that users of the system have in its rows, before any other person."""

ASKING = ("is", "has", "was", "can")
"""What names of yes and no begin with."""

LEAST_ROWS = 4
"""Letters of the end of a table's name that stands for it."""

LEAST_DONE, LEAST_ROLE = 4, 6
"""Letters of what was done, and of who did it, that are written together."""

OF = ("of", "zu")
"""What ends the name of what was done to another row of the table: refund_of, StornoZu."""

ABOVE, ABOVE_ROWS = ("parent", "shangji"), ("ober", "sj")
"""What is written in one with what the row above is, and before its table's own word only."""

GLUED_KEY = 0.75
"""What it says that a word ends with the name of a key."""

PARTLY = ("end", "part", "led")
"""Ways in which a name is a part of a table's: login_num, how many signed in, of a login_log."""

USERS = ("user", "usr", "用户")
"""What the rows of a table are called that a `uid` is of."""


@dataclass(frozen=True)
class NameMatch:
    """How far a name speaks for a reference; `how` is a key of the texts of `relation_texts.py`."""

    score: float
    how: str


NOTHING = NameMatch(0.0, "none")


@dataclass(frozen=True)
class Target:
    """A key as names see it: the words of its table and of its column.

    `whole` has all words of the table's name, also those that mostly say nothing: price_list.
    """

    table: tuple[str, ...]
    column: Name
    whole: tuple[str, ...] = ()


def match(column: Name, own_table: tuple[str, ...], target: Target) -> NameMatch:
    """Return how far `column` of the table `own_table` is named for the target."""
    if column.generic:
        return _generic(own_table, target)
    if own_table == target.table and column.words in (target.column.words, target.table):
        return NOTHING  # another name of its own row: item_no beside item_id
    if target.table == (*own_table, *column.words) and target.column.generic:
        return NameMatch(0.85, "end")  # the type of an artist_alias is an artist_alias_type
    options = [_by_table(column, target), _by_column(column, target), _by_role(column, target)]
    if options[0].how == "end" and own_table != target.table:
        options.pop()  # a table that is called so is no role
    if own_table == target.table and options[0].how in ("end", "part"):
        options[0] = NOTHING  # a table of muscles of exercises tells of others' muscles
    if own_table == target.table and options[1].how == "short":
        options[1] = NOTHING  # a count_id and who counts: the counter
    if own_table == target.table and column.words != target.column.words:
        options.append(_by_self(column, target))
    if (
        column.marked
        and words().parents.issuperset(column.words)
        and _is_part_of(own_table, target)
    ):
        options.append(NameMatch(0.9, "above"))
    return max(options, key=lambda each: each.score)


def _by_table(column: Name, target: Target) -> NameMatch:
    score, how = table_words(column.words, target.table)
    if target.whole and target.whole != target.table:
        score, how = max((score, how), table_words(column.words, target.whole))
    if not column.marked:
        score *= 0.9
    return NameMatch(score if target.column.generic else 0.9 * score, how)


def _by_column(column: Name, target: Target) -> NameMatch:
    if target.column.generic or (column != target.column and target.column.words == ("序",)):
        return NOTHING
    score, how = same_words(column.words, target.column.words)
    if not score and not column.marked and glued(target.column.joined, column.words[-1]):
        score, how = GLUED_KEY, "role"  # the WORKDEPT of a DEPTNO, suozaiquhua of a quhuadaima
    if column.marked != target.column.marked:
        score *= 0.85
    named, _ = same_words(target.column.words, target.table)
    plain = named >= 0.7 or tells_of(target.column, target.table)
    return NameMatch(score if plain else 0.9 * score, "column" if how == "same" else how)


def _by_role(column: Name, target: Target) -> NameMatch:
    last = target.table[-1] if target.table else ""
    if column.mark == "uid" and not column.generic and last in USERS:
        return NameMatch(0.85, "role_word")
    role = last_word(column)
    if column.words[0] in ASKING:
        return NOTHING  # whether it is approved, not by whom
    if role in KEEPERS and last in USERS:
        return NameMatch(0.8, "role_word")
    for names, tables in words().roles:
        if last in tables and plays(role, names):
            return NameMatch(0.75, "role_word")
    return NOTHING


def plays(word: str, roles: frozenset[str]) -> bool:
    """Tell whether a word is a role, or one behind what was done: updateauthor."""
    ends = (word[at:] for at in range(LEAST_DONE, len(word) - LEAST_ROLE + 1))
    return word in roles or (not is_chinese(word) and any(end in roles for end in ends))


def last_word(column: Name) -> str:
    """Return the last word of a name that is no number: player of home_player_1."""
    return next((word for word in reversed(column.words) if not word.isdigit()), "")


def _is_part_of(own_table: tuple[str, ...], target: Target) -> bool:
    """Tell whether a table's name continues another's: customer_address of customer."""
    size = len(target.table)
    return 0 < size < len(own_table) and own_table[:size] == target.table


def _by_self(column: Name, target: Target) -> NameMatch:
    known = words()
    more = column.marked or len(column.words) > 1
    above = not known.parents.isdisjoint(column.words[:1])
    if more and not column.marked and not above and last_word(column) in known.kinds:
        return NOTHING  # a cancel_type tells how, not what
    if (known.selves | known.selves_of if more else known.selves).intersection(column.words):
        return NameMatch(0.85, "self")
    if column.words == ("pid",) or (len(column.words) > 1 and column.words[-1] in OF):
        return NameMatch(0.85, "self")  # a payment that is the refund_of another
    rows = (target.table, target.column.words) if target.column.words else (target.table,)
    if any(_is_above(word, each) for word in column.words for each in rows):
        return NameMatch(0.85, "self")
    head = target.table[-1] if target.table else ""
    named = len(column.words) > 1 and column.words[-1] == head and not is_measure(column)
    if named and head not in known.kinds:
        return NameMatch(0.8, "self")
    led = known.superiors.intersection(column.words)
    person = bool(target.table) and target.table[-1] in known.persons
    return NameMatch(0.85, "self") if led and person else NOTHING


def _is_above(word: str, table: tuple[str, ...]) -> bool:
    """Tell whether a word is the row above: PARENTWO, Obergruppe of a Warengruppe, sjbm of bm."""
    above = next((each for each in ABOVE if word.startswith(each) and word != each), "")
    rows = next((word.removeprefix(each) for each in ABOVE_ROWS if word.startswith(each)), "")
    last = table[-1] if table else ""
    return (
        bool(above) or rows == "".join(table) or (len(rows) >= LEAST_ROWS and last.endswith(rows))
    )


def _generic(own_table: tuple[str, ...], target: Target) -> NameMatch:
    """Return what `id` says: a row of a table named for another one may continue it."""
    if own_table == target.table or not target.column.generic:
        return NOTHING
    if target.table and "".join(own_table).startswith("".join(target.table)):
        return NameMatch(0.55, "part")
    return NOTHING
