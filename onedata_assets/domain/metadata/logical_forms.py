"""The forms in which texts write dates, moments, times, numbers and yes or no, as Polars tests.

Which form a column has is decided in `logical_types.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from onedata_assets.domain.metadata.checks import ANY_LENGTH, Check, Matches, ascii_digits

if TYPE_CHECKING:
    import polars as pl

TIME = r"(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:[.,]\d{1,9})?)?"
CLOCK = TIME + r"(?:\s?[AaPp][Mm])?"
ZONE = r"(?:\s?(?:Z|UTC|[+-]\d{2}(?::?\d{2})?))?"
MOMENT = rf"^(.+?)(?:T|\s|:){CLOCK}{ZONE}$"
DATE_LIKE = r"^(?:\d{4}[-/.年]\d|\d{1,2}[-/. ](?:\d|[A-Za-z]{3})|[A-Za-z]{3,9}\.? \d)"
NUMBERS = {
    "integer": r"^[+-]?(?:0|[1-9]\d{0,17})$",
    "decimal": r"^[+-]?(?:\d+\.\d*|\.\d+|0|[1-9]\d{0,17})(?:[eE][+-]?\d{1,3})?$",
    "grouped": r"^[+-]?(?:0|[1-9]\d{0,2})(?:,\d{3})*(?:\.\d+)?$",
    "percent": r"^[+-]?\d+(?:\.\d+)?\s?[%％]$",
    "money": r"^[+-]?\s?(?:[¥￥$€£]|CNY|RMB|USD|EUR)\s?[+-]?\d[\d,]*(?:\.\d+)?$"
    r"|^[+-]?\d[\d,]*(?:\.\d+)?\s?(?:[万亿]?(?:元|人民币|美元|欧元|港元|日元)(?:人民币)?|[€£]|CNY|RMB|USD|EUR)$",
}
PAIRS = (
    ("true", "false"),
    ("yes", "no"),
    ("y", "n"),
    ("t", "f"),
    ("on", "off"),
    ("是", "否"),
    ("有", "无"),
    ("真", "假"),
    ("0", "1"),
)
"""Values of columns that say yes or no, in small letters."""


@dataclass(frozen=True)
class DateForm:
    """A way to write a date: its name, what it looks like, and how Polars reads it."""

    name: str
    pattern: str
    reads: str


DATES = (
    DateForm("yyyy-MM-dd", r"^\d{4}-\d{1,2}-\d{1,2}$", "%Y-%m-%d"),
    DateForm("yyyy/MM/dd", r"^\d{4}/\d{1,2}/\d{1,2}$", "%Y/%m/%d"),
    DateForm("yyyy.MM.dd", r"^\d{4}\.\d{1,2}\.\d{1,2}$", "%Y.%m.%d"),
    DateForm("yyyy年M月d日", r"^\d{4}年\d{1,2}月\d{1,2}日$", "%Y年%m月%d日"),
    DateForm("dd/MM/yyyy", r"^\d{1,2}/\d{1,2}/[1-9]\d{3}$", "%d/%m/%Y"),
    DateForm("MM/dd/yyyy", r"^\d{1,2}/\d{1,2}/[1-9]\d{3}$", "%m/%d/%Y"),
    DateForm("dd-MM-yyyy", r"^\d{1,2}-\d{1,2}-[1-9]\d{3}$", "%d-%m-%Y"),
    DateForm("MM-dd-yyyy", r"^\d{1,2}-\d{1,2}-[1-9]\d{3}$", "%m-%d-%Y"),
    DateForm("dd.MM.yyyy", r"^\d{1,2}\.\d{1,2}\.[1-9]\d{3}$", "%d.%m.%Y"),
    DateForm("dd MMM yyyy", r"^\d{1,2} [A-Za-z]{3} [1-9]\d{3}$", "%d %b %Y"),
    DateForm("dd-MMM-yyyy", r"^\d{1,2}-[A-Za-z]{3}-[1-9]\d{3}$", "%d-%b-%Y"),
    DateForm("dd/MMM/yyyy", r"^\d{1,2}/[A-Za-z]{3}/[1-9]\d{3}$", "%d/%b/%Y"),
    DateForm("MMM d yyyy", r"^[A-Za-z]{3} \d{1,2} [1-9]\d{3}$", "%b %d %Y"),
    DateForm("MMM d, yyyy", r"^[A-Za-z]{3} \d{1,2}, [1-9]\d{3}$", "%b %d, %Y"),
    DateForm("MMMM d, yyyy", r"^[A-Za-z]{4,9} \d{1,2}, [1-9]\d{3}$", "%B %d, %Y"),
)
COMPACT_DATE = DateForm("yyyyMMdd", r"^(?:19|20)\d{6}$", "%Y%m%d")
COMPACT_MOMENT = r"^(?:19|20)\d{6}(?:[01]\d|2[0-3])[0-5]\d[0-5]\d$"
COMPACT = r"^\d{8}(?:\d{2}|\d{5,6}|\d{8})?$"
EPOCHS = {
    "epoch_seconds": (10**9, 4 * 10**9),
    "epoch_milliseconds": (10**12, 4 * 10**12),
    "epoch_microseconds": (10**15, 4 * 10**15),
}
"""Whole numbers that count from 1970: between 2001 and 2096, so that each has its own length."""


def is_date(value: pl.Expr, form: DateForm) -> pl.Expr:
    """Tell whether a text is a date in this form that exists in the calendar."""
    import polars as pl

    shaped = pl.when(value.str.contains(ascii_digits(form.pattern))).then(value)
    return shaped.str.to_date(form.reads, strict=False).is_not_null()


def date_part(value: pl.Expr) -> pl.Expr:
    """Return what stands before the time of day in a moment; null where there is none."""
    return value.str.extract(ascii_digits(MOMENT), 1)


def is_compact_moment(value: pl.Expr) -> pl.Expr:
    """Tell whether it is yyyyMMddHHmmss of a day that exists."""
    import polars as pl

    shaped = pl.when(value.str.contains(COMPACT_MOMENT)).then(value.str.slice(0, 8))
    return shaped.str.to_date("%Y%m%d", strict=False).is_not_null()


def is_json(value: pl.Expr) -> pl.Expr:
    """Tell whether it is a JSON object or list."""
    import polars as pl

    shaped = pl.when(value.str.contains(r"^[\[{](?s:.*)[\]}]$")).then(value)
    return shaped.str.json_path_match("$").is_not_null()


@dataclass(frozen=True)
class FormChecks:
    """The tests of the forms, each made once, so that what was computed is found again."""

    numbers: Mapping[str, Check]
    dates: Mapping[str, Check]
    moments: Mapping[str, Check]
    """The forms of dates, of what stands before a time of day."""
    date_like: Check
    moment_like: Check
    clock: Check
    json: Check
    compact: Check
    compact_forms: Mapping[str, Check]
    """Dates and moments written as whole numbers, and counts from 1970."""


@cache
def form_checks() -> FormChecks:
    """Return the tests of the forms."""
    return FormChecks(
        numbers={
            name: Check(Matches(each), has="digit", high=ANY_LENGTH)
            for name, each in NUMBERS.items()
        },
        dates={each.name: _date_check(each, before_time=False) for each in DATES},
        moments={each.name: _date_check(each, before_time=True) for each in DATES},
        date_like=Check(Matches(DATE_LIKE), has="digit", high=ANY_LENGTH),
        moment_like=Check(Matches(MOMENT), has="colon", high=ANY_LENGTH),
        clock=Check(Matches(f"^{CLOCK}$"), has="colon", high=ANY_LENGTH),
        json=Check(is_json, shape=r"^[\[{]", high=ANY_LENGTH),
        compact=Check(Matches(COMPACT), shape=r"^[12][0-9]{7}"),
        compact_forms={
            "yyyyMMdd": Check(lambda v: is_date(v, COMPACT_DATE)),
            "yyyyMMddHHmmss": Check(is_compact_moment),
            **{name: _epoch_check(*span) for name, span in EPOCHS.items()},
        },
    )


def _date_check(form: DateForm, *, before_time: bool) -> Check:
    return Check(
        lambda value: is_date(date_part(value) if before_time else value, form),
        high=ANY_LENGTH,
        has="digit",
        shape=form.pattern.removesuffix("$"),
    )


def _epoch_check(low: int, high: int) -> Check:
    import polars as pl

    return Check(lambda value: value.cast(pl.Int64, strict=False).is_between(low, high))
