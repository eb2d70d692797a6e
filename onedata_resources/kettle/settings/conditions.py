"""Conditions as FilterRows holds them: a tree whose nodes are joined from left to right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from onedata_resources.kettle.settings.stepxml import SettingsError, StepXml
from onedata_resources.kettle.values.types import Field, KettleType, type_named

FUNCTIONS = frozenset(
    {"=", "<>", "<", "<=", ">", ">=", "REGEXP", "IS NULL", "IS NOT NULL", "IN LIST", "CONTAINS",
     "STARTS WITH", "ENDS WITH", "LIKE", "TRUE"}
)  # fmt: skip


@dataclass(frozen=True)
class ConstantValue:
    """A constant to compare with: its type and mask, and its text (None is null)."""

    field: Field
    text: str | None


@dataclass(frozen=True)
class Condition:
    """A comparison, or several conditions; `operator` joins it to the result so far."""

    negated: bool
    operator: str
    left: str = ""
    function: str = ""
    right: str = ""
    constant: ConstantValue | None = None
    children: tuple[Condition, ...] = ()

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read one `<condition>` and what it holds."""
        children = tuple(cls.from_xml(each) for each in xml.items("conditions/condition"))
        operator = xml.raw("operator", "-").strip().upper()
        if children:
            return cls(xml.flag("negated"), operator, children=children)
        function = xml.raw("function", "=").strip().upper()
        if function not in FUNCTIONS:
            raise SettingsError(f"unknown comparison {function!r}", f"未知的比较方式 {function!r}")
        constant = next((_constant(each) for each in xml.items("value")), None)
        return cls(
            negated=xml.flag("negated"),
            operator=operator,
            left=xml.raw("leftvalue"),
            function=function,
            right=xml.raw("rightvalue"),
            constant=constant,
        )

    @property
    def empty(self) -> bool:
        """Return whether nothing is compared."""
        return not self.children and not self.left

    def fields(self) -> set[str]:
        """Return the names of all fields that the condition looks at."""
        own = {name for name in (self.left, self.right) if name}
        return own.union(*(each.fields() for each in self.children))


def _constant(xml: StepXml) -> ConstantValue:
    field = Field(
        name=xml.raw("name"),
        type=type_named(xml.raw("type")) or KettleType.STRING,
        length=xml.number("length", -1),
        precision=xml.number("precision", -1),
        mask=xml.raw("mask"),
    )
    return ConstantValue(field, None if xml.flag("isnull") else (xml.raw("text") or None))


@dataclass(frozen=True)
class FilterSettings:
    """A condition, and the steps that get the rows where it holds and where it does not."""

    condition: Condition
    true_step: str
    false_step: str

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them; without a condition no row is kept."""
        found = [Condition.from_xml(each) for each in xml.items("compare/condition")]
        condition = found[0] if found else Condition(negated=False, operator="-")
        return cls(condition, xml.raw("send_true_to"), xml.raw("send_false_to"))


STEPS = {
    "FilterRows": FilterSettings,
}
