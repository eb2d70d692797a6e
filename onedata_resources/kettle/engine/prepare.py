"""Checks before a run: every step supported, its settings readable, its connection known."""

from __future__ import annotations

from collections.abc import Mapping

from onedata_resources.kettle.connections import connection_url
from onedata_resources.kettle.engine.graph import Plan
from onedata_resources.kettle.engine.metrics import StepMetrics, StepStatus
from onedata_resources.kettle.engine.registry import step_type
from onedata_resources.kettle.engine.rejections import expanded
from onedata_resources.kettle.engine.run_state import RunState
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.step_copy import StepCopy
from onedata_resources.kettle.errors import PrepareError
from onedata_resources.kettle.model import Step, Transformation
from onedata_resources.kettle.readiness import LAKE, no_connection, unsupported
from onedata_resources.kettle.settings.catalogue import SETTINGS, Settings
from onedata_resources.kettle.settings.programs import RUN_PROGRAMS
from onedata_resources.kettle.settings.stepxml import SettingsError, StepXml
from onedata_resources.kettle.shared_objects import find_connection
from onedata_resources.kettle.values.encoding_names import known_encoding
from onedata_resources.kettle.variables import expand


def prepared_copies(plan: Plan, state: RunState) -> list[StepCopy]:
    """Return the copies of all steps, sources first, with their settings read.

    Raises:
        PrepareError: Something makes the run impossible; the text says which step and why.
    """
    refusal = unsupported(plan, state.transformation)
    if refusal is not None:
        raise refusal
    return [
        _copy(plan, state, step, settings, number)
        for step in plan.steps
        for settings in [_settings(state, step)]
        for number in range(_copies(step, state.variables))
    ]


def _settings(state: RunState, step: Step) -> Settings:
    xml = StepXml(step.xml, state.variables)
    try:
        _check_encoding(xml.text("encoding").strip())
        _check_programs(step, allowed=state.context.allow_shell)
        return SETTINGS[step.type].from_xml(xml)
    except SettingsError as error:
        raise PrepareError(
            f"Step {step.name!r} ({step.type}) cannot be prepared: {error}",
            f"步骤 {step.name!r}（{step.type}）无法准备：{error.zh}",
        ) from error


def _check_encoding(name: str) -> None:
    if not known_encoding(name):
        raise SettingsError(f"There is no encoding {name}", f"没有名为 {name} 的编码")


def _check_programs(step: Step, *, allowed: bool) -> None:
    if step.type in RUN_PROGRAMS and not allowed:
        raise SettingsError(
            "it runs programs, which this server does not allow: KETTLE_ALLOW_SHELL=Y allows them",
            "该步骤要运行程序，本服务不允许：设置 KETTLE_ALLOW_SHELL=Y 即可允许",
        )


def _copies(step: Step, variables: Mapping[str, str]) -> int:
    text = expand(step.copies, variables).strip()
    return max(int(text), 1) if text.isdigit() else 1


def _copy(plan: Plan, state: RunState, step: Step, settings: Settings, number: int) -> StepCopy:
    metrics = StepMetrics(step.name, number, status=StepStatus.IDLE)
    state.steps.append(metrics)
    hop = plan.error_hops.get(step.name)
    if hop is not None:
        hop = expanded(hop, state.variables)
    scope = StepScope(step, metrics, state, hop, plan.normal_targets(step.name))
    return StepCopy(step_type(step.type), settings, scope)


def resolved_connections(
    plan: Plan,
    transformation: Transformation,
    given: Mapping[str, str],
    variables: Mapping[str, str],
    *,
    has_lake: bool,
) -> dict[str, str]:
    """Return the URLs of the connections that the steps use; the lake has none.

    Raises:
        PrepareError: A step names a connection that is neither given nor in the file.
    """
    urls: dict[str, str] = {}
    wanted = {name.lower(): url for name, url in given.items()}
    for step in plan.steps:
        name = StepXml(step.xml, variables).text("connection")
        if not name or name in urls or step.type not in SETTINGS:
            continue
        if name.lower() in wanted:
            urls[name] = wanted[name.lower()]
        elif name == LAKE and has_lake:
            urls[name] = ""
        else:
            connection = find_connection(transformation, name, variables)
            if connection is None:
                raise no_connection(transformation, step, name, [*given, *([LAKE] * has_lake)])
            urls[name] = connection_url(connection, variables)
    return urls
