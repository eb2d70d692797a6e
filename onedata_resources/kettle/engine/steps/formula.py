"""Formula: fields computed by formulas, as columns where they are plain, else by distinct rows."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from onedata_resources.kettle.engine.formula_columns import formula_column
from onedata_resources.kettle.engine.formula_rows import FormulaRows
from onedata_resources.kettle.engine.in_order import in_order
from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.scope import StepScope, schema_of
from onedata_resources.kettle.engine.stream import Inputs, Outputs, Stream
from onedata_resources.kettle.settings.formula import Formula, FormulaSettings
from onedata_resources.kettle.values.types import KettleType

RESULT = "__kettle_formula_"


@step("Formula")
def formula(scope: StepScope, settings: FormulaSettings, inputs: Inputs) -> Outputs:
    """Return the rows with the results; a formula that fails for a row fails the step."""
    stream = inputs.required()
    for number, each in enumerate(settings.formulas):
        old = stream.field(each.replaces) if each.replaces else None
        kind = old.type if old is not None else each.field.type
        mark = f"{RESULT}{number}"
        computed = _with_results(scope, stream, each, kind, mark)
        value, why = pl.col(mark).struct.field("value"), pl.col(mark).struct.field("error")
        stream = scope.checked(stream.with_frame(computed), why.is_not_null(), why)
        if old is None:
            stream = stream.appended([(each.field, value)])
        else:
            sizes = {"length": each.field.length, "precision": each.field.precision}
            stream = stream.replaced(replace(old, lazy=False, **sizes), value)
    return Outputs(stream.fields_only())


def _with_results(
    scope: StepScope, stream: Stream, each: Formula, kind: KettleType, mark: str
) -> pl.LazyFrame:
    """Return the frame with the formula's value in the wanted type, and why there is none."""
    plain = formula_column(each.tree, stream, kind)
    if plain is not None:
        value, bad = plain
        why = pl.lit(f"Error calculating formula [{each.text}]: a value does not fit")
        error = pl.when(bad).then(why).alias("error")
        return stream.frame.with_columns(pl.struct(value.alias("value"), error).alias(mark))
    rows = FormulaRows(each, kind, tuple(stream.field(name) for name in rows_read(each, stream)))
    results = rows.operands(stream).alias(mark)
    frame = stream.frame.with_columns(results)
    if not rows.kept_from_the_first:
        return frame.with_columns(rows.column(mark))
    schema = {**schema_of(stream), mark: rows.dtype}
    return in_order(scope, frame, lambda batch: batch.with_columns(rows.column(mark)), schema)


def rows_read(each: Formula, stream: Stream) -> tuple[str, ...]:
    """Return the names of the fields that the formula may read."""
    return tuple(stream.names) if each.looks_up else each.reads
