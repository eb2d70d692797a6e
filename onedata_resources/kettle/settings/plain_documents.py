"""Settings of YamlInput, LoadFileInput, PropertyInput and PropertyOutput."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

from onedata_resources.kettle.settings.documents import (
    DocumentField,
    DocumentSource,
    read_document_fields,
)
from onedata_resources.kettle.settings.file_facts import FactFields
from onedata_resources.kettle.settings.files import listed_files
from onedata_resources.kettle.settings.stepxml import SettingsError, StepXml
from onedata_resources.kettle.settings.xml_output import OutputName
from onedata_resources.kettle.values.types import KettleType, type_named


@dataclass(frozen=True)
class YamlInputSettings:
    """Rows out of YAML documents; a field's path is a key of the document's map."""

    source: DocumentSource
    fields: tuple[DocumentField, ...]

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them."""
        source = DocumentSource.from_xml(xml, field_tag="YamlField", add_tag="addresultfile")
        fields = read_document_fields(xml, "path")
        return cls(
            source=replace(source, is_url=False, remove_field=False, facts=FactFields()),
            fields=tuple(replace(each, repeat=False) for each in fields),
        )


@dataclass(frozen=True)
class LoadFileSettings:
    """Whole files as values; a field's path is `content` or `size`."""

    source: DocumentSource
    fields: tuple[DocumentField, ...]
    encoding: str
    ignore_missing_path: bool

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them; the type of a size that has none is Integer."""
        source = DocumentSource.from_xml(
            xml, field_tag="DynamicFilenameField", add_tag="addresultfile"
        )
        fields = []
        items = xml.items("fields/field")
        for each, item in zip(read_document_fields(xml, "element_type"), items, strict=True):
            size = each.path == "size"
            untyped = type_named(item.raw("type")) is None
            kind = KettleType.INTEGER if size and untyped else each.field.type
            field = replace(each.field, type=kind)
            fields.append(DocumentField(field, "size" if size else "content", repeat=False))
        return cls(
            source=replace(
                source,
                is_file=bool(source.column),
                is_url=False,
                remove_field=False,
                ignore_missing_file=True,
                facts=replace(source.facts, size=""),
            ),
            fields=tuple(fields),
            encoding=xml.text("encoding"),
            ignore_missing_path=xml.flag("IsIgnoreMissingPath"),
        )


@dataclass(frozen=True)
class PropertyInputSettings:
    """Keys and values of properties or INI files; a field's path is `key` or `value`."""

    source: DocumentSource
    fields: tuple[DocumentField, ...]
    ini: bool
    encoding: str
    section: str
    section_field: str
    expand_values: bool
    reset_row_number: bool

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them."""
        files, name_field = listed_files(xml, "filefield", "filename_Field")
        fields = read_document_fields(xml, "column")
        return cls(
            source=DocumentSource(
                files=files,
                column=name_field,
                is_file=bool(name_field),
                add_result_files=xml.flag("isaddresult", default=True),
                file_field=xml.text("include_field") if xml.flag("include") else "",
                row_number_field=xml.text("rownum_field") if xml.flag("rownum") else "",
                facts=FactFields.from_xml(xml),
                limit=xml.number("limit", 0),
            ),
            fields=tuple(
                replace(each, path="value" if each.path.lower() == "value" else "key")
                for each in fields
            ),
            ini=xml.raw("file_type").lower() == "ini",
            encoding=xml.text("encoding") or "UTF-8",
            section=xml.text("section"),
            section_field=xml.text("ini_section_field") if xml.flag("ini_section") else "",
            expand_values=xml.flag("resolvevaluevariable"),
            reset_row_number=xml.flag("resetrownumber"),
        )


@dataclass(frozen=True)
class PropertyOutputSettings:
    """Keys and values into properties files: one, or the one that each row names."""

    key_field: str
    value_field: str
    comment: str
    file: OutputName
    name_field: str
    append: bool
    create_folder: bool
    add_result_file: bool

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them."""
        in_field = xml.flag("fileNameInField")
        file, name_field = OutputName.from_xml(xml), xml.text("fileNameField") if in_field else ""
        if not (name_field if in_field else file.name):
            raise SettingsError("the name of the file is missing", "缺少文件名")
        return cls(
            key_field=xml.raw("keyfield"),
            value_field=xml.raw("valuefield"),
            comment=xml.text("comment"),
            file=file,
            name_field=name_field,
            append=xml.flag("file/append"),
            create_folder=xml.flag("file/create_parent_folder"),
            add_result_file=xml.flag("file/addtoresult"),
        )


STEPS = {
    "LoadFileInput": LoadFileSettings,
    "PropertyInput": PropertyInputSettings,
    "PropertyOutput": PropertyOutputSettings,
    "YamlInput": YamlInputSettings,
}
