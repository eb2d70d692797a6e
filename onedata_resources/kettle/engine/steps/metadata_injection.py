"""MetaInject: a template gets metadata into its steps, and runs.

The rows are held before it starts (see `engine/stages.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import polars as pl

from onedata_resources.kettle.engine.injected_run import InjectedRun
from onedata_resources.kettle.engine.injection import Metadata, injected_into
from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.steps.mapping import retrieving
from onedata_resources.kettle.engine.steps.results import typed
from onedata_resources.kettle.engine.stream import Inputs, Outputs, StepError, Stream
from onedata_resources.kettle.engine.sub_transformation import (
    called,
    carry_out,
    context_of,
    ended_with_errors,
    inherited,
)
from onedata_resources.kettle.model import Transformation
from onedata_resources.kettle.settings.metadata_injection import InjectionSettings
from onedata_resources.kettle.values.dtypes import column_dtype
from onedata_resources.kettle.writer import write_transformation


@step("MetaInject")
def metadata_injection(scope: StepScope, settings: InjectionSettings, inputs: Inputs) -> Outputs:
    """Inject what the input steps hold, run the template, and return the rows of one its steps."""
    template = called(scope, settings.file)
    if not isinstance(template, Transformation):
        raise StepError(
            f"{settings.file.path} is a job, not a transformation.",
            f"{settings.file.path} 是作业，不是转换。",
        )
    held = [(name, typed(stream)) for name, stream in inputs.apart]
    rows = [stream.frame.collect() for _, stream in held]
    streams = {
        name: stream.with_frame(frame.lazy())
        for (name, stream), frame in zip(held, rows, strict=True)
    }
    streaming = settings.stream_from.lower()
    sources = {
        name: Metadata.of(stream, frame)
        for (name, stream), frame in zip(held, rows, strict=True)
        if name.lower() != streaming
    }
    injected = injected_into(template, settings.injected, sources, scope.log)
    leaving = _run(scope, settings, injected, streams) if settings.runs else None
    if settings.written_to:
        Path(settings.written_to).write_bytes(write_transformation(injected))
    return Outputs(leaving or _nothing(settings))


def _run(
    scope: StepScope,
    settings: InjectionSettings,
    injected: Transformation,
    streams: Mapping[str, Stream],
) -> Stream | None:
    """Run the transformation and return what the step to retrieve from put out.

    Raises:
        StepError: It has errors, or lacks a step that rows go to or come from.
    """
    names = {each.name.lower(): each.name for each in injected.steps}
    edge = ""
    if settings.retrieve:
        found = _known(names, settings.retrieve, injected)
        injected, edge = retrieving(injected, found)
    entering = {}
    if settings.stream_to:
        found = _known(names, settings.stream_to, injected)
        entering[found] = _streamed(settings, streams)
    own = {each.name for each in scope.state.transformation.parameters}
    mine = {each.name for each in injected.parameters}
    given = inherited(scope, all_of_them=True)
    given = {name: text for name, text in given.items() if name not in mine or name in own}
    run = InjectedRun(injected, context_of(scope, injected, given), entering)
    carry_out(scope, run)
    if run.errors:
        raise ended_with_errors(injected.name)
    scope.state.outcome.variables.extend(run.outcome.variables)
    return next(iter(run.left.get(edge, [])), None)


def _known(names: Mapping[str, str], wanted: str, injected: Transformation) -> str:
    if wanted.lower() not in names:
        raise StepError(
            f"Unable to find step '{wanted}' in transformation '{injected.name}'.",
            f"转换 '{injected.name}' 中没有步骤 '{wanted}'。",
        )
    return names[wanted.lower()]


def _streamed(settings: InjectionSettings, streams: Mapping[str, Stream]) -> Stream:
    wanted = settings.stream_from.lower()
    found = next((each for name, each in streams.items() if name.lower() == wanted), None)
    if found is None:
        raise StepError(
            f"Unable to find step '{settings.stream_from}' to stream data from.",
            f"没有来自步骤 '{settings.stream_from}' 的数据可供传入。",
        )
    return found


def _nothing(settings: InjectionSettings) -> Stream:
    """Return no rows, of the fields that the settings name."""
    schema = {each.name: column_dtype(each) for each in settings.fields}
    fields = tuple(replace(each, lazy=False) for each in settings.fields)
    return Stream(pl.LazyFrame(schema=schema), fields)
