"""JoinRows: every row with every row, where a condition holds."""

from __future__ import annotations

import polars as pl

from onedata_resources.kettle.engine.gathered import united
from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.steps.filter_rows import condition_of
from onedata_resources.kettle.engine.stream import Inputs, NoInputError, Outputs, Stream
from onedata_resources.kettle.settings.conditions import Condition
from onedata_resources.kettle.settings.joins import JoinRowsSettings
from onedata_resources.kettle.values.convert import not_empty
from onedata_resources.kettle.values.types import KettleType


@step("JoinRows")
def join_rows(scope: StepScope, settings: JoinRowsSettings, inputs: Inputs) -> Outputs:
    """Return the combined rows; the last input goes fastest, the main one slowest."""
    del scope
    if not inputs.apart:
        raise NoInputError
    streams = _main_first(inputs, settings.main_step)
    names, fields = united(streams)
    parts = [
        Stream(
            each.frame.select(pl.col(o).alias(n) for o, n in zip(each.names, mine, strict=True)),
            tuple(field for field in fields if field.name in set(mine)),
        )
        for each, mine in zip(streams, names, strict=True)
    ]
    joined, *others = parts
    for other in others:
        joined = _joined(joined, other, settings.condition)
    if settings.condition is not None:
        joined = joined.with_frame(joined.frame.filter(condition_of(joined, settings.condition)))
    return Outputs(joined)


def _main_first(inputs: Inputs, main_step: str) -> list[Stream]:
    """Return the streams, the main one in the place of the first and the first one in its."""
    streams = [stream for _, stream in inputs.apart]
    names = [name.lower() for name, _ in inputs.apart]
    if main_step.lower() in names:
        at = names.index(main_step.lower())
        streams[0], streams[at] = streams[at], streams[0]
    return streams


def _joined(one: Stream, two: Stream, condition: Condition | None) -> Stream:
    """Return the pairs of rows that can meet the condition, in order."""
    pairs = [pair for each in _required(condition) for pair in _equal_fields(one, two, each)]
    if pairs:
        left, right = zip(*pairs, strict=True)
        frame = one.frame.join(
            two.frame,
            left_on=list(left),
            right_on=list(right),
            how="inner",
            nulls_equal=True,
            coalesce=False,
            maintain_order="left_right",
        ).select(*one.names, *two.names)
    else:
        frame = one.frame.join(two.frame, how="cross", maintain_order="left_right")
    return Stream(frame, (*one.fields, *two.fields))


def _required(condition: Condition | None) -> list[Condition]:
    """Return the comparisons that hold in every row that is kept."""
    if condition is None or condition.negated:
        return []
    if not condition.children:
        return [condition]
    if any(child.operator != "AND" for child in condition.children[1:]):
        return []
    return [each for child in condition.children for each in _required(child)]


def _equal_fields(one: Stream, two: Stream, each: Condition) -> list[tuple[pl.Expr, pl.Expr]]:
    """Return the two sides where the comparison says that fields of both streams are equal."""
    if each.function != "=" or not each.left or not each.right or each.constant is not None:
        return []
    left, right = (each.left, each.right) if one.has(each.left) else (each.right, each.left)
    known = one.has(left) and two.has(right) and not one.has(right) and not two.has(left)
    if not known or one.field(left).type is not two.field(right).type:
        return []
    sides = one.value(left), two.value(right)
    if one.field(left).type is KettleType.STRING:
        return [(not_empty(sides[0]), not_empty(sides[1]))]
    return [sides]
