"""JavaFilter: rows for which a Java expression holds."""

from __future__ import annotations

import polars as pl

from onedata_resources.kettle.engine.java_columns import JavaColumns
from onedata_resources.kettle.engine.java_values import Kind, refused
from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.routing import split_in_two
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.stream import Inputs, Outputs
from onedata_resources.kettle.settings.routing import JavaFilterSettings


@step("JavaFilter")
def java_filter(scope: StepScope, settings: JavaFilterSettings, inputs: Inputs) -> Outputs:
    """Send rows where the expression holds one way, the others the other way."""
    stream = inputs.required()
    value = JavaColumns(stream).value(settings.condition)
    if value.kind is not Kind.BOOLEAN:
        raise refused(f"A condition of type {value.kind}")
    held = value.unboxed()
    why = pl.lit(
        "The Java expression throws: it uses a null, divides by zero, or cuts beyond a text"
    )
    checked = scope.checked(stream, held.bad.fill_null(value=False), why)
    holds = held.expr.fill_null(value=False)
    return split_in_two(scope, checked, holds, settings.true_step, settings.false_step)
