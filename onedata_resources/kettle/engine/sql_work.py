"""Steps that write or look up row by row: batches in order, refused rows to the error hop.

What is done with a batch is in `steps/`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import polars as pl

from onedata_resources.kettle.engine.passing_on import count_passed, passed_on, shared
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.sql_session import Session
from onedata_resources.kettle.engine.sql_writer import WHY
from onedata_resources.kettle.engine.stream import Inputs, Outputs, Stream
from onedata_resources.kettle.engine.unread import readable, with_unread
from onedata_resources.kettle.values.convert import not_empty
from onedata_resources.kettle.values.dtypes import column_dtype
from onedata_resources.kettle.values.types import Field, KettleType

SLICE_ROWS = 5_000
_VALUE = "__kettle_value_"


@dataclass(frozen=True)
class Done:
    """What came of a batch: columns for its rows, why rows were refused, which rows are dropped.

    `rows` has for each row that leaves the number of the row it comes from; None means each once.
    """

    added: pl.DataFrame | None = None
    refused: Sequence[str | None] | None = None
    rows: pl.Series | None = None


Work = Callable[[pl.DataFrame], Done]


def typed_values(stream: Stream, names: Sequence[str]) -> list[pl.Expr]:
    """Return the fields' values, under names that cannot clash."""
    values = []
    for number, name in enumerate(names):
        value = stream.value(name)
        value = not_empty(value) if stream.field(name).type is KettleType.STRING else value
        values.append(value.alias(f"{_VALUE}{number}"))
    return values


def write_through(
    scope: StepScope,
    inputs: Inputs,
    names: Sequence[str],
    work: Work,
    *,
    slice_rows: int = SLICE_ROWS,
) -> Outputs:
    """Give the fields' values to `work`, in order, and let the rows go on.

    `work` raises at the first bad row; rows are not kept in memory.
    """
    stream = inputs.required()
    values = typed_values(stream, names)
    kept = shared(scope, stream)

    def write(batch: pl.DataFrame) -> None:
        for part in batch.iter_slices(slice_rows):
            work(part)
        count_passed(scope, batch.height)

    scope.sink(kept.frame.select(values or [pl.lit(0).alias(_VALUE)]), write)
    return passed_on(scope, kept)


def work_through(
    scope: StepScope,
    stream: Stream,
    names: Sequence[str],
    session: Session,
    work: Work,
    *,
    added: Sequence[Field] = (),
    code: str = "",
    other_code: tuple[str, str] = ("", ""),
    at_fault: tuple[str, str] = ("", ""),
    slice_rows: int = SLICE_ROWS,
    all_pass: bool = False,
) -> Outputs:
    """Return the rows with what `work` adds to them; rows that it refuses take the error hop.

    A refusal that is the first text of `other_code` has the second one for its code; one that
    begins with the first text of `at_fault` names the fields of the second one. With `all_pass`
    refused rows go on too.
    """
    unread = None
    if code:
        stream, unread = readable(scope, stream, names, code=code)
    values = typed_values(stream, names)
    # A frame without columns has no rows either, and work that binds nothing still counts rows.
    taken = [value.meta.output_name() for value in values] or stream.names[:1]
    wide = Stream(stream.frame.with_columns(values), stream.fields)
    extra = [Field(f"__kettle_added_{number}", each.type) for number, each in enumerate(added)]
    fields = (*stream.fields, *extra, Field(WHY))

    def whole(frame: pl.DataFrame) -> pl.DataFrame:
        parts = [
            _worked(part.select(stream.names), work(part.select(taken)), extra)
            for part in frame.iter_slices(slice_rows)
        ]
        session.commit()
        session.rest()
        empty = pl.DataFrame(schema={each.name: column_dtype(each) for each in fields})
        return pl.concat([empty, *parts])

    done = scope.whole(wide, whole, fields)
    frame = done.frame.cache() if scope.error_hop is not None else done.frame
    good = Stream(frame if all_pass else frame.filter(pl.col(WHY).is_null()), done.fields)
    kept = [(each, pl.col(each.name)) for each in stream.fields]
    more = [(each, pl.col(one.name)) for each, one in zip(added, extra, strict=True)]
    outputs = good.selected([*kept, *more])
    if scope.error_hop is None:
        return Outputs(outputs)
    wrong = Stream(frame.filter(pl.col(WHY).is_not_null()), done.fields)
    (start, at), (reason, other) = at_fault, other_code
    said = pl.when(pl.col(WHY).str.starts_with(start)).then(pl.lit(at))
    coded = pl.when(pl.col(WHY) == reason).then(pl.lit(other)).otherwise(pl.lit(code))
    rejected = scope.rejected(
        wrong, pl.col(WHY), fields=said if at else "", code=coded if other else code
    )
    hidden = {WHY, *(one.name for one in extra)}
    shown = [(each, pl.col(each.name)) for each in rejected.fields if each.name not in hidden]
    return Outputs(outputs, rejected=with_unread(rejected.selected(shown), unread))


def _worked(rows: pl.DataFrame, done: Done, extra: Sequence[Field]) -> pl.DataFrame:
    rows = rows if done.rows is None else rows[done.rows]
    if done.added is not None:
        added = done.added
        added.columns = [each.name for each in extra]
        rows = rows.hstack(added)
    why = pl.Series(WHY, list(done.refused or [None] * rows.height), dtype=pl.String)
    return rows.with_columns(why)
