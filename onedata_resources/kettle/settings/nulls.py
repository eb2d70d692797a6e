"""Settings of steps that replace values: IfNull, NullIf, SetValueConstant, SetValueField."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from onedata_resources.kettle.settings.stepxml import SettingsError, StepXml
from onedata_resources.kettle.values.types import KettleType, type_named


@dataclass(frozen=True)
class Replacement:
    """The text of a value, and the mask that it is read with; None is null."""

    text: str | None
    mask: str = ""

    @classmethod
    def from_xml(cls, xml: StepXml, value: str, mask: str, empty: str) -> Self:
        """Read the elements of those names."""
        return cls("" if xml.flag(empty) else (xml.text(value) or None), xml.text(mask))


@dataclass(frozen=True)
class IfNullSettings:
    """Values in place of nulls: by field, else by type, else for every field."""

    fields: tuple[tuple[str, Replacement], ...]
    types: tuple[tuple[KettleType, Replacement], ...]
    everywhere: Replacement
    by_field: bool
    by_type: bool

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them."""
        by_field, by_type = xml.flag("selectFields"), xml.flag("selectValuesType")
        fields = tuple(
            (each.raw("name"), Replacement.from_xml(each, "value", "mask", "set_empty_string"))
            for each in xml.items("fields/field")
        )
        types = tuple(
            (kind, Replacement.from_xml(each, "value", "mask", "set_type_empty_string"))
            for each in xml.items("valuetypes/valuetype")
            if (kind := type_named(each.raw("name")))
        )
        if (by_field and not fields) or (by_type and not by_field and not types):
            raise SettingsError("no field or type to fill is named", "未指定要填充的字段或类型")
        everywhere = Replacement.from_xml(
            xml, "replaceAllByValue", "replaceAllMask", "setEmptyStringAll"
        )
        return cls(fields, types, everywhere, by_field, by_type)


@dataclass(frozen=True)
class NullIfSettings:
    """Fields and the text of the value that becomes null."""

    fields: tuple[tuple[str, str | None], ...]

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them; variables in the values are not replaced."""
        return cls(
            tuple(
                (each.raw("name"), each.raw("value") or None) for each in xml.items("fields/field")
            )
        )


@dataclass(frozen=True)
class SetConstantSettings:
    """Fields and the value that each of their rows gets."""

    fields: tuple[tuple[str, Replacement], ...]

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them; variables are replaced only where the step says so.

        A value that is left out is null; one whose variables are empty is an empty text.
        """
        use_variables = xml.flag("usevar")
        fields: list[tuple[str, Replacement]] = []
        for each in xml.items("fields/field"):
            written = each.raw("value")
            text = each.text("value") if use_variables else written
            value = "" if each.flag("set_empty_string") else text if written else None
            fields.append((each.raw("name"), Replacement(value, each.raw("mask"))))
        if not fields:
            raise SettingsError("no field is named", "未指定字段")
        _require_once(name.lower() for name, _ in fields)
        return cls(tuple(fields))


@dataclass(frozen=True)
class SetFieldSettings:
    """Fields and the field whose value each of them gets."""

    fields: tuple[tuple[str, str], ...]

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them."""
        fields = [(each.text("name"), each.text("replaceby")) for each in xml.items("fields/field")]
        _require_once(name for name, _ in fields)
        for name, source in fields:
            if not source:
                raise SettingsError(
                    f"the field whose value {name!r} gets is missing", f"缺少 {name!r} 的来源字段"
                )
        return cls(tuple(fields))


def _require_once(names: Iterable[str]) -> None:
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise SettingsError(
            f"field {twice[0]!r} is specified more than once", f"字段 {twice[0]!r} 被重复指定"
        )


STEPS = {
    "IfNull": IfNullSettings,
    "NullIf": NullIfSettings,
    "SetValueConstant": SetConstantSettings,
    "SetValueField": SetFieldSettings,
}
