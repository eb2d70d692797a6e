"""Settings of steps that take texts apart: FieldSplitter, SplitFieldToRows3, RegexEval."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

from onedata_resources.kettle.settings.stepxml import SettingsError, StepXml, read_field
from onedata_resources.kettle.values.types import Field

REMOVE_ENCLOSURE = "KETTLE_SPLIT_FIELDS_REMOVE_ENCLOSURE"
"""Kettle's own variable for parts without their enclosures."""


@dataclass(frozen=True)
class PartField:
    """A field made of a part of a text, the text that means null, and the one in place of null.

    `mark` is what the part begins with, where parts are told apart so.
    """

    field: Field
    null_if: str
    if_null: str
    mark: str = ""
    remove_mark: bool = False

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read one `<field>`."""
        field = replace(read_field(xml), mask=xml.raw("format"), trim=xml.raw("trimtype", "none"))
        return cls(
            field=field,
            null_if=xml.raw("nullif"),
            if_null=xml.raw("ifnull"),
            mark=xml.raw("id"),
            remove_mark=xml.flag("idrem"),
        )


@dataclass(frozen=True)
class FieldSplitterSettings:
    """A text taken apart at a delimiter; parts inside an enclosure keep it, unless `bare`."""

    name: str
    delimiter: str
    enclosure: str
    bare: bool
    fields: tuple[PartField, ...]

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them."""
        delimiter = xml.text("delimiter")
        if not delimiter:
            raise SettingsError("the delimiter is missing", "缺少分隔符")
        fields = tuple(PartField.from_xml(each) for each in xml.items("fields/field"))
        if not fields:
            raise SettingsError("no field is named for the parts", "未指定拆分后的字段")
        if fields[0].mark and not all(each.mark for each in fields):
            raise SettingsError(
                "either every field or none needs an id", "要么全部字段都有 ID，要么都没有"
            )
        bare = xml.variables.get(REMOVE_ENCLOSURE, "").lower() == "true"
        return cls(xml.raw("splitfield"), delimiter, xml.text("enclosure"), bare, fields)


@dataclass(frozen=True)
class SplitRowsSettings:
    """A row for each part of a text; rows are numbered per text or throughout."""

    name: str
    delimiter: str
    regex: bool
    output: str
    number_field: str
    number_per_row: bool

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them."""
        numbered, number = xml.flag("rownum"), xml.text("rownum_field")
        if not xml.raw("newfield") or (numbered and not number):
            raise SettingsError("the name of a new field is missing", "缺少新字段的名称")
        return cls(
            name=xml.text("splitfield"),
            delimiter=xml.text("delimiter"),
            regex=xml.flag("delimiter_is_regex"),
            output=xml.raw("newfield"),
            number_field=number if numbered else "",
            number_per_row=xml.flag("resetrownumber"),
        )


_OPTIONS = {
    "caseinsensitive": "i", "comment": "x", "dotall": "s", "multiline": "m", "unicode": "u",
    "unix": "d",
}  # fmt: skip


@dataclass(frozen=True)
class RegexEvalSettings:
    """A pattern that a whole text must match, and fields for its groups."""

    name: str
    pattern: str
    flags: str
    result: str
    capture: bool
    replace: bool
    fields: tuple[PartField, ...]

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them; canonical equivalence is refused."""
        if xml.flag("canoneq"):
            raise SettingsError(
                "canonical equivalence is not supported; normalise the texts before",
                "不支持规范等价匹配；请先将文本规范化",
            )
        capture, result = xml.flag("allowcapturegroups"), xml.text("resultfieldname")
        if not result and not capture:
            raise SettingsError("the result field is missing", "缺少结果字段")
        fields = tuple(PartField.from_xml(each) for each in xml.items("fields/field"))
        return cls(
            name=xml.raw("matcher"),
            pattern=xml.text("script") if xml.flag("usevar") else xml.raw("script"),
            flags="".join(letter for path, letter in _OPTIONS.items() if xml.flag(path)),
            result=result,
            capture=capture,
            replace=xml.flag("replacefields"),
            fields=fields if capture else (),
        )


STEPS = {
    "FieldSplitter": FieldSplitterSettings,
    "RegexEval": RegexEvalSettings,
    "SplitFieldToRows3": SplitRowsSettings,
}
