"""What values cannot be, whatever a name promises: no weight is only 0 and 1, no hour is 60.

Which values bear a name out is in `meanings.py`; what other columns say is in `name_context.py`.
"""

from __future__ import annotations

from onedata_assets.domain.metadata.hint import GLUED, SHORT, Hint
from onedata_assets.domain.metadata.initials_limits import are_other_initials
from onedata_assets.domain.metadata.key_limits import KEYS, are_no_keys
from onedata_assets.domain.metadata.meaning_catalogue import Meaning
from onedata_assets.domain.metadata.meaning_clues import Clues
from onedata_assets.domain.metadata.model import NUMBERS, Family
from onedata_assets.domain.metadata.name_measures import is_for_each, without_window
from onedata_assets.domain.metadata.name_tokens import tokens
from onedata_assets.domain.metadata.observed import Observed
from onedata_assets.domain.metadata.text_limits import text_cannot_be
from onedata_assets.domain.metadata.value_checks import check_of, number_between
from onedata_assets.domain.metadata.word_lists import words

LEVELS = frozenset({"level", "级", "级别", "jibie", "priority", "优先级", "层级", "season"})
"""Words whose numbers are steps, which are no kinds of anything."""
PARTIES = frozenset({"客户名称", "kehumingcheng", "customer name"})
PERSONS_LEAST = 0.3
MEASURES = frozenset({"measure", "finance", "time"})
MEASURED = frozenset({"area", "weight", "length"})
COUNTS = frozenset({"quantity"})
"""Measures that may be 0 and 1 only: one child or none."""
GRADES = frozenset({"category", "status"})
SCALED = frozenset(
    {"amount", "unit_price", "weight", "length", "area", "temperature", "percentage"}
)
"""Measures that are no grades: 1 to 5 again and again are five steps."""
STEPS_MOST, STEPS_LEAST, STEPS_REPEAT = 10, 3, 5
PRICED = frozenset({"amount", "unit_price"})
TIMED = {("days",), ("hours",), ("minutes",), ("seconds",), ("months",), ("weeks",)}
SUMS = {("total",), ("sum",), ("subtotal",)}
LOGS = frozenset({"log", "ln"})
LOG_MOST = 30
"""Logarithms of what is counted and paid are below it: `lwage` 6.9."""
NORMED = frozenset({"ratio", "relative", "rel", "scaled", "normalized", "standardized"})
"""Words of numbers without a unit, wherever they stand: `perimeter_ratio_length`."""
EARNED = frozenset({"income", "revenue", "salary", "wage", "wages", "price", "prices"})
"""Money of which not all is below nothing."""
HOURS_LEAST, NOON = 20, 12
"""So many hours of a day reach noon; less are hours since a beginning."""
RATES = frozenset({"rate", "ratio", "rates", "ratios"})
SHARE_SPAN, HUNDRED = 80, 100
"""Decimals up to a hundred that reach the first are on the scale of percentages."""
RATES_MOST = 30
LONE_MOST = 3
"""Letters of abbreviations that stand alone before a rate: `unrate`, but no `run_rate`."""
FURTHEST = {"mileage": 100}
"""Miles that a car has gone reach it; less are miles to a gallon."""


def cannot_be(meaning: Meaning, hint: Hint, clues: Clues) -> bool:
    """Tell whether the values are another thing than what the name says of them."""
    return (
        _are_no_numbers_of(meaning, hint, clues)
        or (meaning.id in SCALED and _are_of_a_list(clues.seen))
        or text_cannot_be(meaning, hint, clues)
        or (meaning.id == "date" and _have_times(clues))
    )


def _are_of_a_list(seen: Observed) -> bool:
    """Tell whether texts are codes of a list, which are filled up with noughts: 01, 02."""
    return seen.family is Family.TEXT and seen.could(r"^0\d+$")


def _have_times(clues: Clues) -> bool:
    """Tell whether days have a time each: `pymt_dt` is when it was paid."""
    return clues.logical is not None and clues.logical.family is Family.MOMENT


def _are_no_numbers_of(meaning: Meaning, hint: Hint, clues: Clues) -> bool:
    seen = clues.seen
    if hint.strength <= SHORT and are_other_initials(meaning, hint, seen):
        return True
    if meaning.id == "company_name" and hint.word in PARTIES and _are_persons(clues):
        return True
    if _is_yes_or_no(hint, clues):
        return _is_none_of_two(meaning, hint)
    if meaning.id == "percentage" and hint.word in RATES and not _is_share(hint, seen):
        return True
    if not clues.families & NUMBERS:
        return False
    return (
        (meaning.id == "category" and hint.word in LEVELS)
        or (meaning.id in SCALED and (_are_steps(seen, clues) or _is_normed(seen)))
        or are_no_keys(meaning, hint, clues)
        or (meaning.id in PRICED and (_are_changes(hint, seen) or _is_timed(seen)))
        or (meaning.id in MEASURED and is_for_each(tokens(seen.column.name)))
        or (meaning.id == "unit_price" and tokens(seen.column.name)[:1] in SUMS)
        or (meaning.id == "weight" and _are_weights_of_few(seen))
        or (meaning.id == "hour" and seen.span == (0, 24))
        or (hint.word == "seat" and meaning.id == "code")
        or (hint.word == "tax" and meaning.id == "amount" and _are_rates(seen))
        or (meaning.id == "hour" and seen.known >= HOURS_LEAST and _reaches_no(NOON, seen))
        or (meaning.group in MEASURES and _is_logarithm(hint, seen))
        or (meaning.bounds is not None and not _is_within(meaning.bounds, clues))
        or (meaning.id == "flag" and not _are_two(seen))
        or (meaning.id in GRADES and _is_graded(hint))
        or (meaning.id in COUNTS and not _are_counts(hint, seen))
        or (hint.word in FURTHEST and _reaches_no(FURTHEST[hint.word], seen))
    )


def _are_rates(seen: Observed) -> bool:
    """Tell whether a tax is one of a few rates, or a part of one, not what is paid."""
    few = seen.distinct <= STEPS_MOST and seen.known >= STEPS_REPEAT * seen.distinct
    low, high = seen.span or (0, RATES_MOST + 1)
    return (few and high <= RATES_MOST) or (0 <= low <= high < 1 and not seen.is_whole)


def _are_persons(clues: Clues) -> bool:
    """Tell whether many are called as persons are: customers are of both kinds."""
    return clues.seen.rate(check_of("chinese_name", clues.today)) >= PERSONS_LEAST


def _reaches_no(end: float, seen: Observed) -> bool:
    return seen.span is not None and seen.span[1] < end


def _is_yes_or_no(hint: Hint, clues: Clues) -> bool:
    """Tell whether all are 0 and 1, many or in a column whose word may be none: notforloan."""
    seen = clues.seen
    both = seen.distinct == len(seen.probe) and set(seen.probe) == {"0", "1"}
    return both and (hint.strength == GLUED or seen.known >= clues.parameters.enumeration_rows)


def _is_graded(hint: Hint) -> bool:
    """Tell whether numbers of it are steps in an order, not kinds of things: level 1 to 4."""
    return hint.strength == GLUED or hint.word in words("graded")


def _are_changes(hint: Hint, seen: Observed) -> bool:
    """Tell whether what falls below nothing is no money: growth, parts of one, logarithms."""
    low, high = seen.span or (0, 0)
    if low >= 0:
        return False
    is_log = high < 0 and hint.word in EARNED
    return hint.strength == GLUED or is_log or max(-low, high) <= 1


def _is_timed(seen: Observed) -> bool:
    """Tell whether a name ends with a unit of time: days of payment are no money."""
    return without_window(tokens(seen.column.name))[-1:] in TIMED


def _are_weights_of_few(seen: Observed) -> bool:
    """Tell whether a few whole numbers, or parts of one, say how much each counts: priorities."""
    is_part = seen.span is not None and 0 <= seen.span[0] <= seen.span[1] <= 1
    return seen.distinct <= STEPS_MOST and (seen.is_whole or is_part)


def _is_normed(seen: Observed) -> bool:
    return bool(NORMED & set(tokens(seen.column.name)[:-1]))


def _are_counts(hint: Hint, seen: Observed) -> bool:
    """Tell whether numbers are of things: whole ones, or thousands of them, none below nothing."""
    is_below = seen.span is not None and seen.span[0] < 0
    return seen.is_counted or (hint.strength != GLUED and (seen.is_whole or not is_below))


def _are_two(seen: Observed) -> bool:
    """Tell whether there are two numbers at most, or 0 and 1 with -1 for neither."""
    return seen.distinct <= len({"0", "1"}) or set(seen.probe) == {"-1", "0", "1"}


def _is_none_of_two(meaning: Meaning, hint: Hint) -> bool:
    if meaning.id in KEYS:
        return hint.strength <= GLUED or hint.word != "id"
    if meaning.id == "code":
        return True
    return meaning.id == "age" or (meaning.group in MEASURES and meaning.id not in COUNTS)


def _are_steps(seen: Observed, clues: Clues) -> bool:
    """Tell whether the numbers are a few steps from 0 or 1 on, each there again and again."""
    if not seen.is_whole or seen.distinct > STEPS_MOST + 1:
        return False
    low, high = seen.span or (-1, -1)
    return (
        low in {0, 1}
        and high <= STEPS_MOST
        and STEPS_LEAST <= seen.distinct == high - low + 1
        and seen.known >= max(clues.parameters.enumeration_rows, STEPS_REPEAT * seen.distinct)
    )


def _is_logarithm(hint: Hint, seen: Observed) -> bool:
    """Tell whether a name has a mark of logarithms before its word and the values could be such."""
    first, *rest = tokens(seen.column.name) or ("",)
    before = first if rest else first.removesuffix(hint.word)
    if rest and before == "l":
        before = "log"
    is_short = hint.strength == GLUED and before[:1] == "l" and len(before) <= len("lr")
    return (
        (before in LOGS or is_short)
        and not seen.is_whole
        and max(map(abs, seen.span or ())) <= LOG_MOST
    )


def _is_share(hint: Hint, seen: Observed) -> bool:
    """Tell whether what is called a rate or a ratio is a part of one or of a hundred.

    Others are per thousand, per day or of two things (20 pupils to a teacher).
    """
    if seen.span is None or seen.could("[%％]") or _is_of_hundred(hint, seen):
        return True
    low, high = seen.span
    fills = SHARE_SPAN <= high <= HUNDRED and not hint.word.startswith("ratio")
    return not seen.is_whole and low >= 0 and (high <= 1 or fills)


def _is_of_hundred(hint: Hint, seen: Observed) -> bool:
    """Tell whether the word before says that it is a percentage: a tax rate, unemployment."""
    before = "".join(tokens(seen.column.name)).removesuffix(hint.word)
    return any(
        before == each or (len(each) > LONE_MOST and before.endswith(each))
        for each in words("percent_rates")
    )


def _is_within(bounds: tuple[float, float], clues: Clues) -> bool:
    return clues.seen.rate(number_between(*bounds)) >= clues.parameters.logical_share
