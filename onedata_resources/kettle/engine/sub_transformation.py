"""A transformation inside another: its file found, its variables set, run or built inline.

Where its rows come from and go to is in `steps/mapping.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from onedata_resources.kettle.called_files import file_of_step
from onedata_resources.kettle.engine.context import RunContext
from onedata_resources.kettle.engine.graph import plan_of
from onedata_resources.kettle.engine.log_subjects import COUNTERS, subjects_of
from onedata_resources.kettle.engine.metrics import StepMetrics
from onedata_resources.kettle.engine.outcome import ResultRows
from onedata_resources.kettle.engine.prepare import prepared_copies, resolved_connections
from onedata_resources.kettle.engine.run_state import RunState, TakenCounts
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.step_copy import StepCopy
from onedata_resources.kettle.engine.stream import StepError, Stream
from onedata_resources.kettle.engine.wiring import Wiring
from onedata_resources.kettle.model import Job, Transformation
from onedata_resources.kettle.reader import read_kettle_file
from onedata_resources.kettle.settings.sub import CalledFile
from onedata_resources.kettle.variables import run_variables

if TYPE_CHECKING:
    from onedata_resources.kettle.engine.job import JobRun
    from onedata_resources.kettle.engine.run import TransformationRun

OF_ONE_FILE = ("Internal.Transformation.", "Internal.Entry.", "Internal.Step.")


def called(scope: StepScope, file: CalledFile) -> Transformation | Job:
    """Return the file that the step names; a relative path starts at the calling file's folder.

    Raises:
        StepError: There is none, or it is the calling file itself or one of its callers.
    """
    path = file_of_step(file.path, file.suffix, scope.state.transformation.filename)
    if path is None:
        raise StepError(
            f"The file {file.path} that this step runs is not there.",
            f"该步骤要运行的文件 {file.path} 不存在。",
        )
    if str(path.resolve()) in _callers(scope):
        raise StepError(
            f"The file {path} would run itself, without end.", f"文件 {path} 会无限调用自身。"
        )
    return read_kettle_file(path.resolve())


def _callers(scope: StepScope) -> set[str]:
    """Return the files that this step's transformation is and was called by."""
    found: set[str] = set(scope.state.context.callers)
    each: StepScope | None = scope
    while each is not None:
        if each.state.transformation.filename:
            found.add(str(Path(each.state.transformation.filename).resolve()))
        each = each.state.caller
    return found


def inherited(scope: StepScope, *, all_of_them: bool) -> dict[str, str]:
    """Return the variables that the called file starts with."""
    if not all_of_them:
        return {}
    variables = scope.state.variables
    return {name: text for name, text in variables.items() if not name.startswith(OF_ONE_FILE)}


def passed_values(
    called_file: Transformation | Job, values: Mapping[str, str | None], own: dict[str, str]
) -> dict[str, str]:
    """Return what a step passes: its values, and its own variables named like parameters.

    `own` are the step's variables; as in Kettle a value stays there for the next run, and takes the
    place of one that is empty.
    """
    own |= {name: value for name, value in values.items() if value and value.strip()}
    passed = {name: own.get(name, "") for name in values}
    parameters = {each.name for each in called_file.parameters}
    return passed | {name: own[name] for name in parameters if name in own}


def context_of(
    scope: StepScope,
    source: Transformation | Job,
    given: Mapping[str, str],
    rows: tuple[ResultRows, ...] = (),
) -> RunContext:
    """Return what one run of the called file gets: variables, parameters and result rows."""
    names = {each.name for each in source.parameters}
    own = scope.state.transformation.filename
    return replace(
        scope.state.context,
        variables={name: value for name, value in given.items() if name not in names},
        parameters={name: value for name, value in given.items() if name in names},
        rows=rows,
        files=(),
        before=None,
        callers=(*scope.state.context.callers, *([str(Path(own).resolve())] if own else [])),
    )


def carry_out(scope: StepScope, run: TransformationRun | JobRun) -> None:
    """Carry the run out: it writes into the log of the step's own run, and stops together with it.

    Raises:
        StopRequestedError: A stop was asked for meanwhile.
    """
    run.log = scope.state.log
    with scope.state.control.stopping_too(run.stop):
        run.prepare()
        run.execute()
    scope.state.control.check()


def ended_with_errors(name: str) -> StepError:
    """Return the failure of a step whose transformation has errors."""
    return StepError(
        f"{name!r} ended with errors; its own lines in this log say which.",
        f"{name!r} 执行出错；原因见本日志中它自己的记录。",
    )


def inline(
    scope: StepScope,
    transformation: Transformation,
    given: Mapping[str, str],
    inputs: Mapping[str, Stream],
) -> dict[str, list[Stream]]:
    """Build the transformation's steps among those of the run and return what its outputs get.

    `given` are variables and parameters; `inputs` are streams by the name of the MappingInput that
    they go to. Its steps are none of the run's; a Mapping takes its counts from them.
    """
    names = {each.name for each in transformation.parameters}
    variables = {name: text for name, text in given.items() if name not in names}
    parameters = {name: text for name, text in given.items() if name in names}
    context = replace(scope.state.context, rows=(), files=(), before=None)
    plan = plan_of(transformation)
    merged = run_variables(transformation, variables, parameters)
    state = RunState(
        transformation,
        merged,
        resolved_connections(
            plan, transformation, context.connections, merged, has_lake=context.lake is not None
        ),
        context.lake,
        scope.state.log,
        scope.state.control,
        context,
        outcome=scope.state.outcome,
        writers=scope.state.writers,
        sinks=scope.state.sinks,
        taken=scope.state.taken,
        caller=scope,
    )
    copies = prepared_copies(plan, state)
    if scope.step.type == "Mapping":
        state.taken.append(_taken(scope, transformation, copies))
    for copy in copies:
        if copy.key[0] in inputs and copy.key[1] == 0:
            copy.arriving.append(("", inputs[copy.key[0]]))
    Wiring(plan, copies).build()
    return state.mapped


def _taken(
    scope: StepScope, transformation: Transformation, copies: Iterable[StepCopy]
) -> TakenCounts:
    """Return which counts a Mapping has: those of the steps that the inner log table names.

    Without a name its rows read are those of the first MappingInput, its rows written those of the
    first MappingOutput, and the others 0.
    """
    metrics = {copy.scope.step.name: copy.scope.metrics for copy in copies}
    counters: dict[str, tuple[StepMetrics, str] | None] = dict.fromkeys(COUNTERS)
    # Both edges hand on every row that they get, and count it only on the inner side.
    edges = (("read", "MappingInput", "written"), ("written", "MappingOutput", "read"))
    for counter, kind, side in edges:
        first = next((each.name for each in transformation.steps if each.type == kind), None)
        if first in metrics:
            counters[counter] = metrics[first], side
    for counter, subject in subjects_of(transformation.xml).items():
        if subject in metrics:
            counters[counter] = metrics[subject], counter
    return TakenCounts(scope.metrics, counters)
