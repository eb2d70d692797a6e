"""Settings of the JavaScript step, and the steps whose Java code cannot run here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from onedata_resources.kettle.script_text import ScriptTextError, check
from onedata_resources.kettle.settings.stepxml import SettingsError, StepXml
from onedata_resources.kettle.values.types import Field, made_field, type_named

TRANSFORM, START, END = "0", "1", "2"


@dataclass(frozen=True)
class ScriptResult:
    """A variable of the script that becomes a field, or replaces one."""

    name: str
    rename: str
    field: Field
    replaces: bool

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read one `<field>`."""
        name, rename = xml.raw("name"), xml.raw("rename")
        kind = type_named(xml.raw("type"))
        if not name:
            raise SettingsError("a result field has no name", "有一个结果字段没有名称")
        if kind is None:
            raise SettingsError(
                f"no data type is given for the new field {name!r}; choose one",
                f"新字段 {name!r} 没有数据类型；请选择",
            )
        field = made_field(rename or name, kind, _length(xml, "length"), _length(xml, "precision"))
        return cls(name, rename, field, xml.raw("replace").upper() == "Y")


def _length(xml: StepXml, path: str) -> int:
    text = xml.raw(path).strip()
    return int(text) if text.lstrip("-").isdigit() else -1


@dataclass(frozen=True)
class ScriptSettings:
    """The scripts of the step and the fields it makes.

    `compatible` gives the script values of Kettle 2 instead of JavaScript's own; `tabs` has every
    script by its name.
    """

    script: str
    start: str
    end: str
    tabs: tuple[tuple[str, str], ...]
    results: tuple[ScriptResult, ...]
    compatible: bool

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them; an element `script` of old files is the only script."""
        old = xml.raw("script")
        tabs = [
            (each.raw("jsScript_type"), each.raw("jsScript_name"), each.raw("jsScript_script"))
            for each in xml.items("jsScripts/jsScript")
        ]
        if old:
            tabs = [(TRANSFORM, "ScriptValue", old)]
        last = {kind: text for kind, _, text in tabs}
        loads = any("LoadScriptFromTab" in text for text in last.values())
        for kind, name, text in tabs:
            if loads or (kind in {TRANSFORM, START, END} and text == last[kind]):
                _checked(name, text)
        return cls(
            script=last.get(TRANSFORM, ""),
            start=last.get(START, ""),
            end=last.get(END, ""),
            tabs=tuple((name, text) for _, name, text in tabs),
            results=tuple(ScriptResult.from_xml(each) for each in xml.items("fields/field")),
            compatible=not xml.has("compatible") or xml.raw("compatible").upper() == "Y",
        )


def _checked(name: str, text: str) -> None:
    try:
        check(text)
    except ScriptTextError as error:
        raise SettingsError(f"script {name!r}: {error}", f"脚本 {name!r}：{error.zh}") from error


@dataclass(frozen=True)
class JavaCodeSettings:
    """A step that is written in Java: nothing here can run it."""

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Refuse it."""
        del xml
        raise SettingsError(
            "Java code cannot run in the embedded engine; write it as a JavaScript step"
            " (ScriptValueMod), a Calculator or a Formula, or run the file on a Kettle server",
            "内置引擎不能运行 Java 代码；请改用 JavaScript 步骤（ScriptValueMod）、计算器或公式，"
            "或在 Kettle 服务器上运行该文件",
        )


STEPS = {
    "Janino": JavaCodeSettings,
    "ScriptValueMod": ScriptSettings,
    "UserDefinedJavaClass": JavaCodeSettings,
}
