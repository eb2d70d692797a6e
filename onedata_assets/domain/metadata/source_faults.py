"""What is wrong with a `source.yaml`, told in both languages: which field, what it must be.

What its fields are is in `components/source.py`; how files are read, in `source_files.py` there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

OWN = "onedata"
"""The type of a fault that a validator tells itself, with `en`, `zh` and `field`."""
SHOWN = 80
_KINDS = "sql, files, lake, logs, http, kettle"
_TAG = (
    "letters a to z, digits, _, - and . alone, 63 at most, as trade (it is a tag of Dagster)",
    "仅含英文字母、数字、_、- 与 .，至多 63 个字符，例如 trade（即 Dagster 的标签）",
)
_NAMES = ('a list, as ["sales_*"]', '列表，例如 ["sales_*"]')
_TEXT = ("a text", "文本")
_VARIABLE = (
    "the name of an environment variable, as SHOP_URL: the address itself stands in the variable",
    "环境变量名，例如 SHOP_URL；地址本身写在该变量中",
)
_ALLOWED: Mapping[str, tuple[str, str]] = {
    "name": (
        "small letters, digits and _, with a letter first, 63 at most, as shop",
        "以小写字母开头，仅含小写字母、数字与 _，至多 63 个字符，例如 shop",
    ),
    "kind": (f"one of {_KINDS}", f"以下之一：{_KINDS}"),
    "connection": _VARIABLE,
    "paths": ("a list of paths, as [/orders]", "路径列表，例如 [/orders]"),
    "headers": (
        "for each header the name of the environment variable that holds its value, as"
        " {Authorization: SHOP_TOKEN}",
        "每个请求头对应其值所在的环境变量名，例如 {Authorization: SHOP_TOKEN}",
    ),
    "base": _VARIABLE,
    "schemas": ("a list of schemas, as [sales]", "模式列表，例如 [sales]"),
    "include": _NAMES,
    "exclude": _NAMES,
    "describe_with_model": ("true or false", " true 或 false"),
    "model_calls": ("a whole number from 1 on", "不小于 1 的整数"),
    "owner": (
        "an e-mail address, as li@example.com, or team: and a name, as team:ingestion; the name of"
        " a team may be Chinese, as team:数据组",
        "邮箱地址，例如 li@example.com，或 team: 加团队名，例如 team:ingestion；"
        "团队名可以是中文，例如 team:数据组",
    ),
    "description": _TEXT,
    "domain": _TAG,
    "project": _TAG,
    "schedule": (
        'a cron expression of minute, hour, day, month and weekday, as "0 3 * * *" (each day at'
        " 03:00), or @daily",
        ' cron 表达式，依次为分、时、日、月、星期，例如 "0 3 * * *"（每天 03:00），或 @daily',
    ),
    "timezone": (
        "a time zone as Asia/Shanghai or UTC",
        "时区名，例如 Asia/Shanghai 或 UTC",
    ),
    "deps": (
        "a list of keys of assets other than its own, as [ads/sales_day]",
        "其他资产的键的列表，例如 [ads/sales_day]",
    ),
    "fresh_hours": (
        "a number of hours, a minute (0.017) at least",
        "小时数，至少一分钟（0.017）",
    ),
}
FIELDS = tuple(_ALLOWED)
_HIDDEN = frozenset({"connection", "headers", "base"})
"""Somebody may have written a secret there: what they have is not shown."""


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong; `place` is where: keys and numbers of entries, none for the file."""

    place: tuple[str | int, ...]
    en: str
    zh: str


def allowed(field: str) -> tuple[str, str]:
    """Return what a field may be, in English and in Chinese."""
    return _ALLOWED[field]


def faults_of(errors: Sequence[ErrorDetails]) -> list[Fault]:
    """Return what pydantic found, in words of ours; one fault for each place."""
    found: dict[tuple[str | int, ...], Fault] = {}
    for each in errors:
        fault = _fault(each)
        found.setdefault(fault.place, fault)
    return list(found.values())


def misfit(place: tuple[str | int, ...], value: object) -> Fault:
    """Return the fault of a field that has a value which it cannot have."""
    field, at = str(place[0]), where(place)
    en, zh = _ALLOWED[field]
    if value is None:
        return Fault(
            place,
            f"{at} is empty: write {en}, or take the line out",
            f"{at} 为空：应为{zh}，或删除该行",
        )
    is_shown = field not in _HIDDEN
    told_en = f"; it is {_shown(value)}" if is_shown else ""
    told_zh = f"，现为 {_shown(value)}" if is_shown else ""
    return Fault(place, f"{at} must be {en}{told_en}", f"{at} 应为{zh}{told_zh}")


def _fault(error: ErrorDetails) -> Fault:
    place, kind = tuple(error["loc"]), error["type"]
    if kind == OWN:
        context: Mapping[str, Any] = error.get("ctx", {})
        return Fault((context["field"],), context["en"], context["zh"])
    if not place:
        return _no_mapping()
    field = str(place[0])
    if field not in _ALLOWED:
        return _unknown(place)
    if kind == "missing" and len(place) == 1:
        en, zh = _ALLOWED[field]
        return Fault(place, f"{field} is missing: write {en}", f"缺少 {field}：应为{zh}")
    return misfit(place, error["input"])


def _unknown(place: tuple[str | int, ...]) -> Fault:
    name, known = where(place), ", ".join(FIELDS)
    near = get_close_matches(name.lower(), FIELDS, n=1)
    en, zh = (f" ({near[0]}?)", f"（{near[0]}？）") if near else ("", "")
    return Fault(
        place,
        f"{name} is no field of a source{en}; there are: {known}",
        f"{name} 不是数据源的字段{zh}；可用字段：{known}",
    )


def _no_mapping() -> Fault:
    return Fault(
        (),
        "the file must have fields, a line each, as name: shop",
        "文件应由字段组成，每行一个，例如 name: shop",
    )


def where(place: Sequence[str | int]) -> str:
    """Return a place as people count: the entries of a list from 1 on."""
    first, *more = place
    return str(first) + "".join(
        f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in more
    )


def _shown(value: object) -> str:
    told = repr(value)
    return told if len(told) <= SHOWN else f"{told[:SHOWN]}…"
