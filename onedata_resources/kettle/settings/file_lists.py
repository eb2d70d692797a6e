"""Settings of the steps that tell about files and folders: GetFileNames, FileExists and others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from onedata_resources.kettle.settings.files import FileChoice, listed_files
from onedata_resources.kettle.settings.stepxml import SettingsError, StepXml

FILE_COLUMNS = (
    "filename", "short_filename", "path", "type", "exists", "ishidden", "isreadable",
    "iswriteable", "lastmodifiedtime", "size", "extension", "uri", "rooturi",
)  # fmt: skip
FOLDER_COLUMNS = (
    "folderName", "short_folderName", "path", "ishidden", "isreadable", "iswriteable",
    "lastmodifiedtime", "uri", "rooturi", "childrens",
)  # fmt: skip


@dataclass(frozen=True)
class FileNamesSettings:
    """One row per file or folder: of the list, or of the names and masks in fields."""

    choices: tuple[FileChoice, ...]
    name_field: str
    mask_field: str
    exclude_field: str
    subfolders: bool
    files: bool
    folders: bool
    ignore_missing: bool
    add_result_files: bool
    row_number_field: str
    limit: int

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them; a kind of file that is not named means files only."""
        dynamic = xml.flag("filefield")
        kind = xml.raw("filter/filterfiletype")
        choices, name_field = listed_files(xml, "filefield", "filename_Field")
        return cls(
            choices=choices,
            name_field=name_field,
            mask_field=xml.raw("wildcard_Field") if dynamic else "",
            exclude_field=xml.raw("exclude_wildcard_Field") if dynamic else "",
            subfolders=xml.flag("dynamic_include_subfolders"),
            files=kind != "only_folders",
            folders=kind in {"all_files", "only_folders"},
            ignore_missing=xml.flag("doNotFailIfNoFile"),
            add_result_files=xml.flag("isaddresult"),
            row_number_field=xml.text("rownum_field") if xml.flag("rownum") else "",
            limit=xml.number("limit", 0),
        )


@dataclass(frozen=True)
class SubFoldersSettings:
    """One row per folder at any depth below those of the list, or below those in a field."""

    choices: tuple[FileChoice, ...]
    name_field: str
    row_number_field: str
    limit: int

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them."""
        choices, name_field = listed_files(xml, "foldername_dynamic", "foldername_field")
        return cls(
            choices=choices,
            name_field=name_field,
            row_number_field=xml.text("rownum_field") if xml.flag("rownum") else "",
            limit=xml.number("limit", 0),
        )


SEPARATORS = {
    "CARRIAGERETURN": "\r",
    "LF": "\r",
    "LINEFEED": "\n",
    "CR": "\n",
    "TAB": "\t",
    "CRLF": "\r\n",
}
"""The first release called a line feed CR and a carriage return LF; its files still do."""


@dataclass(frozen=True)
class RowsCountSettings:
    """How often a separator stands in files; `smart` counts a last row that has none."""

    choices: tuple[FileChoice, ...]
    name_field: str
    rows_field: str
    files_field: str
    separator: str
    smart: bool
    add_result_files: bool

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them."""
        written = xml.raw("rowseparator_format", "CR")
        separator = SEPARATORS.get(written) or xml.text("row_separator")[:1]
        if not separator:
            raise SettingsError("the row separator is missing", "缺少行分隔符")
        choices, name_field = listed_files(xml, "filefield", "filename_Field")
        return cls(
            choices=choices,
            name_field=name_field,
            rows_field=xml.text("rows_count_fieldname", "rowscount"),
            files_field=xml.text("files_count_fieldname") if xml.flag("files_count") else "",
            separator=separator,
            smart=xml.flag("smartCount"),
            add_result_files=xml.flag("isaddresult", default=True),
        )


@dataclass(frozen=True)
class FileExistsSettings:
    """Whether the file that a field names is there, and what it is."""

    name_field: str
    result: str
    type_field: str
    add_result_files: bool

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them."""
        for tag in ("filenamefield", "resultfieldname"):
            if not xml.raw(tag):
                raise SettingsError(f"setting {tag!r} is missing", f"缺少设置 {tag!r}")
        return cls(
            name_field=xml.raw("filenamefield"),
            result=xml.text("resultfieldname"),
            type_field=xml.text("filetypefieldname") if xml.flag("includefiletype") else "",
            add_result_files=xml.flag("addresultfilenames"),
        )


STEPS = {
    "FileExists": FileExistsSettings,
    "GetFileNames": FileNamesSettings,
    "GetFilesRowsCount": RowsCountSettings,
    "GetSubFolders": SubFoldersSettings,
}
