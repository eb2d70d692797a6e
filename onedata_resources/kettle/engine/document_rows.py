"""Rows out of documents: what the steps that read JSON, XML or YAML have in common.

A step makes rows of texts; here they get types, bad rows take the error hop, columns are added.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl

from onedata_resources.kettle.engine.conversions import Typed, with_typed
from onedata_resources.kettle.engine.failures import missing_files
from onedata_resources.kettle.engine.file_facts import fact_columns, found_paths
from onedata_resources.kettle.engine.outcome import ResultFile
from onedata_resources.kettle.engine.output_names import tell_file
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.sources import batch_source
from onedata_resources.kettle.engine.stream import Inputs, Outputs, StepError, Stream
from onedata_resources.kettle.settings.documents import DocumentField, DocumentSource
from onedata_resources.kettle.settings.files import local_path
from onedata_resources.kettle.values.dtypes import dtype_of
from onedata_resources.kettle.values.formatted import formatted
from onedata_resources.kettle.values.types import Field, KettleType, made_field

K = KettleType
FILE = "__kettle_file"
ROW = "__kettle_number"
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
        positions = [row for row, count in enumerate(counts) for _ in range(count)]
        values = pl.DataFrame(rows, schema=source.schema, orient="row")
        return pl.concat([batch[positions], values], how="horizontal")

    return scope.tap(told_of(scope, source), expand, schema=schema_with(source))


def told_of(scope: StepScope, source: Documents) -> pl.LazyFrame:
    """Return the rows; the job is told of the files that they name, where that is wanted."""
    if not (source.settings.is_file and source.settings.add_result_files):
        return source.stream.frame

    def tell(batch: pl.DataFrame) -> None:
        paths = [Path(local_path(name)) for name in batch[source.column].drop_nulls()]
        with scope.state.control.lock:
            for path in filter(Path.is_file, paths):
                tell_file(scope, path)

    return scope.tap(source.stream.frame, tell)


def schema_with(source: Documents, *more: str) -> dict[str, pl.DataType]:
    """Return the schema of the stream with the texts of the values, and of further columns."""
    known = dict(source.stream.frame.collect_schema())
    return known | source.schema | dict.fromkeys(more, pl.String())


def with_types(
    scope: StepScope, source: Documents, frame: pl.LazyFrame, *, told: bool = False
) -> Outputs:
    """Return the finished rows of `frame`, which has the texts of the values.

    Where `told`, the frame has a column `WHY` that tells why a document gave no rows; its row, and
    one with a value that does not fit, goes to the error hop as it came in.
    """
    texts = [Field(name) for name in (*source.names, *([WHY] if told else []))]
    wide = Stream(frame, (*source.stream.fields, *texts))
    pairs = list(zip(source.names, source.fields, strict=True))
    checked = with_typed(wide, [(name, replace(each.field, name=name)) for name, each in pairs])
    named = {name: each.field for name, each in pairs}
    bads = [bad for _, bad in checked.lost]
    describe = source.describe or _lost
    whys = [
        pl.when(bad).then(describe(named[field.name], pl.col(field.name)))
        for field, bad in checked.lost
    ]
    if told:
        bads.insert(0, pl.col(WHY).is_not_null())
        whys.insert(0, pl.when(bads[0]).then(pl.col(WHY)))
    if not bads:
        return Outputs(finished(scope, source, checked.stream, checked.value))
    good, rejected = scope.split(
        checked.stream,
        pl.any_horizontal(bads),
        pl.coalesce(whys),
        fields=source.settings.column,
        code=source.code,
    )
    main = finished(scope, source, good, checked.value)
    if rejected is None:
        return Outputs(main)
    columns = [(each, pl.col(each.name)) for each in source.stream.fields if each.name != FILE]
    if source.rejects_whole:
        columns += _so_far(source, checked)
    columns += [(each, pl.col(each.name)) for each in rejected.fields[len(wide.fields) :]]
    return Outputs(main, rejected=rejected.selected(columns))


def _so_far(source: Documents, checked: Typed) -> list[tuple[Field, pl.Expr]]:
    """Return the fields of a rejected row: values up to the one that does not fit, then null."""
    lost = {field.name: bad for field, bad in checked.lost}
    columns: list[tuple[Field, pl.Expr]] = []
    wrong: list[pl.Expr] = [pl.lit(value=False)]
    for name, each in zip(source.names, source.fields, strict=True):
        wrong += [lost[name]] if name in lost else []
        value = pl.when(pl.any_horizontal(wrong).not_()).then(checked.value(name))
        columns.append((each.field, value))
    settings = source.settings
    told = [(settings.file_field, K.STRING), (settings.row_number_field, K.INTEGER)]
    columns += [
        (made_field(name, kind), pl.lit(None, dtype_of(kind))) for name, kind in told if name
    ]
    facts = fact_columns(settings.facts, pl.lit(None, pl.String))
    return columns + [(field, pl.lit(None, dtype_of(field.type))) for field, _ in facts]


def _lost(field: Field, value: pl.Expr) -> pl.Expr:
    return formatted(
        f"字段 [{field.name}] 的值 [{{}}] 无法按 {field.type} 解析 / "
        f"Couldn't parse field [{field.name}] with value [{{}}] as {field.type}",
        value,
        value,
    )


def finished(
    scope: StepScope, source: Documents, good: Stream, value_of: Callable[[str], pl.Expr] = pl.col
) -> Stream:
    """Return the rows with repeated values filled, limited, numbered, and told about.

    `value_of` gives the typed value of a column.
    """
    settings = source.settings
    frame = good.frame.head(settings.limit) if settings.limit > 0 else good.frame
    frame = scope.counted(frame, source.counter)
    gone = {FILE, source.column} if settings.remove_field else {FILE}
    columns = [
        (field, pl.col(field.name)) for field in source.stream.fields if field.name not in gone
    ]
    for name, each in zip(source.names, source.fields, strict=True):
        value = value_of(name)
        columns.append((each.field, value.forward_fill() if each.repeat else value))
    of_file = settings.is_file or not settings.column
    path = pl.col(source.column) if of_file else pl.lit(None, pl.String)
    if settings.file_field:
        columns.append((Field(settings.file_field, length=250), path))
    if settings.row_number_field:
        frame = frame.with_row_index(ROW, offset=1)
        number = made_field(settings.row_number_field, K.INTEGER)
        columns.append((number, pl.col(ROW).cast(pl.Int64)))
    columns.extend(fact_columns(settings.facts, path))
    return Stream(frame, good.fields).selected(columns)
