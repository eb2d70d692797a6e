"""The settings of steps that hold values to rules, and of rows that stand in the file itself."""

from __future__ import annotations

from collections.abc import Iterable

from onedata_resources.kettle.generate.elements import Pair
from onedata_resources.kettle.generate.plan import Check


def validator(checks: Iterable[Check]) -> list[Pair]:
    """Return a Validator that tells all the rules that a row breaks in one rejected row."""
    fields: list[Pair] = [
        ("validator_field", _validation(each, number)) for number, each in enumerate(checks, 1)
    ]
    return [
        ("validate_all", True),
        ("concat_errors", True),
        ("concat_separator", "; "),
        *fields,
    ]


def _validation(check: Check, number: int) -> list[Pair]:
    allowed: list[Pair] = [("value", each) for each in check.values]
    return [
        ("name", check.column),
        ("validation_name", f"{number} {check.code}"),
        ("max_length", None if check.longest is None else str(check.longest)),
        ("min_length", None if check.shortest is None else str(check.shortest)),
        ("null_allowed", check.null),
        ("only_null_allowed", False),
        ("only_numeric_allowed", False),
        ("data_type", str(check.type)),
        ("data_type_verified", False),
        ("conversion_mask", check.mask),
        ("decimal_symbol", "."),
        ("grouping_symbol", ","),
        ("max_value", check.high),
        ("min_value", check.low),
        ("start_string", None),
        ("end_string", None),
        ("start_string_not_allowed", None),
        ("end_string_not_allowed", None),
        ("regular_expression", check.pattern),
        ("regular_expression_not_allowed", None),
        ("error_code", check.code),
        ("error_description", check.told),
        ("is_sourcing_values", False),
        ("sourcing_step", None),
        ("sourcing_field", None),
        ("allowed_value", allowed),
    ]


def data_grid(fields: Iterable[tuple[str, str]], rows: Iterable[Iterable[str]]) -> list[Pair]:
    """Return a DataGrid of fields, each a name and a type; an empty text of a row is null."""
    columns: list[Pair] = [
        (
            "field",
            [
                ("name", name),
                ("type", kind),
                ("format", None),
                ("currency", None),
                ("decimal", None),
                ("group", None),
                ("length", -1),
                ("precision", -1),
                ("set_empty_string", False),
            ],
        )
        for name, kind in fields
    ]
    lines: list[Pair] = [("line", [("item", value) for value in row]) for row in rows]
    return [("fields", columns), ("data", lines)]
