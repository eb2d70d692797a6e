"""Settings of XBaseInput, which reads .dbf files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from onedata_resources.kettle.settings.files import local_path
from onedata_resources.kettle.settings.stepxml import SettingsError, StepXml
from onedata_resources.kettle.values.encoding_names import known_encoding


@dataclass(frozen=True)
class XBaseSettings:
    """A .dbf file, or a step and its field that name them; fields to add may be empty."""

    filename: str
    names_step: str
    names_field: str
    limit: int
    file_field: str
    number_field: str
    encoding: str

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them.

        Raises:
            SettingsError: No file, or no field with names of files, is named.
        """
        from_step = xml.flag("accept_filenames")
        names = (xml.raw("accept_stepname"), xml.raw("accept_field")) if from_step else ("", "")
        if (from_step and not all(names)) or not (from_step or xml.raw("file_dbf")):
            raise SettingsError(
                "name the file, or the step and its field that name files",
                "请指定文件，或提供文件名的步骤与字段",
            )
        encoding = xml.raw("charset_name")
        if not known_encoding(encoding):
            raise SettingsError(f"There is no encoding {encoding}", f"没有名为 {encoding} 的编码")
        limit = xml.raw("limit").strip()
        return cls(
            filename="" if from_step else local_path(xml.text("file_dbf")),
            names_step=names[0],
            names_field=names[1],
            limit=int(limit) if limit.isdecimal() else 0,
            file_field=xml.raw("include_field") if xml.flag("include") else "",
            number_field=xml.raw("field_rownr") if xml.flag("add_rownr") else "",
            encoding=encoding or "iso-8859-1",
        )

    @property
    def input_steps(self) -> tuple[str, ...]:
        """Return the step that names the files."""
        return (self.names_step,) if self.names_step else ()


STEPS = {
    "XBaseInput": XBaseSettings,
}
