"""Settings of ExcelInput."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from onedata_resources.kettle.settings.error_files import ErrorFiles
from onedata_resources.kettle.settings.file_facts import FactFields
from onedata_resources.kettle.settings.files import FileChoice, read_files
from onedata_resources.kettle.settings.stepxml import SettingsError, StepXml, read_field
from onedata_resources.kettle.values.types import Field


@dataclass(frozen=True)
class SheetChoice:
    """A sheet and its first cell; an empty name stands for every sheet."""

    name: str
    start_row: int
    start_column: int


@dataclass(frozen=True)
class ExcelField:
    """A column of a sheet; `repeat` gives an empty cell the value above it."""

    field: Field
    repeat: bool


@dataclass(frozen=True)
class ExcelInputSettings:
    """Workbooks, read sheet by sheet."""

    files: tuple[FileChoice, ...]
    names_step: str
    names_field: str
    sheets: tuple[SheetChoice, ...]
    header: bool
    skip_empty: bool
    stop_on_empty: bool
    file_field: str
    sheet_field: str
    sheet_row_field: str
    row_number_field: str
    facts: FactFields
    add_to_result: bool
    limit: int
    strict: bool
    ignore_errors: bool
    skip_error_lines: bool
    error_lines: ErrorFiles | None
    missing_files: ErrorFiles | None
    fields: tuple[ExcelField, ...]

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them.

        Raises:
            SettingsError: There are no fields, or the workbook has a password.
        """
        fields = tuple(
            ExcelField(read_field(each), each.flag("repeat")) for each in xml.items("fields/field")
        )
        if not fields:
            raise SettingsError("the list of fields is empty", "字段列表为空")
        if xml.raw("password"):
            raise SettingsError(
                "workbooks with a password are not supported; save one without it",
                "不支持带密码的工作簿；请另存为无密码的文件",
            )
        accept, has_empty = xml.flag("accept_filenames"), bool(xml.raw("noempty"))
        return cls(
            files=read_files(xml),
            names_step=xml.raw("accept_stepname") if accept else "",
            names_field=xml.raw("accept_field") if accept else "",
            sheets=_sheets(xml),
            header=xml.flag("header"),
            skip_empty=xml.flag("noempty", default=True),
            stop_on_empty=xml.flag("stoponempty") or not has_empty,
            file_field=xml.raw("filefield"),
            sheet_field=xml.raw("sheetfield"),
            sheet_row_field=xml.raw("sheetrownumfield"),
            row_number_field=xml.raw("rownumfield"),
            facts=FactFields.from_xml(xml),
            add_to_result=xml.flag("add_to_result_filenames", default=True),
            limit=xml.number("limit", 0),
            strict=xml.flag("strict_types"),
            ignore_errors=xml.flag("error_ignored"),
            skip_error_lines=xml.flag("error_line_skipped"),
            error_lines=ErrorFiles.from_xml(xml, "line_number_files"),
            missing_files=ErrorFiles.from_xml(xml, "error_line_files"),
            fields=fields,
        )

    @property
    def input_steps(self) -> tuple[str, ...]:
        """Return the step that gives the names of the files."""
        return (self.names_step,)


def _sheets(xml: StepXml) -> tuple[SheetChoice, ...]:
    found = tuple(
        SheetChoice(each.text("name"), each.number("startrow", 0), each.number("startcol", 0))
        for each in xml.items("sheets/sheet")
    )
    return found or (SheetChoice("", 0, 0),)


STEPS = {
    "ExcelInput": ExcelInputSettings,
}
