"""The keys that a column's name says something of, found by its words without asking every key.

How far a name speaks for one key is in `name_match.py`, whose answers these are: the index leaves
out only keys of which that would say nothing. Of 30,000 columns and 3,000 keys it compares a few
pairs in a thousand.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from heapq import merge

from onedata_assets.domain.metadata.name_match import (
    KEEPERS,
    USERS,
    NameMatch,
    Target,
    last_word,
    match,
    plays,
)
from onedata_assets.domain.metadata.naming import Name, is_chinese, pinyin, words
from onedata_assets.domain.metadata.word_match import (
    ALIKE,
    FORM,
    FUZZY_LETTERS,
    bare,
    endings,
    ends_alike,
    initials,
    same_word,
    same_words,
    table_words,
)

Thing = tuple[str, ...]
Match = tuple[int, NameMatch]
NO_TABLE = ("\0",)
"""The words of a table that is none of those that hold keys."""


class NameIndex:
    """Keys by the words of their tables and columns."""

    def __init__(self, targets: Sequence[Target]) -> None:
        self._targets = targets
        self._of_table: dict[Thing, list[int]] = defaultdict(list)
        self._generic: dict[str, list[int]] = defaultdict(list)
        self._named: dict[Thing, list[int]] = defaultdict(list)
        for at, each in enumerate(targets):
            self._of_table[each.table].append(at)
            self._named[each.table].append(at)
            if each.whole and each.whole != each.table:
                self._named[each.whole].append(at)
            if each.column.generic:
                self._generic["".join(each.table)].append(at)
            else:
                self._named[each.column.words].append(at)
        self._things = _Things(thing for thing in self._named if thing and all(thing))
        self._roles = [
            [at for at, each in enumerate(targets) if each.table and each.table[-1] in tables]
            for _, tables in words().roles
        ]
        self._users = [
            at for at, each in enumerate(targets) if each.table and each.table[-1] in USERS
        ]
        self._elsewhere: dict[Name, list[Match]] = {}

    def matches(self, name: Name, own_table: Thing) -> Iterator[Match]:
        """Yield the keys that the name says something of, the plainest first, else as they stand.

        A name that all tables have is that of many keys: whoever needs a few takes no more.
        """
        if name.generic:
            joined = "".join(own_table)
            begun = (joined[:size] for size in range(len(joined) + 1))
            near = [at for thing in begun for at in self._generic.get(thing, ())]
            return iter(self._scored(name, own_table, near))
        if name not in self._elsewhere:
            self._elsewhere[name] = self._scored(name, NO_TABLE, self._near(name))
        own = [
            at
            for table in (*_beginnings(own_table), (*own_table, *name.words))
            for at in self._of_table.get(table, ())
        ]
        others = (each for each in self._elsewhere[name] if each[0] not in own)
        return merge(others, self._scored(name, own_table, own), key=order)

    def _near(self, name: Name) -> set[int]:
        found = {at for thing in self._things.near(name.words) for at in self._named[thing]}
        for (names, _), able in zip(words().roles, self._roles, strict=True):
            if plays(last_word(name), names):
                found.update(able)
        if name.mark == "uid" or last_word(name) in KEEPERS:
            found.update(self._users)
        return found

    def _scored(self, name: Name, own_table: Thing, near: Iterable[int]) -> list[Match]:
        told = ((at, match(name, own_table, self._targets[at])) for at in near)
        return sorted((each for each in told if each[1].score > 0), key=order)


def _beginnings(table: Thing) -> Iterator[Thing]:
    """Yield a table's words, whole and as far as they may be those of what it is a part of."""
    yield from (table[:size] for size in range(1, len(table)))
    yield table


def order(found: Match) -> tuple[float, int]:
    """Return what puts one key before another: how plain its name is, then its place."""
    return -found[1].score, found[0]


def plainest(found: Iterable[Match]) -> Iterator[Match]:
    """Yield each key once, as plainly as it is told, of matches in their order."""
    told: set[int] = set()
    for at, name in found:
        if at not in told:
            told.add(at)
            yield at, name


class _Things:
    """What keys and their tables are named, by each part by which a name can be like it."""

    def __init__(self, things: Iterable[Thing]) -> None:
        self._whole: dict[str, list[Thing]] = defaultdict(list)
        self._spoken: dict[str, list[Thing]] = defaultdict(list)
        self._first: dict[str, list[Thing]] = defaultdict(list)
        self._last: dict[str, list[Thing]] = defaultdict(list)
        self._single: dict[str, list[Thing]] = defaultdict(list)
        self._letter: dict[str, list[Thing]] = defaultdict(list)
        self._glued: dict[str, list[Thing]] = defaultdict(list)
        self._abbreviated: dict[str, list[Thing]] = {}
        for thing in things:
            joined = "".join(thing)
            self._whole[joined].append(thing)
            if is_chinese(joined):
                self._spoken[pinyin(joined)[0]].append(thing)
            self._first[thing[0]].append(thing)
            self._last[thing[-1]].append(thing)
            if len(thing) == 1:
                self._single[thing[0]].append(thing)
            else:
                self._letter[thing[0][0]].append(thing)
            for ending in endings(thing[-1]):
                self._glued[ending].append(thing)
        self._vocabulary = _Vocabulary({*self._first, *self._last})

    def near(self, column: Thing) -> set[Thing]:
        """Return the things that a column names at all, with or without a number at its end."""
        found = set[Thing]().union(*map(self._near, {column, bare(column)}))
        return {
            thing
            for thing in found
            if table_words(column, thing)[0] > 0 or same_words(column, thing)[0] > 0
        }

    def _near(self, column: Thing) -> set[Thing]:
        found = {*self._alike("".join(column)), *self._short(column[-1])}
        for word in self._vocabulary.like(column[-1]):
            found.update(self._last.get(word, ()))
        found.update(self._last.get("".join(column), ()), self._glued.get("".join(column), ()))
        for ending in endings(column[-1]):
            found.update(self._whole.get(ending, ()))
        for at in range(1, len(column) - 1):
            found.update(self._whole.get("".join(column[at:]), ()))
        for word in self._vocabulary.like(column[0]):
            found.update(self._first.get(word, ()))
        for part in column:
            for word in self._vocabulary.like(part):
                found.update(self._single.get(word, ()))
        return found

    def _alike(self, joined: str) -> Iterable[Thing]:
        if not is_chinese(joined):
            return [*self._whole.get(joined, ()), *self._spoken.get(joined, ())]
        ends = [*(joined[at:] for at in range(len(joined))), joined.removesuffix(FORM)]
        ends += ends_alike(joined)
        said = self._whole.get(pinyin(joined)[0], ())
        return [*(thing for end in ends for thing in self._whole.get(end, ())), *said]

    def _short(self, word: str) -> list[Thing]:
        """Return the things of several words whose beginnings the word is made of."""
        if word not in self._abbreviated:
            self._abbreviated[word] = [
                thing
                for thing in self._letter.get(word[0], ())
                if len(thing) <= len(word) and initials(word, thing)
            ]
        return self._abbreviated[word]


class _Vocabulary:
    """The words of all things, by each way in which another word can be the same."""

    def __init__(self, known: set[str]) -> None:
        self._known = known
        self._letter: dict[str, list[str]] = defaultdict(list)
        self._synonyms: dict[int, list[str]] = defaultdict(list)
        self._spoken: dict[str, list[str]] = defaultdict(list)
        self._long = sorted(word for word in known if len(word) >= FUZZY_LETTERS)
        self._like: dict[str, list[str]] = {}
        for word in sorted(known):
            if is_chinese(word):
                for spoken in set(pinyin(word)):
                    self._spoken[spoken].append(word)
            else:
                self._letter[word[0]].append(word)
            if word in words().synonyms:
                self._synonyms[words().synonyms[word]].append(word)

    def like(self, word: str) -> list[str]:
        """Return the words that are the same as one, each once."""
        if word not in self._like:
            near = {each for each in self._near(word) if same_word(word, each) > 0}
            self._like[word] = sorted(near)
        return self._like[word]

    def _near(self, word: str) -> set[str]:
        found = {word} & self._known
        if word in words().synonyms:
            found.update(self._synonyms[words().synonyms[word]])
        if is_chinese(word):
            return found | (set(pinyin(word)) & self._known)
        found.update(self._spoken.get(word, ()), self._letter.get(word[0], ()))
        if len(word) >= FUZZY_LETTERS:
            from rapidfuzz import fuzz, process

            near = process.extract(
                word, self._long, scorer=fuzz.ratio, score_cutoff=ALIKE, limit=None
            )
            found.update(each for each, *_ in near)
        return found
