"""What keeps a transformation from running as written: its steps, connections and hops.

Only its XML is looked at, so that definitions can ask when they load; values are checked in
`engine/prepare.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from onedata_resources.kettle.engine.graph import Plan, place_of
from onedata_resources.kettle.errors import PrepareError
from onedata_resources.kettle.model import Step, Transformation
from onedata_resources.kettle.refused import INSTEAD
from onedata_resources.kettle.settings.catalogue import SETTINGS
from onedata_resources.kettle.settings.stepxml import StepXml
from onedata_resources.kettle.shared_objects import find_connection
from onedata_resources.kettle.variables import run_variables

LAKE = "lake"
MAKE_ROWS = frozenset(
    {
        "CsvInput",
        "CubeInput",
        "DataGrid",
        "ExcelInput",
        "ExecSQL",
        "GetFileNames",
        "GetFilesRowsCount",
        "GetSubFolders",
        "GetTableNames",
        "GetVariable",
        "JsonInput",
        "LoadFileInput",
        "PropertyInput",
        "RandomCCNumberGenerator",
        "RandomValue",
        "FixedInput",
        "OldTextFileInput",
        "ParGzipCsvInput",
        "RowGenerator",
        "StepsMetrics",
        "SystemInfo",
        "FilesFromResult",
        "Mapping",
        "MetaInject",
        "RowsFromResult",
        "SecretKeyGenerator",
        "SimpleMapping",
        "TableInput",
        "TextFileInput",
        "XBaseInput",
        "XMLInputStream",
        "YamlInput",
        "getXMLData",
    }
)
"""Step types that put out rows without getting any."""


def unsupported(plan: Plan, transformation: Transformation) -> PrepareError | None:
    """Return the error for steps that the embedded engine does not have."""
    missing = [step for step in plan.steps if step.type not in SETTINGS]
    if not missing:
        return None
    listed = "; ".join(f"{step.name!r} ({_instead(step.type)[0]})" for step in missing)
    listed_zh = "；".join(f"{step.name!r}（{_instead(step.type)[1]}）" for step in missing)
    place = place_of(transformation)
    return PrepareError(
        f"{place} uses steps that the embedded engine does not have: {listed}. "
        "Replace them, or run the file on a Kettle server.",
        f"{place} 使用了内置引擎不支持的步骤：{listed_zh}。请替换，或在 Kettle 服务器上运行。",
    )


def unknown_connection(
    plan: Plan, transformation: Transformation, configured: Iterable[str]
) -> PrepareError | None:
    """Return the error for the first step whose connection neither file nor server has."""
    variables = run_variables(transformation, {}, {})
    names = {LAKE, *(each.lower() for each in configured)}
    for step in plan.steps:
        name = StepXml(step.xml, variables).text("connection")
        known = (
            name.lower() in names or find_connection(transformation, name, variables) is not None
        )
        if step.type in SETTINGS and name and "${" not in name and not known:
            return no_connection(transformation, step, name, names)
    return None


def refusal(
    plan: Plan, transformation: Transformation, configured: Iterable[str]
) -> PrepareError | None:
    """Return why the embedded engine cannot run the file as it stands, None where it can."""
    return unsupported(plan, transformation) or unknown_connection(plan, transformation, configured)


def no_connection(
    transformation: Transformation, step: Step, name: str, configured: Iterable[str]
) -> PrepareError:
    """Return the error for a step whose connection neither the file nor the server has."""
    place = place_of(transformation)
    known = ", ".join(sorted({*configured, *(each.name for each in transformation.connections)}))
    setting = "KETTLE_CONNECTION_" + name.upper()
    return PrepareError(
        f"{place}: step {step.name!r} names connection {name!r}, which neither the run nor the file"
        f" has (known: {known}). Correct the name, or add the connection: the setting {setting}"
        " holds its URL for `onedata carte`.",
        f"{place}：步骤 {step.name!r} 使用的连接 {name!r} 在运行配置和文件中都不存在"
        f"（已有：{known}）。请更正名称，或添加该连接："
        f"`onedata carte` 从设置 {setting} 读取其地址。",
    )


def unfed(plan: Plan, transformation: Transformation, step: str) -> PrepareError | None:
    """Return the error for a step that writes a table but that no row can reach."""
    types = {each.name: each.type for each in plan.steps}
    seen, waiting = {step}, [step]
    while waiting:
        target = waiting.pop()
        if types[target] in MAKE_ROWS:
            return None
        before = [name for name, targets in plan.targets.items() if target in targets]
        if any(types[name] not in SETTINGS for name in before):
            return None
        waiting.extend(name for name in before if name not in seen)
        seen.update(before)
    place = place_of(transformation)
    return PrepareError(
        f"{place}: no row can reach step {step!r}: no hop leads to it from a step that reads or"
        " makes rows. Connect it, or remove it.",
        f"{place}：没有数据能到达步骤 {step!r}：没有从读取或产生数据的步骤通向它的跳转。"
        "请连接或删除该步骤。",
    )


def _instead(type_id: str) -> tuple[str, str]:
    """Return the type with what does its work here, or with a known type of a like name."""
    advice = INSTEAD.get(type_id)
    if advice is not None:
        return f"{type_id}: {advice[0]}", f"{type_id}：{advice[1]}"
    near = _near(type_id, SETTINGS)
    return near, near


def _near(name: str, known: Iterable[str]) -> str:
    near = get_close_matches(name, list(known), n=1)
    return f"{name}; near: {near[0]}" if near else name
