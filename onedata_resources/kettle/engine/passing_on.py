"""Rows that a step writes somewhere and lets go on as they came."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onedata_resources.kettle.engine.stream import Outputs, Stream

if TYPE_CHECKING:
    from onedata_resources.kettle.engine.scope import StepScope


def shared(scope: StepScope, stream: Stream) -> Stream:
    """Return the stream, computed once for what the step writes and for the next steps."""
    return stream.with_frame(stream.frame.cache()) if scope.next_steps else stream


def passed_on(scope: StepScope, stream: Stream) -> Outputs:
    """Return the stream for the next steps, and none where there are none."""
    return Outputs(stream if scope.next_steps else None)


def count_passed(scope: StepScope, rows: int) -> None:
    """Count rows as written where no next step is there for which they are counted."""
    if not scope.next_steps:
        scope.add("written", rows)
