"""Settings of Validator: rules for fields, and what is told of rows that break them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

from onedata_resources.kettle.settings.stepxml import SettingsError, StepXml
from onedata_resources.kettle.values.types import Field, KettleType, type_named


@dataclass(frozen=True)
class Allowed:
    """The values that are allowed; with a step they are a field of its rows."""

    values: tuple[str, ...]
    step: str = ""
    field: str = ""


@dataclass(frozen=True)
class Texts:
    """What the text of a value must look like, and must not; empty is no rule."""

    start: str
    end: str
    not_start: str
    not_end: str
    pattern: str
    not_pattern: str


@dataclass(frozen=True)
class Validation:
    """The rules of one field; `constant` is how limits and allowed values are read.

    `written` and `written_lengths` are the rules as they stand in the file, which messages show.
    """

    field: str
    constant: Field
    null_allowed: bool
    only_null: bool
    only_numeric: bool
    check_type: bool
    lengths: tuple[int, int]
    limits: tuple[str, str]
    texts: Texts
    written_lengths: tuple[str, str]
    written: Texts
    allowed: Allowed
    code: str
    description: str

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read one `<validator_field>`."""
        name, kind = xml.raw("name"), type_named(xml.raw("data_type"))
        if not name:
            raise SettingsError("a validation names no field", "有一项校验未指定字段")
        allowed = _allowed(xml, name)
        limits = xml.text("min_value"), xml.text("max_value")
        if kind is None and (any(limits) or any(allowed.values)):
            raise SettingsError(
                f"the limits and allowed values of {name!r} need a data type",
                f"{name!r} 的上下限和允许值需要指定数据类型",
            )
        return cls(
            field=name,
            constant=_constant(xml, name, kind or KettleType.STRING),
            null_allowed=xml.flag("null_allowed"),
            only_null=xml.flag("only_null_allowed"),
            only_numeric=xml.flag("only_numeric_allowed"),
            check_type=xml.flag("data_type_verified") and kind is not None,
            lengths=(xml.number("min_length", -1), xml.number("max_length", -1)),
            limits=limits,
            texts=_texts(xml.text),
            written_lengths=(xml.raw("min_length"), xml.raw("max_length")),
            written=_texts(xml.raw),
            allowed=allowed,
            code=xml.text("error_code"),
            description=xml.text("error_description"),
        )


def _allowed(xml: StepXml, name: str) -> Allowed:
    source = xml.flag("is_sourcing_values")
    if source and not (xml.raw("sourcing_step") and xml.raw("sourcing_field")):
        raise SettingsError(
            f"the step and the field with the allowed values of {name!r} are missing",
            f"缺少 {name!r} 允许值的来源步骤和字段",
        )
    return Allowed(
        tuple(each.text(".") for each in xml.items("allowed_value/value")),
        xml.raw("sourcing_step") if source else "",
        xml.raw("sourcing_field") if source else "",
    )


def _constant(xml: StepXml, name: str, kind: KettleType) -> Field:
    return Field(
        name,
        kind,
        mask=xml.raw("conversion_mask"),
        decimal=xml.raw("decimal_symbol", "."),
        group=xml.raw("grouping_symbol", ","),
    )


def _texts(read: Callable[[str], str]) -> Texts:
    return Texts(
        start=read("start_string"),
        end=read("end_string"),
        not_start=read("start_string_not_allowed"),
        not_end=read("end_string_not_allowed"),
        pattern=read("regular_expression"),
        not_pattern=read("regular_expression_not_allowed"),
    )


@dataclass(frozen=True)
class ValidatorSettings:
    """Check rows by rules; `every` reports all errors of a row, in one error row if joined."""

    validations: tuple[Validation, ...]
    every: bool
    joined: bool
    separator: str

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them; Java appends a missing separator as the word null."""
        return cls(
            validations=tuple(Validation.from_xml(each) for each in xml.items("validator_field")),
            every=xml.flag("validate_all"),
            joined=xml.flag("concat_errors"),
            separator=xml.raw("concat_separator") or "null",
        )

    @property
    def input_steps(self) -> tuple[str, ...]:
        """Return the steps that allowed values come from."""
        return tuple(dict.fromkeys(each.allowed.step for each in self.validations))


STEPS = {
    "Validator": ValidatorSettings,
}
