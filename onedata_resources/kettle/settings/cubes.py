"""Settings of CubeInput and CubeOutput: rows in Kettle's own binary form, gzipped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from onedata_resources.kettle.settings.files import local_path
from onedata_resources.kettle.settings.stepxml import SettingsError, StepXml


def _name(xml: StepXml) -> str:
    name = local_path(xml.text("file/name"))
    if not name:
        raise SettingsError("the file is not named", "没有指定文件")
    return name


@dataclass(frozen=True)
class CubeInputSettings:
    """A file to read, at most `limit` rows of it where that is above 0."""

    filename: str
    limit: int
    add_to_result: bool

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them.

        Raises:
            SettingsError: The file is not named.
        """
        limit = xml.text("limit").strip()
        return cls(
            _name(xml), int(limit) if limit.isdecimal() else 0, xml.flag("addfilenameresult")
        )


@dataclass(frozen=True)
class CubeOutputSettings:
    """A file to write."""

    filename: str
    open_late: bool
    add_to_result: bool

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them.

        Raises:
            SettingsError: The file is not named.
        """
        return cls(
            _name(xml),
            xml.flag("file/do_not_open_newfile_init"),
            xml.flag("file/add_to_result_filenames"),
        )


STEPS = {
    "CubeInput": CubeInputSettings,
    "CubeOutput": CubeOutputSettings,
}
