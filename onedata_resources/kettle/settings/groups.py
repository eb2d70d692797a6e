"""Settings of the steps that make one row of many: GroupBy, MemoryGroupBy, UnivariateStats."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Self

from onedata_resources.kettle.settings.stepxml import SettingsError, StepXml

COUNTS = frozenset({"COUNT_ALL", "COUNT_ANY", "COUNT_DISTINCT"})
CUMULATIVE = frozenset({"CUM_SUM", "CUM_AVG"})
PERCENTILES = frozenset({"MEDIAN", "PERCENTILE"})
CONCATS = frozenset({"CONCAT_COMMA", "CONCAT_STRING"})
AGGREGATES = COUNTS | CUMULATIVE | PERCENTILES | CONCATS | {
    "SUM", "AVERAGE", "MIN", "MAX", "FIRST", "LAST", "FIRST_INCL_NULL", "LAST_INCL_NULL",
    "STD_DEV",
}  # fmt: skip
_DECIMAL = re.compile(r"\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*")


@dataclass(frozen=True)
class Aggregate:
    """An output field: what is computed of which field.

    `percent` is for PERCENTILE, `separator` for the texts that are joined.
    """

    name: str
    subject: str
    code: str
    percent: float = 50.0
    separator: str = ", "


def _aggregate(xml: StepXml, allowed: frozenset[str]) -> Aggregate:
    name, code = xml.raw("aggregate"), xml.raw("type").upper()
    if code not in allowed:
        raise SettingsError(
            f"aggregate {name!r} has the unknown type {xml.raw('type')!r};"
            f" known: {', '.join(sorted(allowed))}",
            f"聚合 {name!r} 的类型 {xml.raw('type')!r} 未知；可用：{', '.join(sorted(allowed))}",
        )
    found = Aggregate(name, xml.raw("subject"), code)
    if code == "PERCENTILE":
        return replace(found, percent=_percent(name, xml.raw("valuefield")))
    return replace(found, separator=xml.text("valuefield")) if code == "CONCAT_STRING" else found


def _percent(name: str, text: str) -> float:
    percent = float(text) if _DECIMAL.fullmatch(text) else 0.0
    if 0 < percent <= 100:
        return percent
    raise SettingsError(
        f"aggregate {name!r} needs a percentile above 0 and up to 100, not {text!r}",
        f"聚合 {name!r} 的百分位须大于 0 且不超过 100，而不是 {text!r}",
    )


@dataclass(frozen=True)
class GroupSettings:
    """Groups by the values of fields, and what is computed of each.

    `hashed` groups need no order; others end where a key changes. `nulls_are_zero`,
    `null_is_least` and `sums_are_numbers` are Kettle's variables for older behaviour.
    """

    keys: tuple[str, ...]
    aggregates: tuple[Aggregate, ...]
    hashed: bool
    all_rows: bool
    line_number: str
    always_a_row: bool
    nulls_are_zero: bool
    null_is_least: bool
    sums_are_numbers: bool

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them; without the element, a row comes back from no rows if something is counted."""
        hashed = xml.raw("type") == "MemoryGroupBy"
        allowed = AGGREGATES - CUMULATIVE if hashed else AGGREGATES
        aggregates = tuple(_aggregate(each, allowed) for each in xml.items("fields/field"))
        counted = any(each.code in COUNTS for each in aggregates)
        given = xml.raw("give_back_row")
        return cls(
            keys=tuple(each.raw("name") for each in xml.items("group/field")),
            aggregates=aggregates,
            hashed=hashed,
            all_rows=not hashed and xml.flag("all_rows"),
            line_number=xml.raw("linenr_fieldname") if xml.flag("add_linenr") else "",
            always_a_row=given.upper() == "Y" if given else counted,
            nulls_are_zero=xml.switched("KETTLE_AGGREGATION_ALL_NULLS_ARE_ZERO"),
            null_is_least=xml.switched("KETTLE_AGGREGATION_MIN_NULL_IS_VALUED"),
            sums_are_numbers=hashed and xml.switched(
                "KETTLE_COMPATIBILITY_MEMORY_GROUP_BY_SUM_AVERAGE_RETURN_NUMBER_TYPE"
            ),
        )  # fmt: skip


@dataclass(frozen=True)
class Statistics:
    """What is computed of one field; `percentile` is between 0 and 1, below 0 for none."""

    field: str
    measures: tuple[str, ...]
    percentile: float
    interpolate: bool

    @property
    def names(self) -> list[str]:
        """Return the names of the fields that it makes, in order."""
        made = [f"{self.field}({measure})" for measure in self.measures]
        if self.percentile < 0:
            return made
        hundredths = f"{round(self.percentile * 100, 2):,.2f}".rstrip("0").rstrip(".")
        return [*made, f"{self.field}({hundredths}th percentile)"]


@dataclass(frozen=True)
class UnivariateSettings:
    """One row of statistics."""

    statistics: tuple[Statistics, ...]

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them."""
        return cls(tuple(_statistics(each) for each in xml.items("univariate_stats")))


def _statistics(xml: StepXml) -> Statistics:
    known = ("N", "mean", "stdDev", "min", "max", "median")
    text = xml.raw("percentile")
    if not xml.raw("source_field_name"):
        raise SettingsError(
            "a calculation of statistics names no input field", "有一项统计未指定输入字段"
        )
    return Statistics(
        xml.raw("source_field_name"),
        tuple(each for each in known if xml.raw(each).upper() != "N"),
        float(text) if _DECIMAL.fullmatch(text) else -1.0,
        xml.raw("interpolate").upper() != "N",
    )


STEPS = {
    "GroupBy": GroupSettings,
    "MemoryGroupBy": GroupSettings,
    "UnivariateStats": UnivariateSettings,
}
