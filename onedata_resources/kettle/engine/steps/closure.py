"""ClosureGenerator: each child with all that stand above it, and how far."""

from __future__ import annotations

import numpy as np
import polars as pl

from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.stream import Inputs, Outputs, StepError, Stream
from onedata_resources.kettle.settings.closure import ClosureSettings
from onedata_resources.kettle.values.java_hash import LOAD, SMALLEST, hash_codes, map_order, spread
from onedata_resources.kettle.values.stored import value_of
from onedata_resources.kettle.values.types import KettleType, free_name, made_field

K = KettleType
DEEPEST = 50
"""The level above a child at which Kettle takes the tree for an endless loop."""
AT, ABOVE, FAR = "at", "above", "far"


@step("ClosureGenerator")
def closure(scope: StepScope, settings: ClosureSettings, inputs: Inputs) -> Outputs:
    """Return parent, child and distance, itself at 0, in the order of Java's maps."""
    stream = inputs.required()
    parent, child = stream.field(settings.parent), stream.field(settings.child)
    name = free_name(settings.distance, [parent.name, child.name])
    fields = (parent, child, made_field(name, K.INTEGER, 10, 0))
    typed = Stream(
        stream.frame.select(value_of(parent).alias("parent"), value_of(child).alias("child")), ()
    )
    zero = settings.zero_is_root and parent.type is K.INTEGER
    same = parent.type is child.type

    def close(rows: pl.DataFrame) -> pl.DataFrame:
        found = _closed(_edges(rows, zero=zero), same=same)
        return found.rename(dict(zip(found.columns, [each.name for each in fields], strict=True)))

    return Outputs(scope.whole(typed, close, fields))


def _edges(rows: pl.DataFrame, *, zero: bool) -> pl.DataFrame:
    """Return the last parent of each child, null for a root, in the order of a HashMap."""
    edges = rows.group_by("child", maintain_order=True).agg(pl.col("parent").last())
    if zero:
        edges = edges.with_columns(pl.when(pl.col("parent") != 0).then("parent").alias("parent"))
    return edges[map_order(hash_codes(edges["child"]))].with_row_index(AT)


def _closed(edges: pl.DataFrame, *, same: bool) -> pl.DataFrame:
    """Return all that stand above each child.

    Raises:
        StepError: The tree is too deep, or has a loop.
    """
    own = edges.select(AT, pl.col("child").alias(ABOVE), pl.lit(0, pl.Int64).alias(FAR))
    codes = [hash_codes(own[ABOVE])]
    levels = [own]
    level = edges.select(AT, pl.col("parent").alias(ABOVE)).drop_nulls(ABOVE)
    while level.height:
        if len(levels) == DEEPEST:
            key = level[ABOVE][0]
            raise StepError(f"infinite loop detected:{key}", f"检测到无限循环：{key}")
        levels.append(level.with_columns(pl.lit(len(levels), pl.Int64).alias(FAR)))
        codes.append(hash_codes(level[ABOVE]))
        if not same:
            break
        upper = level.join(edges, left_on=ABOVE, right_on="child", maintain_order="left")
        level = upper.select(AT, pl.col("parent").alias(ABOVE)).drop_nulls(ABOVE)
    above = [each.with_columns(pl.col(ABOVE).cast(edges["parent"].dtype)) for each in levels]
    return (
        _ordered(pl.concat(above), np.concatenate(codes))
        .join(edges.select(AT, "child"), on=AT, maintain_order="left")
        .select(ABOVE, "child", FAR)
    )


def _ordered(found: pl.DataFrame, codes: np.ndarray) -> pl.DataFrame:
    """Return the rows child by child, those of one child in the order of a HashMap of its own."""
    size = found.select(pl.len().over(AT)).to_series().to_numpy()
    buckets = np.full(len(size), SMALLEST)
    while (crowded := size > buckets * LOAD).any():
        buckets[crowded] *= 2
    place = pl.Series("place", spread(codes) & (buckets - 1))
    return found.with_columns(place).sort(AT, "place", FAR)
