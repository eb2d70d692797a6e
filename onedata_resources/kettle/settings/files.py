"""Settings of CsvInput and TextFileOutput, and the list of files that input steps share."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self
from urllib.parse import unquote

from onedata_resources.kettle.settings.stepxml import SettingsError, StepXml, read_field
from onedata_resources.kettle.values.types import Field


def local_path(name: str) -> str:
    """Return the path that a file name means; `file://` is taken off."""
    return unquote(name.removeprefix("file://")) if name.startswith("file://") else name


@dataclass(frozen=True)
class FileChoice:
    """A file, or a folder with a mask of names; `written` is the name with its variables."""

    name: str
    mask: str
    exclude: str
    required: bool
    subfolders: bool
    written: str = ""

    def paths(self) -> list[Path]:
        """Return the files that are there, by name."""
        path = Path(self.name)
        if not self.mask:
            return [path] if path.is_file() else []
        found = path.rglob("*") if self.subfolders else path.glob("*")
        return sorted(each for each in found if each.is_file() and self._wants(each.name))

    def _wants(self, name: str) -> bool:
        excluded = bool(self.exclude) and re.fullmatch(self.exclude, name) is not None
        return re.fullmatch(self.mask, name) is not None and not excluded


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
    fields: tuple[Field, ...]

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them."""
        fields = tuple(read_field(each) for each in xml.items("fields/field"))
        if not fields:
            raise SettingsError("the list of fields is empty", "字段列表为空")
        lazy = xml.flag("lazy_conversion")
        return cls(
            filename=local_path(xml.text("filename")),
            filename_field=xml.raw("filename_field"),
            row_number_field=xml.raw("rownum_field"),
            include_filename=xml.flag("include_filename"),
            separator=xml.text("separator", ","),
            enclosure=xml.text("enclosure"),
            header=xml.flag("header"),
            lazy=lazy,
            breaks_possible=xml.flag("newline_possible", default=not xml.flag("parallel")),
            encoding=xml.text("encoding", "UTF-8"),
            fields=fields,
        )


@dataclass(frozen=True)
class OutputField:
    """A field to write, and the text for null."""

    field: Field
    null_text: str
    has_format: bool


@dataclass(frozen=True)
class TextOutputSettings:
    """A delimited text file to write."""

    separator: str
    enclosure: str
    force_enclosure: bool
    fix_disabled: bool
    header: bool
    footer: bool
    line_end: str
    compression: str
    encoding: str
    ended_line: str
    name_field: str
    create_folder: bool
    name: str
    extension: str
    append: bool
    with_copy: bool
    with_date: bool
    with_time: bool
    date_format: str
    pad: bool
    split_every: int
    fields: tuple[OutputField, ...]

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them."""
        if xml.flag("file/is_command") or xml.flag("file/servlet_output"):
            raise SettingsError(
                "writing to a command or to the web answer is not supported",
                "不支持写入命令或网页应答",
            )
        ends = {"DOS": "\r\n", "UNIX": "\n", "CR": "\r", "NONE": ""}
        named = xml.raw("fileNameField") if xml.flag("fileNameInField") else ""
        return cls(
            separator=xml.text("separator"),
            enclosure=xml.text("enclosure"),
            force_enclosure=xml.flag("enclosure_forced"),
            fix_disabled=xml.flag("enclosure_fix_disabled", default=True),
            header=xml.flag("header"),
            footer=xml.flag("footer"),
            line_end=ends.get(xml.raw("format", "DOS").upper(), "\r\n"),
            compression=xml.raw("compression", "None"),
            encoding=xml.text("encoding", "UTF-8"),
            ended_line=xml.text("endedLine"),
            name_field=named,
            create_folder=xml.flag("create_parent_folder", default=True),
            name=local_path(xml.text("file/name")),
            extension=xml.text("file/extention"),
            append=xml.flag("file/append"),
            with_copy=xml.flag("file/split"),
            with_date=xml.flag("file/add_date"),
            with_time=xml.flag("file/add_time"),
            date_format=xml.raw("file/date_time_format") if xml.flag("file/SpecifyFormat") else "",
            pad=xml.flag("file/pad"),
            split_every=xml.number("file/splitevery", 0),
            fields=tuple(_output_field(each) for each in xml.items("fields/field")),
        )


def _output_field(xml: StepXml) -> OutputField:
    given = read_field(xml)
    symbols = replace(given, decimal=xml.text("decimal"), group=xml.text("group"))
    return OutputField(symbols, xml.text("nullif"), bool(given.mask))


STEPS = {
    "CsvInput": CsvInputSettings,
    "TextFileOutput": TextOutputSettings,
}
