"""What texts cannot be, whatever a name promises: no titles of courtesy are names of persons.

What numbers cannot be is in `value_limits.py`, what a name says in `name_hints.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from onedata_assets.domain.metadata.checks import Check, Matches
from onedata_assets.domain.metadata.hint import Hint
from onedata_assets.domain.metadata.meaning_catalogue import Meaning
from onedata_assets.domain.metadata.meaning_clues import Clues
from onedata_assets.domain.metadata.naming import is_chinese
from onedata_assets.domain.metadata.observed import Observed
from onedata_assets.domain.metadata.word_lists import folded, words

PLACES_LEAST = 6
TITLED = frozenset({"name", "person_name", "job_title", "given_name", "company_name"})
CALLED_SO = frozenset({"name", "company_name"})
PROSE_NAMES = frozenset({"description", "desc", "text", "info", "reason", "summary", "content"})
"""Columns called so hold words of codes and names as well, others (`remark`) only what was said."""
WORDED = Check(Matches(r"\S\s+\S|[\u3040-\u30ff\u4e00-\u9fff]|^\S{30,}$"))
WORDED_LEAST = 0.5
CALLED = frozenset({"description", "desc"})
"""Columns that lists of kinds have for what each is called."""
SENTENCES = Check(Matches(r"\S+(?:\s+\S+){3}|^.{40,}|[\u4e00-\u9fff]{10,}|[.!?。！？]$"))
SENTENCES_LEAST = 0.2
CAPITALS = Check(Matches(r"^[A-Z]{1,4}$"), high=4)
CAPITALS_LEAST = 0.8
CODED = Check(
    Matches(
        r"^[A-Z]{1,5}[-_/]?\d{3,}$|^[A-Z]+(?:[-_/][A-Z0-9]+)*[-_/]\d{3,}$|^[\w.-]+\.[a-z]{2,4}$"
    ),
    high=64,
)
CODED_LEAST = 0.9
"""Numbers of papers (`S00017`, `BILL/2021/00001`) and names of files are no names of things."""
LOGINS = Check(Matches(r"^(?:[A-Z]{3,}\d*|[a-z][a-z._-]+\d*)$"), 4, 30)
LOGINS_LEAST = 0.9
"""Of those who did something the names in the system, in letters of one case: SATHOMPS."""
MARKS = Check(Matches(r"^[A-F][+-]?$"), high=2)
YEARS = Check(Matches(r"^\d{4}(?:[-/]\d{2,4})?$"), 4, 9, "digit")
ANSWERS_MOST = 4
"""Answers are yes, no, unknown and none asked."""
FEW_MOST, FEW_REPEAT = 20, 5
MANY, MANY_SHARE = 50, 0.5


def text_cannot_be(meaning: Meaning, hint: Hint, clues: Clues) -> bool:
    """Tell whether texts are another thing than what the name says of them."""
    seen = clues.seen
    if not clues.is_text:
        return False
    if (judged := BY_WORD.get((hint.word, meaning.id))) is not None:
        return judged(seen)
    if meaning.id == "category" and hint.word != "tags" and _are_many(seen):
        return True
    if meaning.id == "flag" and seen.distinct > ANSWERS_MOST:
        return True
    if meaning.id == "free_text" and hint.word in PROSE_NAMES:
        called = hint.word in CALLED and seen.rate(SENTENCES) < SENTENCES_LEAST
        return called or seen.rate(WORDED) < WORDED_LEAST
    done = meaning.id == "person_name" and hint.word.endswith(" by")
    return (done and seen.rate(LOGINS) >= LOGINS_LEAST) or _are_no_names(meaning, seen)


def _are_many(seen: Observed) -> bool:
    """Tell whether most values are there once, as kinds of things are in small tables only."""
    return seen.distinct > MANY and seen.distinct > MANY_SHARE * seen.known


def are_few(seen: Observed) -> bool:
    """Tell whether a few values come again and again, as kinds of things do."""
    return seen.distinct <= FEW_MOST and seen.known >= FEW_REPEAT * seen.distinct


def _are_places(seen: Observed) -> bool:
    """Tell whether texts are many and written like names, as states of a country are."""
    named = all(each[:1].isupper() and each[1:2].islower() for each in seen.probe)
    return named and seen.distinct >= PLACES_LEAST


def _are_titles(seen: Observed) -> bool:
    """Tell whether each is one of Mr, Dr, 先生 and their like."""
    return all(each.lower().rstrip(".") in folded("courtesies") for each in seen.probe)


def _are_no_names(meaning: Meaning, seen: Observed) -> bool:
    """Tell whether what is called a name is a title, a code or a number of papers or a file."""
    if meaning.id in {"person_name", "name"} and _are_capitals(seen):  # initials of persons too
        return True
    if meaning.id in CALLED_SO and seen.rate(CODED) >= CODED_LEAST:
        return True
    return meaning.id in TITLED and _are_titles(seen)


def _are_capitals(seen: Observed) -> bool:
    return seen.rate(CAPITALS) >= CAPITALS_LEAST


def _are_years(seen: Observed) -> bool:
    return seen.rate(YEARS) == 1


def _are_states(seen: Observed) -> bool:
    """Tell whether most are states of the USA in their two letters, others those of neighbours."""
    letters = all(len(each) == len("WI") and each.isupper() for each in seen.probe)
    known = [each for each in seen.probe if each in words("us_states")]
    return letters and len(seen.probe) > 1 and 2 * len(known) >= len(seen.probe)


def _are_marks(seen: Observed) -> bool:
    """Tell whether they are marks of courses: A, B+."""
    return seen.rate(MARKS) == 1 and seen.distinct > len("ABC")


def _are_han(seen: Observed) -> bool:
    return all(map(is_chinese, seen.probe))


def _are_phrases(seen: Observed) -> bool:
    """Tell whether one of a few has several words: a field is called so, no person."""
    return seen.could(r"\S\s+\S")


BY_WORD: Mapping[tuple[str, str], Callable[[Observed], bool]] = {
    ("state", "status"): _are_places,
    ("region", "category"): _are_capitals,
    ("season", "category"): _are_years,
    ("symbol", "code"): are_few,
    ("cd", "code"): _are_han,
    ("grade", "category"): _are_marks,
    ("stat", "status"): _are_states,
    ("fname", "given_name"): _are_phrases,
}
"""What a word is none of where the values are so."""
