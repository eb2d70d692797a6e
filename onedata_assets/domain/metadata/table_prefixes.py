"""Letters that a table's columns begin with, where other tables call its rows by them: `c_w_id`.

TPC-C and TPC-E write `W_ID`, the key of a warehouse, and `S_W_ID`, the warehouse of a stock. What
all names of a table begin with is told in `name_beginnings.py`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from onedata_assets.domain.metadata.name_beginnings import common_prefix
from onedata_assets.domain.metadata.naming import Name, table_name
from onedata_assets.domain.metadata.word_match import within

Words = tuple[str, ...]

LONGEST = 3
"""Letters of a beginning that is no word of its own."""


def prefixes_of(tables: Mapping[str, Iterable[str]]) -> dict[str, Words]:
    """Return the tables, in words, by the letters that only their columns begin with.

    They are letters of the table's words, from its first on: `ol` of `order_line`, `st` of `stock`.
    `tables` has the names of the columns of each.
    """
    begun = {
        table: prefix
        for table, columns in tables.items()
        if (prefix := common_prefix(list(columns))) is not None and len(prefix) <= LONGEST
    }
    times = Counter(begun.values())
    return {
        prefix: words
        for table, prefix in begun.items()
        if times[prefix] == 1 and (words := table_name(table)) and _is_of(prefix, words)
    }


def spelled_out(name: Name, prefixes: Mapping[str, Words]) -> Name:
    """Return the name of a reference with the tables instead of their letters."""
    if not name.marked or prefixes.keys().isdisjoint(name.words):
        return name
    whole = (prefixes.get(word, (word,)) for word in name.words)
    return replace(name, words=tuple(word for words in whole for word in words))


def _is_of(prefix: str, table: Words) -> bool:
    """Tell whether letters are a table's in their order: rc of recentchanges."""
    return table[0][0] == prefix[0] and within(prefix, "".join(table))
