"""TextFileOutput: rows as delimited lines."""

from __future__ import annotations

import codecs
from contextlib import suppress
from dataclasses import replace

import polars as pl

from onedata_resources.kettle.engine.failures import STEP_ERRORS
from onedata_resources.kettle.engine.passing_on import count_passed, passed_on, shared
from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.row_text import RowText
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.stream import Inputs, Outputs, StepError, Stream
from onedata_resources.kettle.engine.text_files import TextFiles
from onedata_resources.kettle.engine.whole_file import WholeFile
from onedata_resources.kettle.settings.files import local_path
from onedata_resources.kettle.settings.text_output import TextOutputSettings
from onedata_resources.kettle.values.types import Field
from onedata_resources.kettle.variables import expand

ROWS_AT_ONCE = 100_000
"""Rows that are printed together: a batch costs as much as some thousand rows."""
DATE_MASK_VARIABLE = "KETTLE_DEFAULT_DATE_FORMAT"
"""Kettle's own variable for the mask of dates that have none."""


@step("TextFileOutputLegacy")
@step("TextFileOutput")
def text_file_output(scope: StepScope, settings: TextOutputSettings, inputs: Inputs) -> Outputs:
    """Write the rows as lines and pass them on."""
    stream = inputs.required()
    _check_encoding(settings.encoding)
    printed = RowText(stream, settings, scope.state.variables.get(DATE_MASK_VARIABLE, ""))
    ended = printed.encoded(settings.ended_line) if settings.ended_line.strip() else b""
    files = TextFiles(settings, scope.metrics.copy, printed.header(), ended)
    if not settings.name_field and not settings.open_late:
        files.ready(settings.file.base, at_start=True)
    kept = shared(scope, stream)
    if printed.joinable and not settings.name_field and settings.split_every <= 0:
        whole = WholeFile(scope, files, printed)
        scope.writes(whole)
        whole.add_to(kept.frame)
    else:
        name = stream.field(settings.name_field).name if settings.name_field else ""
        writer = Output(scope, files, printed, name)
        scope.writes(writer)
        scope.sink(kept.frame, writer.take)
    return passed_on(scope, _described(kept, settings))


def _described(stream: Stream, settings: TextOutputSettings) -> Stream:
    """Return the stream, whose fields have what the step's list says about them from here on."""
    given = {stream.field(each.field.name).name: each.field for each in settings.fields}
    return Stream(
        stream.frame, tuple(_changed(each, given.get(each.name)) for each in stream.fields)
    )


def _changed(field: Field, given: Field | None) -> Field:
    if given is None or field.lazy:
        return field
    return replace(
        field,
        length=given.length,
        precision=given.precision,
        mask=given.mask,
        decimal=given.decimal or field.decimal,
        group=given.group or field.group,
    )


def _check_encoding(name: str) -> None:
    try:
        codecs.lookup(name)
    except LookupError as error:
        raise StepError(
            f"There is no encoding {name} to write in.", f"没有名为 {name} 的编码，无法写入。"
        ) from error


class Output:
    """Puts rows into files that get some of them each, or into one of an odd encoding."""

    def __init__(self, scope: StepScope, files: TextFiles, text: RowText, name: str) -> None:
        self.scope = scope
        self.files = files
        self.text = text
        self.name = name
        self.rows = 0
        self.waiting: list[pl.DataFrame] = []

    def take(self, batch: pl.DataFrame) -> None:
        """Write the batch, together with others where it is small."""
        self.waiting.append(batch)
        if sum(each.height for each in self.waiting) >= ROWS_AT_ONCE:
            self.flush()

    def flush(self) -> None:
        """Write the batches that wait."""
        if not self.waiting:
            return
        batch = pl.concat(self.waiting)
        self.waiting.clear()
        if self.name:
            self.by_name(batch)
        elif self.files.settings.split_every > 0:
            self.split(batch)
        else:
            self._write(self.files.settings.file.base, self.text.lines(batch), batch.height)

    def split(self, batch: pl.DataFrame) -> None:
        """Write a batch into files of a limited number of lines."""
        base = self.files.settings.file.base
        while batch.height:
            part = batch.head(self.files.room(base))
            self._write(base, self.text.lines(part), part.height)
            batch = batch.slice(part.height)

    def by_name(self, batch: pl.DataFrame) -> None:
        """Write each row into the file that its field names."""
        parts = batch.partition_by(self.name, as_dict=True, maintain_order=True)
        for (base, *_), part in parts.items():
            if base is None:
                raise StepError(
                    "The file name is not set: its field is null in a row.",
                    "未设置文件名：有一行的文件名字段为空。",
                )
            path = local_path(expand(str(base), self.scope.state.variables))
            self._write(path, self.text.lines(part), part.height)

    def _write(self, base: str, text: bytes | memoryview, rows: int) -> None:
        if not rows:
            return
        before = self.files.lines
        self.files.write(base, text, rows)
        self.rows += rows
        self.scope.add("output", self.files.lines - before)
        count_passed(self.scope, rows)

    def finish(self) -> None:
        """End the files and leave their names to the job that runs the transformation."""
        self.flush()
        before = self.files.lines
        self.files.end(rows=self.rows > 0)
        self.scope.add("output", self.files.lines - before)
        self.files.left_to(self.scope)

    def abort(self) -> None:
        """Write what came before the run ended early, and close the files."""
        with suppress(*STEP_ERRORS):
            self.flush()
        self.files.left_to(self.scope)
