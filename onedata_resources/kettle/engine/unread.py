"""Rows with texts that are no values, met by the step that needs the values first.

A file read with lazy conversion hands its texts on; a step that rejects rows rejects these too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import polars as pl

from onedata_resources.kettle.engine.conversions import NEVER_FAIL
from onedata_resources.kettle.engine.csv_values import thrown_value
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.stream import Stream
from onedata_resources.kettle.values.convert import failed, not_empty, to_text, trimmed
from onedata_resources.kettle.values.stored import value_of
from onedata_resources.kettle.values.types import Field


def readable(
    scope: StepScope, stream: Stream, names: Iterable[str], *, code: str, fields: str = ""
) -> tuple[Stream, Stream | None]:
    """Return the rows whose named fields can be read, and the others for the error hop.

    Without an error hop all rows go on, and whoever reads a value fails at the first bad one.
    """
    found = {each.name: each for each in map(stream.field, filter(stream.has, names))}
    doubtful = [each for each in found.values() if each.lazy and each.type not in NEVER_FAIL]
    if scope.error_hop is None or not doubtful:
        return stream, None
    lost = [(each, _lost(each)) for each in doubtful]
    why = pl.coalesce(
        pl.when(bad).then(thrown_value(_read(each), pl.col(each.name))) for each, bad in lost
    )
    bad = pl.any_horizontal(bad for _, bad in lost)
    return scope.split(stream, bad, why, fields=fields, code=code)


def with_unread(rejected: Stream | None, unread: Stream | None) -> Stream | None:
    """Return the rows that a step rejects together with those that it could not read."""
    if rejected is None or unread is None:
        return rejected or unread
    columns = [
        to_text(pl.col(mine.name), mine) if each.lazy and not mine.lazy else pl.col(mine.name)
        for each, mine in zip(unread.fields, rejected.fields, strict=True)
    ]
    return unread.with_frame(pl.concat([unread.frame, rejected.frame.select(columns)]))


def _lost(field: Field) -> pl.Expr:
    text = not_empty(trimmed(pl.col(field.name), field.trim))
    return failed(text, value_of(field, strict=False))


def _read(field: Field) -> Field:
    """Return the field with the mask that its text is read with."""
    return field if field.stored_mask is None else replace(field, mask=field.stored_mask)
