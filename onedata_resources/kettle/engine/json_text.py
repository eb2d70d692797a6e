"""JSON as the Java libraries of Kettle write it: escapes, numbers, and the order of keys."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from typing import Any

import orjson

from onedata_resources.kettle.values.java_double import java_double
from onedata_resources.kettle.values.java_text_hash import text_hash

_SPECIAL = re.compile(r"[\"\\/\x00-\x1f\x7f-\x9f\u2000-\u20ff]")
_UNLIKE_ORJSON = re.compile(r"[/\x7f-\x9f\u2000-\u20ff]|\\u|[\d.]e|\d\.\d|\d{8}")
_SHORT = {'"': '\\"', "\\": "\\\\", "/": "\\/", "\b": "\\b", "\f": "\\f",
          "\n": "\\n", "\r": "\\r", "\t": "\\t"}  # fmt: skip


def json_text(value: Any) -> str:  # noqa: ANN401 - any JSON value
    """Return the value as compact JSON, its keys in the order in which they came."""
    try:
        text = orjson.dumps(value).decode()
    except TypeError:  # a number that only Java's big ones hold
        return _written(value)
    return _written(value) if _UNLIKE_ORJSON.search(text) else text


def _written(value: Any) -> str:  # noqa: ANN401 - any JSON value
    if isinstance(value, dict):
        return "{" + ",".join(f"{quoted(k)}:{_written(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_written, value)) + "]"
    return scalar_text(value)


def scalar_text(value: Any) -> str:  # noqa: ANN401 - any JSON value
    """Return a text, number, truth value or null as JSON; infinity and NaN are null."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, float):
        return java_double(value) if math.isfinite(value) else "null"
    return str(value)


def quoted(text: str) -> str:
    """Return the text as a JSON string; a slash is escaped too."""
    return '"' + _SPECIAL.sub(lambda found: _escaped(found[0]), text) + '"'


def _escaped(sign: str) -> str:
    return _SHORT.get(sign) or f"\\u{ord(sign):04X}"


def hashtable_order(names: Iterable[str]) -> list[str]:
    """Return the names in the order in which a Java 8 Hashtable gives them that was filled so."""
    table: list[list[str]] = [[] for _ in range(11)]
    for count, name in enumerate(dict.fromkeys(names)):
        if count >= len(table) * 3 // 4:
            table = _rehashed(table)
        table[_slot(name, len(table))].insert(0, name)
    return [name for bucket in reversed(table) for name in bucket]


def _rehashed(table: list[list[str]]) -> list[list[str]]:
    wider: list[list[str]] = [[] for _ in range(len(table) * 2 + 1)]
    for bucket in reversed(table):
        for name in bucket:
            wider[_slot(name, len(wider))].insert(0, name)
    return wider


def _slot(name: str, size: int) -> int:
    return (text_hash(name) & 0x7FFFFFFF) % size
