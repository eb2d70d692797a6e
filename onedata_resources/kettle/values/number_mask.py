"""One java.text.DecimalFormat mask: its parts, and formatting and parsing of single numbers.

These are the exact rules. Whole columns go through `number_column.py` and `number_parse.py`,
which come here only for values and masks that they cannot treat as a column.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation, localcontext
from functools import lru_cache

_PART = re.compile(
    r"(?P<prefix>(?:'[^']*'|[^#0,.'])*)(?P<body>[#0,.]*(?:E0+)?)(?P<suffix>.*)", re.DOTALL
)


@dataclass(frozen=True)
class NumberMask:
    """The parts of a mask; `grouping` is the size of a group, 0 for none."""

    prefix: str
    suffix: str
    negative_prefix: str
    negative_suffix: str
    min_integer: int
    min_fraction: int
    max_fraction: int
    grouping: int
    multiplier: int = 1
    exponent: int = 0
    integer_digits: int = 0
    always_point: bool = False

    @property
    def simple(self) -> bool:
        """Return whether the mask scales nothing and has no exponent."""
        return self.multiplier == 1 and not self.exponent


@lru_cache(maxsize=1024)
def number_mask(text: str) -> NumberMask:
    """Return the parts of the mask; a negative part gives its prefix and suffix only."""
    positive, *rest = _split(text)
    prefix, body, suffix = _part(positive)
    negative = _part(rest[0]) if rest else None
    number, _, exponent = body.partition("E")
    whole, point, fraction = number.partition(".")
    percent = {"%": 100, "\u2030": 1000}
    # Java reads "#.##" as "0.##" and ".##" as ".0#"
    unmarked = bool(point) and "0" not in whole + fraction
    unquoted = re.sub(r"'[^']*'", "", prefix + suffix)
    return NumberMask(
        prefix=_literal(prefix),
        suffix=_literal(suffix),
        negative_prefix=_literal(negative[0]) if negative else "-" + _literal(prefix),
        negative_suffix=_literal(negative[2]) if negative else _literal(suffix),
        min_integer=whole.count("0") or int(unmarked and bool(whole)),
        min_fraction=fraction.count("0") or int(unmarked and not whole),
        max_fraction=len(fraction.replace(",", "")),
        grouping=len(whole) - whole.rindex(",") - 1 if "," in whole else 0,
        multiplier=next((percent[mark] for mark in unquoted if mark in percent), 1),
        exponent=len(exponent),
        integer_digits=len(whole.replace(",", "")),
        always_point=bool(point) and not fraction,
    )


def _split(text: str) -> list[str]:
    """Split at the semicolon outside quotes."""
    return re.split(r";(?=(?:[^']*'[^']*')*[^']*$)", text, maxsplit=1)


def _part(text: str) -> tuple[str, str, str]:
    found = _PART.match(text)
    return (found["prefix"], found["body"], found["suffix"]) if found else ("", "", text)


def _literal(text: str) -> str:
    return re.sub(r"'([^']*)'", lambda found: found[1] or "'", text)


def format_number(
    value: float | Decimal, mask: NumberMask, *, decimal: str = ".", group: str = ","
) -> str:
    """Return the number as Java prints it: HALF_EVEN on the exact binary value."""
    if isinstance(value, float) and value != value:  # noqa: PLR0124 - NaN differs from itself
        return "NaN"
    sign = str(value).startswith("-")
    before, after = (
        (mask.negative_prefix, mask.negative_suffix) if sign else (mask.prefix, mask.suffix)
    )
    if value * mask.multiplier in (float("inf"), float("-inf")):  # a per cent mask can overflow
        return f"{before}\u221e{after}"
    digits = _scientific(value, mask) if mask.exponent else _plain(value, mask, group)
    return before + digits.replace("\0", decimal) + after


def _plain(value: float | Decimal, mask: NumberMask, group: str) -> str:
    whole, fraction = _rounded(value, mask)
    whole = whole.lstrip("0").rjust(mask.min_integer, "0")
    if not whole and not fraction:
        whole = "0"
    if mask.grouping:
        whole = re.sub(rf"(?<=\d)(?=(?:\d{{{mask.grouping}}})+$)", group, whole)
    return whole + ("\0" if fraction or mask.always_point else "") + fraction


def _rounded(value: float | Decimal, mask: NumberMask) -> tuple[str, str]:
    """Return integer and fraction digits; digits past the shortest text of a double are zeros."""
    value = value * mask.multiplier
    with localcontext() as context:
        context.prec = 800
        shortest = abs(Decimal(str(value)))
        step = Decimal(1).scaleb(-mask.max_fraction)
        tie = (shortest / step) % 1 == Decimal("0.5")
        exact = abs(Decimal(value)) if tie else shortest
        text = format(exact.quantize(step, ROUND_HALF_EVEN), "f")
    whole, _, fraction = text.partition(".")
    return whole, fraction.rstrip("0").ljust(mask.min_fraction, "0")


def _scientific(value: float | Decimal, mask: NumberMask) -> str:
    shortest = abs(Decimal(str(value)))
    power = shortest.adjusted() if shortest else 0
    width = max(mask.min_integer, 1)
    if mask.integer_digits > mask.min_integer:
        shift = power - power % mask.integer_digits
        places = mask.min_integer + mask.max_fraction - (power - shift) - 1
    else:
        shift, places = power - width + 1, mask.max_fraction
    with localcontext() as context:
        context.prec = 800
        step = Decimal(1).scaleb(-max(places, 0))
        tie = (shortest.scaleb(-shift) / step) % 1 == Decimal("0.5")
        exact = abs(Decimal(value)) if tie else shortest
        mantissa = exact.scaleb(-shift).quantize(step, ROUND_HALF_EVEN)
    whole, _, fraction = format(mantissa, "f").partition(".")
    fraction = fraction.rstrip("0").ljust(mask.min_fraction, "0")
    sign, power_digits = ("-", -shift) if shift < 0 else ("", shift)
    point = "\0" if fraction else ""
    return f"{whole}{point}{fraction}E{sign}{str(power_digits).rjust(mask.exponent, '0')}"


def parse_number(
    text: str, mask: NumberMask | None, *, decimal: str = ".", group: str = ","
) -> Decimal | None:
    """Return the number, or None where the text does not fit the mask up to its end.

    NaN and the infinity sign are returned as such. Without a mask, grouping is accepted.
    """
    mask = mask or number_mask("#,##0.###")
    for before, after, sign in (
        (mask.negative_prefix, mask.negative_suffix, -1),
        (mask.prefix, mask.suffix, 1),
    ):
        if not text.startswith(before) or not text.endswith(after):
            continue
        body = text[len(before) : len(text) - len(after)]
        if body == "\u221e":
            return Decimal("Infinity") * sign
        found = parse_digits(body, grouping=bool(mask.grouping), decimal=decimal, group=group)
        if found is not None:
            return found * sign / mask.multiplier
    return Decimal("NaN") if text == "NaN" else None


def parse_digits(body: str, *, grouping: bool, decimal: str, group: str) -> Decimal | None:
    """Return the unsigned number that `body` spells, or None."""
    grouped = rf"[\d{re.escape(group)}]*\d" if grouping else r"\d+"
    pattern = rf"(?:{grouped})?(?:{re.escape(decimal)}\d*)?(?:E-?\d+)?"
    if not re.fullmatch(pattern, body) or not re.search(r"\d", body.partition("E")[0]):
        return None
    plain = body.replace(group, "") if grouping else body
    try:
        return Decimal(plain.replace(decimal, "."))
    except InvalidOperation:
        return None
