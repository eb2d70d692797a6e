"""Settings of the steps that ask whether a page answers or a file is locked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from onedata_resources.kettle.settings.stepxml import SettingsError, StepXml


@dataclass(frozen=True)
class PageCheckSettings:
    """A field with addresses; the limits are milliseconds, and 0 is none."""

    url_field: str
    result: str
    connect_limit: str
    read_limit: str

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them.

        Raises:
            SettingsError: A field is not named.
        """
        return cls(*_named(xml, "urlField"), xml.text("connectTimeOut"), xml.text("readTimeOut"))


@dataclass(frozen=True)
class LockCheckSettings:
    """A field with names of files."""

    name_field: str
    result: str
    add_result_files: bool

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them.

        Raises:
            SettingsError: A field is not named.
        """
        return cls(*_named(xml, "filenamefield"), xml.flag("addresultfilenames"))


def _named(xml: StepXml, tag: str) -> tuple[str, str]:
    field, result = xml.raw(tag), xml.raw("resultfieldname")
    if not field or not result:
        raise SettingsError(
            "name the field to check and the field for the result", "请指定待检查字段与结果字段"
        )
    return field, result


STEPS = {"FileLocked": LockCheckSettings, "WebServiceAvailable": PageCheckSettings}
