"""Steps that bring inputs of one layout together: MergeRows, SortedMerge and Append."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate

import polars as pl

from onedata_resources.kettle.engine.gathered import (
    gathered,
    named_input,
    one_layout,
)
from onedata_resources.kettle.engine.merging import (
    Order,
    is_sorted,
    key_frames,
    order_of,
    ranks,
    taken,
)
from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.stream import Inputs, NoInputError, Outputs
from onedata_resources.kettle.settings.joins import (
    AppendSettings,
    MergeRowsSettings,
    SortedMergeSettings,
)
from onedata_resources.kettle.values.types import Field, free_name

NTH, ROWS = "__nth", ["row0", "row1"]


@step("Append")
def append(scope: StepScope, settings: AppendSettings, inputs: Inputs) -> Outputs:
    """Return the rows of the head, then those of the tail."""
    del scope
    inputs_in_order = [named_input(inputs, name) for name in (settings.head, settings.tail)]
    head, tail = one_layout(inputs_in_order)
    return Outputs(head.with_frame(pl.concat([head.frame, tail.frame], how="vertical")))


@step("MergeRows")
def merge_rows(scope: StepScope, settings: MergeRowsSettings, inputs: Inputs) -> Outputs:
    """Return the rows of both inputs by key, flagged identical, changed, new or deleted."""
    one, two = one_layout(
        [named_input(inputs, name) for name in (settings.reference, settings.compare)]
    )
    streams, keys, values = [one, two], [settings.keys] * 2, [settings.values] * 2
    for name in (*settings.keys, *settings.values):
        one.field(name)
    order = order_of(one, settings.keys)
    flag = Field(free_name(settings.flag_field, one.names))

    def merge(frames: list[pl.DataFrame]) -> pl.DataFrame:
        rows = _matched(key_frames(streams, keys, frames), order)
        compared = key_frames(streams, values, frames)
        same = [
            taken(each, rows[row], [f"{row}.{name}" for name in each.columns])
            for each, row in zip(compared, ROWS, strict=True)
        ]
        flags = _flags(pl.concat([rows, *same], how="horizontal"), compared[0].columns)
        old = taken(frames[0], rows[ROWS[0]], one.names)
        new = taken(frames[1], rows[ROWS[1]], one.names)
        gone = rows[ROWS[1]].is_null()
        merged = [
            old[name].zip_with(gone, new[name]) if gone.any() else new[name] for name in one.names
        ]
        return pl.DataFrame([*merged, flags.alias(flag.name)])

    return Outputs(gathered(scope, streams, merge, (*one.fields, flag)))


def _flags(rows: pl.DataFrame, values: Sequence[str]) -> pl.Series:
    same = pl.all_horizontal(
        pl.col(f"{ROWS[0]}.{name}").eq_missing(pl.col(f"{ROWS[1]}.{name}")) for name in values
    )
    flag = (
        pl.when(pl.col(ROWS[0]).is_null()).then(pl.lit("new"))
        .when(pl.col(ROWS[1]).is_null()).then(pl.lit("deleted"))
        .when(same).then(pl.lit("identical"))
        .otherwise(pl.lit("changed"))
    )  # fmt: skip
    return rows.select(flag.alias("flag"))["flag"]


def _matched(keys: list[pl.DataFrame], order: Order) -> pl.DataFrame:
    """Return which row of the one input meets which of the other; equal keys meet one by one."""
    if not all(is_sorted(each, order) for each in keys):
        pairs = list(_compared(*(each.to_list() for each in ranks(keys, order))))
        return pl.DataFrame(pairs, schema=dict.fromkeys(ROWS, pl.UInt32), orient="row")
    columns = [*keys[0].columns, NTH]
    one, two = (
        each.with_columns(pl.struct(pl.all()).rle_id().alias(NTH))
        .with_columns(pl.int_range(pl.len()).over(NTH).alias(NTH))
        .with_row_index(row)
        for each, row in zip(keys, ROWS, strict=True)
    )
    pairs = one.join(
        two, on=columns, how="full", nulls_equal=True, maintain_order="left_right", coalesce=True
    )
    down = [*order, False]
    return pairs.sort(columns, descending=down, nulls_last=down, maintain_order=True).select(ROWS)


def _compared(one: list[int], two: list[int]) -> Iterator[tuple[int | None, int | None]]:
    """Yield the pairs as the step finds them in inputs that are not sorted."""
    at, to = 0, 0
    while at < len(one) or to < len(two):
        if to == len(two) or (at < len(one) and one[at] < two[to]):
            yield at, None
            at += 1
        elif at == len(one) or two[to] < one[at]:
            yield None, to
            to += 1
        else:
            yield at, to
            at, to = at + 1, to + 1


@step("SortedMerge")
def sorted_merge(scope: StepScope, settings: SortedMergeSettings, inputs: Inputs) -> Outputs:
    """Return the rows of all inputs, always the smallest of the first ones.

    Rows are compared in the order that a sort left on the fields; the step's own goes on with them.
    """
    if not inputs.apart:
        raise NoInputError
    backwards = one_layout([stream for _, stream in reversed(inputs.apart)])
    last, streams = backwards[0], backwards[::-1]
    names = [name for name, _ in settings.keys]
    order = order_of(last, names)

    def merge(frames: list[pl.DataFrame]) -> pl.DataFrame:
        keys = key_frames(streams, [names] * len(streams), frames)
        everything = pl.concat(frames)
        if _meet_nowhere(keys, order):
            by = pl.concat(keys).with_row_index(NTH)
            by = by.sort(keys[0].columns, descending=order, nulls_last=order, maintain_order=True)
            places = by[NTH]
        elif len(keys) == 2 and all(is_sorted(each, order) for each in keys):
            places = _two_in_turn(ranks(keys, order))
        else:
            found = _smallest_first([each.to_list() for each in ranks(keys, order)])
            places = pl.Series(list(found), dtype=pl.UInt32)
        return everything.select(pl.all().gather(places))

    falls = {last.field(name).name: not ascending for name, ascending in settings.keys}
    fields = tuple(replace(f, descending=falls.get(f.name, f.descending)) for f in last.fields)
    return Outputs(gathered(scope, streams, merge, fields))


def _meet_nowhere(keys: list[pl.DataFrame], order: Order) -> bool:
    """Return whether the inputs are sorted and no key is in two of them."""
    if not all(is_sorted(each, order) for each in keys):
        return False
    distinct = [each.unique() for each in keys]
    return pl.concat(distinct).n_unique() == sum(each.height for each in distinct)


def _two_in_turn(ranked: list[pl.Series]) -> pl.Series:
    """Return the places of the rows of two sorted inputs, in the order that the step finds.

    Where both have a key, the one goes ahead that the row before came from: in a row of shared keys
    they take turns, after a key of one input that one is first, and at the start the second is.
    """
    rows = pl.concat(
        pl.DataFrame({"rank": rank, "part": pl.repeat(part, rank.len(), dtype=pl.Int8, eager=True)})
        for part, rank in enumerate(ranked)
    ).with_row_index(NTH)
    keys = rows.group_by("rank").agg(pl.col("part").min(), pl.col("part").n_unique().alias("n"))
    keys = keys.sort("rank").with_columns(shared=pl.col("n") > 1)
    keys = keys.with_columns(chain=pl.col("shared").rle_id(), before=pl.col("part").shift(1))
    start = pl.col("before").first().over("chain").fill_null(1)
    turn = pl.int_range(pl.len()).over("chain") % 2
    ahead = (start + turn) % 2
    rows = rows.join(keys.select("rank", ahead=ahead), on="rank", how="left", maintain_order="left")
    rows = rows.with_columns(pl.col("part") != pl.col("ahead"))
    return rows.sort("rank", "part", maintain_order=True)[NTH]


def _smallest_first(parts: list[list[int]]) -> Iterator[int]:
    """Yield the places of the rows, counted through all inputs, in the order that the step finds.

    At first the later input is ahead among equals. A row that follows one goes next to an equal
    key, where Java's binary search finds one among the first rows of the other inputs.
    """
    starts = list(accumulate((len(part) for part in parts), initial=0))
    at = [0] * len(parts)
    waiting = [number for number, part in reversed(list(enumerate(parts))) if part]
    waiting.sort(key=lambda number: parts[number][0])
    while waiting:
        number = waiting.pop(0)
        yield starts[number] + at[number]
        at[number] += 1
        if at[number] < len(parts[number]):
            ahead = [parts[each][at[each]] for each in waiting]
            waiting.insert(_place(ahead, parts[number][at[number]]), number)


def _place(ranks_ahead: Sequence[int], rank: int) -> int:
    low, high = 0, len(ranks_ahead) - 1
    while low <= high:
        middle = (low + high) // 2
        if ranks_ahead[middle] == rank:
            return middle
        if ranks_ahead[middle] < rank:
            low = middle + 1
        else:
            high = middle - 1
    return low
