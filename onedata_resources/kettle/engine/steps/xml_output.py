"""XMLOutput and AddXML: rows as XML, into files or into a field."""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl

from onedata_resources.kettle.engine.passing_on import count_passed, passed_on, shared
from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.stream import Inputs, Outputs, Stream
from onedata_resources.kettle.engine.xml_files import XmlFiles
from onedata_resources.kettle.engine.xml_text import (
    header,
    saxon_text,
    saxon_value,
    stream_text,
    stream_value,
)
from onedata_resources.kettle.settings.xml_output import (
    AddXmlSettings,
    XmlOutputField,
    XmlOutputSettings,
)
from onedata_resources.kettle.values.convert import to_text
from onedata_resources.kettle.values.formatted import formatted
from onedata_resources.kettle.values.stored import value_of
from onedata_resources.kettle.values.types import NUMERIC, TEMPORAL, Field, KettleType

K = KettleType
LINE = "__kettle_line"
PLAIN_NUMBERS = "#,##0.###"
NOTHING = pl.lit("")


@step("XMLOutput")
def xml_output(scope: StepScope, settings: XmlOutputSettings, inputs: Inputs) -> Outputs:
    """Write one element per row and pass the rows on, with the lengths of the step's own fields."""
    stream = inputs.required()
    fields = [_formatted(stream, each) for each in settings.fields] or [
        XmlOutputField(each, each.name, attribute=False) for each in stream.fields
    ]
    files = XmlFiles(
        settings,
        scope.metrics.copy,
        lambda path: scope.reads(path, wanted=settings.add_result_file),
    )
    if not settings.open_late:
        files.open()
    scope.writes(files)
    kept = shared(scope, stream)
    lines = kept.frame.select(_row(stream, fields, settings).alias(LINE))

    def write(batch: pl.DataFrame) -> None:
        files.write(batch[LINE].to_list())
        scope.add("output", batch.height)
        count_passed(scope, batch.height)

    scope.sink(lines, write)
    given = {each.field.name.lower(): each.field for each in settings.fields}
    passed = tuple(
        replace(each, length=own.length, precision=own.precision)
        if (own := given.get(each.name.lower()))
        else each
        for each in stream.fields
    )
    return passed_on(scope, Stream(kept.frame, passed))


def _formatted(stream: Stream, output: XmlOutputField) -> XmlOutputField:
    """Return the field as the stream types it and the step formats it."""
    known, given = stream.field(output.field.name), output.field
    field = replace(
        known,
        mask=given.mask,
        length=given.length,
        precision=given.precision,
        decimal=given.decimal,
        group=given.group,
        currency=given.currency,
    )
    return replace(output, field=field)


def _row(stream: Stream, fields: list[XmlOutputField], settings: XmlOutputSettings) -> pl.Expr:
    attributes, parts = [], []
    omit_null = settings.omit_null and bool(settings.fields)  # as in Kettle only of listed fields
    for number, each in enumerate(fields):
        text = to_text(value_of(stream.field(each.field.name)), replace(each.field, lazy=False))
        if each.attribute:
            value = formatted(f' {each.element}="{{}}"', stream_value(text))
            known = each.field.type is K.STRING and settings.null_attributes
            attributes.append(value.fill_null(f' {each.element}="null"' if known else ""))
            continue
        empty = "" if omit_null else f"<{each.element}/>"
        element = formatted(f"<{each.element}>{{}}</{each.element}>", stream_text(text))
        if omit_null:
            element = pl.when(text != "").then(element)
        parts.append(pl.concat_str([pl.lit(" " if number else ""), element.fill_null(empty)]))
    start = pl.concat_str([pl.lit(f"<{settings.row}"), *attributes])
    body = pl.concat_str(parts) if parts else NOTHING
    full = pl.concat_str([start, pl.lit(">"), body, pl.lit(f"</{settings.row}>\n")])
    return pl.when(body == "").then(pl.concat_str([start, pl.lit("/>\n")])).otherwise(full)


@dataclass(frozen=True)
class _Part:
    """One field of AddXML: its text, which is never null, and whether it is written at all."""

    output: XmlOutputField
    text: pl.Expr
    present: pl.Expr


@step("AddXML")
def add_xml(scope: StepScope, settings: AddXmlSettings, inputs: Inputs) -> Outputs:
    """Return the rows with the XML of the fields in a new field."""
    del scope
    stream = inputs.required()
    parts = [_part(stream, each, settings) for each in settings.fields]
    children = [each for each in parts if not each.output.attribute]
    homes = {id(each): _home(each, parts) for each in parts if each.output.attribute}
    inner = pl.concat_str([_child(each, parts, homes, settings) for each in children] or [NOTHING])
    own = _attributes(None, parts, homes)
    start = pl.concat_str([pl.lit(f"<{settings.root}"), own])
    full = pl.concat_str([start, pl.lit(">"), inner, pl.lit(f"</{settings.root}>")])
    element = pl.when(inner == "").then(pl.concat_str([start, pl.lit("/>")])).otherwise(full)
    if not settings.omit_header:
        element = pl.concat_str([pl.lit(header(settings.encoding)), element])
    return Outputs(stream.appended([(Field(settings.result), element)]))


def _part(stream: Stream, output: XmlOutputField, settings: AddXmlSettings) -> _Part:
    known = stream.field(output.field.name)
    value, field = value_of(known), replace(known, lazy=False)
    if known.type in NUMERIC:
        mask = output.field.mask or PLAIN_NUMBERS
        given = output.field
        field = replace(
            field, mask=mask, decimal=given.decimal, group=given.group, currency=given.currency
        )
    elif known.type in TEMPORAL and output.field.mask:
        field = replace(field, mask=output.field.mask)
    text = to_text(value, field)
    text = pl.when(text != "").then(text) if known.type is K.STRING else text
    present = text.is_not_null() if settings.omit_null else pl.lit(value=True)
    return _Part(output, text.fill_null(output.null_text), present)


def _home(attribute: _Part, parts: list[_Part]) -> list[_Part]:
    """Return the elements that can get the attribute: those of that name before it, in order."""
    before = parts[: parts.index(attribute)]
    return [
        each
        for each in before
        if not each.output.attribute and each.output.element == attribute.output.parent
    ]


def _attributes(node: _Part | None, parts: list[_Part], homes: dict[int, list[_Part]]) -> pl.Expr:
    """Return the attributes of an element, or of the root, sorted by name; the last one wins."""
    by_name: dict[str, pl.Expr] = {}
    for each in parts:
        if not each.output.attribute:
            continue
        candidates = homes[id(each)]
        if node is not None and not any(node is home for home in candidates):
            continue
        earlier = []
        for home in candidates:
            if home is node:
                break
            earlier.append(home.present)
        here = pl.all_horizontal(each.present, *(there.not_() for there in earlier))
        name = each.output.element
        value = pl.when(here).then(formatted(f' {name}="{{}}"', saxon_value(each.text)))
        by_name[name] = pl.coalesce(value, by_name[name]) if name in by_name else value
    ordered = [by_name[name].fill_null("") for name in sorted(by_name)]
    return pl.concat_str(ordered) if ordered else NOTHING


def _child(
    each: _Part, parts: list[_Part], homes: dict[int, list[_Part]], settings: AddXmlSettings
) -> pl.Expr:
    name, text = each.output.element, saxon_text(each.text)
    if name == settings.root:
        return pl.when(each.present).then(text).otherwise(NOTHING)
    start = pl.concat_str([pl.lit(f"<{name}"), _attributes(each, parts, homes)])
    full = pl.concat_str([start, pl.lit(">"), text, pl.lit(f"</{name}>")])
    element = pl.when(text == "").then(pl.concat_str([start, pl.lit("/>")])).otherwise(full)
    return pl.when(each.present).then(element).otherwise(NOTHING)
