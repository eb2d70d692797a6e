"""Settings of TextFileOutput."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

from onedata_resources.kettle.settings.files import local_path
from onedata_resources.kettle.settings.stepxml import SettingsError, StepXml, read_field
from onedata_resources.kettle.values.types import Field

LINE_ENDS = {"DOS": "\r\n", "UNIX": "\n", "CR": "\r", "NONE": ""}
COMPRESSIONS = ("none", "zip", "gzip")


@dataclass(frozen=True)
class OutputField:
    """A field to write, and the text for null."""

    field: Field
    null_text: str
    has_format: bool


@dataclass(frozen=True)
class FileName:
    """How the name of an output file is put together around its base."""

    base: str
    extension: str
    compression: str
    with_copy: bool
    with_part: bool
    with_date: bool
    with_time: bool
    date_format: str
    numbered: bool

    @classmethod
    def from_xml(cls, xml: StepXml, *, numbered: bool) -> Self:
        """Read it from the step's `<file>`; `numbered` files are split every n rows.

        Raises:
            SettingsError: The compression is none of those supported.
        """
        packed = "Zip" if xml.flag("file/zipped") else "None"
        compression = xml.raw("compression", packed) or packed
        if compression.lower() not in COMPRESSIONS:
            raise SettingsError(
                f"compression {compression!r} is not supported; use None, Zip or GZip",
                f"不支持压缩方式 {compression!r}；请使用 None、Zip 或 GZip",
            )
        return cls(
            base=local_path(xml.text("file/name")),
            extension=xml.text("file/extention"),
            compression=compression.lower(),
            with_copy=xml.flag("file/split"),
            with_part=xml.flag("file/haspartno"),
            with_date=xml.flag("file/add_date"),
            with_time=xml.flag("file/add_time"),
            date_format=xml.raw("file/date_time_format") if xml.flag("file/SpecifyFormat") else "",
            numbered=numbered,
        )


@dataclass(frozen=True)
class TextOutputSettings:
    """A delimited text file to write; `null_text` of a field is written as it stands."""

    separator: str
    enclosure: str
    force_enclosure: bool
    fix_disabled: bool
    header: bool
    footer: bool
    line_end: str
    encoding: str
    ended_line: str
    name_field: str
    create_folder: bool
    file: FileName
    append: bool
    open_late: bool
    add_to_result: bool
    pad: bool
    fast: bool
    split_every: int
    fields: tuple[OutputField, ...]

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them."""
        if xml.flag("file/is_command") or xml.flag("file/servlet_output"):
            raise SettingsError(
                "writing to a command or to the web answer is not supported; write to a file",
                "不支持写入命令或网页应答；请写入文件",
            )
        split_every = xml.number("file/splitevery", 0)
        return cls(
            separator=xml.text("separator"),
            enclosure=xml.text("enclosure"),
            force_enclosure=xml.flag("enclosure_forced"),
            fix_disabled=xml.flag("enclosure_fix_disabled", default=True),
            header=xml.flag("header"),
            footer=xml.flag("footer"),
            line_end=LINE_ENDS.get(xml.raw("format", "UNIX").upper(), "\n"),
            encoding=xml.text("encoding") or "UTF-8",
            ended_line=xml.raw("endedLine"),
            name_field=xml.raw("fileNameField") if xml.flag("fileNameInField") else "",
            create_folder=xml.flag("create_parent_folder", default=True),
            file=FileName.from_xml(xml, numbered=split_every > 0),
            append=xml.flag("file/append"),
            open_late=xml.flag("file/do_not_open_new_file_init"),
            add_to_result=xml.flag("file/add_to_result_filenames", default=True),
            pad=xml.flag("file/pad"),
            fast=xml.flag("file/fast_dump"),
            split_every=split_every,
            fields=tuple(_output_field(each) for each in xml.items("fields/field")),
        )


def _output_field(xml: StepXml) -> OutputField:
    given = read_field(xml)
    symbols = replace(given, decimal=xml.text("decimal"), group=xml.text("group"))
    return OutputField(symbols, xml.raw("nullif"), bool(given.mask))


STEPS = {
    "TextFileOutput": TextOutputSettings,
    "TextFileOutputLegacy": TextOutputSettings,
}
