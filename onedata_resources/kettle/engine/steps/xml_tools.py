"""XMLInputStream, XSDValidatorStep and XSLT: events of documents, validity, transforms."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import polars as pl
from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]

from onedata_resources.kettle.engine.document_rows import BATCH_ROWS
from onedata_resources.kettle.engine.failures import unreadable
from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.rejections import as_they_came
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.sources import batch_source
from onedata_resources.kettle.engine.stream import Inputs, Outputs, StepError, Stream
from onedata_resources.kettle.engine.style_sheets import Parameter, StyleSheet
from onedata_resources.kettle.engine.xml_documents import parse_file, parse_text
from onedata_resources.kettle.engine.xml_events import TOLD, Row, XmlEvents
from onedata_resources.kettle.settings.files import local_path
from onedata_resources.kettle.settings.xml_tools import (
    XmlStreamSettings,
    XsdSettings,
    XsltSettings,
)
from onedata_resources.kettle.values.convert import elementwise, not_empty, to_text
from onedata_resources.kettle.values.dtypes import dtype_of
from onedata_resources.kettle.values.types import Field, KettleType

K = KettleType
_LITERALS = {K.INTEGER, K.NUMBER, K.BIG_NUMBER, K.BOOLEAN}
RESULT, WHY = "__kettle_result", "__kettle_why"


@step("XMLInputStream")
def xml_input_stream(scope: StepScope, settings: XmlStreamSettings, inputs: Inputs) -> Outputs:
    """Return one row per event; of rows that come in only their document or file name is used."""
    fields = tuple(field for _, field in settings.columns)
    schema = {field.name: dtype_of(field.type) for field in fields}

    def batches() -> Iterator[pl.DataFrame]:
        rows: list[Row] = []
        for events, found in _documents(scope, settings, inputs):
            for row in found:
                rows.append(row)
                if len(rows) == BATCH_ROWS:
                    yield _frame(settings, rows)
                    rows = []
            scope.add("input", events.seen)
            if events.full:
                break
        if rows:
            yield _frame(settings, rows)

    return Outputs(Stream(batch_source(schema, scope.reading(batches)), fields))


def _documents(
    scope: StepScope, settings: XmlStreamSettings, inputs: Inputs
) -> Iterator[tuple[XmlEvents, Iterator[Row]]]:
    if inputs.main is None and settings.filename:
        names = [settings.filename]
    else:
        stream = inputs.required()
        text = stream.value(settings.xml_field or settings.filename)
        names = stream.frame.select(text.alias("n")).collect()["n"].to_list()
    for name in names:
        if settings.xml_field:
            events = XmlEvents(settings, None)
            yield events, events.of_text(name or "")
            continue
        path = Path(local_path(name or ""))
        scope.reads(path, wanted=settings.add_result_file)
        events = XmlEvents(settings, name)
        yield events, events.of_file(path)


def _frame(settings: XmlStreamSettings, rows: list[Row]) -> pl.DataFrame:
    columns = dict(zip(TOLD, zip(*rows, strict=True), strict=True))
    return pl.DataFrame(
        [
            pl.Series(field.name, columns[told], dtype=dtype_of(field.type))
            for told, field in settings.columns
        ]
    )


@step("XSDValidatorStep")
def xsd_validator(scope: StepScope, settings: XsdSettings, inputs: Inputs) -> Outputs:
    """Return the rows with whether their document is valid, and why it is not."""
    stream = inputs.required()
    names = [settings.xml_field, *([settings.schema_field] if settings.schema_field else [])]

    def validate(texts: list[str | None]) -> tuple[str | None, str | None]:
        path = local_path(texts[1] or "") if settings.schema_field else settings.schema
        why = invalid(texts[0] or "", path, is_file=settings.xml_is_file)
        return ("N" if why else "Y"), why

    wide = _asked(scope, stream, names, validate)
    valid = pl.col(RESULT) == "Y"
    added: list[tuple[Field, pl.Expr]] = [(Field(settings.result, K.BOOLEAN), valid)]
    if settings.as_text:
        shown = pl.when(valid).then(pl.lit(settings.valid)).otherwise(pl.lit(settings.invalid))
        added = [(Field(settings.result), not_empty(shown))]
    if settings.message_field:
        added.append((Field(settings.message_field), pl.col(WHY)))
    columns = [(each, pl.col(each.name)) for each in stream.fields]
    return Outputs(wide.selected([*columns, *added]))


def invalid(xml: str, schema: str, *, is_file: bool) -> str | None:
    """Return why the document is not valid; None when it is.

    Raises:
        StepError: There is no schema, or it is none.
    """
    try:
        document = parse_file(local_path(xml)) if is_file else parse_text(xml)
    except StepError as error:
        return str(error)
    found = _schema(schema, Path(schema).stat().st_mtime_ns if Path(schema).is_file() else 0)
    return None if found.validate(document) else str(found.error_log.last_error.message)


@lru_cache(maxsize=64)
def _schema(path: str, changed: int) -> Any:  # noqa: ANN401 - a schema
    del changed  # part of the key: a file that changed is read again
    if not Path(path).is_file():
        raise StepError(f"The XSD file [{path}] does not exist.", f"XSD 文件 [{path}] 不存在。")
    try:
        return etree.XMLSchema(parse_file(path).getroottree())
    except etree.XMLSchemaParseError as error:
        raise StepError(
            f"[{path}] is no schema: {error}", f"[{path}] 不是 XSD 模式：{error}"
        ) from error


def _shaped(stream: Stream, name: str, *, plain: bool) -> pl.Expr:
    field, value = stream.field(name), stream.value(name)
    if plain and field.type in _LITERALS:
        return elementwise(value, _literals, pl.String())
    return to_text(value, field)


def _literals(values: pl.Series) -> pl.Series:
    """Return numbers and booleans as an XPath has them."""
    return pl.Series(values.name, [_literal(each) for each in values.to_list()], dtype=pl.String)


def _literal(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return "true()" if value else "false()"
    if isinstance(value, float) and not math.isfinite(value):
        return {math.inf: "1 div 0", -math.inf: "-1 div 0"}.get(value, "0 div 0")
    return format(Decimal(repr(value) if isinstance(value, float) else str(value)), "f")


@step("XSLT")
def xslt(scope: StepScope, settings: XsltSettings, inputs: Inputs) -> Outputs:
    """Return the rows with their transformed documents; one that fails takes the error hop."""
    stream = inputs.required()
    fields = [field for _, field in settings.parameters]
    names = [settings.xml_field, *([settings.sheet_field] if settings.sheet_field else []), *fields]
    kinds = [stream.field(name).type for name in fields]
    sheets: dict[str, StyleSheet] = {}

    def transform(texts: list[str | None]) -> tuple[str | None, str | None]:
        sheet = settings.sheet
        values = texts[1:]
        if settings.sheet_field:
            sheet, values = (texts[1] or ""), texts[2:]
        given = {
            name: _parameter(value, kind)
            for (name, _), value, kind in zip(settings.parameters, values, kinds, strict=True)
        }
        if not settings.sheet_field and not Path(local_path(sheet)).is_file():
            raise StepError(
                f"The XSL file [{sheet}] does not exist!", f"XSL 文件 [{sheet}] 不存在！"
            )
        try:
            if sheet not in sheets:
                sheets[sheet] = _sheet(sheet, settings)
            return sheets[sheet].text(parse_text(texts[0] or ""), given), None
        except (StepError, etree.XSLTError, LookupError) as error:
            return None, str(error) or "the transformation failed"

    wide = _asked(scope, stream, names, transform, values=len(fields))
    good, rejected = scope.split(
        wide, pl.col(WHY).is_not_null(), pl.col(WHY), fields=settings.result, code="XSLT01"
    )
    columns = [(each, pl.col(each.name)) for each in stream.fields]
    main = good.selected([*columns, (Field(settings.result), pl.col(RESULT))])
    return Outputs(main, rejected=as_they_came(rejected, wide, stream.fields))


def _parameter(text: str | None, kind: KettleType) -> Parameter:
    """Return the value as the style sheet sees it: a number or a boolean is no text."""
    if text is None or kind not in _LITERALS:
        return text or ""
    return etree.XPath(text)


def _sheet(text: str, settings: XsltSettings) -> StyleSheet:
    try:
        root = parse_file(local_path(text)) if settings.sheet_is_file else parse_text(text)
    except OSError as error:
        raise unreadable(text, error) from error
    return StyleSheet(root, dict(settings.properties))


def _asked(
    scope: StepScope,
    stream: Stream,
    names: list[str],
    answer: Callable[[list[str | None]], tuple[str | None, str | None]],
    *,
    values: int = 0,
) -> Stream:
    """Return the rows with what `answer` makes of the texts of some fields, and why it does not.

    The last `values` of them are values that no mask shapes, written for an XPath.
    """
    columns = [f"__kettle_asked_{number}" for number in range(len(names))]
    shaped = len(names) - values
    texts = [
        _shaped(stream, name, plain=number >= shaped).alias(column)
        for number, (name, column) in enumerate(zip(names, columns, strict=True))
    ]

    def ask(batch: pl.DataFrame) -> pl.DataFrame:
        found = [answer(list(row)) for row in batch.select(columns).rows()]
        schema = {RESULT: pl.String(), WHY: pl.String()}
        made = pl.DataFrame(found, schema=schema, orient="row")
        return pl.concat([batch.drop(columns), made], how="horizontal")

    schema = dict(stream.frame.collect_schema()) | {RESULT: pl.String(), WHY: pl.String()}
    frame = scope.tap(stream.frame.with_columns(texts), ask, schema=schema)
    return Stream(frame, (*stream.fields, Field(RESULT), Field(WHY)))
