"""DataX's transformers by Kettle's steps: dx_substr, dx_pad, dx_replace, dx_filter and dx_digest.

They count columns from 0. A start behind the end of a text makes a row dirty in DataX; here a part
of such a text is null, and a replacement leaves it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from datetime import UTC, datetime

from onedata_resources.kettle.datax.builder import Builder, Column, Rows
from onedata_resources.kettle.datax.job import Part, Plugin, Texts
from onedata_resources.kettle.datax.typed_columns import DATE_MASK
from onedata_resources.kettle.generate.cleaning import (
    checksum_of,
    filter_rows,
    if_null,
    replacements,
    value_mapper,
)
from onedata_resources.kettle.generate.elements import Pair
from onedata_resources.kettle.generate.plan import Comparison, Filter, Imputed, Output, ValueMap
from onedata_resources.kettle.values.types import KettleType

K = KettleType
_COUNTS = {"dx_substr": 2, "dx_pad": 3, "dx_replace": 3, "dx_filter": 2, "dx_digest": 2}
NULL_MARK = "(null of DataX)"
"""What stands for null while a digest is made: Kettle makes none of null, DataX that of no text."""
_OPERATORS: dict[str, Comparison] = {
    ">": ">", ">=": ">=", "<": "<", "<=": "<=", "=": "=", "==": "=", "!=": "<>",
    "like": "REGEXP", "not like": "REGEXP",
}  # fmt: skip


class Parameters(Part):
    """The column, from 0, and what the transformer is told about it."""

    columnIndex: int  # noqa: N815 - DataX's key
    paras: Texts


def transformed(builder: Builder, plugin: Plugin, rows: Rows) -> Rows:
    """Return the rows as the transformer leaves them.

    Raises:
        KettleFileError: There is no such transformer here, or its parameters are wrong.
    """
    if plugin.name not in _COUNTS:
        raise _unknown(plugin)
    given = plugin.read(Parameters)
    columns = rows.columns
    if columns is None:
        raise plugin.refuse(
            "columnIndex",
            "the reader's columns are not known by number; list them in its column.",
            "读取端的字段未按顺序列出；请在 column 中逐个列出。",
        )
    if not 0 <= given.columnIndex < len(columns):
        raise plugin.refuse(
            "columnIndex",
            f"the record has the columns 0 to {len(columns) - 1}.",
            f"记录只有第 0 至 {len(columns) - 1} 列。",
        )
    if len(given.paras) != _COUNTS[plugin.name]:
        raise plugin.refuse(
            "paras",
            f"it takes {_COUNTS[plugin.name]} values, not {len(given.paras)}.",
            f"须有 {_COUNTS[plugin.name]} 个参数，而不是 {len(given.paras)} 个。",
        )
    return _MAKERS[plugin.name](builder, plugin, given, rows)


def _unknown(plugin: Plugin) -> Exception:
    if plugin.name == "dx_groovy":
        return plugin.refuse(
            "",
            "Groovy code is not run; use dx_substr, dx_pad, dx_replace, dx_filter or dx_digest, or"
            " generate the .ktr and add a step to it.",
            "不执行 Groovy 代码；请改用 dx_substr、dx_pad、dx_replace、dx_filter 或 dx_digest，"
            "或生成 .ktr 后在其中添加步骤。",
        )
    return plugin.refuse(
        "",
        f"there is no such transformer here; known: {', '.join(_COUNTS)}.",
        f"没有这个转换器；可用：{'、'.join(_COUNTS)}。",
    )


def _number(plugin: Plugin, given: Parameters, at: int) -> int:
    value = given.paras[at].strip()
    if not value.isdigit():
        raise plugin.refuse(
            f"paras[{at}]",
            f"it must be a whole number from 0, not {value!r}.",
            f"须为非负整数，而不是 {value!r}。",
        )
    return int(value)


def _as_text(builder: Builder, rows: Rows, at: int) -> Rows:
    """Return the rows with one column as text, where it is not known to be one."""
    column = (rows.columns or ())[at]
    if column.type is K.STRING:
        return rows
    mask = DATE_MASK if column.type is K.DATE else ""
    new = Column(column.name, K.STRING)
    changes = {column.name: Output(column=column.name, type=K.STRING, mask=mask)}
    return builder.chosen(rows, "as text", rows.changed(at, new).columns or (), changes)


def _substr(builder: Builder, plugin: Plugin, given: Parameters, rows: Rows) -> Rows:
    start, length = _number(plugin, given, 0), _number(plugin, given, 1)
    rows = _as_text(builder, rows, given.columnIndex)
    return _cut(builder, rows, given.columnIndex, start, start + length)


def _cut(builder: Builder, rows: Rows, at: int, start: int, end: int) -> Rows:
    field: list[Pair] = [
        ("in_stream_name", rows.names[at]),
        ("out_stream_name", None),
        ("cut_from", start),
        ("cut_to", end),
    ]
    return builder.then(rows, "dx_substr", "StringCut", [("fields", [("field", field)])])


def _pad(builder: Builder, plugin: Plugin, given: Parameters, rows: Rows) -> Rows:
    """Fill up to the length; null is filled up as a whole, and a longer text is cut."""
    at, side, text = given.columnIndex, given.paras[0].strip().lower(), given.paras[2]
    length = _number(plugin, given, 1)
    if side not in {"l", "r"}:
        raise plugin.refuse("paras[0]", 'it is "l" or "r".', '只能是 "l" 或 "r"。')
    if len(text) != 1 or length < 1:
        raise plugin.refuse(
            "paras",
            "only one character fills up, to a length of 1 or more.",
            "只支持用单个字符补齐到不小于 1 的长度。",
        )
    rows = _as_text(builder, rows, at)
    rows = builder.then(
        rows, "empty texts", "IfNull", if_null([Imputed(column=rows.names[at], value=text)])
    )
    field: list[Pair] = [
        ("in_stream_name", rows.names[at]),
        ("out_stream_name", None),
        ("trim_type", "none"),
        ("lower_upper", "none"),
        ("padding_type", "left" if side == "l" else "right"),
        ("pad_char", text),
        ("pad_len", length),
        ("init_cap", "no"),
        ("mask_xml", "none"),
        ("digits", "none"),
        ("remove_special_characters", "none"),
    ]
    settings: list[Pair] = [("fields", [("field", field)])]
    rows = builder.then(rows, "dx_pad", "StringOperations", settings)
    return _cut(builder, rows, at, 0, length)


def _replace(builder: Builder, plugin: Plugin, given: Parameters, rows: Rows) -> Rows:
    start, length = _number(plugin, given, 0), _number(plugin, given, 1)
    rows = _as_text(builder, rows, given.columnIndex)
    new = re.sub(r"([\\$])", r"\\\1", given.paras[2])
    pattern = f"(?s)^(.{{{start}}}).{{0,{length}}}"
    rule = (rows.names[given.columnIndex], pattern, f"$1{new}")
    return builder.then(rows, "dx_replace", "ReplaceString", replacements([rule]))


def _digest(builder: Builder, plugin: Plugin, given: Parameters, rows: Rows) -> Rows:
    at, kind, case = given.columnIndex, given.paras[0].strip().lower(), given.paras[1].strip()
    if kind not in {"md5", "sha1"} or case.lower() not in {"touppercase", "tolowercase"}:
        raise plugin.refuse(
            "paras",
            'the first is "md5" or "sha1", the second "toUpperCase" or "toLowerCase".',
            '第一个为 "md5" 或 "sha1"，第二个为 "toUpperCase" 或 "toLowerCase"。',
        )
    rows = _as_text(builder, rows, at)
    digest = f"{rows.names[at]}_digest"
    name, function = ("MD5", hashlib.md5) if kind == "md5" else ("SHA-1", hashlib.sha1)
    null = Imputed(column=rows.names[at], value=NULL_MARK)
    rows = builder.then(rows, "mark nulls", "IfNull", if_null([null]))
    rows = builder.then(rows, "dx_digest", "CheckSum", checksum_of(name, digest, [rows.names[at]]))
    empty = {function(NULL_MARK.encode()).hexdigest(): function(b"").hexdigest()}
    mapped = value_mapper(ValueMap(column=digest, values=empty))
    rows = builder.then(rows, "digests of nulls", "ValueMapper", mapped)
    rows = rows.changed(at, Column(digest, K.STRING))
    field: list[Pair] = [
        ("in_stream_name", digest),
        ("out_stream_name", None),
        ("trim_type", "none"),
        ("lower_upper", "upper" if case.lower() == "touppercase" else "lower"),
        ("padding_type", "none"),
        ("init_cap", "no"),
        ("mask_xml", "none"),
        ("digits", "none"),
        ("remove_special_characters", "none"),
    ]
    settings: list[Pair] = [("fields", [("field", field)])]
    return builder.then(rows, "case of the digest", "StringOperations", settings)


def _filter(builder: Builder, plugin: Plugin, given: Parameters, rows: Rows) -> Rows:
    """Keep the rows that DataX keeps: those that the condition does not hold for."""
    code, value = given.paras[0].strip().lower(), given.paras[1]
    if code not in _OPERATORS or not value:
        raise plugin.refuse(
            "paras",
            f"the operator is one of {', '.join(_OPERATORS)}, and there is a value.",
            f"运算符须为 {'、'.join(_OPERATORS)} 之一，且须有比较值。",
        )
    if "like" in code:
        rows = _as_text(builder, rows, given.columnIndex)
    column = (rows.columns or ())[given.columnIndex]
    kept = filter_rows(_kept(plugin, column, code, value))
    return builder.then(rows, "dx_filter", "FilterRows", kept)


def _kept(plugin: Plugin, column: Column, code: str, value: str) -> list[Filter]:
    """Return the condition of the rows that stay; how null compares is DataX's own."""
    null = Filter(column=column.name, function="IS NULL")
    some = Filter(column=column.name, function="IS NOT NULL")
    if value.lower() == "null" and code in {"=", "==", "!="}:
        return [null] if code == "!=" else [some]
    kind, text, mask = _constant(plugin, column, code, value)
    found = Filter(
        column=column.name,
        function="=" if code == "!=" else _OPERATORS[code],
        value=text,
        type=kind,
        mask=mask,
    )
    if code in {"!=", "not like"}:
        return [some, found]
    return [null, found.model_copy(update={"negated": True, "operator": "OR"})]


def _constant(plugin: Plugin, column: Column, code: str, value: str) -> tuple[KettleType, str, str]:
    """Return the value as a constant; a date is compared with milliseconds since 1970."""
    if "like" in code or column.type in {None, K.STRING}:
        return K.STRING, value, ""
    if column.type is K.BOOLEAN:
        return K.BOOLEAN, "Y" if value.lower() == "true" else "N", ""
    try:
        number = float(value)
    except ValueError:
        raise plugin.refuse(
            "paras[1]", f"{value!r} is not a number.", f"{value!r} 不是数值。"
        ) from None
    if column.type is K.DATE:
        moment = datetime.fromtimestamp(number / 1000, UTC)
        return K.DATE, f"{moment:%Y-%m-%d %H:%M:%S}", DATE_MASK
    return column.type or K.NUMBER, value, ""


_MAKERS: dict[str, Callable[[Builder, Plugin, Parameters, Rows], Rows]] = {
    "dx_substr": _substr,
    "dx_pad": _pad,
    "dx_replace": _replace,
    "dx_filter": _filter,
    "dx_digest": _digest,
}
