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
    """Return the rows until there are more of them than the threshold; then the run ends."""
    stream = inputs.required()
    seen = 0

    def watch(batch: pl.DataFrame) -> None:
        nonlocal seen
        seen += batch.height
        if seen <= settings.threshold:
            return
        rows = settings.threshold + 1
        message = settings.message or f"Aborting after having seen {rows} rows."
        if settings.option == "ABORT_WITH_ERROR":
            raise StepError(message, f"Abort 步骤中止：{message}")
        scope.log(message, level="Minimal")
        scope.state.control.stop()
        scope.state.control.check()

    return Outputs(stream.with_frame(scope.tap(stream.frame, watch)))
