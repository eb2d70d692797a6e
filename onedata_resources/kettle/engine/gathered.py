"""Several inputs of a step at once: all their rows handed to one function, and their fields united.

For rules that compare the rows of several inputs in order. What can be a join of lazy frames is
written as one instead, since this holds all rows in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import accumulate

import polars as pl

from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.stream import Inputs, StepError, Stream
from onedata_resources.kettle.values.stored import value_of
from onedata_resources.kettle.values.types import Field, free_name

PART = "__kettle_part"


def named_input(inputs: Inputs, name: str) -> Stream:
    """Return the stream of the input step of that name.

    Raises:
        StepError: No hop leads from it.
    """
    found = inputs.named.get(name)
    if found is None:
        raise StepError(
            f"No hop leads from the input step '{name}'. Add the hop, or name another step.",
            f"没有来自输入步骤 '{name}' 的跳转。请添加该跳转，或改用其他步骤。",
        )
    return found


def united(streams: Sequence[Stream]) -> tuple[list[list[str]], tuple[Field, ...]]:
    """Return the new names of each stream's fields, and all fields; a taken name gets a number."""
    fields: list[Field] = []
    names: list[list[str]] = []
    for stream in streams:
        mine = []
        for each in stream.fields:
            name = free_name(each.name, [known.name for known in fields])
            fields.append(replace(each, name=name))
            mine.append(name)
        names.append(mine)
    return names, tuple(fields)


def gathered(
    scope: StepScope,
    streams: Sequence[Stream],
    function: Callable[[list[pl.DataFrame]], pl.DataFrame],
    fields: tuple[Field, ...],
) -> Stream:
    """Return what `function` makes of all rows of all streams; its columns are `fields`."""
    parts = [
        stream.frame.select(
            pl.lit(number, pl.UInt8).alias(PART),
            *[pl.col(name).alias(f"{number}.{name}") for name in stream.names],
        )
        for number, stream in enumerate(streams)
    ]

    def split(everything: pl.DataFrame) -> pl.DataFrame:
        heights = [int((everything[PART] == number).sum()) for number in range(len(streams))]
        starts = accumulate(heights, initial=0)
        frames = [
            everything.slice(start, height).select(
                pl.col(f"{number}.{name}").alias(name) for name in stream.names
            )
            for number, (stream, start, height) in enumerate(
                zip(streams, starts, heights, strict=False)
            )
        ]
        return function(frames)

    return scope.whole(Stream(pl.concat(parts, how="diagonal"), ()), split, fields)


def one_layout(streams: Sequence[Stream]) -> list[Stream]:
    """Return the streams with the fields of the first one, and with its names.

    A field that is lazy in some of them only is read in all.

    Raises:
        StepError: They differ in the number, the names or the types of their fields.
    """
    first = streams[0]
    for other in streams[1:]:
        _require_same(first, other)
    kept = [
        len({each.lazy for each in place}) == 1 for place in zip(*_fields(streams), strict=True)
    ]
    fields = tuple(
        each if same else replace(each, lazy=False)
        for each, same in zip(first.fields, kept, strict=True)
    )
    return [
        Stream(
            stream.frame.select(
                (pl.col(mine.name) if same else value_of(mine)).alias(each.name)
                for mine, each, same in zip(stream.fields, fields, kept, strict=True)
            ),
            fields,
        )
        for stream in streams
    ]


def _fields(streams: Sequence[Stream]) -> list[tuple[Field, ...]]:
    return [stream.fields for stream in streams]


def _require_same(first: Stream, second: Stream) -> None:
    mine, theirs = (
        [(field.name.lower(), field.type) for field in each.fields] for each in (first, second)
    )
    if mine != theirs:
        shown = [", ".join(f"{e.name} {e.type}" for e in each.fields) for each in (first, second)]
        raise StepError(
            f"Invalid layout detected in the inputs: [{shown[0]}] and [{shown[1]}] must be the"
            " same. Bring both to one layout with SelectValues.",
            f"输入流的字段布局不一致：[{shown[0]}] 与 [{shown[1]}]。请用 SelectValues 统一布局。",
        )
