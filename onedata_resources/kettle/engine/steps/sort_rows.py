"""SortRows: rows in the order of fields, whole or within blocks that come sorted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import polars as pl

from onedata_resources.kettle.engine.comparing import compared
from onedata_resources.kettle.engine.group_codes import GROUP, GroupCodes
from onedata_resources.kettle.engine.packed_keys import packable, packed
from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.stream import Inputs, Outputs, Stream
from onedata_resources.kettle.settings.rows import SortKey, SortSettings
from onedata_resources.kettle.values.convert import valuewise
from onedata_resources.kettle.values.types import KettleType

K = KettleType
KEY = "__kettle_sort_"
BLOCK = "__kettle_block"


@step("SortRows")
def sort_rows(scope: StepScope, settings: SortSettings, inputs: Inputs) -> Outputs:
    """Return the rows sorted stably; null comes first ascending and last descending.

    The fields that are sorted by keep the rules that compared them, for later steps.
    """
    arrived = inputs.required()
    blocks = [BLOCK] if settings.presorted else []
    stream = _ruled(_in_blocks(scope, arrived, settings.presorted), settings.keys)
    if not settings.keys:
        return Outputs(stream.with_frame(stream.frame.head(1)) if settings.unique else stream)
    keys = [_sort_key(stream, key.name) for key in settings.keys]
    down = [*(False for _ in blocks), *(not key.ascending for key in settings.keys)]
    frame = _sorted(stream.frame, [*map(pl.col, blocks), *keys], down)
    if settings.unique:
        names = [f"{KEY}{at}" for at in range(len(keys))]
        frame = frame.with_columns(key.alias(name) for key, name in zip(keys, names, strict=True))
        frame = frame.unique([*blocks, *names], keep="first", maintain_order=True).drop(names)
    return Outputs(stream.with_frame(frame.drop(blocks)))


def _sorted(frame: pl.LazyFrame, keys: Sequence[pl.Expr], down: Sequence[bool]) -> pl.LazyFrame:
    """Return the rows in the order of the keys."""
    named = [each.alias(str(at)) for at, each in enumerate(keys)]
    if packable(frame.select(named).collect_schema().dtypes()):
        return frame.sort(packed(keys, down))
    return frame.sort(keys, descending=down, nulls_last=down, maintain_order=True)


def _ruled(stream: Stream, keys: tuple[SortKey, ...]) -> Stream:
    """Return the stream whose key fields are typed and know how they are compared."""
    for key in keys:
        field = stream.field(key.name)
        ruled = replace(
            field,
            lazy=False,
            descending=not key.ascending,
            ignore_case=not key.case_sensitive,
            collation=key.collation,
        )
        value = stream.value(key.name)
        fields = tuple(ruled if each.name == field.name else each for each in stream.fields)
        frame = stream.frame.with_columns(value.alias(field.name)) if field.lazy else stream.frame
        stream = Stream(frame, fields)
    return stream


def _sort_key(stream: Stream, name: str) -> pl.Expr:
    if stream.field(name).type is not K.BINARY:
        return compared(stream, name)
    return valuewise(stream.value(name), _shorter_first, pl.Binary())


def _shorter_first(value: object) -> bytes:
    """Return bytes whose order is Java's: shorter values first, then by signed bytes."""
    data = value if isinstance(value, bytes) else b""
    return len(data).to_bytes(4, "big") + bytes(byte ^ 0x80 for byte in data)


def _in_blocks(scope: StepScope, stream: Stream, presorted: tuple[str, ...]) -> Stream:
    """Return the rows with the block that each is sorted in, if some fields come sorted."""
    if not presorted:
        return stream
    names = [f"{KEY}{at}" for at in range(len(presorted))]
    keys = [compared(stream, key).alias(name) for key, name in zip(presorted, names, strict=True)]
    codes = GroupCodes(names, [], hashed=False)
    coded = codes.coded(scope, stream.frame.with_columns(keys)).drop(names)
    number = pl.col(GROUP).map_batches(block_numbers, return_dtype=pl.Int64())
    return stream.with_frame(coded.with_columns(number.alias(BLOCK)).drop(GROUP))


def block_numbers(runs: pl.Series) -> pl.Series:
    """Return the block of each row of numbered runs.

    Kettle does not compare the second row of a block with its first, save in the first block: a
    run of one row is sorted together with the run after it.
    """
    numbers = runs.to_numpy()
    lengths = np.bincount(numbers) if len(numbers) else np.zeros(0, np.int64)
    single = lengths == 1
    single[:1] = False
    at = np.arange(len(lengths))
    stretch = at - np.maximum.accumulate(np.where(single, 0, at)) - 1
    joins = np.zeros(len(lengths), bool)
    joins[1:] = (single & (stretch % 2 == 0))[:-1]
    return pl.Series(np.cumsum(~joins)[numbers] if len(numbers) else numbers)
