"""Sending rows to next steps by name, as FilterRows and its like do."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from onedata_resources.kettle.engine.scope import StepScope, schema_of
from onedata_resources.kettle.engine.stream import Outputs, StepError, Stream

KEPT = "__kettle_kept"


def target_named(scope: StepScope, name: str) -> str:
    """Return the next step of that name; nothing where the transformation has no such step.

    Raises:
        StepError: There is the step, but no enabled hop leads to it.
    """
    steps = [each.name for each in scope.state.transformation.steps]
    known = next((each for each in steps if each.lower() == name.lower()), "")
    if known and known not in scope.next_steps:
        raise StepError(
            f"Rows are sent to step '{known}', but no enabled hop leads there. Add the hop, or"
            " name another step.",
            f"行将发送到步骤 '{known}'，但没有启用的跳转通向它。请添加该跳转，或改用其他步骤。",
        )
    return known


def routed(scope: StepScope, stream: Stream, routes: Iterable[tuple[str, pl.Expr]]) -> Outputs:
    """Return the stream split by target; the expressions are over its columns, never null.

    Next steps that are no target get a stream without rows.
    """
    wanted = [(name, f"{KEPT}{number}", held) for number, (name, held) in enumerate(routes)]
    marked = stream.frame.with_columns(held.alias(mark) for _, mark, held in wanted).cache()
    targets = {
        name: stream.with_frame(marked.filter(pl.col(mark)).select(stream.names))
        for name, mark, _ in wanted
    }
    return _only_to(scope, stream, targets)


def _only_to(scope: StepScope, stream: Stream, targets: dict[str, Stream]) -> Outputs:
    if not set(scope.next_steps) - set(targets):
        return Outputs(targets=targets)
    nothing = pl.LazyFrame(schema={name: schema_of(stream)[name] for name in stream.names})
    return Outputs(stream.with_frame(nothing), targets)


def split_in_two(
    scope: StepScope, stream: Stream, held: pl.Expr, true_step: str, false_step: str
) -> Outputs:
    """Return the rows where it holds for the one step and the others for the other one.

    Without targets the rows where it holds go on; rows for a target that is not named vanish.
    """
    yes, no = (target_named(scope, name) for name in (true_step, false_step))
    if not yes and not no:
        return Outputs(stream.with_frame(stream.frame.filter(held)))
    if yes == no:
        return _only_to(scope, stream, {yes: stream})
    routes = ((yes, held), (no, held.not_()))
    return routed(scope, stream, [(name, rows) for name, rows in routes if name])
