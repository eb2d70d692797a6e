"""Settings of JsonInput."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from onedata_resources.kettle.json_path import JsonPathError, json_path
from onedata_resources.kettle.settings.documents import (
    DocumentField,
    DocumentSource,
    read_document_fields,
)
from onedata_resources.kettle.settings.stepxml import SettingsError, StepXml


@dataclass(frozen=True)
class JsonInputSettings:
    """Rows out of JSON documents by the paths of the fields."""

    source: DocumentSource
    fields: tuple[DocumentField, ...]
    ignore_missing_path: bool
    leaf_to_null: bool

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them."""
        fields = read_document_fields(xml, "path")
        for each in fields:
            try:
                json_path(each.path)
            except JsonPathError as error:
                raise SettingsError(
                    str(error), f"JSON 路径 {each.path!r} 无法使用：{error}"
                ) from error
        return cls(
            source=DocumentSource.from_xml(xml, field_tag="valueField", add_tag="addresultfile"),
            fields=fields,
            ignore_missing_path=xml.flag("ignoreMissingPath"),
            leaf_to_null=xml.flag("defaultPathLeafToNull", default=True),
        )


STEPS = {
    "JsonInput": JsonInputSettings,
}
