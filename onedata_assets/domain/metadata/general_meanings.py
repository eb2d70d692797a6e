"""What the figures of a column say without any word: keys, few values, prose, money, counts.

What its name and tests of its values say is in `meanings.py`.
"""

from __future__ import annotations

from collections.abc import Iterator

from onedata_assets.domain.metadata.checks import Check, Matches
from onedata_assets.domain.metadata.column_roles import Role
from onedata_assets.domain.metadata.hint import SHORT
from onedata_assets.domain.metadata.meaning_catalogue import meanings
from onedata_assets.domain.metadata.meaning_clues import Clues
from onedata_assets.domain.metadata.meaning_evidence import by_role, finding
from onedata_assets.domain.metadata.model import NUMBERS, Evidence, Family, Finding
from onedata_assets.domain.metadata.name_measures import DONE, is_for_each, without_window
from onedata_assets.domain.metadata.name_tokens import tokens
from onedata_assets.domain.metadata.name_vocabulary import units
from onedata_assets.domain.metadata.observed import Observed
from onedata_assets.domain.metadata.units import MONEY, unit_of
from onedata_assets.domain.metadata.value_checks import number_between, prose_of
from onedata_assets.domain.metadata.word_lists import is_of_things

ROLE_POWER = 0.75
ENUMERATION_POWER = 0.7
FLAG_POWER = 0.65
PROSE_POWER = 0.7
MONEY_POWER = 0.8
COUNT_POWER = 0.7
UNIT_POWER = 0.7
MEASURED = {
    "weight": frozenset({"kg", "lb", "t"}),
    "length": frozenset({"mm", "cm", "km"}),
    "duration": frozenset({"ms", "s", "min", "h"}),
    "area": frozenset({"m2", "mu"}),
    "temperature": frozenset({"°C"}),
    "size_bytes": frozenset({"B"}),
}
"""What is measured in units that nothing else is."""
PARTIES = frozenset({"person_name", "company_name"})
PARTY_POWER = 0.65
NUMBERED = Check(
    Matches(r"^(?:[A-Za-z]{1,4}[-_]?\d{2,}|\d{3,10}|\d{4}[0-9A-Z]{12,18})$"), 3, 24, "digit"
)
"""Numbers of staff and partners (G01448), and keys of rows as 用友 makes them."""
NUMBERED_LEAST = 0.95
FEW, APART, MARKS_MOST = 10, 5, 1000
MARKS_LEAST = 20
MARKS_TOP, MIDDLE, HUNDRED, MOST = 75, 40, 100, 0.5
"""Marks out of a hundred reach three quarters of it, and most lie above 40; counts seldom do."""
RANKS_LEAST = 10
"""So many counts are seldom all numbers from 1 on without a gap."""


def general(clues: Clues, *, is_known: bool) -> Iterator[Finding]:
    """Yield what the figures say without any word: keys, few values, prose, money, counts."""
    if clues.role is not Role.NONE:
        meaning = meanings()["reference" if clues.role is Role.REFERENCE else "identifier"]
        yield finding(meaning, ROLE_POWER, [by_role(clues.role)])
    if not is_known:
        yield from _of_numbers(clues)
        if _refers_to_party(clues):
            said = Evidence(
                "It is called after a person or an organisation, and its values are numbers.",
                "列名为人员或机构，而取值为编号。",
            )
            yield finding(meanings()["reference"], PARTY_POWER, [said])
    if clues.is_text:
        yield from _of_texts(clues)


def _refers_to_party(clues: Clues) -> bool:
    """Tell whether texts in a column of persons or organisations are numbers that come again."""
    seen, hints = clues.seen, clues.hints.items()
    named = any(each in PARTIES and hint.strength >= SHORT for each, hint in hints)
    repeats = len({"0", "1"}) < seen.distinct < seen.known
    is_text = seen.family is Family.TEXT
    return named and is_text and repeats and seen.rate(NUMBERED) >= NUMBERED_LEAST


def _of_numbers(clues: Clues) -> Iterator[Finding]:
    seen, catalogue = clues.seen, meanings()
    if Family.INTEGER in clues.families and set(seen.probe) == {"0", "1"}:
        said = Evidence("Its values are 0 and 1.", "取值为 0 和 1。")
        told = seen.known >= clues.parameters.enumeration_rows and not clues.among_counts
        if told and not _things(seen):
            yield finding(catalogue["flag"], FLAG_POWER, [said])
    unit = unit_of(seen, clues.parameters) if seen.family in NUMBERS else None
    if unit is not None and unit.value in MONEY:
        yield finding(catalogue["amount"], MONEY_POWER, [*unit.evidence])
    elif unit is not None and (measure := _measured(seen, unit.value)):
        yield finding(catalogue[measure], UNIT_POWER, [*unit.evidence])
    if clues.role is Role.NONE and (things := _counted(clues)):
        said = Evidence(f"Whole numbers of “{things}”.", f"“{things}”的整数个数。")
        yield finding(catalogue["quantity"], COUNT_POWER, [said])


def _measured(seen: Observed, unit: str) -> str:
    """Return what is measured in a unit that ends a name after another word: weight of `bag_kg`."""
    told = tokens(seen.column.name)
    is_ratio = "per" in told or is_for_each(told)
    if len(told) < len(("bag", "kg")) or is_ratio or (seen.span or (0, 0))[0] < 0:
        return ""
    return next((each for each, its in MEASURED.items() if unit in its), "")


def _counted(clues: Clues) -> str:
    """Return the things that whole numbers count where the name is their plural: baskets."""
    seen = clues.seen
    if seen.family is Family.TEXT:  # digits in texts are codes (`werks` of plants)
        return ""
    last = _things(seen)
    if not last or Family.INTEGER not in clues.families or _are_marks(seen):
        return ""
    return last if seen.is_counted and _reach_down(seen) and not _are_ranks(seen) else ""


def _things(seen: Observed) -> str:
    """Return the plural that a name ends with, if it does: `edits` of `edits_pending`."""
    told = without_window(tokens(seen.column.name))
    last = told[-2] if len(told) > 1 and told[-1] in DONE else next(reversed(told), "")
    is_thing = len(last) > 3 and is_of_things(last) and last not in {*units(), "units"}
    return last if is_thing else ""


def _reach_down(seen: Observed) -> bool:
    """Tell whether numbers begin low, lie far apart or are large, as marks of a test do not."""
    low, high = seen.span or (0, 0)
    return not _are_out_of_a_hundred(seen) and (
        low <= FEW or high >= APART * low or high > MARKS_MOST
    )


def _are_out_of_a_hundred(seen: Observed) -> bool:
    low, high = seen.span or (0, 0)
    if low < 0 or not MARKS_TOP <= high <= HUNDRED or seen.distinct < MARKS_LEAST:
        return False
    return seen.rate(number_between(MIDDLE, HUNDRED)) >= MOST


def _are_marks(seen: Observed) -> bool:
    """Tell whether numbers stand for yes and no: 0 and 1, or 1 and 2 again and again."""
    found = set(seen.probe)
    return found <= {"0", "1"} or (found == {"1", "2"} and seen.known >= MARKS_LEAST)


def _are_ranks(seen: Observed) -> bool:
    """Tell whether each whole number from 1 on is there once: places in an order."""
    is_whole_row = seen.distinct == seen.known and seen.span == (1, seen.known)
    return is_whole_row and seen.known >= RANKS_LEAST


def _of_texts(clues: Clues) -> Iterator[Finding]:
    seen, parameters = clues.seen, clues.parameters
    repeats = seen.known / seen.distinct
    few = 2 <= seen.distinct <= parameters.enumeration_most
    if (
        few
        and repeats >= parameters.enumeration_repeats
        and seen.known >= parameters.enumeration_rows
    ):
        said = Evidence(
            f"{seen.distinct} different values in {seen.known} known ones.",
            f"{seen.known} 个已知值中只有 {seen.distinct} 个不同值。",
        )
        yield finding(meanings()["enumeration"], ENUMERATION_POWER, [said])
        return
    share = seen.rate(prose_of(parameters.free_text_length))
    if share >= 0.5:
        said = Evidence(
            f"{share:.0%} of the values are prose of {parameters.free_text_length} signs or more.",
            f"{share:.0%} 的值为不少于 {parameters.free_text_length} 个字符的文字。",
        )
        yield finding(meanings()["free_text"], PROSE_POWER, [said])
