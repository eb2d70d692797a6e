"""Steps that hold rows or let time pass: BlockingStep, BlockUntilStepsFinish, Delay, WriteToLog.

That the steps behind a blocking one run later is in `engine/stages.py`.
"""

from __future__ import annotations

from threading import Lock

import polars as pl

from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.stream import Inputs, Outputs
from onedata_resources.kettle.settings.flow import (
    BlockingSettings,
    DelaySettings,
    LogRowsSettings,
    WaitSettings,
)
from onedata_resources.kettle.values.convert import to_text

LINE = "------------------------------"


@step("BlockingStep")
def blocking_step(scope: StepScope, settings: BlockingSettings, inputs: Inputs) -> Outputs:
    """Return all rows, or the last one, after all have come."""
    del scope
    stream = inputs.required()
    return Outputs(stream if settings.every else stream.with_frame(stream.frame.tail(1)))


@step("BlockUntilStepsFinish")
def block_until_steps_finish(scope: StepScope, settings: WaitSettings, inputs: Inputs) -> Outputs:
    """Return the rows; the named steps have finished by now."""
    del scope, settings
    return Outputs(inputs.required())


@step("Delay")
def delay(scope: StepScope, settings: DelaySettings, inputs: Inputs) -> Outputs:
    """Return the rows after the time that each of them takes."""
    stream = inputs.required()
    one_by_one = Lock()

    def wait(batch: pl.DataFrame) -> None:
        with one_by_one:
            scope.state.control.wait(settings.seconds * batch.height)

    return Outputs(stream.with_frame(scope.tap(stream.frame, wait)))


@step("WriteToLog")
def write_to_log(scope: StepScope, settings: LogRowsSettings, inputs: Inputs) -> Outputs:
    """Return the rows; each is in the log as text."""
    stream = inputs.required()
    names = settings.fields or tuple(stream.names)
    texts = [to_text(stream.value(name), stream.field(name)).alias(name) for name in names]
    frame = stream.frame.cache()
    # The row at which Kettle sees that the limit is reached is still written.
    shown = frame if settings.limit is None else frame.head(max(settings.limit, 1))
    seen = 0

    def write(batch: pl.DataFrame) -> None:
        nonlocal seen
        for row in batch.iter_rows():
            seen += 1
            scope.log(_told(settings, names, row, seen), level=settings.level)

    if settings.level != "Nothing":
        scope.sink(shown.select(texts), write)
    return Outputs(stream.with_frame(frame))


def _told(
    settings: LogRowsSettings, names: tuple[str, ...], row: tuple[str | None, ...], number: int
) -> str:
    lines = ["", f"------------> Linenr {number}{LINE}"]
    if settings.message:
        lines += [settings.message, ""]
    for name, value in zip(names, row, strict=True):
        text = "null" if value is None else value
        lines.append(f"{name} = {text}" if settings.header else text)
    return "\n".join([*lines, "", "===================="])
