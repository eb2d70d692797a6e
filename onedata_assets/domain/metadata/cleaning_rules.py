"""The rules of a standard that a generated transformation holds rows to, and those that it cannot.

The checks are plain data, in the words of `Check` in `onedata_resources/kettle/generate/plan.py`.
What else a transformation does is in `cleaning_plan.py`; data in place are held to their standard
by `conformance.py`, whose rules these are.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from onedata_assets.domain.metadata.codings import CODINGS
from onedata_assets.domain.metadata.model import NUMBERS, Family
from onedata_assets.domain.metadata.standards import ColumnStandard, TableStandard
from onedata_assets.domain.processing.contract import Text

TYPES = {
    Family.TEXT: "String",
    Family.INTEGER: "Integer",
    Family.DECIMAL: "BigNumber",
    Family.FLOAT: "Number",
    Family.BOOLEAN: "Boolean",
    Family.DATE: "Date",
    Family.MOMENT: "Date",
    Family.TIME: "String",
    Family.BINARY: "Binary",
}
"""Kettle's type of each family."""
MASKS = {Family.DATE: "yyyy-MM-dd", Family.MOMENT: "yyyy-MM-dd HH:mm:ss"}
_BOUNDED = NUMBERS | set(MASKS)
_TRUTHS = {"true": "Y", "false": "N"}


def checks_of(column: ColumnStandard) -> Iterator[dict[str, Any]]:
    """Yield the rules of a column that a row of the transformation is held to.

    Raises:
        StandardError: A bound is no value of the column.
    """
    if not column.nullable:
        yield _check(column, "null", "no value", "无值", null=False)
    if column.shortest is not None:
        yield _check(column, "short", f"shorter than {column.shortest}",
                     f"短于 {column.shortest} 个字符", shortest=column.shortest)  # fmt: skip
    if column.longest is not None:
        yield _check(column, "long", f"longer than {column.longest}",
                     f"长于 {column.longest} 个字符", longest=column.longest)  # fmt: skip
    if column.pattern is not None and _is_plain(column.pattern):
        yield _check(column, "form", "not of its form", "格式不符", pattern=column.pattern)
    if column.coding and column.family is Family.TEXT:
        form = rf"\s*(?:{CODINGS[column.coding].form})\s*"
        yield _check(column, "coding", f"not of the form of {column.coding}",
                     f"不符合 {column.coding} 的格式", pattern=form)  # fmt: skip
    if column.codes:
        codes = {
            value: str(each.title)
            for each in column.codes
            for value in _written(column, each.value)
        }
        yield _check(column, "code", "not one of its codes", "不在代码表内", values=codes)
    yield from _bounds(column)


def unenforced(standard: TableStandard) -> list[Text]:
    """Return the rules that rows are written against all the same, by column."""
    return [
        Text(en=f"{each.name}: {en}", zh=f"{each.name}：{zh}")
        for each in standard.columns
        for en, zh in _unenforced(each, standard)
    ]


def unique_of(standard: TableStandard) -> list[str]:
    """Return the columns whose values no two rows share; nulls would be taken for equal."""
    return [each.name for each in standard.columns if each.unique and not each.nullable]


def _unenforced(column: ColumnStandard, standard: TableStandard) -> Iterator[tuple[str, str]]:
    if column.coding:
        of_text = column.family is Family.TEXT
        en, zh = ("the check sign", "校验位") if of_text else ("the coding", "编码规则")
        yield f"{en} of {column.coding}", f"{column.coding} 的{zh}"
    if column.scale is not None:
        yield f"at most {column.scale} decimals", f"最多 {column.scale} 位小数"
    if column.unique and column.nullable and standard.key != (column.name,):
        yield "no value twice", "值不重复"
    if column.pattern is not None and not _is_plain(column.pattern):
        yield f"the form {column.pattern}", f"格式 {column.pattern}"
    if column.family not in _BOUNDED and (column.low is not None or column.high is not None):
        yield (
            f"from {column.low or ''} to {column.high or ''}",
            (f"范围 {column.low or ''} 至 {column.high or ''}"),
        )


def _check(column: ColumnStandard, code: str, en: str, zh: str, **rule: Any) -> dict[str, Any]:  # noqa: ANN401 - a rule of any kind
    told = f"{column.name}: {en} / {zh}"
    kind = {"type": TYPES.get(column.family, "String"), "mask": MASKS.get(column.family, "")}
    return {"column": column.name, "code": code, "told": told} | kind | rule


def _bounds(column: ColumnStandard) -> Iterator[dict[str, Any]]:
    if column.family not in _BOUNDED:
        return
    if column.low is not None:
        low = _bound(column, column.low, ROUND_CEILING)
        yield _check(column, "below", f"below {column.low}", f"小于 {column.low}", low=low)
    if column.high is not None:
        high = _bound(column, column.high, ROUND_FLOOR)
        yield _check(column, "above", f"above {column.high}", f"大于 {column.high}", high=high)


def _bound(column: ColumnStandard, written: str, rounding: str) -> str:
    """Return a bound as Kettle reads it; of whole numbers it is the next that is allowed."""
    from onedata_assets.domain.metadata.value_families import bound

    bound(column, written)
    if column.family is Family.DATE:
        return date.fromisoformat(written).isoformat()
    if column.family is Family.MOMENT:
        return datetime.fromisoformat(written).strftime("%Y-%m-%d %H:%M:%S")
    number = Decimal(written)
    if column.family is Family.INTEGER:
        number = number.to_integral_value(rounding)
    return f"{number:f}"


def _written(column: ColumnStandard, value: str) -> Iterator[str]:
    """Yield a code as a value of the column; one that no value can be is left out."""
    if column.family is Family.BOOLEAN:
        yield from (_TRUTHS[each] for each in (value.lower(),) if each in _TRUTHS)
    elif column.family is not Family.INTEGER or _is_whole(value):
        yield value


def _is_whole(value: str) -> bool:
    digits = value.removeprefix("-")
    return digits.isdecimal() and str(int(value)) == value


def _is_plain(pattern: str) -> bool:
    """Tell whether a server puts no variable into the pattern."""
    return "${" not in pattern and "%%" not in pattern
