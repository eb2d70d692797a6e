"""Work done once for each row, in order, as rows flow; a row whose work fails is rejected."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import polars as pl

from onedata_resources.kettle.engine.in_order import in_order
from onedata_resources.kettle.engine.scope import StepScope, schema_of
from onedata_resources.kettle.engine.stream import Inputs, Outputs, StepError, Stream
from onedata_resources.kettle.values.convert import to_text
from onedata_resources.kettle.values.stored import value_of

WHY, TEXT = "__kettle_why", "__kettle_text_"
Work = Callable[..., None]


def for_each_row(
    scope: StepScope,
    inputs: Inputs,
    names: Sequence[str],
    work: Work,
    *,
    code: str,
    fields: str = "",
) -> Outputs:
    """Return the rows once `work` is done with the texts of their named fields.

    A `StepError` or an `OSError` from it rejects the row, or fails the step without an error hop.
    """
    stream = inputs.required()
    texts = [
        to_text(value_of(field), field).alias(f"{TEXT}{at}")
        for at, field in enumerate(stream.field(name) for name in names)
    ]
    wide = stream.frame.with_columns(texts)
    taken = [f"{TEXT}{at}" for at in range(len(names))]

    kept = schema_of(stream) | {WHY: pl.String()}
    failed: list[str] = []

    def done(batch: pl.DataFrame) -> pl.DataFrame:
        why = []
        for row in batch.select(taken).iter_rows():
            if not failed:
                why.append(_refusal(work, row))
            if scope.error_hop is None and why and why[-1] is not None:
                failed.append(why[-1])
            if failed:  # a batch that came at the same time does nothing more
                raise StepError(failed[0], failed[0])
        return batch.drop(taken).with_columns(pl.Series(WHY, why, dtype=pl.String))

    worked = Stream(in_order(scope, wide, done, kept), stream.fields)
    good, rejected = scope.split(
        worked, pl.col(WHY).is_not_null(), pl.col(WHY), fields=fields, code=code
    )
    if rejected is not None:
        rejected = rejected.with_frame(rejected.frame.drop(WHY))
    return Outputs(good.with_frame(good.frame.drop(WHY)), rejected=rejected)


def _refusal(work: Work, row: tuple[str | None, ...]) -> str | None:
    try:
        work(*row)
    except (StepError, OSError) as error:
        return str(error)
    return None
