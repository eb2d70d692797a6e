"""Rows out of documents: what the steps that read JSON, XML or YAML have in common.

A step makes rows of texts; `document_values` gives them their types and adds columns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from onedata_resources.kettle.engine.failures import missing_files
from onedata_resources.kettle.engine.file_facts import found_paths
from onedata_resources.kettle.engine.outcome import ResultFile
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.sources import batch_source
from onedata_resources.kettle.engine.stream import Inputs, StepError, Stream
from onedata_resources.kettle.settings.documents import DocumentField, DocumentSource
from onedata_resources.kettle.settings.files import local_path
from onedata_resources.kettle.values.dtypes import dtype_of
from onedata_resources.kettle.values.types import Field, KettleType

K = KettleType
FILE = "__kettle_file"
WHY = "__kettle_why"
VALUE = "__kettle_value_"
BATCH_ROWS = 10_000

Texts = tuple[str | None, ...]
Values = tuple[Any, ...]
"""The values of one row: texts, or of the fields' types where the documents are typed."""


@dataclass(frozen=True)
class Documents:
    """The documents of one step: `stream` has one row per document, its text in `column`.

    `typed` tells that values are read with their types, not as texts; `counter` is the metric that
    counts the rows; `rejects_whole` that a rejected row has all fields of the step, filled up to
    the one that does not fit; `describe` says why it does not.
    """

    settings: DocumentSource
    fields: tuple[DocumentField, ...]
    stream: Stream
    column: str
    code: str
    typed: bool = False
    counter: str = "input"
    rejects_whole: bool = False
    describe: Callable[[Field, pl.Expr], pl.Expr] | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Return the columns of the values' texts, which are named apart from the stream's."""
        return tuple(f"{VALUE}{number}" for number in range(len(self.fields)))

    @property
    def schema(self) -> dict[str, pl.DataType]:
        """Return the types of the values' columns."""
        kinds = [each.field.type if self.typed else K.STRING for each in self.fields]
        return {name: dtype_of(kind) for name, kind in zip(self.names, kinds, strict=True)}


def documents(
    scope: StepScope,
    settings: DocumentSource,
    fields: tuple[DocumentField, ...],
    inputs: Inputs,
    code: str,
) -> Documents:
    """Return the rows that come in, or one row per file.

    Raises:
        StepError: A file or a field is missing.
    """
    if settings.column:
        stream = inputs.required()
        column = stream.field(settings.column).name
    else:
        paths = [str(path) for path in document_paths(scope, settings)]
        frame = pl.LazyFrame({FILE: paths}, schema={FILE: pl.String})
        stream, column = Stream(frame, (Field(FILE),)), FILE
    return Documents(settings, fields, stream, column, code)


def document_paths(scope: StepScope, settings: DocumentSource) -> list[Path]:
    """Return the files that the settings name, and tell the job of them where that is wanted."""
    paths = found_paths(settings.files)
    missing = [
        each.name for each in settings.files if each.required and not Path(each.name).exists()
    ]
    if missing:
        raise missing_files(missing)
    if not paths and not settings.ignore_missing_file:
        named = ", ".join(each.name for each in settings.files)
        raise StepError(f"No file(s) specified! Nothing is there at: {named}", f"没有文件：{named}")
    scope.require_folders(settings.files)
    if settings.add_result_files:
        origin = scope.step.name
        scope.state.outcome.files.extend(ResultFile(str(path), origin=origin) for path in paths)
    return paths


def read_files_in_batches(
    scope: StepScope, source: Documents, read: Callable[[str], Iterator[Values]]
) -> pl.LazyFrame:
    """Return the rows that `read` gives of each file, beside the file's name, batch by batch."""
    paths = source.stream.frame.collect()[FILE].to_list()
    schema = {FILE: pl.String(), **source.schema}

    def batches() -> Iterator[pl.DataFrame]:
        for path in paths:
            rows: list[Values] = []
            for row in read(path):
                rows.append((path, *row))
                if len(rows) == BATCH_ROWS:
                    yield pl.DataFrame(rows, schema=schema, orient="row")
                    rows = []
            if rows:
                yield pl.DataFrame(rows, schema=schema, orient="row")

    return batch_source(schema, scope.reading(batches))


def read_documents(
    scope: StepScope, source: Documents, read: Callable[[str | None], Iterator[Values]]
) -> pl.LazyFrame:
    """Return the rows that `read` gives of each document: of rows that come in, or of files."""
    if source.settings.column:
        return expanded(scope, source, read)
    return read_files_in_batches(scope, source, read)


def expanded(
    scope: StepScope, source: Documents, read: Callable[[str | None], Iterator[Values]]
) -> pl.LazyFrame:
    """Return the stream's rows, each as often as `read` gives rows of its document."""

    def expand(batch: pl.DataFrame) -> pl.DataFrame:
        counts: list[int] = []
        rows: list[Values] = []
        for text in batch[source.column].to_list():
            before = len(rows)
            rows.extend(read(text))
            counts.append(len(rows) - before)
        values = pl.DataFrame(rows, schema=source.schema, orient="row")
        return pl.concat([repeated(batch, counts), values], how="horizontal")

    return scope.tap(told_of(scope, source), expand, schema=schema_with(source))


def repeated(batch: pl.DataFrame, counts: list[int]) -> pl.DataFrame:
    """Return the batch with each row as often as its count says."""
    return batch[[row for row, count in enumerate(counts) for _ in range(count)]]


def told_of(scope: StepScope, source: Documents) -> pl.LazyFrame:
    """Return the rows; the job is told of the files that they name, where that is wanted."""
    if not (source.settings.is_file and source.settings.add_result_files):
        return source.stream.frame

    def tell(batch: pl.DataFrame) -> None:
        paths = [Path(local_path(name)) for name in batch[source.column].drop_nulls()]
        with scope.state.control.lock:
            for path in filter(Path.is_file, paths):
                scope.reads(path)

    return scope.tap(source.stream.frame, tell)


def schema_with(source: Documents, *more: str) -> dict[str, pl.DataType]:
    """Return the schema of the stream with the texts of the values, and of further columns."""
    known = dict(source.stream.frame.collect_schema())
    return known | source.schema | dict.fromkeys(more, pl.String())
