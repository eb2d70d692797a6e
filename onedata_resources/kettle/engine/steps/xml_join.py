"""XMLJoin: the XML of many rows put into the XML of one."""

from __future__ import annotations

import re
from typing import Any

import polars as pl
from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]

from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.scope import StepScope, schema_of
from onedata_resources.kettle.engine.stream import Inputs, NoInputError, Outputs, StepError, Stream
from onedata_resources.kettle.engine.xml_documents import parse_text
from onedata_resources.kettle.engine.xml_text import header, saxon_document
from onedata_resources.kettle.settings.xml_output import XmlJoinSettings
from onedata_resources.kettle.values.convert import to_text
from onedata_resources.kettle.values.plain_text import plain_text
from onedata_resources.kettle.values.types import Field, KettleType

SOURCES, COMPARED = "__kettle_sources", "__kettle_compared"
_DEFAULT = re.compile(r"(?<=\s)xmlns(?=\s*=)")
_MARK = "kettle-xmlns"


@step("XMLJoin")
def xml_join(scope: StepScope, settings: XmlJoinSettings, inputs: Inputs) -> Outputs:
    """Return the target's first row with the joined XML; without one there is no row."""
    target = inputs.named.get(settings.target_step)
    source = inputs.named.get(settings.source_step)
    if target is None or source is None:
        raise NoInputError
    target_name = target.field(settings.target_field).name
    xml = source.value(settings.source_field)
    compared = _compared(source, settings.compare) if settings.compare else xml
    gathered = source.frame.select(xml.implode().alias(SOURCES), compared.implode().alias(COMPARED))
    both = target.frame.head(1).join(gathered, how="cross")

    def join(batch: pl.DataFrame) -> pl.DataFrame:
        texts = [
            joined(settings, row[target_name], row[SOURCES], row[COMPARED])
            for row in batch.iter_rows(named=True)
        ]
        kept = batch.drop(SOURCES, COMPARED)
        return kept.with_columns(pl.Series(SOURCES, texts, dtype=pl.String))

    schema = schema_of(target) | {SOURCES: pl.String()}
    stream = Stream(scope.tap(both, join, schema=schema), (*target.fields, Field(SOURCES)))
    columns = [(each, pl.col(each.name)) for each in target.fields]
    return Outputs(stream.selected([*columns, (Field(settings.result), pl.col(SOURCES))]))


def _compared(source: Stream, name: str) -> pl.Expr:
    """Return the value as Java's toString has it: no mask shapes a number."""
    field, value = source.field(name), source.value(name)
    if field.type in {KettleType.INTEGER, KettleType.NUMBER}:
        return plain_text(value, field)
    return to_text(value, field)


def joined(
    settings: XmlJoinSettings, target: str | None, sources: list[str | None], compared: list[Any]
) -> str:
    """Return the target with the sources appended to the nodes that the path finds.

    Raises:
        StepError: Something is no XML, or the path finds no node.
    """
    root = _parsed(target)
    fixed = None if settings.compare else _found(root, settings.path)
    for text, value in zip(sources, compared, strict=True):
        node = _parsed(text)
        place = _found(root, settings.path.replace("?", str(value))) if fixed is None else fixed
        place.append(node)
    if settings.omit_null:
        _without_empty(root)
    text = saxon_document(root).replace(f" {_MARK}=", " xmlns=")
    return text if settings.omit_header else header(settings.encoding) + text


def _parsed(text: str | None) -> Any:  # noqa: ANN401 - an element
    """Return the root; a namespace without prefix counts for nothing, as in Kettle's own join."""
    return parse_text(_DEFAULT.sub(_MARK, text or ""))


def _found(root: Any, path: str) -> Any:  # noqa: ANN401 - elements
    try:
        found = root.getroottree().xpath(path)
    except etree.XPathError as error:
        raise StepError(
            f"XPath statement [{path}] cannot be applied: {error}",
            f"XPath [{path}] 无法使用：{error}",
        ) from error
    nodes = [each for each in found if hasattr(each, "tag")] if isinstance(found, list) else []
    if not nodes:
        raise StepError(
            f"XPath statement returned no result [{path}]", f"XPath 没有找到结果 [{path}]"
        )
    return nodes[0]


def _without_empty(node: Any) -> None:  # noqa: ANN401 - an element
    """Take out elements without attributes, text and children, from the leaves upwards."""
    for child in list(node):
        _without_empty(child)
        bare = isinstance(child.tag, str) and not (len(child) or child.text or child.attrib)
        if not bare:
            continue
        if child.tail:
            before = child.getprevious()
            if before is not None:
                before.tail = (before.tail or "") + child.tail
            else:
                node.text = (node.text or "") + child.tail
            child.tail = None
        node.remove(child)
