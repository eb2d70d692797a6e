"""Settings of TextFileInput."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from onedata_resources.kettle.settings.files import FileChoice, read_files
from onedata_resources.kettle.settings.stepxml import SettingsError, StepXml, read_field
from onedata_resources.kettle.values.types import Field


@dataclass(frozen=True)
class TextField:
    """A field of a line; `position` is its first character in a file of fixed widths."""

    field: Field
    null_if: str
    if_null: str
    repeat: bool
    position: int


@dataclass(frozen=True)
class TextInputSettings:
    """Text files, read line by line."""

    files: tuple[FileChoice, ...]
    names_step: str
    names_field: str
    fixed: bool
    separator: str
    enclosure: str
    escape: str
    header_lines: int
    footer_lines: int
    skip_empty: bool
    file_field: str
    short_name_field: str
    row_number_field: str
    row_number_by_file: bool
    compression: str
    encoding: str
    limit: int
    ignore_errors: bool
    skip_error_lines: bool
    count_field: str
    fields_field: str
    text_field: str
    fields: tuple[TextField, ...]

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them."""
        for tag in ("line_wrapped", "layout_paged"):
            if xml.flag(tag):
                raise SettingsError(f"setting {tag!r} is not supported", f"不支持设置 {tag!r}")
        lenient = xml.flag("date_format_lenient", default=True)
        accept = xml.flag("accept_filenames")
        ignore = xml.flag("error_ignored")
        return cls(
            files=read_files(xml),
            names_step=xml.raw("accept_stepname") if accept else "",
            names_field=xml.raw("accept_field") if accept else "",
            fixed=xml.raw("file/type", "CSV").upper() == "FIXED",
            separator=xml.text("separator", ";"),
            enclosure=xml.text("enclosure"),
            escape=xml.text("escapechar"),
            header_lines=xml.number("nr_headerlines", 1) if xml.flag("header") else 0,
            footer_lines=xml.number("nr_footerlines", 1) if xml.flag("footer") else 0,
            skip_empty=xml.flag("noempty", default=True),
            file_field=xml.raw("include_field") if xml.flag("include") else "",
            short_name_field=xml.raw("shortFileFieldName"),
            row_number_field=xml.raw("rownum_field") if xml.flag("rownum") else "",
            row_number_by_file=xml.flag("rownumByFile"),
            compression=xml.raw("file/compression", "None"),
            encoding=xml.text("encoding", "UTF-8"),
            limit=xml.number("limit", 0),
            ignore_errors=ignore,
            skip_error_lines=ignore and xml.flag("error_line_skipped"),
            count_field=xml.raw("error_count_field") if ignore else "",
            fields_field=xml.raw("error_fields_field") if ignore else "",
            text_field=xml.raw("error_text_field") if ignore else "",
            fields=tuple(_field(each, lenient=lenient) for each in xml.items("fields/field")),
        )

    @property
    def input_steps(self) -> tuple[str, ...]:
        """Return the step that gives the names of the files."""
        return (self.names_step,)


def _field(xml: StepXml, *, lenient: bool) -> TextField:
    given = read_field(xml)
    field = Field(**{**vars(given), "lenient_dates": lenient})
    return TextField(
        field, xml.raw("nullif"), xml.raw("ifnull"), xml.flag("repeat"), xml.number("position", -1)
    )


STEPS = {
    "TextFileInput": TextInputSettings,
}
