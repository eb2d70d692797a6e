"""DataX's transformers by Kettle's steps: dx_substr, dx_pad, dx_replace, dx_filter and dx_digest.

They count columns from 0. A start behind the end of a text makes a row dirty in DataX; here a part
of such a text is null, and a replacement leaves it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable

from onedata_resources.kettle.datax.builder import Builder, Column, Rows
from onedata_resources.kettle.datax.columns_of_record import Parameters, as_text
from onedata_resources.kettle.datax.filters import filtered
from onedata_resources.kettle.datax.job import Plugin
from onedata_resources.kettle.generate.cleaning import (
    checksum_of,
    if_null,
    replacements,
    value_mapper,
)
from onedata_resources.kettle.generate.elements import Pair
from onedata_resources.kettle.generate.plan import Imputed, ValueMap
from onedata_resources.kettle.values.types import KettleType

K = KettleType
_COUNTS = {"dx_substr": 2, "dx_pad": 3, "dx_replace": 3, "dx_filter": 2, "dx_digest": 2}
NULL_MARK = "(null of DataX)"
"""What stands for null while a digest is made: Kettle makes none of null, DataX that of no text."""


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


def _substr(builder: Builder, plugin: Plugin, given: Parameters, rows: Rows) -> Rows:
    start, length = _number(plugin, given, 0), _number(plugin, given, 1)
    rows = as_text(builder, rows, given.columnIndex)
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
    rows = as_text(builder, rows, at)
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
    rows = as_text(builder, rows, given.columnIndex)
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
    rows = as_text(builder, rows, at)
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


_MAKERS: dict[str, Callable[[Builder, Plugin, Parameters, Rows], Rows]] = {
    "dx_substr": _substr,
    "dx_pad": _pad,
    "dx_replace": _replace,
    "dx_filter": filtered,
    "dx_digest": _digest,
}
