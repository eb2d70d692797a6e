"""Steps that only pass rows on or end the run: Dummy and Abort."""

from __future__ import annotations

import polars as pl

from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.stream import Inputs, Outputs, StepError
from onedata_resources.kettle.settings.rows import AbortSettings, NoSettings


@step("Dummy")
def dummy(scope: StepScope, settings: NoSettings, inputs: Inputs) -> Outputs:
    """Return the rows."""
    del scope, settings
    return Outputs(inputs.main)


@step("Abort")
def abort(scope: StepScope, settings: AbortSettings, inputs: Inputs) -> Outputs:
    """Return the rows until there are more of them than the threshold; then the run ends.

    A safe stop lets the rows that are on their way go through; here these are all rows.
    """
    stream = inputs.required()
    seen = 0
    said = False

    def watch(batch: pl.DataFrame) -> None:
        nonlocal seen, said
        if settings.always_log:
            for number in range(seen + 1, seen + batch.height + 1):
                scope.log(f"Row nr {number} reached the Abort step.", level="Minimal")
        seen += batch.height
        if seen <= settings.threshold or said:
            return
        said = True
        rows = settings.threshold + 1
        message = settings.message or f"Aborting after having seen {rows} rows."
        if settings.option == "ABORT_WITH_ERROR":
            raise StepError(message, f"Abort 步骤中止：{message}")
        scope.log(message, level="Minimal")
        if settings.option == "SAFE_STOP":
            return
        scope.state.control.stop()
        scope.state.control.check()

    return Outputs(stream.with_frame(scope.tap(stream.frame, watch)))
