"""What a column's name and comment say of keys, heard beside the names of all other tables.

What a name says of one key alone is in `name_match.py`. Here it gains if no other table can be
meant, and loses if the key's table has columns of the same name that refer elsewhere.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from heapq import merge

from onedata_assets.domain.metadata.begun_names import BegunNames
from onedata_assets.domain.metadata.containment import NOTHINGS, inside, kind_of
from onedata_assets.domain.metadata.key_ends import Ends
from onedata_assets.domain.metadata.name_ends import STATES, ends_with, nearest_table
from onedata_assets.domain.metadata.name_index import Match, NameIndex, order, plainest
from onedata_assets.domain.metadata.name_kinds import is_short_for
from onedata_assets.domain.metadata.name_match import (
    FAIR_NAME,
    NOTHING,
    STRONG_NAME,
    NameMatch,
    Target,
)
from onedata_assets.domain.metadata.naming import Name, column_name, is_unspoken
from onedata_assets.domain.metadata.references import Side, possible
from onedata_assets.domain.metadata.word_match import same_words

TAKEN = 48
"""Keys, the likeliest by name, that are looked at for a column."""

LITTLE = 0.4
"""What is left of a name that another column of the same table has with repeated values."""

PART = 0.7
"""What a name says of a table's whole name that says 1.0 of it without its first word."""

LEADING = ("id", "fk", "sk", "key", "uid")
"""Marks of names whose beginning may be the table's."""

LED = 0.9
"""What is left of a name where only its beginning is a table's."""

NUM, NUMBER = "num", "number"
"""A mark that numbers are told apart by, and counted: the num of an order's item."""

SHORTENED = 3
"""Letters of a beginning that stands for a part of the system."""

WHOLE_END, SINGLED_OUT = 0.6, 0.85
"""What a name says that ends a table's, and that ends the name of no other table."""


class KeyNames:
    """The names of all keys, and of the columns that stand beside them."""

    def __init__(self, columns: Sequence[Side], keys: Sequence[Side]) -> None:
        self._keys = keys
        self._ends = [Ends.of(key) for key in keys]
        self._sources = [key.at.place.source for key in keys]
        self._whole = NameIndex([Target(key.table, key.name, key.whole) for key in keys])
        self._begun = BegunNames(keys)
        commented = any(column.profile.comment for column in columns)
        said = [Target(key.table, _said(key)) for key in keys] if commented else []
        self._said = NameIndex(said)
        first = Counter(table[0] for table in {key.table for key in keys} if len(table) > 1)
        self._last: dict[str, set[tuple[str, ...]]] = defaultdict(set)
        for table in {key.table for key in keys if key.table}:
            self._last[table[-1]].add(table)
        self._parts = [
            at
            for at, key in enumerate(keys)
            if key.primary and (first[key.table[0]] > 1 or _is_abbreviated(key.table))
        ]
        self._within = NameIndex([Target(keys[at].table[1:], keys[at].name) for at in self._parts])
        self._own = {
            key.at.place: at for at, key in enumerate(keys) if key.primary and key.name.generic
        }
        self._called = {
            (key.at.place, key.name, kind_of(key.profile)) for key in keys if _names_its_table(key)
        }
        self._repeated = {
            (column.at.place, column.name.words, column.name.mark)
            for column in columns
            if column.name.marked and column.name.words and not column.profile.unique
        }

    def of(self, column: Side) -> dict[int, NameMatch]:
        """Return the keys, by their places, that a column may refer to by what it is called."""
        its = self._plain(column)
        told = any(name.score >= FAIR_NAME for name in its.values())
        if told:
            return its
        begun = self._begun.of(column).items()
        able = {at: name for at, name in begun if self.able(column, at, name)}
        return {**self._led(column, its), **able}

    def _plain(self, column: Side) -> dict[int, NameMatch]:
        matches = self._whole.matches(column.name, column.table)
        if column.profile.comment:
            said = column_name(column.profile.comment)
            matches = plainest(merge(matches, self._said.matches(said, column.table), key=order))
        its = {at: self._heard(column, at, name) for at, name in self._able(column, matches)}
        if self._refers_to_itself(column):
            its[self._own[column.at.place]] = NameMatch(SINGLED_OUT, "self")
        if self._is_told(its):
            return its
        within = (
            (self._parts[at], NameMatch(PART * name.score, "end"))
            for at, name in self._within.matches(column.name, column.table)
            if self._keys[self._parts[at]].at.place != column.at.place
            and (name.how == "same" or (name.how == "role" and self._is_only(column, at)))
        )
        for at, name in self._able(column, within):
            if name.score > its.get(at, NOTHING).score:
                its[at] = self._heard(column, at, name)
        return self._singled_out(column, its)

    def _led(self, column: Side, its: dict[int, NameMatch]) -> dict[int, NameMatch]:
        """Return the matches and those of the name's beginning: partner_invoice_id of partners."""
        if column.name.mark not in LEADING or len(column.name.words) < 2 or column.profile.unique:
            return its
        begun = replace(column, name=replace(column.name, words=column.name.words[:-1]))
        led = {
            at: NameMatch(LED * name.score, "led")
            for at, name in self._plain(begun).items()
            if name.score >= STRONG_NAME
            and self._keys[at].primary
            and not self._keys[at].tells_more
            and self._keys[at].at.place != column.at.place
        }
        return {**its, **led}

    def _refers_to_itself(self, column: Side) -> bool:
        """Tell whether a column that repeats is called as its table, whose key is but a mark."""
        named = column.name.marked and column.name.words == column.table
        return (
            named
            and not column.tells_more
            and not column.profile.unique
            and column.at.place in self._own
        )

    def able(self, column: Side, at: int, name: NameMatch) -> bool:
        """Tell whether a column can refer to a key by what both hold and are named."""
        key = self._keys[at]
        return possible(column, key, name) and (
            name.score >= STRONG_NAME
            or inside(column.profile, key.profile, none=column.name.marked)
        )

    def _able(self, column: Side, matches: Iterator[Match]) -> Iterator[Match]:
        """Yield the likeliest keys of all sources, and as many of the column's own."""
        ends, source = Ends.of(column), column.at.place.source
        taken = own = 0
        for at, name in matches:
            is_own = self._sources[at] == source
            if taken >= TAKEN and (own >= TAKEN or not is_own):
                if own >= TAKEN:
                    return
                continue
            if (name.score >= STRONG_NAME or ends.fit(self._ends[at])) and self.able(
                column, at, name
            ):
                taken, own = taken + 1, own + is_own
                yield at, name

    def _heard(self, column: Side, at: int, name: NameMatch) -> NameMatch:
        """Return what a name says of a key beside the other columns of the key's table.

        Of two keys of a table the one that has the column's very name is meant.
        An `id` that repeats is no key of its own: an order's entries have that of the order.
        Movies have no `movie_id` that repeats: a table with one (`movie_info`) is of other things.
        A post_number that posts have is not their id.
        """
        called, key = column.name.words, self._keys[at]
        if name.how == "above":
            return name if self._has_no_roots(column) else NOTHING
        if column.name.generic and not column.profile.unique:
            counts = column.profile.numeric and column.name.mark == NUM
            return NOTHING if counts else NameMatch(SINGLED_OUT, "part")
        itself = (key.at.place, column.name, kind_of(column.profile))
        if key.name != column.name and itself in self._called:
            return NameMatch(PART * name.score, "part")
        mark, away = column.name.mark, key.at.place != column.at.place
        ends = [called[start:] for start in range(len(called))]
        own = any((key.at.place, end, mark) in self._repeated for end in ends)
        numbered = own and mark == NUMBER != key.name.mark
        near = ends_with(key.table, called) and len(key.table) <= len(called) + 1
        own = own and away and (key.tells_more or not near)
        own = own and name.how not in ("column", "role_word", "self")
        if key.name.generic and (numbered or own):
            return NameMatch(LITTLE * name.score, "part")
        return name

    def _has_no_roots(self, column: Side) -> bool:
        """Tell whether every row has a parent, which none is in a tree of its own rows."""
        its = column.profile
        return its.nulls == 0 and its.numeric and its.low not in NOTHINGS["number"]

    def _is_only(self, column: Side, part: int) -> bool:
        """Tell whether no other table, or none of the column's part, ends as this one does."""
        table = self._keys[self._parts[part]].table
        alike = self._last[table[-1]]
        return len(alike) == 1 or column.table[:1] == table[:1] or len(set(column.name.words)) == 1

    def _is_told(self, its: dict[int, NameMatch]) -> bool:
        return any(
            name.score >= STRONG_NAME and name.how != "column" and self._keys[at].primary
            for at, name in its.items()
        )

    def _singled_out(self, column: Side, its: dict[int, NameMatch]) -> dict[int, NameMatch]:
        """Return the matches, the one surer that alone has a table's name end as the column's does.

        Tables are often named after the part of the system that they belong to: `auth_user` is what
        a `user_id` means if no other table is of users, or none of the column's own part. Tables
        that are named for two (`menu_user`) are not meant; a part of a table is its own first.
        """
        ends = [
            at
            for at, name in its.items()
            if name.how == "end" and name.score >= WHOLE_END and self._keys[at].primary
        ]
        plainest = max((its[at].score for at in ends), default=0.0)
        ends = [at for at in ends if its[at].score == plainest]
        ends = [at for at in ends if self._sources[at] == column.at.place.source] or ends
        only = nearest_table({at: self._keys[at].table for at in ends}, column.table)
        kind = not column.name.marked and column.name.words[-1:] in STATES
        if kind and only is not None and self._keys[only].table[:1] != column.table[:1]:
            return its
        return its if only is None else {**its, only: NameMatch(SINGLED_OUT, "end")}


def _is_abbreviated(table: tuple[str, ...]) -> bool:
    """Tell whether a table's name begins with what no one speaks: ky_project, 科研项目."""
    first, *rest = table or ("",)
    return bool(rest) and 1 < len(first) <= SHORTENED and is_unspoken(first)


def _names_its_table(key: Side) -> bool:
    """Tell whether a key is called as its table is: no role of another row, as `create_uid`."""
    return same_words(key.name.words, key.table)[1] in ("same", "short") or is_short_for(
        key.name, key.table
    )


def _said(key: Side) -> Name:
    return column_name(key.profile.comment) if key.profile.comment else key.name
