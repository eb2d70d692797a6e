"""Numbers as the report's page writes them: exact ones alike, large ones as each language counts.

Chinese counts in 万 (10^4) and 亿 (10^8), English by thousands.
"""

from collections.abc import Callable

from markupsafe import Markup, escape

NONE = "–"
WAN, YI = 10_000, 100_000_000


def number(value: float | None, form: str) -> str:
    """Return the value in a format of Python's, with a true minus sign; a dash for None."""
    return NONE if value is None else format(value, form).replace("-", "−")


def amount_zh(value: float | None) -> tuple[str, str]:
    """Return a value from 10,000 on in 万 or 亿 with that unit, a smaller one as it is."""
    if value is None:
        return NONE, ""
    for unit, size in (("亿", YI), ("万", WAN)):
        if abs(value) >= size:
            return number(value / size, ",.2f"), unit
    return number(value, ",.0f"), ""


def amount(value: float | None) -> Markup:
    """Return a count in both languages as HTML, the unit set smaller."""
    digits, unit = amount_zh(value)
    return _both(_with_unit(digits, unit), Markup("{}").format(number(value, ",.0f")))


def usd(value: float | None) -> Markup:
    """Return an amount of US dollars in both languages as HTML, the unit set smaller."""
    if value is None:
        return escape(NONE)
    digits, unit = amount_zh(value)
    en = Markup('<span class="unit">USD</span> {}').format(number(value, ",.0f"))
    return _both(_with_unit(digits, f"{unit}美元"), en)


def _with_unit(digits: str, unit: str) -> Markup:
    mark = Markup(' <span class="unit">{}</span>').format(unit) if unit else ""
    return Markup("{}{}").format(digits, mark)


def _both(zh: Markup, en: Markup) -> Markup:
    if zh == en:
        return zh
    shown = Markup('<span class="t" lang="zh">{}</span><span class="t" lang="en">{}</span>')
    return shown.format(zh, en)


FILTERS: dict[str, Callable[[float | None], str]] = {
    "amount": amount,
    "usd": usd,
    "money": lambda value: number(value, ",.2f"),
    "whole": lambda value: number(value, ",.0f"),
    "pct0": lambda value: number(value, ",.0%"),
    "pct": lambda value: number(value, ",.1%"),
    "pct2": lambda value: number(value, ",.2%"),
    "change": lambda value: number(value, "+,.1%"),
}
