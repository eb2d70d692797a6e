"""Settings of the steps that do something with the files that rows name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from onedata_resources.kettle.settings.stepxml import SettingsError, StepXml
from onedata_resources.kettle.values.encoding_names import known_encoding

COPY, MOVE, DELETE, NOTHING = "copy", "move", "delete", ""


def _required(xml: StepXml, path: str, en: str, zh: str) -> str:
    name = xml.raw(path)
    if not name:
        raise SettingsError(f"name the field {en}", f"请指定{zh}字段")
    return name


@dataclass(frozen=True)
class ProcessFilesSettings:
    """Files that are copied, moved or deleted; simulated, only folders are made."""

    source: str
    target: str
    operation: str
    add_to_result: bool
    overwrite: bool
    create_folder: bool
    simulate: bool

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them.

        Raises:
            SettingsError: A field with names of files is not named.
        """
        given = xml.raw("operation_type").lower()
        operation = given if given in {MOVE, DELETE} else COPY
        return cls(
            source=_required(xml, "sourcefilenamefield", "with the source files", "源文件"),
            target="" if operation == DELETE else _target(xml),
            operation=operation,
            add_to_result=xml.flag("addresultfilenames"),
            overwrite=xml.flag("overwritetargetfile"),
            create_folder=xml.flag("createparentfolder"),
            simulate=xml.flag("simulate"),
        )


def _target(xml: StepXml) -> str:
    return _required(xml, "targetfilenamefield", "with the target files", "目标文件")


@dataclass(frozen=True)
class ZipFileSettings:
    """Files that are put into archives; `keep_entries` where an archive keeps what it has."""

    source: str
    target: str
    operation: str
    folder: str
    base: str
    add_to_result: bool
    keep_entries: bool
    create_folder: bool
    full_names: bool

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them.

        Raises:
            SettingsError: A field with names of files or folders is not named.
        """
        given = xml.raw("operation_type").lower()
        operation = given if given in {MOVE, DELETE} else NOTHING
        full = xml.flag("keepsourcefolder")
        folder = ("movetofolderfield", "with the folders to move to", "移动目标目录")
        return cls(
            source=_required(xml, "sourcefilenamefield", "with the source files", "源文件"),
            target=_target(xml),
            operation=operation,
            folder=_required(xml, *folder) if operation == MOVE else "",
            base=xml.raw("baseFolderField") if full else "",
            add_to_result=xml.flag("addresultfilenames"),
            keep_entries=xml.flag("overwritezipentry"),
            create_folder=xml.flag("createparentfolder"),
            full_names=full,
        )


@dataclass(frozen=True)
class EncodingSettings:
    """Text files that are written anew in another encoding."""

    source: str
    target: str
    source_encoding: str
    target_encoding: str
    add_source: bool
    add_target: bool

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them.

        Raises:
            SettingsError: A field is not named, or an encoding is missing or not known.
        """
        source, target = xml.text("sourceencoding"), xml.text("targetencoding")
        if not target:
            raise SettingsError("name the encoding to write", "请指定目标编码")
        for each in (source, target):
            if not known_encoding(each):
                raise SettingsError(f"There is no encoding {each}", f"没有名为 {each} 的编码")
        return cls(
            source=_required(xml, "filenamefield", "with the source files", "源文件"),
            target=_target(xml),
            source_encoding=source or "UTF-8",
            target_encoding=target,
            add_source=xml.flag("addsourceresultfilenames"),
            add_target=xml.flag("addtargetresultfilenames"),
        )


STEPS = {
    "ChangeFileEncoding": EncodingSettings,
    "ProcessFiles": ProcessFilesSettings,
    "ZipFile": ZipFileSettings,
}
