"""Merging sorted inputs as Kettle's merge steps do, by key: which rows meet which.

The steps compare only the rows at the heads of their inputs, so inputs that are not sorted lose
matches. Sorted inputs, which is the usual case, are matched by joins of Polars.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce

import polars as pl

from onedata_resources.kettle.engine.stream import Stream
from onedata_resources.kettle.values.convert import convert, not_empty
from onedata_resources.kettle.values.types import KettleType

K = KettleType
RANK, RUN = "__rank", "__run"
Order = list[bool]
"""For each key whether it falls, as it does where SortRows sorted it so."""


def order_of(stream: Stream, names: Sequence[str]) -> Order:
    """Return the order that the keys of the stream are compared in; without keys there is one."""
    return [stream.field(name).descending for name in names] or [False]


def key_frames(
    streams: Sequence[Stream], names: Sequence[Sequence[str]], frames: Sequence[pl.DataFrame]
) -> list[pl.DataFrame]:
    """Return the keys of each input, in the types of the first one's; an empty text is null.

    Integers that meet numbers are compared as numbers. Without keys every row has the same one.
    """
    kinds = [stream_kind(streams, [each[at] for each in names]) for at in range(len(names[0]))]
    keys = []
    for stream, mine, frame in zip(streams, names, frames, strict=True):
        values = [
            comparable(stream, name, kind).alias(f"k{at}")
            for at, (name, kind) in enumerate(zip(mine, kinds, strict=True))
        ]
        keys.append(frame.select(values or [pl.repeat(0, pl.len()).alias("k0")]))
    return keys


def stream_kind(streams: Sequence[Stream], names: Sequence[str]) -> KettleType:
    """Return the type that values of these fields are compared in."""
    kinds = [stream.field(name).type for stream, name in zip(streams, names, strict=True)]
    return K.NUMBER if kinds[0] is K.INTEGER and K.NUMBER in kinds else kinds[0]


def comparable(stream: Stream, name: str, kind: KettleType) -> pl.Expr:
    """Return the field's value to be compared with values of that type."""
    value = convert(stream.value(name), stream.field(name), kind)
    if kind is not K.STRING:
        return value
    return not_empty(value.str.to_lowercase() if stream.field(name).ignore_case else value)


def is_sorted(keys: pl.DataFrame, order: Order) -> bool:
    """Return whether the keys are in that order; null comes first, or last where they fall."""
    if keys.width == 1:
        return keys.to_series().is_sorted(descending=order[0], nulls_last=order[0])
    in_order = pl.lit(value=True)
    for name, falls in reversed(list(zip(keys.columns, order, strict=True))):
        now, before = pl.col(name), pl.col(name).shift(1)
        low, high = (now, before) if falls else (before, now)
        rises = (low < high).fill_null(low.is_null() & high.is_not_null())
        in_order = rises | (before.eq_missing(now) & in_order)
    return bool(keys.select(in_order.slice(1).all()).item())


def ranks(keys: Sequence[pl.DataFrame], order: Order) -> list[pl.Series]:
    """Return for each input the places of its keys in the order of all inputs' keys."""
    columns = keys[0].columns
    distinct = pl.concat(keys).unique()
    known = distinct.sort(columns, descending=order, nulls_last=order).with_row_index(RANK)
    joined = (
        each.join(known, on=columns, how="left", nulls_equal=True, maintain_order="left")
        for each in keys
    )
    return [each[RANK] for each in joined]


def runs(rank: pl.Series, number: int) -> pl.DataFrame:
    """Return the rows of one input with the number of their run of equal keys, and its rank."""
    run, row = f"{RUN}{number}", f"row{number}"
    frame = pl.DataFrame({RANK: rank}).with_row_index(row)
    return frame.with_columns(pl.col(RANK).rle_id().alias(run))


def merged_runs(heads: Sequence[list[int]]) -> Iterator[list[int | None]]:
    """Yield, as a merge does, the runs that meet: for each input the run, or None.

    `heads` has the ranks of each input's runs. The smallest of the first ones goes on.
    """
    at = [0] * len(heads)
    while True:
        left = [mine[here] for mine, here in zip(heads, at, strict=True) if here < len(mine)]
        if not left:
            return
        least = min(left)
        pairs = list(zip(heads, at, strict=True))
        meets = [here < len(mine) and mine[here] == least for mine, here in pairs]
        yield [here if meet else None for here, meet in zip(at, meets, strict=True)]
        at = [here + meet for here, meet in zip(at, meets, strict=True)]


def groups_of(inputs: Sequence[pl.DataFrame], *, in_order: bool) -> pl.DataFrame:
    """Return the groups of runs that meet, in order, one column of run numbers for each input."""
    names = [f"{RUN}{number}" for number in range(len(inputs))]
    heads = [each.group_by(name, maintain_order=True).agg(pl.col(RANK).first())
             for each, name in zip(inputs, names, strict=True)]  # fmt: skip
    if not in_order:
        found = list(merged_runs([each[RANK].to_list() for each in heads]))
        return pl.DataFrame(found, schema=dict.fromkeys(names, pl.UInt32), orient="row")
    joined = reduce(lambda one, two: one.join(two, on=RANK, how="full", coalesce=True), heads)
    return joined.sort(RANK).select(names)


def expanded(
    groups: pl.DataFrame, inputs: Sequence[pl.DataFrame], order: Sequence[int]
) -> pl.DataFrame:
    """Return the rows of every group that meet; the first input in `order` changes slowest."""
    rows = groups
    for number in order:
        mine = inputs[number].drop(RANK)
        rows = rows.join(mine, on=f"{RUN}{number}", how="left", maintain_order="left_right")
    return rows.select(f"row{number}" for number in range(len(inputs)))


def taken(frame: pl.DataFrame, rows: pl.Series, names: Sequence[str]) -> pl.DataFrame:
    """Return those rows of the frame, a null row where there is none, under new names."""
    picked = frame.select(pl.all().gather(rows)) if frame.width else pl.DataFrame()
    return picked.rename(dict(zip(frame.columns, names, strict=True)))
