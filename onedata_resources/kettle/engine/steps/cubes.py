"""CubeInput and CubeOutput: rows in Kettle's own binary form, gzipped."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from onedata_resources.kettle.engine.cube_data import Source, header_bytes, row_bytes
from onedata_resources.kettle.engine.failures import missing_files, refused_by_disk
from onedata_resources.kettle.engine.passing_on import count_passed, passed_on, shared
from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.sources import BATCH_ROWS, batch_source
from onedata_resources.kettle.engine.steps.results import typed
from onedata_resources.kettle.engine.stream import Inputs, Outputs, StepError, Stream
from onedata_resources.kettle.settings.cubes import CubeInputSettings, CubeOutputSettings
from onedata_resources.kettle.values.dtypes import column_dtype
from onedata_resources.kettle.values.types import Field

BROKEN = (EOFError, zlib.error, gzip.BadGzipFile)


@step("CubeInput")
def cube_input(scope: StepScope, settings: CubeInputSettings, inputs: Inputs) -> Outputs:
    """Return the rows of the file, whose fields are those that it says."""
    del inputs
    path = Path(settings.filename)
    if not path.is_file():
        raise missing_files([str(path)])
    scope.reads(path, wanted=settings.add_to_result)
    try:
        with gzip.open(path) as file:
            source = Source(file)
            fields = tuple(source.field() for _ in range(source.number("i")))
    except BROKEN as error:
        raise StepError(
            f"File {path} holds no rows of Kettle: {error}",
            f"文件 {path} 不是 Kettle 的行数据文件。",
        ) from error
    schema = {each.name: column_dtype(each) for each in fields}

    def batches() -> Iterator[pl.DataFrame]:
        with gzip.open(path) as file:
            source = Source(file)
            for _ in range(source.number("i")):
                source.field()
            left = settings.limit or None
            while rows := _rows(source, fields, BATCH_ROWS if left is None else left):
                yield pl.DataFrame(rows, schema=schema, orient="row")
                left = None if left is None else left - len(rows)

    frame = batch_source(schema, scope.reading(batches))
    return Outputs(Stream(scope.counted(frame, "input"), fields))


def _rows(source: Source, fields: tuple[Field, ...], count: int) -> list[tuple[object, ...]]:
    """Return the next rows, at most a batch of them; a broken end is an end, as in Kettle."""
    rows: list[tuple[object, ...]] = []
    try:
        while len(rows) < min(count, BATCH_ROWS):
            rows.append(tuple(source.value(each) for each in fields))
    except BROKEN:
        return rows
    return rows


@step("CubeOutput")
def cube_output(scope: StepScope, settings: CubeOutputSettings, inputs: Inputs) -> Outputs:
    """Write the rows and pass them on."""
    stream = inputs.required()
    written = typed(stream)
    output = _Cube(scope, settings, written.fields)
    if not settings.open_late:
        output.open()
    scope.writes(output)
    kept = shared(scope, stream)
    scope.sink(typed(kept).frame, output.write)
    return passed_on(scope, kept)


class _Cube:
    """The file of one step copy."""

    def __init__(
        self, scope: StepScope, settings: CubeOutputSettings, fields: tuple[Field, ...]
    ) -> None:
        self.scope = scope
        self.settings = settings
        self.fields = fields
        self.file: gzip.GzipFile | None = None

    def open(self) -> gzip.GzipFile:
        """Open the file and write its fields."""
        path = Path(self.settings.filename)
        try:
            self.file = gzip.GzipFile(path, "wb")
        except OSError as error:
            raise refused_by_disk(
                f"Couldn't open file {path}", f"无法打开文件 {path}", error
            ) from error
        self.scope.reads(path, wanted=self.settings.add_to_result)
        self.file.write(header_bytes(self.fields))
        return self.file

    def write(self, batch: pl.DataFrame) -> None:
        """Write a batch of rows."""
        if not batch.height:
            return
        (self.file or self.open()).write(row_bytes(batch, self.fields))
        self.scope.add("output", batch.height)
        count_passed(self.scope, batch.height)

    def finish(self) -> None:
        """Close the file."""
        if self.file is not None:
            self.file.close()
            self.file = None

    def abort(self) -> None:
        """Close the file with the rows that came before the run ended early."""
        self.finish()
