"""Masks that Java refuses: letters that no date has, numbers whose pattern contradicts itself."""

from __future__ import annotations

import re
from functools import lru_cache

from onedata_resources.errors import BadInputError

_QUOTED = re.compile(r"'[^']*'")
_NOT_IN_DATES = re.compile(r"[A-Za-z]")
_DATE_LETTERS = re.compile(r"[GyYMLwWDdFEuaHkKhmsSzZX]+")
_BODY = re.compile(r"[#0,.]+")
_WHOLE = re.compile(r"(?:[#,]*[0,]*)(?<!,)")
_DIGITS = re.compile(r"#*0*#*")
_NO_EXPONENT = re.compile(r"[^E]*[#0.]E(?!0)")
_FRACTION = re.compile(r"0*#*")


class MaskError(BadInputError):
    """A mask that no value can be read or printed with."""

    def __init__(self, mask: str, why: str, zh: str) -> None:
        super().__init__(
            f"The mask '{mask}' is wrong: {why}. Correct the format of the field.",
            f"格式 '{mask}' 有误：{zh}。请更正字段的格式。",
        )


@lru_cache(maxsize=1024)
def check_date_mask(mask: str) -> None:
    """Refuse a mask that is none of `java.text.SimpleDateFormat`.

    Raises:
        MaskError: Java refuses it.
    """
    if mask.count("'") % 2:
        raise MaskError(mask, "a quote is not closed", "引号未闭合")
    left = _DATE_LETTERS.sub("", _QUOTED.sub("", mask))
    unknown = _NOT_IN_DATES.search(left)
    if unknown:
        raise MaskError(
            mask, f"a date has no part '{unknown[0]}'", f"日期没有 '{unknown[0]}' 这一部分"
        )


@lru_cache(maxsize=1024)
def check_number_mask(mask: str) -> None:
    """Refuse a mask that is none of `java.text.DecimalFormat`.

    Raises:
        MaskError: Java refuses it.
    """
    if mask.count("'") % 2:
        raise MaskError(mask, "a quote is not closed", "引号未闭合")
    positive, *negative = _QUOTED.sub("", mask).split(";")
    body = _BODY.search(positive)
    whole, point, fraction = body[0].partition(".") if body else ("", "", "")
    if len(negative) > 1:
        raise MaskError(mask, "it has more than two parts", "超过两个部分")
    if len(re.findall("[%\u2030]", positive)) > 1:
        raise MaskError(mask, "it has more than one sign for per cent", "百分号多于一个")
    if "." in fraction:
        raise MaskError(mask, "it has more than one point", "小数点多于一个")
    digits = whole + fraction if point else whole
    sure = _DIGITS.fullmatch(digits.replace(",", "")) and _WHOLE.fullmatch(whole)
    if not sure or not _FRACTION.fullmatch(fraction) or _NO_EXPONENT.match(positive):
        raise MaskError(mask, "its digits are in no order", "数字的次序有误")
