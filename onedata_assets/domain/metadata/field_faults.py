"""What pydantic finds wrong with a field, in words of ours and in both languages.

Those of a `source.yaml`, which tell what each field may be, are in `source_faults.py`.
"""

from __future__ import annotations

import re
from typing import Any

_SAID = {
    "missing": ("is missing", "不能为空"),
    "string_too_short": ("must not be empty", "不能为空"),
    "string_too_long": ("is too long", "过长"),
    "too_long": ("has too many entries", "条目过多"),
    "too_short": ("has too few entries", "条目过少"),
    "int_parsing": ("must be a whole number", "必须是整数"),
    "int_type": ("must be a whole number", "必须是整数"),
    "int_from_float": ("must be a whole number", "必须是整数"),
    "float_parsing": ("must be a number", "必须是数字"),
    "float_type": ("must be a number", "必须是数字"),
    "decimal_parsing": ("must be a number", "必须是数字"),
    "decimal_type": ("must be a number", "必须是数字"),
    "finite_number": ("must be a finite number", "必须是有限的数字"),
    "greater_than": ("is too small", "过小"),
    "greater_than_equal": ("is too small", "过小"),
    "less_than": ("is too large", "过大"),
    "less_than_equal": ("is too large", "过大"),
    "bool_parsing": ("must be true or false", "必须是 true 或 false"),
    "bool_type": ("must be true or false", "必须是 true 或 false"),
    "date_from_datetime_parsing": ("must be a date as 2026-11-26", "必须是 2026-11-26 这样的日期"),
    "date_parsing": ("must be a date as 2026-11-26", "必须是 2026-11-26 这样的日期"),
    "extra_forbidden": ("is no field", "不是可用字段"),
    "string_type": ("must be text", "必须是文本"),
    "list_type": ("must be a list", "必须是列表"),
    "tuple_type": ("must be a list", "必须是列表"),
    "dict_type": ("must be an object with fields", "必须是含字段的对象"),
    "model_type": ("must be an object with fields", "必须是含字段的对象"),
}
_NAMED = (
    "must begin with a letter and have small letters, digits and _ only",
    "须以小写字母开头，仅含小写字母、数字与下划线",
)
_PLACE = re.compile(r"line (\d+) column (\d+)")


def words(one: Any, whole: str = "") -> tuple[str, str]:  # noqa: ANN401  pydantic's own mapping
    """Return an error of pydantic's in English and Chinese; `whole` is what has no field's name."""
    where = ".".join(str(part) for part in one["loc"]) or whole
    told = getattr(one.get("ctx", {}).get("error"), "told", None)
    if told is not None:  # a validator of ours
        return told.en, told.zh
    if one["type"] in {"enum", "literal_error"}:
        wanted = one["ctx"]["expected"]
        return f"{where} must be {wanted}", f"{where} 只能是 {wanted.replace(' or ', ' 或 ')}"
    if one["type"] == "string_pattern_mismatch":
        pattern = one["ctx"]["pattern"]
        if pattern.startswith("^[a-z][a-z0-9_]"):
            return f"{where} {_NAMED[0]}", f"{where} {_NAMED[1]}"
        form = f"{where} has signs that it cannot have; its form is {pattern}"
        return form, f"{where} 含有不允许的字符；格式为 {pattern}"
    if one["type"] == "json_invalid":
        place = _PLACE.search(str(one.get("ctx", {}).get("error", "")))
        en, zh = (
            (f" (line {place[1]}, column {place[2]})", f"（第 {place[1]} 行第 {place[2]} 列）")
            if place
            else ("", "")
        )
        return f"{where} is no JSON{en}", f"{where} 不是有效的 JSON{zh}"
    en, zh = _SAID.get(
        one["type"], (f"is not accepted ({one['msg']})", f"不合要求（{one['msg']}）")
    )
    return f"{where} {en}", f"{where} {zh}"
