"""What a column means: its name's words, tests of its values and plain figures weighed together.

The meanings are in `meanings.yaml`, the words in `name_words.yaml`, the tests in `value_checks.py`,
the thresholds in `recognition_parameters.py`. Each answer names what spoke for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from onedata_assets.domain.metadata.checks import Check
from onedata_assets.domain.metadata.general_meanings import general
from onedata_assets.domain.metadata.hint import INSIDE, SHORT, Hint
from onedata_assets.domain.metadata.meaning_catalogue import Meaning, meanings
from onedata_assets.domain.metadata.meaning_clues import Clues
from onedata_assets.domain.metadata.meaning_evidence import (
    by_form,
    by_form_alone,
    by_name,
    by_values,
    despite,
    finding,
)
from onedata_assets.domain.metadata.model import NUMBERS, Evidence, Family, Finding
from onedata_assets.domain.metadata.name_hints import PLAIN
from onedata_assets.domain.metadata.value_checks import check_of, number_between, prose_of
from onedata_assets.domain.metadata.value_limits import cannot_be
from onedata_assets.domain.metadata.value_spread import is_spread

RELATED = (
    frozenset({"person", "contact", "identity"}),
    frozenset({"person", "organisation"}),
    frozenset({"place", "code"}),
    frozenset({"place", "technical"}),
    frozenset({"key", "code"}),
    frozenset({"finance", "measure"}),
    frozenset({"thing", "text", "code"}),
    frozenset({"thing", "technical"}),
    frozenset({"thing", "time"}),
)
"""Groups whose words do not speak against each other: a contact may be a phone, an address one of
a network, a name one of a file or a month."""
_LIST = re.compile(r"\[\]$|^(?:array|list)\b", re.IGNORECASE)
"""Types of columns that hold several values of one type: `text[]`, `ARRAY`, `List(String)`."""
OF_TABLE = 0.8
"""Tables of people also hold `admin` and nicknames."""
INSTEAD = {"flag": "status", "hash": "uuid"}
"""What a name says that its values say less of: a state of 0 and 1, a guid without dashes."""
COUNTED_ROUND = frozenset({"hour", "minute", "day", "week"})
"""One value beyond the last of a round, and it counts another thing (`hr`: home runs)."""
FORM_POWER = 0.4
"""What a length and a beginning without right check digits are worth beside a name."""
INSIDE_POWER = 0.7
"""A word within a name counts only for texts that speak for themselves (not `total_years`)."""


def meanings_of(clues: Clues) -> tuple[Finding, ...]:
    """Return what the column could mean, the likeliest first; nothing where nothing was seen."""
    if clues.seen.is_empty:
        return ()
    rates = _rates(clues)
    found = [each for meaning in _near(clues, rates) for each in _claims(meaning, clues, rates)]
    floor = clues.parameters.confidence
    found += general(clues, is_known=any(each.confidence >= floor for each in found))
    order = _order()
    best: dict[str, Finding] = {}
    for each in sorted(
        found, key=lambda one: (_is_general(one), -one.confidence, order[one.value])
    ):
        if each.confidence >= floor:
            best.setdefault(each.value, each)
    return tuple(best.values())


@cache
def _fitting(families: frozenset[Family]) -> tuple[Meaning, ...]:
    """Return the meanings that values of these families can have."""
    return tuple(each for each in meanings().values() if each.families & families)


def _near(clues: Clues, rates: Mapping[str, float]) -> Iterator[Meaning]:
    """Yield the meanings for which a name, a type or a test speaks at all."""
    passed = {name for name, rate in rates.items() if rate > 0}
    for each in _fitting(clues.families):
        if each.id in clues.hints or each.alone_family is not None or each.test_alone in passed:
            yield each


def _is_general(found: Finding) -> bool:
    """Tell whether it is said of any column of few values, so that all else says more."""
    return found.value == "enumeration"


@cache
def _order() -> Mapping[str, int]:
    return {name: place for place, name in enumerate(meanings())}


def checks_of(clues: Clues) -> list[Check]:
    """Return the tests that could decide something, to compute them for all columns at once."""
    wanted = [check_of(name, clues.today) for name in _wanted(clues)]
    wanted += [
        number_between(*meaning.number)
        for meaning in _fitting(clues.families)
        if meaning.number is not None and meaning.id in clues.hints
    ]
    wanted += [
        number_between(*meaning.bounds)
        for meaning in _fitting(clues.families & NUMBERS)
        if meaning.bounds is not None and meaning.id in clues.hints
    ]
    return [*wanted, prose_of(clues.parameters.free_text_length)] if clues.is_text else wanted


def _rates(clues: Clues) -> dict[str, float]:
    """Return the hit rates of the tests that could decide something."""
    return {name: clues.seen.rate(check_of(name, clues.today)) for name in _wanted(clues)}


def _wanted(clues: Clues) -> set[str]:
    told = (meanings()[each] for each in clues.hints)
    named = {each.check for each in told if each.check and each.families & clues.families}
    named |= {
        form
        for name, hint in clues.hints.items()
        if meanings()[name].families & clues.families
        for form in meanings()[name].forms_of(hint.word)
    }
    return named | _alone(clues.families, min(clues.seen.distinct, _most_needed()))


@cache
def _alone(families: frozenset[Family], distinct: int) -> frozenset[str]:
    """Return the tests that need no name but this many different values."""
    return frozenset(
        each.test_alone
        for each in _fitting(families)
        if each.alone is not None and distinct >= each.least
    )


@cache
def _most_needed() -> int:
    return max(each.least for each in meanings().values())


def _claims(meaning: Meaning, clues: Clues, rates: Mapping[str, float]) -> Iterator[Finding]:
    most = meaning.most or (0 if clues.is_text else meaning.most_numbers)
    if most and clues.seen.distinct > most:
        return
    if (hint := clues.hints.get(meaning.id)) is not None:
        yield from _named(meaning, hint, clues, rates)
    yield from _unnamed(meaning, clues, rates)


def _named(
    meaning: Meaning, hint: Hint, clues: Clues, rates: Mapping[str, float]
) -> Iterator[Finding]:
    """Yield the claim that the name makes, if the values bear it out."""
    rate, said = 1.0, [by_name(hint)]
    proves_little = meaning.power < INSIDE_POWER or (
        bool(meaning.families & NUMBERS) and meaning.id not in PLAIN
    )
    if (hint.strength <= INSIDE and proves_little) or cannot_be(meaning, hint, clues):
        return
    if meaning.number is not None:
        rate = clues.seen.rate(number_between(*meaning.number))
        said.append(by_values(meaning, rate, clues.seen))
        if rate < (1 if meaning.id in COUNTED_ROUND else clues.parameters.logical_share):
            return
    elif meaning.check:
        rate = rates.get(meaning.check, 0.0)
        if rate < (OF_TABLE if hint.of_table else 1) * meaning.floor:
            yield from _by_form(meaning, hint, clues, rates)
            return
        said.append(by_values(meaning, rate, clues.seen))
    weight = clues.parameters.name_weight * hint.strength
    yield finding(meaning, 1 - (1 - weight) * (1 - meaning.power * rate), said)


def _by_form(
    meaning: Meaning, hint: Hint, clues: Clues, rates: Mapping[str, float]
) -> Iterator[Finding]:
    """Yield the claim of a name where values have the form alone, as made-up numbers have."""
    if hint.strength <= INSIDE:
        return
    for form in meaning.forms_of(hint.word):
        passing = rates.get(meaning.check, 0.0)
        fitting = max(rates.get(form, 0.0), passing)
        if fitting >= clues.parameters.logical_share:
            weight = clues.parameters.name_weight * hint.strength
            said = [by_name(hint), by_form_alone(meaning, fitting, passing, clues.seen)]
            yield finding(meaning, 1 - (1 - weight) * (1 - FORM_POWER * fitting), said)
            return


def _unnamed(meaning: Meaning, clues: Clues, rates: Mapping[str, float]) -> Iterator[Finding]:
    """Yield the claim that the values make alone."""
    if meaning.alone_family is not None:
        if meaning.alone_family is Family.NESTED and _LIST.search(clues.seen.column.type):
            return  # several values of one kind, no document
        if clues.logical is not None and clues.logical.family is meaning.alone_family:
            sure = meaning.power * clues.logical.finding.confidence
            yield _against(meaning, sure, [by_form(clues.logical)], clues)
        return
    if meaning.alone is None or clues.seen.distinct < meaning.least:
        return
    rate = rates.get(meaning.test_alone, 0.0)
    if rate < meaning.alone or not is_spread(meaning, clues):
        return
    said = [by_values(meaning, rate, clues.seen)]
    yield _against(meaning, meaning.power * rate, said, clues)


def _against(meaning: Meaning, sure: float, said: list[Evidence], clues: Clues) -> Finding:
    """Return a claim of values alone, worth less where the name clearly names another thing."""
    other = _contradicting(meaning, clues.hints)
    told = clues.hints.get(INSTEAD.get(meaning.id, ""))
    if told is not None:
        return finding(meaning, sure * clues.parameters.contradiction, [*said, despite(told)])
    if meaning.sure or meaning.alone_family is not None or other is None:
        return finding(meaning, sure, said)
    return finding(meaning, sure * clues.parameters.contradiction, [*said, despite(other)])


def _contradicting(meaning: Meaning, hints: Mapping[str, Hint]) -> Hint | None:
    if hints.keys() & {meaning.id}:
        return None
    for name, hint in hints.items():
        group = meanings()[name].group
        related = group == meaning.group or any({group, meaning.group} <= each for each in RELATED)
        if hint.strength >= SHORT * 0.9 and not related:
            return hint
    return None
