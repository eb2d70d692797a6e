"""What Kettle says of a text that is no value of a type: the message of its KettleValueException.

Each exception has a line end before and behind its words, then the message of its cause.
"""

from __future__ import annotations

import re
from calendar import day_abbr, month_abbr
from dataclasses import replace

import polars as pl

from onedata_resources.kettle.values.convert import trimmed, valuewise
from onedata_resources.kettle.values.date_mask import DEFAULT_DATE_MASK, date_tokens
from onedata_resources.kettle.values.formatted import formatted
from onedata_resources.kettle.values.types import Field, KettleType

K = KettleType
THROWN = "org.pentaho.di.core.exception.KettleValueException: "
"""What Java's toString puts before the message."""
_DAY = re.compile(r"([^-]{4})-([^-]{1,2})-(.{1,2})")
_TIME = re.compile(r"([^:]+):([^:]*):(?=.)([^.]*)(?:\.(\d.{0,8}))?")
_WHOLE = re.compile(r"[+-]?\d+")
_ARTICLES = {K.INTEGER: "an Integer", K.NUMBER: "a Number", K.BIG_NUMBER: "a BigNumber"}
_NAMES = {
    letter: "|".join(f"{name}\\w*" for name in names if name)
    for letter, names in {
        "M": month_abbr,
        "L": month_abbr,
        "E": day_abbr,
        "a": ("AM", "PM"),
    }.items()
}


def refusal(text: pl.Expr, source: Field, kind: KettleType) -> pl.Expr:
    """Return the message for a text that `source` describes and that is no value of the type."""
    who = f"{source.name} {replace(source, type=K.STRING).type_text}"
    text = trimmed(text, source.trim)
    if kind is K.TIMESTAMP:
        return _no_timestamp(text, f"{source.name} {replace(source, type=kind).type_text}")
    if kind is K.DATE:
        return _no_date(text, who, source.mask or DEFAULT_DATE_MASK)
    start = f"\nUnexpected conversion error while converting value [{who}] to {_ARTICLES[kind]}\n\n"
    if kind is K.BIG_NUMBER:
        return formatted(
            f"{start}{who} : couldn't convert string value '{{}}' to a big number.\n\n", text
        )
    return formatted(
        f"{start}{who} : couldn't convert String to {'number ' if kind is K.NUMBER else kind}\n\n"
        f"{who} : couldn't convert String to number : non-numeric character found at position {{}}"
        " for value [{}]\n\n\n",
        _position(text, source),
        text,
    )


def _position(text: pl.Expr, source: Field) -> pl.Expr:
    """Return the place, from 1, of what Java does not read as part of a number."""
    point, group = re.escape(source.decimal), re.escape(source.group)
    grouped = not source.mask or "," in source.mask
    digits = rf"\d+(?:{group}\d+)*" if grouped and group else r"\d+"
    number = rf"^(-?(?:{digits}(?:{point}\d*)?|{point}\d+)(?:E-?\d+)?)"
    return text.str.extract(number, 1).str.len_chars().fill_null(0) + 1


def _no_date(text: pl.Expr, who: str, mask: str) -> pl.Expr:
    place = valuewise(text, lambda each: _stops_at(str(each), mask), pl.Int64())
    return formatted(
        f"\n{who} : couldn't convert string [{{}}] to a date using format [{mask}]"
        " on offset location {}\n{}\n",
        text,
        place,
        text,
    )


def _no_timestamp(text: pl.Expr, who: str) -> pl.Expr:
    return formatted(
        f"\n{who} : couldn't convert string [{{}}] to a timestamp,"
        " expecting format [yyyy-mm-dd hh:mm:ss.ffffff]\n{}\n",
        text,
        valuewise(text, lambda each: _no_sql_timestamp(str(each)), pl.String()),
    )


def _no_sql_timestamp(text: str) -> str:
    """Return what java.sql.Timestamp.valueOf says of a text that is no timestamp.

    A part in its place that is no number is told; whatever else is wrong is said in general.
    """
    day, _, time = text.strip().partition(" ")
    dates, clock = _DAY.fullmatch(day), _TIME.fullmatch(time)
    parts = [*dates.groups()] if dates and time else []
    if parts and not _in_a_year(*parts[1:]):
        clock = None
    if parts and clock:
        *moments, nanos = clock.groups()
        parts += [*moments, *([nanos.ljust(9, "0")] if nanos else [])]
    wrong = [part for part in parts if not _WHOLE.fullmatch(part)]
    if wrong:
        return f'For input string: "{wrong[0]}"'
    return "Timestamp format must be yyyy-mm-dd hh:mm:ss[.fffffffff]"


def _in_a_year(month: str, day: str) -> bool:
    numbers = _WHOLE.fullmatch(month) and _WHOLE.fullmatch(day)
    return bool(numbers) and 1 <= int(month) <= 12 and 1 <= int(day) <= 31


def _stops_at(text: str, mask: str) -> int:
    """Return where the text stops to look like the mask; its end where the parts do not fit."""
    at, tokens = 0, date_tokens(mask)
    for index, token in enumerate(tokens):
        following = tokens[index + 1].letter if index + 1 < len(tokens) else ""
        width = f"{{1,{token.width}}}" if following else "+"
        if not token.letter:
            pattern = re.escape(token.text)
        elif token.letter in _NAMES and (token.width > 2 or token.letter == "a"):
            pattern = rf"\s*(?:{_NAMES[token.letter]})"
        elif token.letter in "zZXG":
            pattern = r"\s*[\w+:-]+"
        else:
            pattern = rf"\s*-?\d{width}"
        found = re.compile(pattern, re.IGNORECASE).match(text, at)
        if found is None:
            return at
        at = found.end()
    return at
