"""Whether values are names of persons, Chinese ones and those in Latin letters.

The surnames and given names are in `word_lists.yaml`; other tests of words are in `word_checks.py`.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from onedata_assets.domain.metadata import word_lists as lists

if TYPE_CHECKING:
    import polars as pl

LATIN_NAME = (
    r"^\p{Lu}[\p{L}'’.-]*(?:,? (?:\p{Lu}|de |da |di |van |von |del |la |le |el |bin |y )"
    r"[\p{L}'’. -]*){0,4}$"
)
NO_PERSON = (
    r"(?i:\b(?:inc|ltd|llc|corp|gmbh|co|company|group|the|and|of|for|with|store|shop|bank|hotel"
    r"|building|library|centre|center|university|college|school|hospital|airport|station|stadium"
    r"|arena|museum|institute|theatre|theater|forum|society|foundation|street|road|avenue|campus"
    r"|department|warehouse|factory|plant|team|club|league|county|island|river|lake|project)\b)"
    r"|[\d@#&/]"
)
_HAN_NAME = r"[\u4e00-\u9fff]{2,4}"
_LATIN = r"\p{Lu}[\p{L}'’.-]*(?: \p{Lu}[\p{L}'’.-]*){0,3}"
SEVERAL_NAMES = (
    rf"^{_HAN_NAME}(?:\s?[/、;；,，]\s?{_HAN_NAME})+$|^{_LATIN}(?:\s?[/;,&]\s?{_LATIN})+$"
)
"""Several persons in one column, as of authors and actors."""
TITLED = r"\b(?:Mr|Mrs|Ms|Miss|Mme|Dr|Prof)\b\.? +\p{L}{2}"


@cache
def surname_pattern() -> str:
    """Return the pattern of a surname with one or two further characters."""
    compound = "|".join(lists.words("compound_surnames"))
    single = "".join(lists.words("surnames"))
    return rf"^(?:(?:{compound})[\u4e00-\u9fff]{{1,2}}|[{single}][\u4e00-\u9fff]{{1,2}})$"


def chinese_name(value: pl.Expr) -> pl.Expr:
    """Tell whether it has a surname and one or two further characters."""
    return value.str.contains(surname_pattern())


def person(value: pl.Expr) -> pl.Expr:
    """Tell whether it is the name of a person, or of several."""
    latin = value.str.contains(LATIN_NAME) & ~value.str.contains(NO_PERSON)
    minority = value.str.contains(r"^[\u4e00-\u9fff]{2,}·[\u4e00-\u9fff·]{2,}$")
    masked = value.str.contains(r"^[\u4e00-\u9fff][*＊某X]{1,2}[\u4e00-\u9fff]?$")
    familiar = value.str.contains(r"^[小老阿大][\u4e00-\u9fff]{1,2}$")
    several = value.str.contains(SEVERAL_NAMES) & ~value.str.contains(r"[\d@#]")
    return chinese_name(value) | minority | masked | familiar | latin | several


def given_first(value: pl.Expr) -> pl.Expr:
    """Tell whether it has two words, one a given name (`John Smith`, `Smith, John`), or a title."""
    two = value.str.contains(LATIN_NAME) & value.str.contains(" ")
    named = value.str.to_lowercase()
    given = lists.folded("given_names")
    first = named.str.extract(r"^([^\s,.]+)", 1).is_in(given)
    after = named.str.extract(r"^[^,]+, ([^\s,.]+)", 1).is_in(given)
    return (two & (first | after) & ~value.str.contains(NO_PERSON)) | value.str.contains(TITLED)
