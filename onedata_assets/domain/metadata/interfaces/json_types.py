"""The types of JSON Schema as an interface's document writes them, with OpenAPI's formats."""

from __future__ import annotations

from typing import Any

from onedata_assets.domain.metadata.model import Family

Json = dict[str, Any]
SHOWN_VALUES = 200
"""A list of values that is longer is no part of a type."""
_TYPES = {
    ("integer", "int32"): ("int32", Family.INTEGER),
    ("integer", "int64"): ("int64", Family.INTEGER),
    ("number", "float"): ("float", Family.FLOAT),
    ("number", "double"): ("double", Family.FLOAT),
    ("number", "decimal"): ("decimal", Family.DECIMAL),
    ("string", "date-time"): ("date-time", Family.MOMENT),
    ("string", "date"): ("date", Family.DATE),
    ("string", "time"): ("time", Family.TIME),
    ("string", "byte"): ("byte", Family.BINARY),
    ("string", "binary"): ("binary", Family.BINARY),
    ("string", "decimal"): ("decimal", Family.DECIMAL),
}
_FAMILIES = {
    "integer": Family.INTEGER,
    "number": Family.FLOAT,
    "boolean": Family.BOOLEAN,
    "string": Family.TEXT,
}


def scalar_type(told: Json, kind: str) -> tuple[str, Family]:
    """Return the type of a value that is neither object nor list, and what it holds."""
    format_ = str(told.get("format") or "")
    if (kind, format_) in _TYPES:
        return _TYPES[kind, format_]
    family = _FAMILIES.get(kind, Family.OTHER)
    values = [each for each in listed(told.get("enum")) if each is not None]
    if not values and "const" in told:
        values = [told["const"]]
    shown = ",".join(f"'{each}'" for each in values)
    if values and len(shown) <= SHOWN_VALUES:
        return f"enum({shown})", family
    length = told.get("maxLength")
    if kind == "string" and isinstance(length, int) and not format_:
        return f"string({length})", family
    return f"{kind}({format_})" if format_ and kind else kind, family


def kind_of(told: Json) -> tuple[str, bool]:
    """Return what a schema holds, and whether null as well, by its type or by what it says."""
    type_ = told.get("type")
    if isinstance(type_, list):
        kinds = [str(each) for each in type_ if each != "null"]
        return (kinds[0] if len(kinds) == 1 else ""), "null" in type_
    if isinstance(type_, str) and type_:
        return type_, type_ == "null"
    if "properties" in told or "additionalProperties" in told:
        return "object", False
    if "items" in told:
        return "array", False
    values = [each for each in listed(told.get("enum")) if each is not None]
    sample = values[0] if values else told.get("const")
    kinds = {bool: "boolean", int: "integer", float: "number", str: "string"}
    return kinds.get(type(sample), ""), False


def listed(value: object) -> list[Any]:
    """Return a list that a document has, or an empty one where it has something else."""
    return value if isinstance(value, list) else []
