"""Settings of XMLInputStream (StAX), XSDValidatorStep and XSLT."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Self

from onedata_resources.kettle.settings.files import local_path
from onedata_resources.kettle.settings.stepxml import SettingsError, StepXml
from onedata_resources.kettle.values.types import Field, KettleType, made_field

K = KettleType
_COLUMNS = (
    ("filename", "includeFilenameField", "filenameField", "xml_filename", K.STRING, 256),
    ("row", "includeRowNumberField", "rowNumberField", "xml_row_number", K.INTEGER, -1),
    ("type", "includeDataTypeNumericField", "dataTypeNumericField", "xml_data_type_numeric",
     K.INTEGER, -1),
    ("kind", "includeDataTypeDescriptionField", "dataTypeDescriptionField",
     "xml_data_type_description", K.STRING, 25),
    ("line", "includeXmlLocationLineField", "xmlLocationLineField", "xml_location_line",
     K.INTEGER, -1),
    ("column", "includeXmlLocationColumnField", "xmlLocationColumnField", "xml_location_column",
     K.INTEGER, -1),
    ("id", "includeXmlElementIDField", "", "xml_element_id", K.INTEGER, -1),
    ("parent_id", "includeXmlParentElementIDField", "", "xml_parent_element_id", K.INTEGER, -1),
    ("level", "includeXmlElementLevelField", "", "xml_element_level", K.INTEGER, -1),
    ("path", "includeXmlPathField", "", "xml_path", K.STRING, 1024),
    ("parent_path", "includeXmlParentPathField", "", "xml_parent_path", K.STRING, 1024),
    ("name", "includeXmlDataNameField", "", "xml_data_name", K.STRING, 0),
    ("value", "includeXmlDataValueField", "", "xml_data_value", K.STRING, 0),
)  # fmt: skip
"""What is told, the flag for it, the tag of its field's name (fixed where empty), name and type."""


@dataclass(frozen=True)
class XmlStreamSettings:
    """One row per event of a document: `columns` are what is told and its field.

    `filename` names the field with the files' names where rows come in.
    """

    filename: str
    xml_field: str
    encoding: str
    namespaces: bool
    trim: bool
    skip: int
    limit: int
    add_result_file: bool
    columns: tuple[tuple[str, Field], ...]

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them."""
        from_input = xml.flag("sourceFromInput")
        if not (xml.raw("sourceFieldName") if from_input else xml.raw("filename")):
            raise SettingsError("the name of the file is missing", "缺少文件名")
        length = xml.number("defaultStringLen", 1024)
        return cls(
            filename="" if from_input else xml.text("filename"),
            xml_field=xml.text("sourceFieldName") if from_input else "",
            encoding=xml.text("encoding") or "UTF-8",
            namespaces=xml.flag("enableNamespaces"),
            trim=xml.flag("enableTrim"),
            skip=xml.number("nrRowsToSkip", 0),
            limit=xml.number("rowLimit", 0),
            add_result_file=xml.flag("addResultFile"),
            columns=tuple(
                (told, made_field((xml.text(tag) if tag else "") or name, kind, size or length))
                for told, flag, tag, name, kind, size in _COLUMNS
                if xml.flag(flag)
            ),
        )

    @cached_property
    def tells_values(self) -> bool:
        """Return whether there is a column for texts; without one no text has a row."""
        return any(told == "value" for told, _ in self.columns)

    @cached_property
    def tells_places(self) -> bool:
        """Return whether there is a column for the line or the column of an event."""
        return any(told in {"line", "column"} for told, _ in self.columns)


@dataclass(frozen=True)
class XsdSettings:
    """Whether documents are as a schema says; `valid` and `invalid` are texts in its place."""

    xml_field: str
    xml_is_file: bool
    schema: str
    schema_field: str
    result: str
    as_text: bool
    valid: str
    invalid: str
    message_field: str

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them."""
        source = xml.raw("xsdsource", "filename")
        if source == "noneed":
            raise SettingsError(
                "a schema that the document names itself is not loaded; name its file",
                "不会加载文档自身指定的模式；请指定模式文件",
            )
        by_field = source == "fieldname"
        if not xml.raw("xmlstream") or not xml.raw("resultfieldname"):
            raise SettingsError(
                "the XML field or the result field is missing", "缺少 XML 字段或结果字段"
            )
        if not xml.raw("xsddefinedfield" if by_field else "xdsfilename"):
            raise SettingsError("the schema is missing", "缺少模式（XSD）")
        return cls(
            xml_field=xml.raw("xmlstream"),
            xml_is_file=xml.flag("xmlsourcefile"),
            schema="" if by_field else local_path(xml.text("xdsfilename")),
            schema_field=xml.raw("xsddefinedfield") if by_field else "",
            result=xml.text("resultfieldname"),
            as_text=xml.flag("outputstringfield"),
            valid=xml.text("ifxmlvalid"),
            invalid=xml.text("ifxmlunvalid"),
            message_field=xml.text("validationmsgfield") if xml.flag("addvalidationmsg") else "",
        )


@dataclass(frozen=True)
class XsltSettings:
    """Documents in a field transformed by a style sheet: a file, or one in a field."""

    xml_field: str
    result: str
    sheet: str
    sheet_field: str
    sheet_is_file: bool
    parameters: tuple[tuple[str, str], ...]
    properties: tuple[tuple[str, str], ...]

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them."""
        by_field = xml.flag("xslfilefielduse")
        for tag in ("fieldname", "resultfieldname", "xslfilefield" if by_field else "xslfilename"):
            if not xml.raw(tag):
                raise SettingsError(f"setting {tag!r} is missing", f"缺少设置 {tag!r}")
        properties = xml.items("outputproperties/outputproperty")
        items = xml.items("parameters/parameter")
        return cls(
            xml_field=xml.raw("fieldname"),
            result=xml.raw("resultfieldname"),
            sheet="" if by_field else local_path(xml.text("xslfilename")),
            sheet_field=xml.raw("xslfilefield") if by_field else "",
            sheet_is_file=not by_field or xml.flag("xslfieldisafile", default=True),
            parameters=tuple((each.text("name"), each.text("field")) for each in items),
            properties=tuple((each.raw("name"), each.text("value")) for each in properties),
        )


STEPS = {
    "XMLInputStream": XmlStreamSettings,
    "XSDValidatorStep": XsdSettings,
    "XSLT": XsltSettings,
}
