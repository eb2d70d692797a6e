"""How alike two texts are, and columns of texts compared or coded at once.

The measures agree with what Kettle calls: Commons Lang, its own Damerau-Levenshtein (a letter pair
is turned round at most once), SecondString's Needleman-Wunsch, Jaro and Jaro-Winkler, and the pairs
of letters of "How to Strike a Match". The codes of sound are in the modules beside.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Hashable, Sequence

import polars as pl
from rapidfuzz.distance import OSA, Levenshtein

PREFIX_LENGTH, PREFIX_WEIGHT = 4, 0.1


def units(text: str) -> Sequence[Hashable]:
    """Return the text as Java sees it: characters beyond U+FFFF are two units."""
    return text if text.isascii() or max(text) <= "\uffff" else array("H", text.encode("utf-16-le"))


def levenshtein(left: str, right: str) -> int:
    """Return how many letters are to be inserted, deleted or replaced."""
    return Levenshtein.distance(units(left), units(right))


def damerau_levenshtein(left: str, right: str) -> int:
    """Return the same, where two neighbours that change places count once."""
    return OSA.distance(units(left), units(right))


def needleman_wunsch(left: str, right: str) -> int:
    """Return the score, 0 or less: minus the number of edits, capitals or not."""
    return -levenshtein(lower_letters(left), lower_letters(right))


def lower_letters(text: str) -> str:
    """Return the text with each letter in lower case by itself, as long as it was."""
    return text.lower() if text.isascii() else "".join(each.lower()[0] for each in text)


def jaro(left: str, right: str) -> float:
    """Return the share of common letters in about the same place, capitals or not: 0 to 1."""
    return _jaro(left.lower(), right.lower())


def jaro_winkler(left: str, right: str) -> float:
    """Return the Jaro measure, raised for a common start of up to four letters."""
    left, right = left.lower(), right.lower()
    measure = _jaro(left, right)
    pairs = enumerate(zip(left[:PREFIX_LENGTH], right[:PREFIX_LENGTH], strict=False))
    length = min(len(left), len(right), PREFIX_LENGTH)
    same = next((at for at, (one, other) in pairs if one != other), length)
    return measure + same * PREFIX_WEIGHT * (1 - measure)


def _jaro(left: str, right: str) -> float:
    reach = min(len(left), len(right)) // 2 + 1
    mine, theirs = _common(left, right, reach), _common(right, left, reach)
    if not mine or len(mine) != len(theirs):
        return 0.0
    moved = sum(one != other for one, other in zip(mine, theirs, strict=True)) // 2
    common = len(mine)
    return (common / len(left) + common / len(right) + (common - moved) / common) / 3.0


def _common(left: str, right: str, reach: int) -> str:
    """Return the letters of `left` found in `right` less than `reach` places away.

    A letter that is found is crossed out with a `*`, which a later `*` then finds.
    """
    rest, found = right, []
    for at, letter in enumerate(left):
        place = rest.find(letter, max(0, at - reach), at + reach)
        if place >= 0:
            found.append(letter)
            rest = f"{rest[:place]}*{rest[place + 1 :]}"
    return "".join(found)


def letter_pairs(left: str, right: str) -> float:
    """Return the share of common pairs of neighbouring letters in words: 0 to 1.

    It is not a number where no word has two letters.
    """
    if not left and not right:
        return 1.0
    mine, theirs = _pairs(left), _pairs(right)
    both = mine.total() + theirs.total()
    return 2.0 * (mine & theirs).total() / both if both else float("nan")


def _pairs(text: str) -> Counter[str]:
    words = "".join(" " if each in "\t\n\x0b\f\r" else each for each in text.upper()).split(" ")
    return Counter(word[at : at + 2] for word in words for at in range(len(word) - 1))


def pairwise(
    left: pl.Series,
    right: pl.Series,
    measure: Callable[[str, str], float],
    dtype: pl.DataType,
) -> pl.Series:
    """Return the measure of each row's two texts, each different pair measured once; null stays."""
    rows = pl.DataFrame({"a": left.cast(pl.String), "b": right.cast(pl.String)})
    distinct = rows.unique().drop_nulls()
    found = [measure(one, other) for one, other in distinct.iter_rows()]
    known = distinct.with_columns(pl.Series("m", found, dtype=dtype))
    joined = rows.join(known, on=["a", "b"], how="left", maintain_order="left")
    return joined["m"].alias(left.name)


def coded(texts: pl.Series, code: Callable[[str], str | None]) -> pl.Series:
    """Return the code of each text, each different text coded once; null stays."""
    distinct = texts.drop_nulls().unique()
    codes = pl.Series([code(each) for each in distinct.to_list()], dtype=pl.String)
    return texts.replace_strict(distinct, codes, default=None, return_dtype=pl.String)
