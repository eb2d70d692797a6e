"""The step types that the engine knows. Each is one function, registered under Kettle's type id."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from onedata_resources.kettle.settings.catalogue import SETTINGS

if TYPE_CHECKING:
    from onedata_resources.kettle.engine.scope import StepScope
    from onedata_resources.kettle.engine.stream import Inputs, Outputs

    StepFunction = Callable[[StepScope, Any, Inputs], Outputs]

FAMILIES = (
    "bulk_loaders",
    "calculator",
    "checksum",
    "concat_fields",
    "csv_input",
    "file_lists",
    "denormaliser",
    "executor",
    "combination_lookup",
    "csv_input",
    "database_checks",
    "database_join",
    "database_lookup",
    "dimension_lookup",
    "excel_input",
    "excel_output",
    "filter_rows",
    "fixed_input",
    "flow",
    "fuzzy_match",
    "formula",
    "generate",
    "group_by",
    "http",
    "java_filter",
    "join_rows",
    "json_input",
    "json_output",
    "merge_joins",
    "metadata_injection",
    "merge_rows",
    "neighbours",
    "plain_documents",
    "property_output",
    "group_by",
    "json_input",
    "neighbours",
    "reshape",
    "nulls",
    "reshape",
    "keyed_output",
    "merge_output",
    "procedures",
    "rows",
    "samples",
    "mapping",
    "results",
    "rows",
    "script",
    "select_values",
    "sequence",
    "sort_rows",
    "sql_script",
    "stream_lookup",
    "switch_case",
    "statistics",
    "regex_eval",
    "splitting",
    "sql_script",
    "system",
    "table_input",
    "table_output",
    "text_input",
    "text_output",
    "xml_input",
    "xml_join",
    "xml_output",
    "texts",
    "validator",
    "waiting",
    "xls_output",
    "xml_tools",
)


@dataclass(frozen=True)
class StepType:
    """A step type: how it runs, and whether it runs before every other step."""

    id: str
    run: StepFunction
    first: bool = False


_TYPES: dict[str, StepType] = {}


def step(type_id: str, *, first: bool = False) -> Callable[[StepFunction], StepFunction]:
    """Register the function under the type id; its settings are in `settings/catalogue.py`."""

    def register(function: StepFunction) -> StepFunction:
        if type_id not in SETTINGS:
            raise LookupError(f"{type_id} has no settings in settings/catalogue.py")
        _TYPES[type_id] = StepType(type_id, function, first)
        return function

    return register


@cache
def step_types() -> dict[str, StepType]:
    """Return every step type by its id; the families are loaded on the first call."""
    for family in FAMILIES:
        importlib.import_module(f"onedata_resources.kettle.engine.steps.{family}")
    return _TYPES
