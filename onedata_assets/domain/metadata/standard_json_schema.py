"""A standard as the JSON Schema (2020-12) of a row.

What that form cannot say of a row (uniqueness, check signs, bounds of dates) stands in `$comment`:
every validator takes it, where keywords of one's own stop those that are strict.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from onedata_assets.domain.metadata.codings import CODINGS
from onedata_assets.domain.metadata.column_naming import FORM_OF_STYLE, ColumnNaming
from onedata_assets.domain.metadata.ddl_numbers import room_of
from onedata_assets.domain.metadata.model import NUMBERS, Family
from onedata_assets.domain.metadata.rule_values import json_value
from onedata_assets.domain.metadata.standard_document import told_coding, told_rule
from onedata_assets.domain.metadata.standards import ColumnStandard, TableStandard
from onedata_assets.domain.processing.contract import Sensitivity

_TYPES = {
    Family.INTEGER: {"type": "integer"},
    Family.DECIMAL: {"type": "number"},
    Family.FLOAT: {"type": "number"},
    Family.BOOLEAN: {"type": "boolean"},
    Family.DATE: {"type": "string", "format": "date"},
    Family.TIME: {"type": "string", "format": "time"},
    Family.MOMENT: {"type": "string", "format": "date-time"},
    Family.NESTED: {"type": ["object", "array"]},
}
NO_CHECK = "校验位未验证 the check sign is not verified"


def json_schema(standard: TableStandard) -> dict[str, Any]:
    """Return the JSON Schema of a row, as an object with a property for each column."""
    told: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": str(standard.title),
        "type": "object",
        "properties": {each.name: _property(each) for each in standard.columns},
        "required": [each.name for each in standard.columns if not each.nullable],
        "additionalProperties": False,
    }
    if standard.key:
        told["$comment"] = f"主键 key: {', '.join(standard.key)}"
    return told | ({"propertyNames": _names(standard.naming)} if standard.naming else {})


def _names(naming: ColumnNaming) -> dict[str, Any]:
    told: dict[str, Any] = {}
    if naming.style:
        told["pattern"] = f"^{FORM_OF_STYLE[naming.style]}$"
    if naming.prefix:
        # Python's own escape has signs that ECMAScript's strict mode refuses.
        plain = re.sub(r"([\\^$.|?*+()\[\]{}])", r"\\\1", naming.prefix)
        told["allOf"] = [{"pattern": f"^{plain}"}]
    if naming.longest is not None:
        told["maxLength"] = naming.longest
    return told


def _property(column: ColumnStandard) -> dict[str, Any]:
    told: dict[str, Any] = {"title": str(column.title)}
    told |= _TYPES.get(column.family, {"type": "string"})
    if column.nullable:
        kinds = told["type"] if isinstance(told["type"], list) else [told["type"]]
        told["type"] = [*kinds, "null"]
    if column.codes:
        values = [json_value(column, each.value) for each in column.codes]
        told["enum"] = [*values, None] if column.nullable else values
    for rule, name in (("shortest", "minLength"), ("longest", "maxLength")):
        if getattr(column, rule) is not None:
            told[name] = getattr(column, rule)
    first, *more = [*_patterns(column), None]
    if first is not None:
        told["pattern"] = first
        told |= {"allOf": [{"pattern": each} for each in more if each]} if more[:-1] else {}
    told |= _numbers(column)
    if column.scale == 0:
        told["multipleOf"] = 1
    if comment := "; ".join(_unsaid(column)):
        told["$comment"] = comment
    return told


def _numbers(column: ColumnStandard) -> dict[str, Any]:
    """Return the keywords of a number: the room of its type, and its bounds within that."""
    told: dict[str, Any] = {}
    if (room := room_of(column)) is not None:
        told |= {"minimum": room[0], "maximum": room[1]}
    if column.precision is not None:
        whole = 10 ** (column.precision - (column.scale or 0))
        told |= {"exclusiveMinimum": -whole, "exclusiveMaximum": whole}
    if column.family in NUMBERS:
        told |= {name: json_value(column, each) for name, each in _bounds(column)}
    return told


def _patterns(column: ColumnStandard) -> Iterator[str]:
    if column.pattern is not None:
        yield f"^(?:{column.pattern})$"
    if column.coding and column.family is Family.TEXT:
        yield CODINGS[column.coding].pattern


def _bounds(column: ColumnStandard) -> Iterator[tuple[str, str]]:
    if column.low is not None:
        yield "minimum", column.low
    if column.high is not None:
        yield "maximum", column.high


def _unsaid(column: ColumnStandard) -> Iterator[str]:
    """Yield what the property does not hold a value to, and what the column is.

    Decimals are among it: validators divide in binary, where 19.99 is no multiple of 0.01.
    """
    if column.unique:
        yield "唯一 unique"
    if column.coding:
        yield f"{told_coding(column.coding)} ({NO_CHECK})"
    if column.scale:
        yield from told_rule(column, "scale")
    yield from told_rule(column, "precision")
    if column.family not in NUMBERS:
        for rule in ("low", "high"):
            yield from told_rule(column, rule)
    for rule in ("code_set", "unit"):
        yield from told_rule(column, rule)
    if column.meaning:
        yield f"含义 meaning: {column.meaning}"
    if column.sensitivity is not Sensitivity.NONE:
        yield f"敏感级别 sensitivity: {column.sensitivity}"
