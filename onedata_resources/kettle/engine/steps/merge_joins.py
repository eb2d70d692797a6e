"""Steps that join sorted inputs by key: MergeJoin and MultiwayMergeJoin."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from onedata_resources.kettle.engine.gathered import gathered, named_input, united
from onedata_resources.kettle.engine.merging import (
    Order,
    expanded,
    groups_of,
    is_sorted,
    key_frames,
    order_of,
    ranks,
    runs,
    taken,
)
from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.stream import Inputs, NoInputError, Outputs
from onedata_resources.kettle.settings.joins import (
    JOIN_TYPES,
    MergeJoinSettings,
    MultiwayMergeJoinSettings,
)

ROWS = ["row0", "row1"]


@step("MergeJoin")
def merge_join(scope: StepScope, settings: MergeJoinSettings, inputs: Inputs) -> Outputs:
    """Return the joined rows in the order of the keys; null meets null."""
    streams = [named_input(inputs, name) for name in settings.steps]
    columns = [list(each) for each in zip(*settings.keys, strict=True)] or [[], []]
    order, _ = (order_of(each, mine) for each, mine in zip(streams, columns, strict=True))
    keep_one, keep_two = JOIN_TYPES[settings.join_type]
    names, fields = united(streams)

    def join(frames: list[pl.DataFrame]) -> pl.DataFrame:
        keys = key_frames(streams, columns, frames)
        pairs = _sorted_pairs if all(is_sorted(each, order) for each in keys) else _unsorted_pairs
        rows = pairs(keys, order, keep_one=keep_one, keep_two=keep_two)
        return _assembled(frames, rows, names)

    return Outputs(gathered(scope, streams, join, fields))


def _sorted_pairs(
    keys: list[pl.DataFrame], order: Order, *, keep_one: bool, keep_two: bool
) -> pl.DataFrame:
    """Return the pairs of rows; those of the second input alone are sorted in between."""
    one, two = (each.with_row_index(row) for each, row in zip(keys, ROWS, strict=True))
    columns = keys[0].columns
    how = "full" if keep_two else "left" if keep_one else "inner"
    pairs = one.join(
        two, on=columns, how=how, nulls_equal=True, maintain_order="left_right", coalesce=True
    )
    if keep_two:
        pairs = pairs.sort(columns, descending=order, nulls_last=order, maintain_order=True)
    if not keep_one:
        pairs = pairs.filter(pl.col(ROWS[1]).is_not_null())
    return pairs.select(ROWS)


def _unsorted_pairs(
    keys: list[pl.DataFrame], order: Order, *, keep_one: bool, keep_two: bool
) -> pl.DataFrame:
    parts = [runs(rank, number) for number, rank in enumerate(ranks(keys, order))]
    pairs = expanded(groups_of(parts, in_order=False), parts, (0, 1))
    for keep, row in ((keep_one, ROWS[1]), (keep_two, ROWS[0])):
        pairs = pairs if keep else pairs.filter(pl.col(row).is_not_null())
    return pairs


def _assembled(
    frames: Sequence[pl.DataFrame], rows: pl.DataFrame, names: Sequence[Sequence[str]]
) -> pl.DataFrame:
    parts = [
        taken(frame, rows[f"row{number}"], mine)
        for number, (frame, mine) in enumerate(zip(frames, names, strict=True))
    ]
    return pl.concat(parts, how="horizontal")


@step("MultiwayMergeJoin")
def multiway_merge_join(
    scope: StepScope, settings: MultiwayMergeJoinSettings, inputs: Inputs
) -> Outputs:
    """Return the joined rows in the order of the keys; the first input goes fastest."""
    named = [
        (named_input(inputs, name), keys)
        for name, keys in zip(settings.steps, settings.keys, strict=True)
        if not _switched_off(scope, name)
    ]
    if not named:
        raise NoInputError
    streams, columns = [stream for stream, _ in named], [keys for _, keys in named]
    order, *_ = [order_of(stream, mine) for stream, mine in named]
    names, fields = united(streams)
    every = settings.join_type == "INNER"

    def join(frames: list[pl.DataFrame]) -> pl.DataFrame:
        keys = key_frames(streams, columns, frames)
        parts = [runs(rank, number) for number, rank in enumerate(ranks(keys, order))]
        groups = groups_of(parts, in_order=all(is_sorted(each, order) for each in keys))
        rows = expanded(groups.drop_nulls() if every else groups, parts, range(len(parts))[::-1])
        return _assembled(frames, rows, names)

    return Outputs(gathered(scope, streams, join, fields))


def _switched_off(scope: StepScope, source: str) -> bool:
    """Return whether the hop from that step is disabled; its input is then left out."""
    ends = (source.lower(), scope.step.name.lower())
    return any(
        not hop.enabled and (hop.source.lower(), hop.target.lower()) == ends
        for hop in scope.state.transformation.hops
    )
