"""Work done once for each row, in order, as rows flow; a row whose work fails is rejected."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import polars as pl

from onedata_resources.kettle.engine.in_order import in_order
from onedata_resources.kettle.engine.scope import StepScope, schema_of
from onedata_resources.kettle.engine.stream import Inputs, Outputs, StepError, Stream
from onedata_resources.kettle.values.convert import to_text
from onedata_resources.kettle.values.dtypes import dtype_of
from onedata_resources.kettle.values.stored import value_of
from onedata_resources.kettle.values.types import Field

WHY, TEXT, MADE = "__kettle_why", "__kettle_text_", "__kettle_made_"
Work = Callable[..., Sequence[object] | None]


def for_each_row(
    scope: StepScope,
    inputs: Inputs,
    names: Sequence[str],
    work: Work,
    *,
    code: str,
    fields: str = "",
    added: Sequence[Field] = (),
) -> Outputs:
    """Return the rows once `work` is done with the texts of their named fields.

    It returns the values of the `added` fields. A `StepError` or an `OSError` from it rejects the
    row, or fails the step without an error hop.
    """
    stream = inputs.required()
    texts = [
        to_text(value_of(field), field).alias(f"{TEXT}{at}")
        for at, field in enumerate(stream.field(name) for name in names)
    ]
    wide = stream.frame.with_columns(texts)
    taken = [f"{TEXT}{at}" for at in range(len(names))]

    made = {f"{MADE}{at}": dtype_of(field.type) for at, field in enumerate(added)}
    kept = schema_of(stream) | made | {WHY: pl.String()}
    nothing = (None,) * len(made)

    def done(batch: pl.DataFrame) -> pl.DataFrame:
        why, values = [], []
        for row in batch.select(taken).iter_rows():
            scope.state.control.check()
            refusal, value = _done(work, row)
            if refusal is not None and scope.error_hop is None:
                raise StepError(refusal, refusal)
            why.append(refusal)
            values.append(value or nothing)
        results = pl.DataFrame(values, schema=made, orient="row") if made else pl.DataFrame()
        why_column = pl.Series(WHY, why, dtype=pl.String)
        return batch.drop(taken).with_columns(*results.get_columns(), why_column)

    worked = Stream(in_order(scope, wide, done, kept), stream.fields)
    good, rejected = scope.split(
        worked, pl.col(WHY).is_not_null(), pl.col(WHY), fields=fields, code=code
    )
    if rejected is not None:
        rejected = rejected.with_frame(rejected.frame.drop(WHY, *made))
    good = good.appended(zip(added, map(pl.col, made), strict=True))
    return Outputs(good.with_frame(good.frame.drop(WHY, *made)), rejected=rejected)


def _done(work: Work, row: tuple[str | None, ...]) -> tuple[str | None, Sequence[object] | None]:
    """Return why the row is refused, or what the work makes of it."""
    try:
        return None, work(*row)
    except (StepError, OSError) as error:
        return str(error), None
