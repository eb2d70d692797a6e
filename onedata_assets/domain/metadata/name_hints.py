"""What the name and the comment of a column say that it means, by the words of `name_words.yaml`.

Names put the thing last (`customer_phone`, 联系人手机号), so the longest phrase at the end counts.
How a name and the values together decide is in `meanings.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from onedata_assets.domain.metadata import word_lists
from onedata_assets.domain.metadata.hint import COMMENT, GLUED, INSIDE, SHORT, WHOLE, Hint
from onedata_assets.domain.metadata.meaning_catalogue import meanings
from onedata_assets.domain.metadata.name_glue import glued
from onedata_assets.domain.metadata.name_measures import DONE, without_window
from onedata_assets.domain.metadata.name_tokens import tokens, written_out
from onedata_assets.domain.metadata.name_vocabulary import standard_names, units, vocabulary

ALONE = frozenset({"total", "sum", "day", "hour", "minute", "长", "宽", "高"})
"""Words that tell a thing as a whole name only: `sleep_total` is no money, `confirm_day` no day."""
NUMBERED = frozenset({"no", "number", "num", "nbr", "id", "code"})
"""Endings that say that a thing is told apart by it, whatever the words before promised."""
COUNTED = frozenset({("number", "of"), ("no", "of"), ("count", "of"), ("num", "of")})
NUMBERS = frozenset({"no", "number", "num", "nbr", "nr"})
CODES = frozenset({"code", "cd", "key"})
TOLD_APART: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(
        NUMBERS,
        frozenset({"phone", "mobile_phone", "vin", "imei", "passport", "licence_plate", "iban"}),
    ),
    **dict.fromkeys(CODES, frozenset({"language_code", "currency_code", "country_code", "colour"})),
}
"""What is a number or a code by itself, so that its name is the same with such an ending."""
PRICED = frozenset({"price", "fee", "nightly", "daily", "hourly", "rate", "unit"})
"""Words of what one of a thing costs."""
PREPOSITIONS = frozenset({"in", "with", "per", "from", "since", "of", "at", "for", "on"})
TIMES = frozenset(
    {"ms", "millis", "sec", "secs", "mins", "hr", "hrs", "hours", "minutes", "seconds"}
)
LASTING = TIMES | {"days", "weeks", "months", "years"}
SHARES = frozenset({"pct", "percent", "percentage"})
QUALIFIERS = DONE | {"total", "max", "min", "avg", "mean", "median", "in", "ytd", "mtd", "px"}
"""What stands behind the name of a measure and says nothing of what it is, as units do."""
SPOKEN = 6
"""Letters of words in pinyin that marks may stand between."""
STARTS = {
    **dict.fromkeys(("yr", "year"), "year"),
    **dict.fromkeys(("pct", "percent", "perc", "percentage"), "percentage"),
    **dict.fromkeys(("id", "pk"), "identifier"),
}
FLAG_STARTS = frozenset(
    {"show", "hide", "enable", "is", "has", "can", "was", "should", "allow", "是否", "有无", "能否"}
)
PLAIN = frozenset(
    {"education", "marital_status", "gender", "quarter", "weekday", "blood_type", "ethnicity"}
)
"""Meanings whose values are words of a list, so that they count before `name` or `status`."""
_HAN = re.compile(r"[\u4e00-\u9fff]")
_COMMENT_END = re.compile(r"[：:，,。；;（(|/、\n\t【\[=]|\s[-–]\s|(?<=[\u4e00-\u9fff])[\s\d-]")


@cache
def hints(name: str, comment: str = "") -> Mapping[str, Hint]:
    """Return what a column is called after, by meaning; what the name itself says comes first."""
    if standard := standard_names().get(name.lower()):
        found = dict(each_of(standard, GLUED, name.lower()))
    else:
        found = dict(_of_tokens(tokens(name)))
    if not found and "/" in name:  # two names of one thing: `Province / Territory`, `价格/Price`
        halves = (dict(_of_tokens(tokens(each))) for each in name.split("/"))
        found = next((each for each in halves if each), {})
    head = _COMMENT_END.split(comment.strip(), maxsplit=1)[0]
    words = tokens(head)
    if words and len(words) <= 6:
        for meaning, hint in _of_tokens(words):
            said = Hint(hint.strength * COMMENT, hint.word, in_comment=True)
            if meaning not in found or found[meaning].strength < said.strength:
                found[meaning] = said
    return found


def _of_tokens(words: tuple[str, ...]) -> Iterator[tuple[str, Hint]]:
    if len(words) == 0:
        return
    words = without_window(words)
    first = words[0]
    if (len(words) > 1 and first in FLAG_STARTS) or first.startswith(("是否", "有无", "能否")):
        yield "flag", Hint(WHOLE, first)
        return
    ending = list(_counted(words) or _measured(words) or _headed(words) or _starting(words))
    its = _told_apart(words)
    if its and not {name for name, _ in its} & {name for name, _ in ending}:
        ending = [*its, *((name, Hint(SHORT, hint.word)) for name, hint in ending)]
    yield from ending
    known_words = vocabulary()
    known = {meaning for meaning, _ in ending}
    for place, word in enumerate(words[:-1]):
        following = f"{word} {words[place + 1]}" if place + 2 < len(words) else word
        for phrase in {word, following}:
            for meaning in known_words.whole.get(phrase, ()):
                # `payment_id` is no payment, but `education_status` is an education.
                if meaning not in known and (not ending or meaning in PLAIN):
                    known.add(meaning)
                    yield meaning, Hint(INSIDE, phrase)


def _told_apart(words: tuple[str, ...]) -> list[tuple[str, Hint]]:
    """Return what is a number or a code by itself and is called so: tel_no, language_key."""
    its = TOLD_APART.get(words[-1], frozenset())
    told = _ending(words[:-1]) if len(words) > 1 and its else ()
    return [each for each in told if each[0] in its]


def _counted(words: tuple[str, ...]) -> list[tuple[str, Hint]]:
    """Return that it is a number of things, by the name (`num_pages`, `children_amount`)."""
    first, *rest = words
    is_counted = (
        words[:2] in COUNTED
        or (first == "qty" and not _ending_of(words) - {"quantity"})
        or (first == "num" and (words[-1].endswith("s") or len(words) > len(("num", "of", "it"))))
    )
    of_things = rest and rest[-1] == "amount" and word_lists.is_of_things(words[-2])
    return [("quantity", Hint(SHORT, first))] if rest and (is_counted or of_things) else []


def _ending_of(words: tuple[str, ...]) -> set[str]:
    return {meaning for meaning, _ in _ending(words)}


def _measured(words: tuple[str, ...]) -> list[tuple[str, Hint]]:
    """Return the measures that are named before a unit (`bill_length_mm`) or `max`, `min`."""
    known = vocabulary().whole.get(" ".join(words[-2:]))
    if "per" in words or known == () or (known and words[-1] == "total"):
        return []
    if words[1:] and words[-1] == "cents":
        meaning = "amount" if PRICED.isdisjoint(words) else "unit_price"
        return [(meaning, Hint(GLUED, "cents"))]
    measured = [*words]
    while len(measured) > 1 and measured[-1] in QUALIFIERS | units():
        measured.pop()
    if len(measured) == len(words) or words[-1] in SHARES:
        return []
    if measured in (["total"], ["sum"]):  # of `total_hours` the unit tells more
        measured = [words[-1]]
    told = _headed(tuple(measured))
    found = [each for each in told if meanings()[each[0]].group in {"measure", "finance"}]
    if words[-1] in LASTING and [name for name, _ in found] == ["length"]:
        return [("duration", Hint(WHOLE, words[-1]))]
    if not found and words[-1] in TIMES:
        return [("duration", Hint(GLUED, words[-1]))]
    return found


def _headed(words: tuple[str, ...]) -> list[tuple[str, Hint]]:
    """Return what a name ends with, or its part before a preposition (`distance_from_home`)."""
    whole = _phrase_at(words)
    for place, word in enumerate(words[1:-1], start=1):
        if word in PREPOSITIONS and (whole is None or whole > place):
            before = list(_ending(words[:place]))
            # `check_in_date` is a date, but what is per, of or from something is no such thing.
            return before or (list(_ending(words)) if word in {"in", "on"} else [])
    return list(_ending(words))


def _phrase_at(words: tuple[str, ...]) -> int | None:
    """Return where the longest phrase begins that stands last; None where none does."""
    known = vocabulary().whole
    return next((n for n in range(len(words)) if " ".join(words[n:]) in known), None)


def _starting(words: tuple[str, ...]) -> list[tuple[str, Hint]]:
    """Return what a name begins with that says what it is (`yr_built`, `pct_done`, `id_car`)."""
    first, *rest = words
    meaning = STARTS.get(first)
    return [(meaning, Hint(SHORT, first))] if meaning is not None and len(rest) == 1 else []


def _ending(words: tuple[str, ...]) -> Iterator[tuple[str, Hint]]:
    """Yield the meanings of the longest phrase that stands last, abbreviations written out."""
    whole, written = _phrase_at(words), written_out(words)
    longer = _phrase_at(written) if written != words else None
    shortest = len(words) - 1 if whole is None else whole
    words = written if longer is not None and longer < shortest else words
    known_words = vocabulary()
    for start in range(len(words)):
        phrase = " ".join(words[start:])
        if phrase not in known_words.whole and len(spoken := "".join(words[start:])) >= SPOKEN:
            phrase = spoken  # qichu_yue: 期初余额
        if phrase in known_words.whole and not (start and phrase in ALONE):
            named = known_words.whole[phrase]
            if start and phrase == "area":  # of `community_area` it is a part of a place
                named = tuple(each for each in named if each != "area")
            yield from each_of(named, WHOLE, phrase)
            if start < len(words) - 1 and words[-1] in NUMBERED:
                yield from _numbered(known_words.whole[phrase], words[-1])
            if start == len(words) - 1 and phrase in known_words.short:
                yield from each_of(known_words.short[phrase], SHORT, phrase)
            return
    last = words[-1]
    if _HAN.search(last):
        yield from _chinese_ending(last)
    elif last in known_words.short:
        yield from each_of(known_words.short[last], SHORT, last)
    else:
        yield from glued("".join(words) if len(words) == 1 else last)


def _numbered(promised: tuple[str, ...], last: str) -> Iterator[tuple[str, Hint]]:
    """Yield what a number of a card or an account is, where its values do not keep the promise."""
    if any(meanings()[each].group in {"identity", "finance", "organisation"} for each in promised):
        for meaning in vocabulary().whole[last]:
            if meaning not in promised:
                yield meaning, Hint(SHORT, last)


def _chinese_ending(last: str) -> Iterator[tuple[str, Hint]]:
    known_words = vocabulary()
    for start in range(len(last)):
        phrase = last[start:]
        if phrase in known_words.whole and not (start and phrase in ALONE):
            yield from each_of(known_words.whole[phrase], WHOLE, phrase)
            return


def each_of(meanings: Iterable[str], strength: float, word: str) -> Iterator[tuple[str, Hint]]:
    """Yield each meaning with what the word says of it."""
    for meaning in meanings:
        yield meaning, Hint(strength, word)
