"""Settings of the steps that send rows one way or another: SwitchCase, JavaFilter and the like."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from onedata_resources.kettle.java_expression import JavaSyntaxError, Node, parse_java
from onedata_resources.kettle.settings.rows import NoSettings
from onedata_resources.kettle.settings.stepxml import SettingsError, StepXml
from onedata_resources.kettle.values.types import Field, KettleType, type_named


@dataclass(frozen=True)
class SwitchCaseSettings:
    """Send each row to the steps of the case that its value is; `field` says how cases are read."""

    field: Field
    contains: bool
    cases: tuple[tuple[str, str], ...]
    default_step: str

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them."""
        name, kind = xml.raw("fieldname"), type_named(xml.raw("case_value_type"))
        if not name:
            raise SettingsError("the field to switch by is missing", "缺少用于分支的字段")
        if kind is None:
            raise SettingsError(
                f"the type of the case values is not known: {xml.raw('case_value_type')!r}",
                f"分支值的类型无法识别：{xml.raw('case_value_type')!r}",
            )
        contains = xml.flag("use_contains")
        if contains and kind is not KettleType.STRING:
            raise SettingsError(
                "a comparison by 'contains' needs case values of type String",
                "按“包含”比较时，分支值类型须为 String",
            )
        field = Field(
            name,
            kind,
            mask=xml.raw("case_value_format"),
            decimal=xml.raw("case_value_decimal", "."),
            group=xml.raw("case_value_group", ","),
        )
        cases = tuple(
            (each.raw("value"), each.raw("target_step")) for each in xml.items("cases/case")
        )
        return cls(field, contains, cases, xml.raw("default_target_step"))


@dataclass(frozen=True)
class JavaFilterSettings:
    """A Java expression, and the steps that get the rows where it holds and where it does not."""

    condition: Node
    true_step: str
    false_step: str

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them; an expression beyond the part of Java that is known is refused."""
        targets = xml.raw("send_true_to"), xml.raw("send_false_to")
        if bool(targets[0]) != bool(targets[1]):
            raise SettingsError(
                "the target steps for true and for false must be named both, or neither",
                "“真”和“假”的目标步骤须同时指定或都不指定",
            )
        try:
            return cls(parse_java(xml.text("condition")), *targets)
        except JavaSyntaxError as error:
            raise SettingsError(str(error), error.zh) from error


STEPS = {
    "DetectEmptyStream": NoSettings,
    "JavaFilter": JavaFilterSettings,
    "SwitchCase": SwitchCaseSettings,
}
