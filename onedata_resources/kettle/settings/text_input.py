"""Settings of TextFileInput and its older form, OldTextFileInput."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, replace
from typing import Self

from onedata_resources.kettle.settings.error_files import ErrorFiles
from onedata_resources.kettle.settings.file_facts import FactFields
from onedata_resources.kettle.settings.files import FileChoice, read_files
from onedata_resources.kettle.settings.stepxml import SettingsError, StepXml, read_field
from onedata_resources.kettle.values.types import TEMPORAL, Field

COMPRESSIONS = ("none", "zip", "gzip")
_BASE64 = "Base64: "


@dataclass(frozen=True)
class TextField:
    """A field of a line; `position` is its first character in a file of fixed widths."""

    field: Field
    null_if: str
    if_null: str
    repeat: bool
    position: int


@dataclass(frozen=True)
class LineFilter:
    """Lines to leave out, or where `positive` the only ones to take, by a text in them.

    `position` below 0 is anywhere. A line that is left out ends the file where `last`.
    """

    text: str
    position: int
    last: bool
    positive: bool


@dataclass(frozen=True)
class Layout:
    """Which lines of a file are rows; a row is `wraps` + 1 lines, a page has `page_lines` rows."""

    header_lines: int
    footer_lines: int
    skip_empty: bool
    wraps: int
    page_lines: int
    document_lines: int
    page_header_lines: int
    page_footer_lines: int
    filters: tuple[LineFilter, ...]

    @property
    def simple(self) -> bool:
        """Return whether rows are the lines behind the header."""
        special = self.footer_lines or self.wraps or self.page_lines or self.filters
        return not special

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read it."""
        paged, footer = xml.flag("layout_paged"), xml.flag("footer")
        headers, footers = xml.number("nr_headerlines", 1), xml.number("nr_footerlines", 1)
        return cls(
            header_lines=max(headers, 1) if xml.flag("header") else 0,
            footer_lines=footers if footer else 0,
            skip_empty=xml.flag("noempty", default=True),
            wraps=xml.number("nr_wraps", 1) if xml.flag("line_wrapped") else 0,
            page_lines=xml.number("nr_lines_per_page", 80) if paged else 0,
            document_lines=xml.number("nr_lines_doc_header", 0) if paged else 0,
            page_header_lines=max(headers, 1),
            page_footer_lines=max(footers, 1) if footer else 0,
            filters=_filters(xml),
        )


@dataclass(frozen=True)
class TextInputSettings:
    """Text files, read line by line."""

    files: tuple[FileChoice, ...]
    names_step: str
    names_field: str
    pass_fields: bool
    fixed: bool
    by_bytes: bool
    separator: str
    enclosure: str
    escape: str
    line_ends: str
    layout: Layout
    file_field: str
    row_number_field: str
    row_number_by_file: bool
    facts: FactFields
    add_to_result: bool
    compression: str
    encoding: str
    limit: int
    ignore_errors: bool
    skip_bad_files: bool
    skip_error_lines: bool
    count_field: str
    fields_field: str
    text_field: str
    error_lines: ErrorFiles | None
    missing_files: ErrorFiles | None
    fields: tuple[TextField, ...]

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them.

        Raises:
            SettingsError: A setting that is not supported, or no separator.
        """
        fields = _fields(xml)
        accept = xml.flag("accept_filenames")
        ignore = xml.flag("error_ignored")
        fixed = xml.raw("file/type", "CSV").upper() == "FIXED"
        compression = xml.raw("file/compression", "Zip" if xml.flag("file/zipped") else "None")
        _refuse(xml, fields, compression)
        return cls(
            files=read_files(xml),
            names_step=xml.raw("accept_stepname") if accept else "",
            names_field=xml.raw("accept_field") if accept else "",
            pass_fields=accept and xml.flag("passing_through_fields"),
            fixed=fixed,
            by_bytes=xml.raw("length").lower() == "bytes" and bool(xml.raw("encoding")),
            separator=xml.text("separator", ";" if xml.has("separator") else ""),
            enclosure=xml.text("enclosure"),
            escape=xml.text("escapechar"),
            line_ends=xml.raw("format", "mixed").lower(),
            layout=Layout.from_xml(xml),
            file_field=xml.raw("include_field") if xml.flag("include") else "",
            row_number_field=xml.raw("rownum_field") if xml.flag("rownum") else "",
            row_number_by_file=xml.flag("rownumByFile"),
            facts=FactFields.from_xml(xml),
            add_to_result=xml.flag("add_to_result_filenames", default=True),
            compression=compression,
            encoding=xml.text("encoding", "UTF-8"),
            limit=xml.number("limit", 0),
            ignore_errors=ignore,
            skip_bad_files=ignore and xml.flag("skip_bad_files"),
            skip_error_lines=ignore and xml.flag("error_line_skipped"),
            count_field=xml.raw("error_count_field") if ignore else "",
            fields_field=xml.raw("error_fields_field") if ignore else "",
            text_field=xml.raw("error_text_field") if ignore else "",
            error_lines=ErrorFiles.from_xml(xml, "line_number_files"),
            missing_files=ErrorFiles.from_xml(xml, "error_line_files"),
            fields=fields,
        )

    @property
    def input_steps(self) -> tuple[str, ...]:
        """Return the step that gives the names of the files."""
        return (self.names_step,)


def _fields(xml: StepXml) -> tuple[TextField, ...]:
    lenient = xml.flag("date_format_lenient", default=True)
    return tuple(
        TextField(
            replace(read_field(each), lenient_dates=lenient),
            each.raw("nullif"),
            each.raw("ifnull"),
            each.flag("repeat"),
            each.number("position", -1),
        )
        for each in xml.items("fields/field")
    )


def _filters(xml: StepXml) -> tuple[LineFilter, ...]:
    """Return the filters; an old file has one of them beside the other settings."""
    found = [xml] if xml.raw("filter") else list(xml.items("filters/filter"))
    filters = (
        LineFilter(
            text=_filter_text(each),
            position=each.number("filter_position", -1),
            last=each.flag("filter_is_last_line"),
            positive=each.flag("filter_is_positive"),
        )
        for each in found
    )
    return tuple(each for each in filters if each.text)


def _filter_text(xml: StepXml) -> str:
    raw = xml.raw("filter_string")
    if not raw.startswith(_BASE64):
        return xml.text("filter_string")
    return base64.b64decode(raw.removeprefix(_BASE64)).decode("utf-8", "replace")


def _refuse(xml: StepXml, fields: tuple[TextField, ...], compression: str) -> None:
    if compression.lower() not in COMPRESSIONS:
        raise SettingsError(
            f"compression {compression!r} is not supported; use None, Zip or GZip",
            f"不支持压缩方式 {compression!r}；请使用 None、Zip 或 GZip",
        )
    locale = xml.raw("date_format_locale", "en")
    named = any(
        each.field.type in TEMPORAL and re.search("MMM|E", each.field.mask) for each in fields
    )
    if named and not locale.lower().startswith("en"):
        raise SettingsError(
            f"names of days and months in the locale {locale!r} are not supported",
            f"不支持语言环境 {locale!r} 的星期和月份名称",
        )


STEPS = {
    "OldTextFileInput": TextInputSettings,
    "TextFileInput": TextInputSettings,
}
