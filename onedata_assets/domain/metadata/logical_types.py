"""The logical type of a column: what its values are, where the physical type says only text.

Also whole numbers that are dates or moments. The forms are in `logical_forms.py`; what a column
means is in `meanings.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from onedata_assets.domain.metadata.checks import ANY_LENGTH, Check, Matches, compiled
from onedata_assets.domain.metadata.logical_forms import EPOCHS, PAIRS, form_checks
from onedata_assets.domain.metadata.model import Evidence, Family, Finding
from onedata_assets.domain.metadata.observed import Observed
from onedata_assets.domain.metadata.recognition_parameters import DEFAULT, Parameters

NAMES = {
    Family.TEXT: "文本",
    Family.INTEGER: "整数",
    Family.DECIMAL: "小数",
    Family.FLOAT: "浮点数",
    Family.BOOLEAN: "是否",
    Family.DATE: "日期",
    Family.TIME: "时间",
    Family.MOMENT: "时刻",
    Family.BINARY: "二进制",
    Family.NESTED: "嵌套",
    Family.OTHER: "其他",
}
"""The families in Chinese."""
MIDNIGHT = r"[T ]00:00(?::00(?:[.,]0+)?)?(?:Z|[+]00(?::?00)?)?$"
MIDNIGHTS_LEAST = 3
UNSURE = 0.7
"""Two readings fit every value (03/04/2024), or the values fit but could be another thing."""


@dataclass(frozen=True)
class Logical:
    """What the values are, in which form, and the share of them that fit."""

    family: Family
    form: str
    share: float
    finding: Finding


def logical_type(
    seen: Observed, *, is_time_named: bool = False, parameters: Parameters = DEFAULT
) -> Logical | None:
    """Return what a column's values are; None where no value was seen.

    `is_time_named` says that the name speaks of a time: only then whole numbers are read as counts
    from 1970, since numbers of orders look the same.
    """
    if seen.is_empty:
        return None
    found = _judged(seen, is_time_named, parameters)
    return _days(found) if found.family is Family.MOMENT and _is_at_midnight(seen) else found


def _judged(seen: Observed, is_time_named: bool, parameters: Parameters) -> Logical:
    if seen.family is Family.INTEGER:
        return _of_integers(seen, is_time_named, parameters) or _physical(seen)
    if seen.family is Family.MOMENT and not seen.could(":"):
        return _date(seen, parameters) or _physical(seen)  # SQLite keeps days in such columns
    if seen.family is Family.DATE and seen.could(":"):
        return _moment(seen, parameters) or _physical(seen)  # a DATE of Oracle has a time
    if seen.family is not Family.TEXT:
        return _physical(seen)
    for judged in (_number, _date, _moment, _time, _boolean, _json):
        if (found := judged(seen, parameters)) is not None:
            return _of_integers(seen, is_time_named, parameters) or found
    return _of_integers(seen, is_time_named, parameters) or _physical(seen)


def form_checks_of(seen: Observed) -> list[Check]:
    """Return the tests that decide what a column's values are, to compute them for all at once."""
    checks = form_checks()
    if seen.family not in {Family.TEXT, Family.INTEGER}:
        return []
    wanted = [checks.compact]
    if checks.compact.could(seen):
        wanted += checks.compact_forms.values()
    if seen.family is Family.INTEGER:
        return wanted
    wanted += [*checks.numbers.values(), checks.clock, checks.json]
    for gate, forms in ((checks.date_like, checks.dates), (checks.moment_like, checks.moments)):
        if gate.could(seen):
            wanted += forms.values()
    return wanted


def _is_at_midnight(seen: Observed) -> bool:
    """Tell whether every time is the beginning of a day: dates that a source keeps as times."""
    if seen.known < MIDNIGHTS_LEAST or not all(map(compiled(MIDNIGHT).search, seen.probe)):
        return False
    return seen.rate(Check(Matches(MIDNIGHT), has="colon", high=ANY_LENGTH)) == 1.0


def _days(moments: Logical) -> Logical:
    said = Evidence("Every time is midnight.", "所有时刻均为零点。")
    sure = moments.finding.confidence
    finding = Finding(Family.DATE.value, sure, (*moments.finding.evidence, said))
    return replace(moments, family=Family.DATE, finding=finding)


def _physical(seen: Observed) -> Logical:
    said = Evidence(
        f"The source's type {seen.column.type} is {seen.family}, and its values are no more.",
        f"来源类型 {seen.column.type} 为{NAMES[seen.family]}，取值无更具体的类型。",
    )
    return Logical(seen.family, "", 1.0, Finding(seen.family.value, 1.0, (said,)))


def _fits(family: Family, form: str, share: float, sure: float = 1.0, *more: Evidence) -> Logical:
    written = f" ({form})" if form else ""
    said = Evidence(
        f"{share:.1%} of the known values are {family}{written}.",
        f"已知值中 {share:.1%} 为{NAMES[family]}{f'（{form}）' if form else ''}。",
    )
    value = f"{family.value}:{form}" if form else family.value
    return Logical(family, form, share, Finding(value, round(share * sure, 4), (said, *more)))


def _number(seen: Observed, parameters: Parameters) -> Logical | None:
    floor = parameters.logical_share
    if seen.distinct == 2 and set(seen.probe) == {"0", "1"}:
        return None
    shares = {name: seen.rate(check) for name, check in form_checks().numbers.items()}
    if shares["integer"] >= floor:
        return _fits(Family.INTEGER, "", shares["integer"])
    for name, form in (
        ("decimal", ""),
        ("grouped", "1,234.5"),
        ("percent", "12.5%"),
        ("money", "¥1.00"),
    ):
        if shares[name] >= floor:
            return _fits(Family.DECIMAL, form, shares[name])
    return None


def _date(seen: Observed, parameters: Parameters) -> Logical | None:
    if not form_checks().date_like.could(seen):
        return None
    return _best_date(seen, form_checks().dates, Family.DATE, parameters)


def _moment(seen: Observed, parameters: Parameters) -> Logical | None:
    if not form_checks().moment_like.could(seen):
        return None
    return _best_date(seen, form_checks().moments, Family.MOMENT, parameters)


def _best_date(
    seen: Observed, forms: Mapping[str, Check], family: Family, parameters: Parameters
) -> Logical | None:
    """Return the form that most values have; both are told where day and month cannot be told."""
    floor = parameters.logical_share
    shares = {name: seen.rate(check) for name, check in forms.items()}
    fitting = sorted(
        (name for name in shares if shares[name] >= floor), key=shares.__getitem__, reverse=True
    )
    if not fitting:
        return None
    best = fitting[0]
    form = best if family is Family.DATE else f"{best} HH:mm"
    if len(fitting) > 1 and shares[fitting[1]] == shares[best]:
        unsure = Evidence(
            f"Every value also reads as {fitting[1]}: no day is above 12.",
            f"全部值也可读作 {fitting[1]}：没有大于 12 的日。",
        )
        return _fits(family, form, shares[best], UNSURE, unsure)
    return _fits(family, form, shares[best])


def _time(seen: Observed, parameters: Parameters) -> Logical | None:
    share = seen.rate(form_checks().clock)
    hours = {each.partition(":")[0] for each in seen.probe}
    if seen.distinct > 2 and hours == {"1"}:
        return None  # 1:12 and 1:24 are scales
    return _fits(Family.TIME, "HH:mm", share) if share >= parameters.logical_share else None


def _boolean(seen: Observed, parameters: Parameters) -> Logical | None:
    del parameters  # nothing is left over: a third value makes it a code
    if seen.distinct not in {2, 3, 4}:
        return None
    found = {text.lower() for text in seen.probe}
    pair = next((each for each in PAIRS if found == set(each)), None)
    return None if pair is None else _fits(Family.BOOLEAN, "/".join(pair), 1.0)


def _json(seen: Observed, parameters: Parameters) -> Logical | None:
    share = seen.rate(form_checks().json)
    return _fits(Family.NESTED, "json", share) if share >= parameters.logical_share else None


def _of_integers(seen: Observed, is_time_named: bool, parameters: Parameters) -> Logical | None:
    """Return the date or moment that whole numbers are."""
    floor = parameters.logical_share
    if seen.rate(form_checks().compact) < floor:
        return None
    shares = {name: seen.rate(check) for name, check in form_checks().compact_forms.items()}
    # Three days can be chance; the share of eight-digit numbers that are days is under 0.1%.
    enough = seen.distinct >= 3 or is_time_named
    for name, family in (("yyyyMMdd", Family.DATE), ("yyyyMMddHHmmss", Family.MOMENT)):
        if shares[name] >= floor and enough:
            return _fits(family, name, shares[name], 1.0 if is_time_named else 0.9)
    for name in EPOCHS:
        if is_time_named and shares[name] >= floor:
            return _fits(Family.MOMENT, name, shares[name], 0.95)
    return None
