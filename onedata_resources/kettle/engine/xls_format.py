"""Formats of cells: masks of Java as a workbook writes them, and looks as styles of its cells."""

from __future__ import annotations

from typing import Any

from onedata_resources.kettle.settings.xls_output import Look
from onedata_resources.kettle.values.mask_check import check_date_mask, check_number_mask

USUAL_NUMBER = "###,###.00"
USUAL_DATE = "M/D/YY h:mm"
"""The format with the number 22, by the text that xlwt knows it by."""
BLACK_IN_PALETTE = 0x08


def date_format(mask: str) -> str:
    """Return the mask as the workbook writes it.

    Raises:
        MaskError: Java refuses it.
    """
    if not mask:
        return USUAL_DATE
    check_date_mask(mask)
    return mask.replace("a", "AM/PM").replace("S", "0")


def number_format(mask: str) -> str:
    """Return the mask as the workbook writes it: of what surrounds the digits little is left.

    Raises:
        MaskError: Java refuses it.
    """
    mask = mask or USUAL_NUMBER
    check_number_mask(mask)
    mask = mask.replace("E0", "E+0")
    digits = [at for at, sign in enumerate(mask) if sign in "#0"]
    if not digits:
        return "#.###"
    if digits[0] > 1 and not any(sign in mask[:2] for sign in "#0"):
        mask, digits = mask[0] + mask[digits[0] :], [each - digits[0] + 1 for each in digits]
    end = digits[-1] + 1
    while end < len(mask) and mask[end] in ")%":
        end += 1
    return mask[:end]


def style_of(look: Look, number_format: str = "General") -> Any:  # noqa: ANN401 - a style of xlwt
    """Return the style of cells that look so."""
    import xlwt

    style = xlwt.XFStyle()
    style.num_format_str = number_format
    style.font.name = look.font
    style.font.height = look.size * 20
    style.font.bold = look.bold
    style.font.italic = look.italic
    style.font.underline = look.underline
    style.font.colour_index = look.colour
    style.alignment.horz = look.alignment
    style.alignment.rota = look.turn
    if look.background is not None:
        style.pattern.pattern = xlwt.Pattern.SOLID_PATTERN
        inside = look.background <= 0x3F
        style.pattern.pattern_fore_colour = look.background if inside else BLACK_IN_PALETTE
    return style
