"""Settings of JsonInput."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from onedata_resources.kettle.json_path import JsonPathError, json_path
from onedata_resources.kettle.settings.files import FileChoice, read_files
from onedata_resources.kettle.settings.stepxml import SettingsError, StepXml, read_field
from onedata_resources.kettle.values.types import Field


@dataclass(frozen=True)
class JsonField:
    """A field and the path of its values."""

    field: Field
    path: str
    repeat: bool


@dataclass(frozen=True)
class JsonInputSettings:
    """JSON documents: from files, or from a field (`source_field`) of the rows that come in.

    `source_is_file` tells that the field holds file names.
    """

    files: tuple[FileChoice, ...]
    source_field: str
    source_is_file: bool
    remove_source: bool
    ignore_missing_path: bool
    leaf_to_null: bool
    ignore_missing_file: bool
    ignore_empty_file: bool
    file_field: str
    row_number_field: str
    limit: int
    fields: tuple[JsonField, ...]

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them."""
        in_field = xml.flag("IsInFields")
        if xml.flag("readurl"):
            raise SettingsError(
                "reading from URLs is not supported; fetch them in an earlier step",
                "不支持从 URL 读取；请在前面的步骤中获取",
            )
        fields = tuple(
            JsonField(read_field(each), each.text("path"), each.flag("repeat"))
            for each in xml.items("fields/field")
        )
        if not fields:
            raise SettingsError("the list of fields is empty", "字段列表为空")
        for each in fields:
            try:
                json_path(each.path)
            except JsonPathError as error:
                raise SettingsError(
                    str(error), f"JSON 路径 {each.path!r} 无法使用：{error}"
                ) from error
        if in_field and not xml.raw("valueField"):
            raise SettingsError("the field that holds the JSON is missing", "缺少存放 JSON 的字段")
        return cls(
            files=() if in_field else read_files(xml),
            source_field=xml.raw("valueField") if in_field else "",
            source_is_file=in_field and xml.flag("IsAFile"),
            remove_source=xml.flag("removeSourceField"),
            ignore_missing_path=xml.flag("ignoreMissingPath"),
            leaf_to_null=xml.flag("defaultPathLeafToNull", default=True),
            ignore_missing_file=xml.flag("doNotFailIfNoFile"),
            ignore_empty_file=xml.flag("IsIgnoreEmptyFile"),
            file_field=xml.raw("include_field") if xml.flag("include") else "",
            row_number_field=xml.raw("rownum_field") if xml.flag("rownum") else "",
            limit=xml.number("limit", 0),
            fields=fields,
        )


STEPS = {
    "JsonInput": JsonInputSettings,
}
