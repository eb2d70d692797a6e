"""JsonInput: rows from JSON documents in files, in a field, or behind URLs in a field."""

from __future__ import annotations

from dataclasses import replace

from onedata_resources.kettle.engine.csv_values import thrown_value
from onedata_resources.kettle.engine.document_rows import (
    WHY,
    documents,
    schema_with,
    told_of,
)
from onedata_resources.kettle.engine.document_values import with_types
from onedata_resources.kettle.engine.json_rows import JsonRows
from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.stream import Inputs, Outputs
from onedata_resources.kettle.settings.json_input import JsonInputSettings


@step("JsonInput")
def json_input(scope: StepScope, settings: JsonInputSettings, inputs: Inputs) -> Outputs:
    """Return the documents' rows; a document that cannot be read goes to the error hop."""
    source = documents(scope, settings.source, settings.fields, inputs, "JsonInput001")
    rows = JsonRows(settings, source.column, source.names)
    expanded = scope.tap(told_of(scope, source), rows.expand, schema=schema_with(source, WHY))
    described = replace(source, describe=thrown_value)
    return with_types(scope, described, expanded, told=True)
