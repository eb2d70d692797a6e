"""What all names of a table's columns or a source's tables begin with, which tells nothing.

How names are taken apart is in `naming.py`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import takewhile

from onedata_assets.domain.metadata.naming import split, table_name

LETTERED = 8
"""Columns from which a letter that all begin with is no part of their names."""

LETTERED_SHARE = 0.95

LETTERED_LEAST = 3
"""The same of one table whose names have words behind the letter."""

PREFIX_SHARE = 0.8
"""Share of a table's columns that begin alike from which the beginning says nothing."""


GLUED_TO = 4
"""Columns from which the letters that all begin with are their table's, without a mark between."""

_GLUED = re.compile(r"[A-Z][A-Z0-9]{3,9}")
_MARKED = re.compile(r"(?<=[A-Z]{2})(?=(?:NO|CD|ID)$)")


def without_table(names: Sequence[str]) -> list[str]:
    """Return names without the one to three capitals that all of a table's begin with.

    Systems of ten letters and less write `CUCONO`, the company of a customer, and `ORCONO`, that of
    an order; the mark at the end is told apart, as in `CO_NO`. Others put a letter before words, as
    in `FName` and `FID`.
    """
    if _are_lettered(names):
        return [each[1:] for each in names]
    if len(names) < GLUED_TO or not all(_GLUED.fullmatch(each) for each in names):
        return list(names)
    alike = (len(set(letters)) == 1 for letters in zip(*names, strict=False))
    shared = sum(1 for _ in takewhile(bool, alike))
    if not 2 <= shared <= 3:  # more is a word
        return list(names)
    return [_MARKED.sub("_", each[shared:]) or each for each in names]


def _are_lettered(names: Sequence[str]) -> bool:
    """Tell whether one capital stands before the capitals of words in all names."""
    alike = len(names) >= LETTERED_LEAST and len({each[:1] for each in names}) == 1
    return (
        alike
        and all(each[:2].isupper() and each[:2].isalpha() for each in names)
        and any(each[2:3].islower() for each in names)
    )


def common_prefix(names: Sequence[str]) -> str | None:
    """Return the short word that nearly all names of a table begin with (`l` of `l_orderkey`)."""
    firsts = [parts[0] for parts in map(split, names) if len(parts) > 1]
    if len(names) < 2 or not firsts:
        return None
    word, times = Counter(firsts).most_common(1)[0]
    return word if times >= max(2, PREFIX_SHARE * len(names)) and len(word) <= 4 else None


def shared_letter(names: Iterable[str]) -> str:
    """Return the capital that the columns of a source begin with, before another: F of FNUMBER.

    A few may be written otherwise (`Femployee`). Of a word that all begin with it is no letter.
    """
    known = list(names)
    firsts = {parts[0] for parts in map(split, known) if len(parts) > 1}
    if len(firsts) == 1 and len(firsts.pop()) > 1:
        return ""
    capitals = Counter(name[:1] for name in known if name[:2].isupper() and name[:2].isalpha())
    letter, times = capitals.most_common(1)[0] if capitals else ("", 0)
    return letter if len(known) >= LETTERED and times >= LETTERED_SHARE * len(known) else ""


def shared_prefix(tables: Iterable[str]) -> str | None:
    """Return the word that nearly all tables of a source begin with, if there are three or more."""
    names = [table_name(each) for each in tables]
    firsts = Counter(parts[0] for parts in names if len(parts) > 1)
    if len(names) < 3 or not firsts:
        return None
    word, times = firsts.most_common(1)[0]
    return word if times >= PREFIX_SHARE * len(names) else None
