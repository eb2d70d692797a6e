"""The logical type of a column: what its values are, where the physical type says only text.

Also whole numbers that are dates or moments. The forms are in `logical_forms.py`; what a column
means is in `meanings.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from onedata_assets.domain.metadata import logical_forms as forms
from onedata_assets.domain.metadata.model import Evidence, Family, Finding
from onedata_assets.domain.metadata.observed import Observed
from onedata_assets.domain.metadata.recognition_parameters import DEFAULT, Parameters

if TYPE_CHECKING:
    import polars as pl

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
    if seen.family is Family.INTEGER:
        return _of_integers(seen, is_time_named, parameters) or _physical(seen)
    if seen.family is not Family.TEXT:
        return _physical(seen)
    for judged in (_number, _date, _moment, _time, _boolean, _json):
        if (found := judged(seen, parameters)) is not None:
            return _of_integers(seen, is_time_named, parameters) or found
    return _of_integers(seen, is_time_named, parameters) or _physical(seen)


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


def _column() -> pl.Expr:
    import polars as pl

    return pl.col("value")


def _number(seen: Observed, parameters: Parameters) -> Logical | None:
    value, floor = _column(), parameters.logical_share
    if seen.distinct == 2 and set(seen.values["value"]) == {"0", "1"}:
        return None
    shares = dict.fromkeys(forms.NUMBERS, 0.0) | seen.shares(
        **{
            name: value.str.contains(forms.ascii_digits(pattern))
            for name, pattern in forms.NUMBERS.items()
            if seen.could(pattern)
        }
    )
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
    if not seen.could(forms.DATE_LIKE):
        return None
    return _best_date(seen, _column(), Family.DATE, parameters)


def _moment(seen: Observed, parameters: Parameters) -> Logical | None:
    if not seen.could(forms.MOMENT):
        return None
    return _best_date(seen, forms.date_part(_column()), Family.MOMENT, parameters)


def _best_date(
    seen: Observed, value: pl.Expr, family: Family, parameters: Parameters
) -> Logical | None:
    """Return the form that most values have; both are told where day and month cannot be told."""
    floor = parameters.logical_share
    near = [form for form in forms.DATES if seen.could(form.pattern.removesuffix("$"))]
    shares = seen.shares(**{form.name: forms.is_date(value, form) for form in near})
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
    if not seen.could(f"^{forms.CLOCK}$"):
        return None
    share = seen.share(_column().str.contains(forms.ascii_digits(f"^{forms.CLOCK}$")))
    return _fits(Family.TIME, "HH:mm", share) if share >= parameters.logical_share else None


def _boolean(seen: Observed, parameters: Parameters) -> Logical | None:
    del parameters  # nothing is left over: a third value makes it a code
    if seen.distinct not in {2, 3, 4}:
        return None
    found = {text.lower() for text in seen.values["value"].to_list()}
    pair = next((each for each in forms.PAIRS if found == set(each)), None)
    return None if pair is None else _fits(Family.BOOLEAN, "/".join(pair), 1.0)


def _json(seen: Observed, parameters: Parameters) -> Logical | None:
    if not seen.could(r"^[\[{]"):
        return None
    share = seen.share(forms.is_json(_column()))
    return _fits(Family.NESTED, "json", share) if share >= parameters.logical_share else None


def _of_integers(seen: Observed, is_time_named: bool, parameters: Parameters) -> Logical | None:
    """Return the date or moment that whole numbers are."""
    import polars as pl

    value, floor = _column(), parameters.logical_share
    if not seen.could(r"^[12]\d{7}"):
        return None
    if seen.share(value.str.contains(r"^\d{8}(?:\d{2}|\d{5,6}|\d{8})?$")) < floor:
        return None
    number = value.cast(pl.Int64, strict=False)
    shares = seen.shares(
        yyyyMMdd=forms.is_date(value, forms.COMPACT_DATE),
        yyyyMMddHHmmss=forms.is_compact_moment(value),
        **{name: number.is_between(*span) for name, span in forms.EPOCHS.items()},
    )
    # Three days can be chance; the share of eight-digit numbers that are days is under 0.1%.
    enough = seen.distinct >= 3 or is_time_named
    for name, family in (("yyyyMMdd", Family.DATE), ("yyyyMMddHHmmss", Family.MOMENT)):
        if shares[name] >= floor and enough:
            return _fits(family, name, shares[name], 1.0 if is_time_named else 0.9)
    for name in forms.EPOCHS:
        if is_time_named and shares[name] >= floor:
            return _fits(Family.MOMENT, name, shares[name], 0.95)
    return None
