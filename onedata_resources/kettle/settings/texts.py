"""Settings of steps that change texts: ReplaceString, StringOperations, StringCut, ConcatFields."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Self

from onedata_resources.kettle.settings.stepxml import SettingsError, StepXml, read_field
from onedata_resources.kettle.values.types import Field


@dataclass(frozen=True)
class TextReplacement:
    """What is searched in a field, and what stands there instead; `output` empty is in place.

    With `source` the replacement comes from another field.
    """

    name: str
    output: str
    search: str
    replacement: str
    source: str
    regex: bool
    whole_word: bool
    case_sensitive: bool
    unicode: bool

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read one `<field>`."""
        empty = xml.raw("set_empty_string").upper() == "Y"
        return cls(
            name=xml.raw("in_stream_name"),
            output=xml.text("out_stream_name"),
            search=xml.text("replace_string"),
            replacement="" if empty else xml.text("replace_by_string"),
            source="" if empty else xml.raw("replace_field_by_string"),
            regex=xml.flag("use_regex"),
            whole_word=xml.flag("whole_word"),
            case_sensitive=xml.flag("case_sensitive"),
            unicode=xml.flag("is_unicode"),
        )

    @property
    def pattern(self) -> str:
        """Return the regular expression to search with."""
        if not self.whole_word:
            return self.search
        return rf"\b{self.search}\b" if self.regex else rf"\b\Q{self.search}\E\b"

    @property
    def flags(self) -> str:
        """Return the letters of the expression's flags."""
        literal = "" if self.regex or self.whole_word else "q"
        return literal + ("" if self.case_sensitive else "i") + ("U" if self.unicode else "")


@dataclass(frozen=True)
class ReplaceStringSettings:
    """Replacements, one after the other."""

    fields: tuple[TextReplacement, ...]

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them."""
        return cls(tuple(TextReplacement.from_xml(each) for each in xml.items("fields/field")))


@dataclass(frozen=True)
class TextOperations:
    """What is done to a text, in this order; each is Kettle's code, `output` empty is in place."""

    name: str
    output: str
    trim: str
    case: str
    padding: str
    pad_text: str
    pad_length: int
    capitals: bool
    escape: str
    digits: str
    remove: str

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read one `<field>`."""
        return cls(
            name=xml.raw("in_stream_name"),
            output=xml.text("out_stream_name"),
            trim=_code(xml, "trim_type", ("left", "right", "both")),
            case=_code(xml, "lower_upper", ("lower", "upper")),
            padding=_code(xml, "padding_type", ("left", "right")),
            pad_text=xml.text("pad_char"),
            pad_length=whole_number(xml.text("pad_len")),
            capitals=xml.raw("init_cap").lower() in {"yes", "y"},
            escape=_code(xml, "mask_xml", _ESCAPES),
            digits=_code(xml, "digits", ("digits_only", "remove_digits")),
            remove=_code(xml, "remove_special_characters", ("cr", "lf", "crlf", "tab", "espace")),
        )


_ESCAPES = ("escapexml", "cdata", "unescapexml", "escapesql", "escapehtml", "unescapehtml")


def _code(xml: StepXml, path: str, codes: tuple[str, ...]) -> str:
    """Return the code; as in Kettle, an unknown word is none."""
    word = xml.raw(path).lower()
    return word if word in codes else ""


def whole_number(text: str) -> int:
    """Return the number that the text is, 0 where it is none."""
    return int(text) if re.fullmatch(r"[+-]?\d+", text) else 0


@dataclass(frozen=True)
class StringOperationsSettings:
    """Operations on fields, each on what came in."""

    fields: tuple[TextOperations, ...]

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them."""
        return cls(tuple(TextOperations.from_xml(each) for each in xml.items("fields/field")))


@dataclass(frozen=True)
class TextCut:
    """A part of a text, counted from its begin or, negative, from its end."""

    name: str
    output: str
    start: int
    end: int


@dataclass(frozen=True)
class StringCutSettings:
    """Parts of texts, each of what came in."""

    fields: tuple[TextCut, ...]

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them."""
        return cls(
            tuple(
                TextCut(
                    each.raw("in_stream_name"),
                    each.text("out_stream_name"),
                    whole_number(each.text("cut_from")),
                    whole_number(each.text("cut_to")),
                )
                for each in xml.items("fields/field")
            )
        )


@dataclass(frozen=True)
class JoinedField:
    """A field to join, and the text for null."""

    field: Field
    null_text: str


@dataclass(frozen=True)
class ConcatFieldsSettings:
    """Fields joined to one text, as a line of a text file is; `fast` takes values as they are."""

    fields: tuple[JoinedField, ...]
    separator: str
    enclosure: str
    force_enclosure: bool
    fix_disabled: bool
    padded: bool
    fast: bool
    target: str
    length: int
    remove: bool

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them; rows of their own for headers are refused."""
        if xml.flag("header") or xml.flag("footer") or xml.number("file/splitevery", 0):
            raise SettingsError(
                "a header, a footer or a split among the joined rows is not supported;"
                " switch them off",
                "不支持在合并结果中加入页眉、页脚或拆分；请关闭",
            )
        target = xml.raw("ConcatFields/targetFieldName")
        if not target:
            raise SettingsError("the target field is missing", "缺少目标字段")
        return cls(
            fields=tuple(_joined_field(each) for each in xml.items("fields/field")),
            separator=xml.text("separator"),
            enclosure=xml.text("enclosure"),
            force_enclosure=xml.flag("enclosure_forced"),
            fix_disabled=xml.flag("enclosure_fix_disabled", default=True),
            padded=xml.flag("file/pad"),
            fast=xml.flag("file/fast_dump"),
            target=target,
            length=xml.number("ConcatFields/targetFieldLength", 0),
            remove=xml.flag("ConcatFields/removeSelectedFields"),
        )


def _joined_field(xml: StepXml) -> JoinedField:
    given = read_field(xml)
    symbols = replace(given, decimal=xml.text("decimal"), group=xml.text("group"))
    return JoinedField(symbols, xml.raw("nullif"))


STEPS = {
    "ConcatFields": ConcatFieldsSettings,
    "ReplaceString": ReplaceStringSettings,
    "StringCut": StringCutSettings,
    "StringOperations": StringOperationsSettings,
}
