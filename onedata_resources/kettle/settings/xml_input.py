"""Settings of getXMLData ("Get data from XML")."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

from onedata_resources.kettle.settings.documents import (
    DocumentField,
    DocumentSource,
    read_document_fields,
)
from onedata_resources.kettle.settings.stepxml import SettingsError, StepXml


@dataclass(frozen=True)
class XmlField(DocumentField):
    """A field, its path from the row's node, and whether it takes the node's XML."""

    as_xml: bool = False


@dataclass(frozen=True)
class GetXmlSettings:
    """Rows from the nodes that `loop` finds; `prune` is the element that a stream is cut into."""

    source: DocumentSource
    fields: tuple[XmlField, ...]
    loop: str
    prune: str
    namespaces: bool
    tokens: bool
    ignore_comments: bool

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them."""
        if xml.flag("validating"):
            raise SettingsError(
                "validating against a schema is not supported; validate in a step before",
                "不支持按模式校验；请在前面的步骤中校验",
            )
        loop = xml.text("loopxpath")
        if not loop:
            raise SettingsError("the loop XPath is missing", "缺少循环读取路径（XPath）")
        source = DocumentSource.from_xml(xml, field_tag="XmlField", add_tag="addresultfile")
        source = replace(source, remove_field=False)
        fields = read_document_fields(xml, "xpath", repeat=True)
        items = xml.items("fields/field")
        return cls(
            source=source,
            fields=tuple(_field(each, item) for each, item in zip(fields, items, strict=True)),
            loop=_rooted(loop),
            prune="" if source.column else _rooted(xml.text("prunePath").strip()),
            namespaces=xml.flag("NameSpaceAware"),
            tokens=xml.flag("usetoken"),
            ignore_comments=xml.flag("ignorecomments"),
        )


def _rooted(path: str) -> str:
    return path if path.startswith("/") or not path else f"/{path}"


def _field(field: DocumentField, item: StepXml) -> XmlField:
    attribute = item.raw("element_type").lower() in {"attribut", "attribute"}
    return XmlField(
        field.field,
        _attribute(field.path) if attribute else field.path,
        field.repeat,
        as_xml=item.raw("result_type").lower() == "singlenode",
    )


def _attribute(path: str) -> str:
    before, slash, last = path.rpartition("/")
    return before + slash + (last if last.startswith("@") else f"@{last}")


STEPS = {
    "getXMLData": GetXmlSettings,
}
