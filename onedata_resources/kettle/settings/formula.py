"""Settings of Formula: fields computed by formulas of libformula."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from onedata_resources.kettle.formula.evaluate import unknown_functions
from onedata_resources.kettle.formula.syntax import (
    FormulaSyntaxError,
    Node,
    calls,
    fields_of,
    parse,
)
from onedata_resources.kettle.settings.stepxml import SettingsError, StepXml
from onedata_resources.kettle.values.types import Field, KettleType, made_field, type_named


@dataclass(frozen=True)
class Formula:
    """One formula into a new field, or into the field that it replaces."""

    field: Field
    text: str
    tree: Node
    replaces: str

    @property
    def looks_up(self) -> bool:
        """Return whether the formula may read any field, by a name that it computes."""
        return calls(self.tree, "LOOKUP")

    @property
    def reads(self) -> tuple[str, ...]:
        """Return the names of the fields that the formula reads."""
        return tuple(sorted(fields_of(self.tree)))


@dataclass(frozen=True)
class FormulaSettings:
    """Formulas in order; later ones may use the results of earlier ones."""

    formulas: tuple[Formula, ...]

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them."""
        return cls(tuple(_formula(each) for each in xml.items("formula")))


def _formula(xml: StepXml) -> Formula:
    name, text, replaces = (
        xml.raw(path) for path in ("field_name", "formula_string", "replace_field")
    )
    kind = type_named(xml.raw("value_type"))
    if not name or (kind is None and not replaces):
        raise SettingsError(
            f"formula [{text}] needs a field name and a value type",
            f"公式 [{text}] 缺少字段名或类型",
        )
    try:
        tree = parse(text)
    except FormulaSyntaxError as error:
        raise SettingsError(str(error), error.zh) from error
    unknown = sorted(unknown_functions(tree))
    if unknown:
        raise SettingsError(
            f"formula [{text}] uses functions that there are not: {', '.join(unknown)}",
            f"公式 [{text}] 使用了不存在的函数：{', '.join(unknown)}",
        )
    length, precision = xml.number("value_length", -1), xml.number("value_precision", -1)
    field = made_field(name, kind or KettleType.STRING, length, precision)
    return Formula(field, text, tree, replaces)


STEPS = {
    "Formula": FormulaSettings,
}
