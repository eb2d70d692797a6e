"""getXMLData: rows from XML documents in files, in a field, or behind URLs in a field."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import polars as pl

from onedata_resources.kettle.engine.csv_values import thrown_value
from onedata_resources.kettle.engine.document_rows import (
    Documents,
    Texts,
    documents,
    expanded,
    read_files_in_batches,
)
from onedata_resources.kettle.engine.document_values import with_types
from onedata_resources.kettle.engine.http_calls import fetch
from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.stream import Inputs, Outputs, StepError
from onedata_resources.kettle.engine.xml_documents import parse_bytes, parse_text
from onedata_resources.kettle.engine.xml_rows import XmlRows
from onedata_resources.kettle.settings.files import local_path
from onedata_resources.kettle.settings.xml_input import GetXmlSettings


@step("getXMLData")
def get_xml_data(scope: StepScope, settings: GetXmlSettings, inputs: Inputs) -> Outputs:
    """Return one row per node of the loop; a value that does not fit goes to the error hop."""
    source = documents(scope, settings.source, settings.fields, inputs, "GetXMLData001")
    source = replace(source, rejects_whole=True, describe=thrown_value)
    rows = XmlRows(settings)
    return with_types(scope, source, _frame(scope, source, rows))


def _frame(scope: StepScope, source: Documents, rows: XmlRows) -> pl.LazyFrame:
    settings = rows.settings.source
    if not settings.column:
        return read_files_in_batches(scope, source, lambda path: _of_file(rows, path))

    def read(text: str | None) -> Iterator[Texts]:
        if settings.is_file:
            return _of_file(rows, local_path(text or ""))
        ignored = rows.settings.ignore_comments
        if settings.is_url:
            url = text or ""
            return rows.of_root(parse_bytes(fetch(url), url, ignore_comments=ignored))
        return rows.of_root(parse_text(text or "", ignore_comments=ignored))

    return expanded(scope, source, read)


def _of_file(rows: XmlRows, path: str) -> Iterator[Texts]:
    file = Path(path)
    if not file.is_file():
        raise StepError(f"File [{path}] does not exist.", f"文件 [{path}] 不存在。")
    empty = file.stat().st_size == 0
    return iter(()) if empty and rows.settings.source.ignore_empty_file else rows.of_file(path)
