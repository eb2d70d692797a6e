"""A standard as a suite of Great Expectations 1.x.

Rules that no expectation is of stand in the suite's `meta`, by column.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from onedata_assets.domain.metadata.codings import CODINGS
from onedata_assets.domain.metadata.model import Family
from onedata_assets.domain.metadata.rule_values import json_value
from onedata_assets.domain.metadata.standards import ColumnStandard, TableStandard

UNEXPECTED = ("meaning", "unit", "precision", "scale", "bits", "coding", "code_set")
"""Rules of a column that are told in words: no expectation is of them, or of the whole of them."""
Expected = Iterator[tuple[str, dict[str, Any], dict[str, Any]]]
"""Kinds of expectations with what they are given, and what is told besides."""


def expectation_suite(standard: TableStandard) -> dict[str, Any]:
    """Return the suite as Great Expectations stores it."""
    found = [*_of_table(standard)]
    found += [each for column in standard.columns for each in _of_column(column)]
    told = [
        {"type": f"expect_{kind}", "kwargs": given, "meta": meta} for kind, given, meta in found
    ]
    # No expectation is of names that nobody knows yet: who reads the suite finds the rule here.
    naming = {"column_naming": standard.naming.model_dump(mode="json")} if standard.naming else {}
    columns = {each.name: more for each in standard.columns if (more := _meta(each))}
    meta = naming | ({"columns": columns} if columns else {})
    return {"name": standard.table, "expectations": told, "meta": meta}


def _meta(column: ColumnStandard) -> dict[str, Any]:
    told = {name: getattr(column, name) for name in UNEXPECTED}
    return {name: value for name, value in told.items() if value not in {None, ""}}


def _of_table(standard: TableStandard) -> Expected:
    names = [each.name for each in standard.columns]
    yield "table_columns_to_match_set", {"column_set": names, "exact_match": False}, {}
    if len(standard.key) > 1:
        yield "compound_columns_to_be_unique", {"column_list": list(standard.key)}, {}


def _of_column(column: ColumnStandard) -> Expected:
    on = {"column": column.name}
    if not column.nullable:
        yield "column_values_to_not_be_null", on, {}
    if column.unique:
        yield "column_values_to_be_unique", on, {}
    if column.shortest is not None or column.longest is not None:
        lengths = {"min_value": column.shortest, "max_value": column.longest}
        yield "column_value_lengths_to_be_between", on | lengths, {}
    if column.pattern is not None:
        yield "column_values_to_match_regex", on | {"regex": f"^(?:{column.pattern})$"}, {}
    if column.coding and column.family is Family.TEXT:
        coding = CODINGS[column.coding]
        title = coding.title.model_dump()
        meta = {"coding": coding.name, "title": title, "check_sign": "not verified / 未验证"}
        yield "column_values_to_match_regex", on | {"regex": coding.pattern}, meta
    if column.codes:
        values = [json_value(column, each.value) for each in column.codes]
        yield "column_values_to_be_in_set", on | {"value_set": values}, {}
    if column.low is not None or column.high is not None:
        # Pandas has no days, only moments; a day as Great Expectations reads it begins at midnight.
        midnight = "T00:00:00" if column.family is Family.DATE else ""
        bounds = (column.low, column.high)
        low, high = (each and json_value(column, each + midnight) for each in bounds)
        yield "column_values_to_be_between", on | {"min_value": low, "max_value": high}, {}
