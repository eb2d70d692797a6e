"""A standard in the words of other tools: JSON Schema, Great Expectations, DDL.

Sources: JSON Schema 2020-12; the suites of Great Expectations 1.x; SQL by sqlglot's dialects. The
document that people read is in `standard_document.py`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from onedata_assets.domain.metadata.column_naming import FORM_OF_STYLE, ColumnNaming
from onedata_assets.domain.metadata.model import NUMBERS, Family
from onedata_assets.domain.metadata.standard_document import document
from onedata_assets.domain.metadata.standards import (
    ColumnStandard,
    StandardError,
    TableStandard,
)

_JSON_TYPES = {
    Family.INTEGER: {"type": "integer"},
    Family.DECIMAL: {"type": "number"},
    Family.FLOAT: {"type": "number"},
    Family.BOOLEAN: {"type": "boolean"},
    Family.DATE: {"type": "string", "format": "date"},
    Family.TIME: {"type": "string", "format": "time"},
    Family.MOMENT: {"type": "string", "format": "date-time"},
    Family.NESTED: {"type": ["object", "array"]},
}
_SQL_TYPES = {
    Family.INTEGER: "BIGINT",
    Family.FLOAT: "DOUBLE PRECISION",
    Family.BOOLEAN: "BOOLEAN",
    Family.DATE: "DATE",
    Family.TIME: "TIME",
    Family.MOMENT: "TIMESTAMP",
    Family.BINARY: "BYTEA",
    Family.NESTED: "JSON",
}
PRECISION = 38
FORMS = ("json", "json-schema", "expectations", "ddl", "document")
DIALECTS = (
    "postgres",
    "mysql",
    "sqlite",
    "duckdb",
    "oracle",
    "tsql",
    "hive",
    "spark",
    "clickhouse",
)
"""Dialects of sqlglot that a statement is offered in."""


def exported(standard: TableStandard, form: str, dialect: str = "postgres") -> str:
    """Return a standard in one of `FORMS`; `dialect` is that of the statement (`ddl`).

    Raises:
        StandardError: There is no such form or dialect.
    """
    match form:
        case "json":
            return standard.model_dump_json(indent=2) + "\n"
        case "json-schema":
            return _json(json_schema(standard))
        case "expectations":
            return _json(expectation_suite(standard))
        case "document":
            return document(standard)
        case "ddl" if dialect in DIALECTS:
            return ddl(standard, dialect)
    known = ", ".join((*FORMS, *DIALECTS))
    raise StandardError(
        f"There is no form {form} {dialect}: {known}.",
        f"没有格式 {form} {dialect}，可选：{known}。",
    )


def _json(told: dict[str, Any]) -> str:
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def json_schema(standard: TableStandard) -> dict[str, Any]:
    """Return the JSON Schema of a row, as an object with a property for each column."""
    told = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": str(standard.title),
        "type": "object",
        "properties": {each.name: _property(each) for each in standard.columns},
        "required": [each.name for each in standard.columns if not each.nullable],
        "additionalProperties": False,
    }
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
    told |= _JSON_TYPES.get(column.family, {"type": "string"})
    if column.nullable:
        kinds = told["type"] if isinstance(told["type"], list) else [told["type"]]
        told["type"] = [*kinds, "null"]
    if column.codes:
        values = [_value(column, each.value) for each in column.codes]
        told["enum"] = [*values, None] if column.nullable else values
    for rule, name in (("shortest", "minLength"), ("longest", "maxLength"), ("pattern", "pattern")):
        if getattr(column, rule) is not None:
            told[name] = getattr(column, rule)
    if "pattern" in told:
        told["pattern"] = f"^(?:{told['pattern']})$"
    if column.family in NUMBERS:
        told |= {name: _value(column, each) for name, each in _bounds(column)}
    return told


def _bounds(column: ColumnStandard) -> Iterator[tuple[str, str]]:
    if column.low is not None:
        yield "minimum", column.low
    if column.high is not None:
        yield "maximum", column.high


def expectation_suite(standard: TableStandard) -> dict[str, Any]:
    """Return the suite as Great Expectations stores it."""
    found = [*_table_expectations(standard)]
    found += [each for column in standard.columns for each in _expectations(column)]
    told = [{"type": f"expect_{kind}", "kwargs": given, "meta": {}} for kind, given in found]
    # No expectation is of names that nobody knows yet: who reads the suite finds the rule here.
    naming = {"column_naming": standard.naming.model_dump(mode="json")} if standard.naming else {}
    return {"name": standard.table, "expectations": told, "meta": naming}


Expected = Iterator[tuple[str, dict[str, Any]]]


def _table_expectations(standard: TableStandard) -> Expected:
    names = [each.name for each in standard.columns]
    yield "table_columns_to_match_set", {"column_set": names, "exact_match": False}
    if len(standard.key) > 1:
        yield "compound_columns_to_be_unique", {"column_list": list(standard.key)}


def _expectations(column: ColumnStandard) -> Expected:
    on = {"column": column.name}
    if not column.nullable:
        yield "column_values_to_not_be_null", on
    if column.unique:
        yield "column_values_to_be_unique", on
    if column.shortest is not None or column.longest is not None:
        lengths = {"min_value": column.shortest, "max_value": column.longest}
        yield "column_value_lengths_to_be_between", on | lengths
    if column.pattern is not None:
        yield "column_values_to_match_regex", on | {"regex": f"^(?:{column.pattern})$"}
    if column.codes:
        values = [_value(column, each.value) for each in column.codes]
        yield "column_values_to_be_in_set", on | {"value_set": values}
    if column.low is not None or column.high is not None:
        # Pandas has no days, only moments; a day as Great Expectations reads it begins at midnight.
        midnight = "T00:00:00" if column.family is Family.DATE else ""
        bounds = (column.low, column.high)
        low, high = (each and _value(column, each + midnight) for each in bounds)
        yield "column_values_to_be_between", on | {"min_value": low, "max_value": high}


def ddl(standard: TableStandard, dialect: str) -> str:
    """Return the statement that makes a table of the standard, in a dialect of sqlglot.

    What a database can check by itself is in it: types, nulls, keys, code sets, bounds.
    """
    import sqlglot

    parts = [*(_definition(each) for each in standard.columns)]
    if standard.key:
        parts.append(f"PRIMARY KEY ({', '.join(_quoted(each) for each in standard.key)})")
    name = ".".join(_quoted(each) for each in standard.table.replace("/", ".").split("."))
    made = f"CREATE TABLE {name} (\n  " + ",\n  ".join(parts) + "\n)"
    return sqlglot.transpile(made, read="postgres", write=dialect, pretty=True)[0] + ";\n"


def _definition(column: ColumnStandard) -> str:
    name = _quoted(column.name)
    words = [name, _sql_type(column)]
    if not column.nullable:
        words.append("NOT NULL")
    if column.unique:
        words.append("UNIQUE")
    checks = [*_checks(column, name)]
    return " ".join(words + ([f"CHECK ({' AND '.join(checks)})"] if checks else []))


def _checks(column: ColumnStandard, name: str) -> Iterator[str]:
    if column.codes:
        yield f"{name} IN ({', '.join(_literal(column, each.value) for each in column.codes)})"
    if column.low is not None:
        yield f"{name} >= {_literal(column, column.low)}"
    if column.high is not None:
        yield f"{name} <= {_literal(column, column.high)}"


def _sql_type(column: ColumnStandard) -> str:
    if column.family is Family.DECIMAL:
        return f"DECIMAL({PRECISION}, {column.scale if column.scale is not None else 10})"
    if column.family in _SQL_TYPES:
        return _SQL_TYPES[column.family]
    codes = max((len(each.value) for each in column.codes), default=0)
    longest = column.longest or codes
    return f"VARCHAR({longest})" if longest else "TEXT"


def _literal(column: ColumnStandard, value: str) -> str:
    plain = column.family in NUMBERS or column.family is Family.BOOLEAN
    return value if plain else "'" + value.replace("'", "''") + "'"


def _value(column: ColumnStandard, text: str) -> Any:  # noqa: ANN401  a JSON value
    return json.loads(text.lower()) if column.family in NUMBERS | {Family.BOOLEAN} else text


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
