"""Settings of the steps that write XML: XMLOutput, AddXML, XMLJoin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from onedata_resources.kettle.settings.files import local_path
from onedata_resources.kettle.settings.stepxml import SettingsError, StepXml, read_field
from onedata_resources.kettle.values.types import Field


@dataclass(frozen=True)
class XmlOutputField:
    """A field, the element or attribute that it becomes, and the text for null.

    `parent` names the element that gets the attribute; the row's own where it is empty.
    """

    field: Field
    element: str
    attribute: bool
    null_text: str = ""
    parent: str = ""


@dataclass(frozen=True)
class OutputName:
    """How the name of a file is made: date, time or format, copy and part, before the extension."""

    name: str
    extension: str
    with_date: bool
    with_time: bool
    date_format: str
    with_copy: bool

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read it from the step's `<file>`."""
        return cls(
            name=local_path(xml.text("file/name")),
            extension=xml.text("file/extention"),
            with_date=xml.flag("file/add_date"),
            with_time=xml.flag("file/add_time"),
            date_format=xml.raw("file/date_time_format") if xml.flag("file/SpecifyFormat") else "",
            with_copy=xml.flag("file/split"),
        )


@dataclass(frozen=True)
class XmlOutputSettings:
    """An XML file with one element per row; `null_attributes` writes a text that is null as null.

    Nulls are left out only of listed fields.
    """

    file: OutputName
    encoding: str
    namespace: str
    parent: str
    row: str
    omit_null: bool
    null_attributes: bool
    open_late: bool
    zipped: bool
    split_every: int
    add_result_file: bool
    fields: tuple[XmlOutputField, ...]

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them."""
        if xml.flag("file/servlet_output"):
            raise SettingsError("writing to the web answer is not supported", "不支持写入网页应答")
        file = OutputName.from_xml(xml)
        if not file.name:
            raise SettingsError("the name of the file is missing", "缺少文件名")
        return cls(
            file=file,
            encoding=xml.raw("encoding") or "UTF-8",
            namespace=xml.raw("name_space"),
            parent=xml.raw("xml_main_element") or "Rows",
            row=xml.raw("xml_repeat_element") or "Row",
            omit_null=xml.flag("file/omit_null_values"),
            null_attributes=xml.switched("KETTLE_COMPATIBILITY_XML_OUTPUT_NULL_VALUES"),
            open_late=xml.flag("file/do_not_open_newfile_init"),
            zipped=xml.flag("file/zipped"),
            split_every=xml.number("file/splitevery", 0),
            add_result_file=xml.flag("file/add_to_result_filenames"),
            fields=tuple(
                _field(each, attribute=each.raw("content_type") == "Attribute")
                for each in xml.items("fields/field")
            ),
        )


def _field(xml: StepXml, *, attribute: bool) -> XmlOutputField:
    field = read_field(xml)
    return XmlOutputField(
        field,
        xml.raw("element") or field.name,
        attribute,
        xml.raw("nullif"),
        xml.raw("attributeParentName"),
    )


@dataclass(frozen=True)
class AddXmlSettings:
    """A field with the XML of some other fields."""

    result: str
    root: str
    encoding: str
    omit_header: bool
    omit_null: bool
    fields: tuple[XmlOutputField, ...]

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them."""
        fields = xml.items("fields/field")
        return cls(
            result=xml.raw("valueName") or "xmlvaluename",
            root=xml.raw("xml_repeat_element") or "Row",
            encoding=xml.raw("encoding") or "UTF-8",
            omit_header=xml.flag("file/omitXMLheader"),
            omit_null=xml.flag("file/omitNullValues"),
            fields=tuple(_field(each, attribute=each.flag("attribute")) for each in fields),
        )


@dataclass(frozen=True)
class XmlJoinSettings:
    """XML of the rows of one step, put into the XML of another step's first row.

    In a complex join the `?` of the XPath is each row's `compare` value.
    """

    target_step: str
    target_field: str
    source_step: str
    source_field: str
    result: str
    path: str
    compare: str
    encoding: str
    omit_header: bool
    omit_null: bool

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them."""
        needed = ("targetXMLstep", "targetXMLfield", "sourceXMLstep", "sourceXMLfield",
                  "targetXPath", "valueXMLfield")  # fmt: skip
        for tag in needed:
            if not xml.raw(tag):
                raise SettingsError(f"setting {tag!r} is missing", f"缺少设置 {tag!r}")
        return cls(
            target_step=xml.raw("targetXMLstep"),
            target_field=xml.raw("targetXMLfield"),
            source_step=xml.raw("sourceXMLstep"),
            source_field=xml.raw("sourceXMLfield"),
            result=xml.raw("valueXMLfield"),
            path=xml.raw("targetXPath"),
            compare=xml.raw("joinCompareField") if xml.flag("complexJoin") else "",
            encoding=xml.raw("encoding") or "UTF-8",
            omit_header=xml.flag("omitXMLHeader"),
            omit_null=xml.flag("omitNullValues"),
        )

    @property
    def input_steps(self) -> tuple[str, ...]:
        """Return the two steps whose rows are told apart."""
        return self.target_step, self.source_step


STEPS = {
    "AddXML": AddXmlSettings,
    "XMLJoin": XmlJoinSettings,
    "XMLOutput": XmlOutputSettings,
}
