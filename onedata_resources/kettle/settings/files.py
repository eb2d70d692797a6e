"""Settings of CsvInput and its kin, and the list of files that input steps share."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Self
from urllib.parse import unquote

from onedata_resources.kettle.settings.stepxml import SettingsError, StepXml, read_field
from onedata_resources.kettle.values.types import Field


def local_path(name: str) -> str:
    """Return the path that a file name means: `file:` is taken off, a backslash is a slash.

    Files that were made on Windows name files with backslashes, and Kettle finds them anywhere.
    """
    if name.startswith("file:"):
        name = unquote(name.removeprefix("file:").removeprefix("//"))
    return name.replace("\\", "/")


@dataclass(frozen=True)
class FileChoice:
    """A file, or a folder with a mask of names; `written` is the name with its variables."""

    name: str
    mask: str
    exclude: str
    required: bool
    subfolders: bool
    written: str = ""


def read_files(xml: StepXml) -> tuple[FileChoice, ...]:
    """Return the rows of a step's `<file>` element, whose columns are repeated tags."""
    columns = ("name", "filemask", "exclude_filemask", "file_required", "include_subfolders")
    lists = [[each.text(".") for each in xml.items(f"file/{column}")] for column in columns]
    written = [each.raw(".") for each in xml.items("file/name")]
    count = len(written)
    for pattern in [*lists[1], *lists[2]]:
        try:
            re.compile(pattern)
        except re.error as error:
            raise SettingsError(
                f"the file mask {pattern!r} is no pattern: {error}",
                f"文件通配符 {pattern!r} 不是正则表达式：{error}",
            ) from error
    padded = (values + [""] * (count - len(values)) for values in lists)
    rows = zip(*padded, written, strict=False)
    return tuple(
        FileChoice(local_path(name), mask, exclude, required == "Y", subfolders == "Y", raw)
        for name, mask, exclude, required, subfolders, raw in rows
        if name
    )


def listed_files(xml: StepXml, switch: str, field: str) -> tuple[tuple[FileChoice, ...], str]:
    """The files that a step lists, or the field that holds them where `switch` is on."""
    if not xml.flag(switch):
        return read_files(xml), ""
    if not (name := xml.raw(field)):
        raise SettingsError("the field that holds the files is missing", "缺少存放文件的字段")
    return (), name


def stored_field(item: StepXml) -> Field:
    """Return a field of a file that may keep the text it was read from."""
    field = read_field(item)
    return replace(field, stored_mask=field.mask, stored_group=bool(item.raw("group")))


@dataclass(frozen=True)
class CsvInputSettings:
    """One delimited file, read by position."""

    filename: str
    filename_field: str
    row_number_field: str
    include_filename: bool
    separator: str
    enclosure: str
    header: bool
    lazy: bool
    breaks_possible: bool
    encoding: str
    parallel: bool
    add_to_result: bool
    compression: str
    fields: tuple[Field, ...]

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them."""
        fields = tuple(stored_field(each) for each in xml.items("fields/field"))
        if not fields:
            raise SettingsError("the list of fields is empty", "字段列表为空")
        lazy = xml.flag("lazy_conversion")
        packed = xml.raw("type") == "ParGzipCsvInput"
        return cls(
            filename=local_path(xml.text("filename")),
            filename_field=xml.text("filename_field"),
            row_number_field=xml.raw("rownum_field"),
            include_filename=xml.flag("include_filename") and bool(xml.raw("filename_field")),
            separator=xml.text("separator", ","),
            enclosure=xml.text("enclosure"),
            header=xml.flag("header"),
            lazy=lazy,
            breaks_possible=not packed
            and xml.flag("newline_possible", default=not xml.flag("parallel")),
            encoding=xml.text("encoding", "UTF-8"),
            parallel=xml.flag("parallel"),
            add_to_result=xml.flag("add_filename_result"),
            compression="GZip" if packed else "None",
            fields=fields,
        )


@dataclass(frozen=True)
class FixedInputSettings:
    """A file of records whose fields have a fixed number of bytes."""

    filename: str
    header: bool
    line_feeds: bool
    lazy: bool
    parallel: bool
    encoding: str
    add_to_result: bool
    widths: tuple[int, ...]
    fields: tuple[Field, ...]

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them.

        Raises:
            SettingsError: There are no fields, or one has no width.
        """
        widths = tuple(each.number("width", 0) for each in xml.items("fields/field"))
        if not widths or min(widths) < 1:
            raise SettingsError(
                "every field needs a width, and there must be one", "须至少有一个字段，且都须设宽度"
            )
        return cls(
            filename=local_path(xml.text("filename")),
            header=xml.flag("header"),
            line_feeds=xml.flag("line_feed"),
            lazy=xml.flag("lazy_conversion"),
            parallel=xml.flag("parallel"),
            encoding=xml.text("encoding", "UTF-8"),
            add_to_result=xml.flag("add_to_result_filenames"),
            widths=widths,
            fields=tuple(stored_field(each) for each in xml.items("fields/field")),
        )


STEPS = {
    "CsvInput": CsvInputSettings,
    "FixedInput": FixedInputSettings,
    "ParGzipCsvInput": CsvInputSettings,
}
