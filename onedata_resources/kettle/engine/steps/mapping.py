"""Mapping, SimpleMapping and SingleThreader, a sub-transformation as a step, and its edges.

The edges are MappingInput, MappingOutput and Injector.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import polars as pl

from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.stream import Inputs, Outputs, StepError, Stream
from onedata_resources.kettle.engine.sub_transformation import (
    called,
    inherited,
    inline,
    passed_values,
)
from onedata_resources.kettle.model import Hop, Step, Transformation
from onedata_resources.kettle.settings.sub import (
    Connector,
    MappingInputSettings,
    MappingOutputSettings,
    MappingSettings,
    SingleThreaderSettings,
)
from onedata_resources.kettle.values.types import Field
from onedata_resources.kettle.xml import parse

RETRIEVED = "__kettle_retrieved"


@step("SimpleMapping")
@step("Mapping")
def mapping(scope: StepScope, settings: MappingSettings, inputs: Inputs) -> Outputs:
    """Return what comes out of the sub-transformation, for all next steps or for those named."""
    transformation = called(scope, settings.file)
    if not isinstance(transformation, Transformation):
        raise _job(settings.file.path)
    values = {each.name: each.text for each in settings.passed}
    given = inherited(scope, all_of_them=settings.inherits)
    given |= passed_values(transformation, values, dict(scope.state.variables))
    entering = _entering(transformation, settings.inputs, inputs)
    leaving = inline(scope, transformation, given, entering)
    back = [pair for each in settings.inputs if each.back for pair in each.renames]
    renamed_back = [(new, old) for old, new in back]
    main: list[Stream] = []
    targets: dict[str, list[Stream]] = {}
    for each in settings.outputs or (Connector(),):
        name = _edge(transformation, "MappingOutput", each.source, needed=bool(settings.outputs))
        streams = [
            renamed(renamed(stream, renamed_back), each.renames) for stream in leaving.get(name, ())
        ]
        (targets.setdefault(each.target, []) if each.target else main).extend(streams)
    return Outputs(_one(main), {name: one for name, s in targets.items() if (one := _one(s))})


def _job(path: str) -> StepError:
    return StepError(f"{path} is a job, not a transformation.", f"{path} 是作业，不是转换。")


def _entering(
    transformation: Transformation, connectors: tuple[Connector, ...], inputs: Inputs
) -> dict[str, Stream]:
    """Return the stream of each MappingInput, its fields renamed."""
    streams: dict[str, list[Stream]] = {}
    for each in connectors or (Connector(),):
        stream = _named(inputs.named, each.source) if each.source else inputs.main
        needed = stream is not None and bool(connectors)
        name = _edge(transformation, "MappingInput", each.target, needed=needed)
        if stream is not None and name:
            streams.setdefault(name, []).append(_renamed_in(stream, each.renames))
    return {name: one for name, each in streams.items() if (one := _one(each))}


def _named(named: Mapping[str, Stream], wanted: str) -> Stream | None:
    return next((each for name, each in named.items() if name.lower() == wanted.lower()), None)


def _edge(transformation: Transformation, kind: str, wanted: str, *, needed: bool) -> str:
    """Return the name of the step at that edge: the wanted one, or the only one there is."""
    names = [each.name for each in transformation.steps if each.type == kind]
    if wanted in names or (not wanted and len(names) == 1):
        return wanted or names[0]
    if not needed and not names:
        return ""
    what = f"no step {wanted!r} of type {kind}" if wanted else f"{len(names)} steps of type {kind}"
    raise StepError(
        f"The sub-transformation {transformation.name!r} has {what}; name one that it has.",
        f"子转换 {transformation.name!r} 的 {kind} 步骤与设置不符（{wanted!r}）；"
        "请指定存在的步骤。",
    )


def _renamed_in(stream: Stream, renames: Iterable[tuple[str, str]]) -> Stream:
    """Return the stream with the fields' new names; each of them must be there."""
    for old, new in renames:
        stream.field(old)
        stream = renamed(stream, [(old, new)])
    return stream


def renamed(stream: Stream, renames: Iterable[tuple[str, str]]) -> Stream:
    """Return the stream with fields renamed, each in its place; names that it lacks are ignored."""
    for old, new in renames:
        if not stream.has(old) or stream.field(old).name == new:
            continue
        found = stream.field(old)
        columns: list[tuple[Field, pl.Expr]] = [
            (replace(each, name=new) if each is found else each, pl.col(each.name))
            for each in stream.fields
        ]
        stream = stream.selected(columns)
    return stream


def _one(streams: list[Stream]) -> Stream | None:
    """Return the streams as one, in the layout of the first."""
    if len(streams) < 2:
        return streams[0] if streams else None
    first = streams[0]
    frames = [each.frame.select(first.names) for each in streams]
    return first.with_frame(pl.concat(frames, how="vertical_relaxed"))


@step("SingleThreader")
def single_threader(scope: StepScope, settings: SingleThreaderSettings, inputs: Inputs) -> Outputs:
    """Return what the named step of the sub-transformation puts out."""
    stream = inputs.required()
    transformation = called(scope, settings.file)
    if not isinstance(transformation, Transformation):
        raise _job(settings.file.path)
    known = {each.name for each in transformation.steps}
    for name in (settings.into, settings.out_of):
        if name and name not in known:
            raise StepError(
                f"The sub-transformation {transformation.name!r} has no step {name!r}.",
                f"子转换 {transformation.name!r} 中没有步骤 {name!r}。",
            )
    values = {each.name: each.text for each in settings.passed}
    given = inherited(scope, all_of_them=settings.inherits)
    given |= passed_values(transformation, values, dict(scope.state.variables))
    edge = ""
    if settings.out_of:
        transformation, edge = retrieving(transformation, settings.out_of)
    leaving = inline(scope, transformation, given, {settings.into: stream})
    return Outputs(_one(leaving.get(edge, [])))


def retrieving(transformation: Transformation, name: str) -> tuple[Transformation, str]:
    """Return the transformation with all that the step puts out leaving it too, and by which step.

    What a MappingOutput puts out leaves by itself.
    """
    if any(each.name == name and each.type == "MappingOutput" for each in transformation.steps):
        return transformation, name
    edge = Step(RETRIEVED, "MappingOutput", parse("<step/>", RETRIEVED))
    more = any(each.source == name and each.enabled for each in transformation.hops)
    steps = [
        replace(each, distribute=each.distribute and not more) if each.name == name else each
        for each in transformation.steps
    ]
    hops = (*transformation.hops, Hop(name, RETRIEVED))
    return replace(transformation, steps=(*steps, edge), hops=hops), RETRIEVED


@step("Injector")
@step("MappingInput")
def mapping_input(scope: StepScope, settings: MappingInputSettings, inputs: Inputs) -> Outputs:
    """Return the rows of the calling transformation.

    Only where the fields are put in order must those that are expected be there, as in Kettle.
    """
    del scope
    stream = inputs.required()
    if not settings.sorts:
        return Outputs(stream)
    expected = [stream.field(each.name) for each in settings.fields]
    rest = sorted(
        (each for each in stream.fields if each not in expected), key=lambda each: each.name
    )
    return Outputs(stream.selected((each, pl.col(each.name)) for each in [*expected, *rest]))


@step("MappingOutput")
def mapping_output(scope: StepScope, settings: MappingOutputSettings, inputs: Inputs) -> Outputs:
    """Hand the rows to the calling transformation; outside of a mapping, to the next steps."""
    del settings
    stream = inputs.required()
    if scope.state.caller is None and not scope.state.gives_back:
        return Outputs(stream)
    scope.state.mapped.setdefault(scope.step.name, []).append(stream)
    return Outputs()
