"""Settings of the Microsoft Excel Writer; those of the older ExcelOutput are in `xls_output.py`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from onedata_resources.kettle.settings.files import local_path
from onedata_resources.kettle.settings.stepxml import SettingsError, StepXml
from onedata_resources.kettle.settings.text_output import FileName

ONLY_XLSX = (
    "links, comments and template sheets are written into .xlsx workbooks only; set the extension"
    " xlsx, or remove them",
    "超链接、批注与模板工作表只能写入 .xlsx 工作簿；请将扩展名设为 xlsx，或将其移除",
)


@dataclass(frozen=True)
class SheetField:
    """A field to write; styles are copied from cells, links and comments come from other fields."""

    name: str
    title: str
    format: str
    style_cell: str
    title_style_cell: str
    formula: bool
    link_field: str
    comment_field: str
    author_field: str


@dataclass(frozen=True)
class Template:
    """The workbook and the sheet that new ones begin as; empty names where none is wanted."""

    file: str
    sheet: str
    hide_sheet: bool


@dataclass(frozen=True)
class ExcelWriterSettings:
    """A sheet of a workbook to write; as in Kettle any extension but xlsx makes an .xls one."""

    file: FileName
    sheet: str
    open_late: bool
    split_every: int
    new_file: bool
    new_sheet: bool
    template: Template
    header: bool
    footer: bool
    make_active: bool
    start_cell: str
    push_down: bool
    append: bool
    append_offset: int
    append_empty: int
    append_without_header: bool
    keep_styles: bool
    recalculate: bool
    fit_columns: bool
    add_to_result: bool
    fields: tuple[SheetField, ...]

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them.

        Raises:
            SettingsError: An .xls workbook cannot hold what is wanted, or the sheet's name is too
                long.
        """
        split_every = xml.number("file/splitevery", 0)
        file = FileName.from_xml(xml, numbered=split_every > 0)
        fields = tuple(_field(each) for each in xml.items("fields/field"))
        template = _template(xml, "xlsx" if file.extension.lower() == "xlsx" else "xls")
        extras = template.sheet or any(each.link_field or each.comment_field for each in fields)
        if file.extension.lower() != "xlsx" and extras:
            raise SettingsError(*ONLY_XLSX)
        sheet = xml.text("file/sheetname")
        if len(sheet) > 31:
            raise SettingsError(
                f"the sheet name {sheet!r} is longer than 31 characters",
                f"工作表名 {sheet!r} 超过 31 个字符",
            )
        return cls(
            file=file,
            sheet=sheet,
            open_late=xml.flag("file/do_not_open_newfile_init"),
            split_every=split_every,
            new_file=xml.raw("file/if_file_exists") == "new",
            new_sheet=xml.raw("file/if_sheet_exists") == "new",
            template=template,
            header=xml.flag("header"),
            footer=xml.flag("footer"),
            make_active=xml.flag("makeSheetActive"),
            start_cell=xml.text("startingCell"),
            push_down=xml.raw("rowWritingMethod") == "push",
            append=xml.flag("appendLines"),
            append_offset=xml.number("appendOffset", 0),
            append_empty=xml.number("appendEmpty", 0),
            append_without_header=xml.flag("appendOmitHeader"),
            keep_styles=xml.flag("leaveExistingStylesUnchanged"),
            recalculate=xml.flag("forceFormulaRecalculation"),
            fit_columns=xml.flag("file/autosizecolums"),
            add_to_result=xml.flag("add_to_result_filenames", default=True),
            fields=fields,
        )


def _template(xml: StepXml, wanted: str) -> Template:
    sheet = xml.text("template/sheetname") if xml.flag("template/sheet_enabled") else ""
    file = local_path(xml.text("template/filename")) if xml.flag("template/enabled") else ""
    if file and not file.lower().endswith(f".{wanted}"):
        raise SettingsError(
            f"template {file!r} and the workbook must have the same format, {wanted}",
            f"模板 {file!r} 与工作簿须同为 {wanted} 格式",
        )
    return Template(file, sheet, xml.flag("template/hidden"))


def _field(xml: StepXml) -> SheetField:
    return SheetField(
        name=xml.raw("name"),
        title=xml.raw("title"),
        format=xml.raw("format"),
        style_cell=xml.raw("styleCell"),
        title_style_cell=xml.raw("titleStyleCell"),
        formula=xml.flag("formula"),
        link_field=xml.raw("hyperlinkField"),
        comment_field=xml.raw("commentField"),
        author_field=xml.raw("commentAuthorField"),
    )


STEPS = {
    "TypeExitExcelWriterStep": ExcelWriterSettings,
}
