"""What the settings of all steps share that read documents (JSON, XML, YAML, whole files).

Where the documents come from, which columns tell about them, and how rows are counted. What is
read out of a document is in the module of its step.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Self

from onedata_resources.kettle.settings.file_facts import FactFields
from onedata_resources.kettle.settings.files import FileChoice, listed_files
from onedata_resources.kettle.settings.stepxml import SettingsError, StepXml, read_field
from onedata_resources.kettle.values.types import Field


@dataclass(frozen=True)
class DocumentField:
    """A field and where its values stand in a document; `repeat` fills null from the row before."""

    field: Field
    path: str
    repeat: bool


@dataclass(frozen=True)
class DocumentSource:
    """Documents: from files, or from a field (`column`) of the rows that come in.

    `is_file` tells that the field holds file names, `is_url` that it holds URLs.
    """

    files: tuple[FileChoice, ...] = ()
    column: str = ""
    is_file: bool = False
    is_url: bool = False
    remove_field: bool = False
    ignore_missing_file: bool = False
    ignore_empty_file: bool = False
    add_result_files: bool = False
    file_field: str = ""
    row_number_field: str = ""
    facts: FactFields = field(default_factory=FactFields)
    limit: int = 0

    @property
    def inline(self) -> bool:
        """Return whether the field holds the documents themselves."""
        return bool(self.column) and not self.is_file and not self.is_url

    @classmethod
    def from_xml(cls, xml: StepXml, *, field_tag: str, add_tag: str) -> Self:
        """Read the elements that these steps share; two have names of their own in each step."""
        files, column = listed_files(xml, "IsInFields", field_tag)
        in_field = bool(column)
        is_file = in_field and xml.flag("IsAFile")
        return cls(
            files=files,
            column=column,
            is_file=is_file,
            is_url=in_field and not is_file and xml.flag("readurl"),
            remove_field=in_field and xml.flag("removeSourceField"),
            ignore_missing_file=xml.flag("doNotFailIfNoFile"),
            ignore_empty_file=xml.flag("IsIgnoreEmptyFile"),
            add_result_files=xml.flag(add_tag),
            file_field=xml.text("include_field") if xml.flag("include") else "",
            row_number_field=xml.text("rownum_field") if xml.flag("rownum") else "",
            facts=FactFields.from_xml(xml),
            limit=xml.number("limit", 0),
        )


def read_document_fields(
    xml: StepXml, path_tag: str, *, repeat: bool = False
) -> tuple[DocumentField, ...]:
    """Return the fields; `repeat` is what holds where a field does not say.

    Raises:
        SettingsError: There are none.
    """
    fields = tuple(
        DocumentField(
            replace(read_field(each), name=each.text("name")),
            each.text(path_tag),
            each.raw("repeat").upper() != "N" if repeat else each.flag("repeat"),
        )
        for each in xml.items("fields/field")
    )
    if not fields:
        raise SettingsError("the list of fields is empty", "字段列表为空")
    return fields
