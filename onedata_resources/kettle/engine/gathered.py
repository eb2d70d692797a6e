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


def require_one_layout(first: Stream, second: Stream) -> None:
    """Check that both streams have the same fields in the same places.

    Raises:
        StepError: They differ in number, name, type or in being lazy.
    """
    mine = [(each.name.lower(), each.type, each.lazy) for each in first.fields]
    theirs = [(each.name.lower(), each.type, each.lazy) for each in second.fields]
    if mine != theirs:
        shown = [", ".join(f"{e.name} {e.type}" for e in each.fields) for each in (first, second)]
        raise StepError(
            f"Invalid layout detected in the inputs: [{shown[0]}] and [{shown[1]}] must be the"
            " same. Bring both to one layout with SelectValues.",
            f"输入流的字段布局不一致：[{shown[0]}] 与 [{shown[1]}]。请用 SelectValues 统一布局。",
        )
