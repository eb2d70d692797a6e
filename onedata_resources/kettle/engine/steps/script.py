"""ScriptValueMod: JavaScript for every row, in order. The scripts' side is in `script_rows.py`.

All rows are held while the script runs: a script keeps its variables from row to row, so that
batches in any order would give other results.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import count

import polars as pl

from onedata_resources.kettle.engine.javascript import ScriptError
from onedata_resources.kettle.engine.outcome import VariableSet
from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.script_rows import (
    FAILED,
    STOPPED,
    Batch,
    Layout,
    RowScripts,
    layout_of,
)
from onedata_resources.kettle.engine.steps.results import typed
from onedata_resources.kettle.engine.stream import Inputs, Outputs, StepError, Stream
from onedata_resources.kettle.engine.unread import readable, with_unread
from onedata_resources.kettle.settings.script import JavaCodeSettings, ScriptSettings
from onedata_resources.kettle.values.dtypes import column_dtype
from onedata_resources.kettle.values.types import Field

ROWS = 20_000
WHY = "__kettle_why"
MARK = "__kettle_in_"


@step("ScriptValueMod")
def script_value_mod(scope: StepScope, settings: ScriptSettings, inputs: Inputs) -> Outputs:
    """Return the rows with the script's results; rows that it skips are gone."""
    stream = inputs.required()
    used = [each for each in stream.names if each in settings.script]
    stream, unread = readable(scope, stream, used, code="SCR-001")
    values = typed(stream)
    layout = layout_of(settings, stream.fields)
    rejects = scope.error_hop is not None

    def work(rows: pl.DataFrame) -> pl.DataFrame:
        return pl.concat(list(_batches(scope, settings, layout, rows, rejects=rejects)))

    if not rejects:
        return Outputs(scope.whole(values, work, layout.leaving))
    done = _split(scope, values, layout, scope.whole(values, work, _marked(layout)))
    return replace(done, rejected=with_unread(done.rejected, unread))


def _split(scope: StepScope, values: Stream, layout: Layout, both: Stream) -> Outputs:
    """Return the good rows and, by the error hop, the rows on which the script failed."""
    frame = both.frame.cache()
    good = frame.filter(pl.col(WHY).is_null()).select(each.name for each in layout.leaving)
    wrong = frame.filter(pl.col(WHY).is_not_null()).select(
        *(pl.col(MARK + each.name).alias(each.name) for each in layout.arriving), WHY
    )
    rejected = scope.rejected(values.with_frame(wrong), pl.col(WHY), fields="", code="SCR-001")
    return Outputs(
        Stream(good, layout.leaving), rejected=rejected.with_frame(rejected.frame.drop(WHY))
    )


def _marked(layout: Layout) -> tuple[Field, ...]:
    """Return the fields of good and rejected rows side by side."""
    mine = [Field(MARK + each.name, each.type) for each in layout.arriving]
    return (*layout.leaving, *mine, Field(WHY))


def _batches(
    scope: StepScope, settings: ScriptSettings, layout: Layout, rows: pl.DataFrame, *, rejects: bool
) -> Iterator[pl.DataFrame]:
    empty = pl.DataFrame(schema={each.name: column_dtype(each) for each in layout.leaving})
    yield _beside(empty, rows.clear(), [], layout) if rejects else empty
    if not rows.height:
        return
    scripts: RowScripts | None = None
    try:
        scripts = RowScripts(settings, layout, _surroundings(scope), rejects=rejects)
        for start in count(0, ROWS):
            scope.state.control.check()
            part = rows.slice(start, ROWS)
            batch = scripts.process(part) if part.height else scripts.finish(part)
            _settle(scope, batch)
            yield _beside(batch.frame, part, batch.bad, layout) if rejects else batch.frame
            if not part.height:
                return
    except ScriptError as error:
        # As a function, the script begins two lines further down; Rhino names the place so.
        told = f"{error} (script#{error.line - 2})" if error.line else str(error)
        raise StepError(f"Javascript error: {told}", f"JavaScript 脚本出错：{told}") from error
    finally:
        if scripts is not None:
            scripts.close()


def _beside(
    good: pl.DataFrame, part: pl.DataFrame, bad: list[tuple[int, str]], layout: Layout
) -> pl.DataFrame:
    wrong = part[[at for at, _ in bad]].select(pl.all().name.prefix(MARK))
    why = pl.Series(WHY, [f"Javascript error: {text}" for _, text in bad], dtype=pl.String)
    both = pl.concat([good, wrong.with_columns(why)], how="diagonal")
    return both.select(each.name for each in _marked(layout))


def _surroundings(scope: StepScope) -> dict[str, object]:
    return {
        "variables": dict(scope.state.variables),
        "name": scope.state.transformation.name,
        "step": scope.step.name,
        "copy": scope.metrics.copy,
    }


def _settle(scope: StepScope, batch: Batch) -> None:
    """Write what the script said, keep what it set, and end where it asked for that."""
    for level, message in batch.logs:
        scope.log(message, level=level)
    for name, value, where in batch.variables:
        scope.state.outcome.variables.append(VariableSet(name, value, where))
    if batch.status == FAILED:
        raise StepError(
            "The script set trans_Status to ERROR_TRANSFORMATION.",
            "脚本将 trans_Status 设为 ERROR_TRANSFORMATION。",
        )
    if batch.status == STOPPED:
        scope.log("The script set trans_Status to ABORT_TRANSFORMATION.", level="Minimal")
        scope.state.control.stop()
        scope.state.control.check()


@step("UserDefinedJavaClass")
@step("Janino")
def java_code(scope: StepScope, settings: JavaCodeSettings, inputs: Inputs) -> Outputs:
    """Never run: the settings of these steps are refused."""
    del scope, settings
    return Outputs(inputs.main)
