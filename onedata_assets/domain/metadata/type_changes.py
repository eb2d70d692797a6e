"""Whether a column of a changed type still holds what its readers expect."""

from __future__ import annotations

import re

from onedata_assets.domain.metadata.model import Column, Family

_TYPE = re.compile(r"^\s*([a-z0-9_ ]+?)\s*(?:\(([\d\s,]*)\))?\s*(unsigned)?\s*$", re.IGNORECASE)
_WIDTHS = {
    "tinyint": 1, "int8": 1, "int1": 1, "smallint": 2, "int2": 2, "int16": 2, "mediumint": 3,
    "int": 4, "integer": 4, "int4": 4, "int32": 4, "serial": 4, "bigint": 8, "int64": 8, "long": 8,
    "bigserial": 8, "real": 4, "float4": 4, "float32": 4, "float": 4, "double": 8,
    "double precision": 8, "float8": 8, "float64": 8,
}  # fmt: skip
"""Bytes of numbers; `int8` is Polars' word here, and PostgreSQL's own for 8 bytes is `bigint`."""
_ENDLESS = frozenset({"text", "longtext", "clob", "string", "mediumtext", "character varying"})


def is_widening(old: Column, new: Column) -> bool:
    """Return whether every value of the old type is one of the new type, of the same family."""
    if old.family is not new.family:
        return False
    was, now = _TYPE.match(old.type.lower()), _TYPE.match(new.type.lower())
    if was is None or now is None or was.group(3) != now.group(3):
        return False
    if old.family in {Family.INTEGER, Family.FLOAT}:
        width, wider = _WIDTHS.get(was.group(1)), _WIDTHS.get(now.group(1))
        return width is not None and wider is not None and wider >= width
    before, after = _sizes(was.group(2)), _sizes(now.group(2))
    if old.family is Family.DECIMAL:
        return _holds(before, after)
    if old.family is Family.TEXT:
        endless = not after and now.group(1) in _ENDLESS
        return endless or bool(before and after and after[0] >= before[0])
    return False


def _sizes(text: str | None) -> list[int]:
    return [int(each) for each in (text or "").split(",") if each.strip()]


def _holds(before: list[int], after: list[int]) -> bool:
    """Return whether a decimal has as many digits before and behind its point as another."""
    if not before or not after:
        return not after
    digits, scale = before[0], before[1] if len(before) > 1 else 0
    more, finer = after[0], after[1] if len(after) > 1 else 0
    return finer >= scale and more - finer >= digits - scale
