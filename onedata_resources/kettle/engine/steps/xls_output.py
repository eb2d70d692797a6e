"""ExcelOutput: rows as cells of .xls workbooks."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import polars as pl

from onedata_resources.kettle.engine.failures import STEP_ERRORS, refused_by_disk
from onedata_resources.kettle.engine.passing_on import count_passed, passed_on, shared
from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.stream import Inputs, Outputs, StepError, Stream
from onedata_resources.kettle.engine.text_files import file_path
from onedata_resources.kettle.engine.xls_writer import XlsWriter
from onedata_resources.kettle.settings.xls_output import XlsField, XlsOutputSettings
from onedata_resources.kettle.values.convert import to_text
from onedata_resources.kettle.values.plain_text import plain_text
from onedata_resources.kettle.values.stored import value_of
from onedata_resources.kettle.values.time_zones import wall_clock
from onedata_resources.kettle.values.types import NUMERIC, Field, KettleType

K = KettleType
FIRST_DAY = 25_569
"""1970-01-01 in days of a workbook."""
DAY_MS = 86_400_000
LEAP = 61
"""Workbooks count a day that 1900 did not have."""


@step("ExcelOutput")
def excel_output(scope: StepScope, settings: XlsOutputSettings, inputs: Inputs) -> Outputs:
    """Write the rows into sheets and pass them on."""
    stream = inputs.required()
    folder = settings.temporary_folder
    if folder:
        _require(
            Path(folder),
            f"Temporary directory [{folder}] does not exist!",
            f"临时目录 [{folder}] 不存在。",
        )
    output = XlsOutput(scope, settings, stream)
    if not settings.open_late:
        output.begin()
    scope.writes(output)
    kept = shared(scope, stream)
    scope.sink(kept.frame.select(output.columns()), output.take)
    return passed_on(scope, kept)


class XlsOutput:
    """The workbooks that one step copy writes, one after the other."""

    def __init__(self, scope: StepScope, settings: XlsOutputSettings, stream: Stream) -> None:
        self.scope = scope
        self.settings = settings
        self.header = settings.header
        outputs = settings.fields or tuple(XlsField(each.name, "") for each in stream.fields)
        self.fields = [(stream.field(each.name), each) for each in outputs]
        self.started = wall_clock()
        self.part = 0
        self.rows = 0
        self.open: XlsWriter | None = None
        self.titled = False

    def columns(self) -> list[pl.Expr]:
        """Return what is written: for each field its cell, and the length of its plain text."""
        cells = [_cell(field).alias(f"{at}") for at, (field, _) in enumerate(self.fields)]
        if not self.settings.fit_columns:
            return cells
        return [
            *cells,
            *(_length(field).alias(f"{at}w") for at, (field, _) in enumerate(self.fields)),
        ]

    def begin(self) -> XlsWriter:
        """Open the next workbook; its file is there from now on.

        Raises:
            StepError: It cannot be opened.
        """
        settings = self.settings
        path = file_path(
            settings.file, settings.file.base, self.started, self.scope.metrics.copy, self.part
        )
        if settings.create_folder:
            path.parent.mkdir(parents=True, exist_ok=True)
        self.scope.reads(path, wanted=settings.add_to_result)
        image = settings.header_image
        if image:
            _require(Path(image), f"Image [{image}] does not exist!", f"图片 [{image}] 不存在。")
        self.open = XlsWriter(settings, path)
        if not self.open.kept:
            self._writing(path, lambda: path.write_bytes(b""))
        self.header = self.header and not self.open.kept
        self.titled = False
        self.part += 1
        return self.open

    def take(self, batch: pl.DataFrame) -> None:
        """Write a batch of rows, into several workbooks where they are split."""
        every = self.settings.split_every
        while batch.height:
            if self.open is not None and every > 0 and self.rows and self.rows % every == 0:
                self._save()
                self._refuse_fitting()
            book = self.open or self.begin()
            room = batch.height if every <= 0 else every - self.rows % every
            self._write(book, batch.head(room))
            batch = batch.slice(room)

    def _refuse_fitting(self) -> None:
        """Fail as Kettle does, which forgets the widths of columns with its first file."""
        if self.settings.fit_columns:
            raise StepError(
                "Columns cannot be sized to their texts in the second file of a split output."
                " Switch one of the two off.",
                "拆分输出时，从第二个文件起无法自动调整列宽。请关闭其中一项。",
            )

    def _write(self, book: XlsWriter, rows: pl.DataFrame) -> None:
        if self.header and not self.titled:
            book.titles(output.name for _, output in self.fields)
        self.titled = True
        for at, (field, output) in enumerate(self.fields):
            widths = rows[f"{at}w"].to_list() if self.settings.fit_columns else []
            book.write(at, field, output, rows[f"{at}"].to_list(), widths)
        self.rows += rows.height
        self.scope.add("output", rows.height)
        count_passed(self.scope, rows.height)

    def _save(self) -> None:
        book, self.open = self.open, None
        if book is None:
            return
        if self.settings.footer and (self.rows or self.settings.fields):
            book.titles(output.name for _, output in self.fields)
        self._writing(book.path, book.save)

    def _writing(self, path: Path, write: Callable[[], object]) -> None:
        try:
            write()
        except OSError as error:
            raise refused_by_disk(
                f"Couldn't open file {path}", f"无法写入文件 {path}", error
            ) from error

    def finish(self) -> None:
        """Write the last workbook."""
        self._save()

    def abort(self) -> None:
        """Write the rows that came before the run ended early, as Kettle does."""
        with suppress(*STEP_ERRORS):
            self._save()


def _require(path: Path, en: str, zh: str) -> None:
    if not path.exists():
        raise StepError(en, zh)


def _cell(field: Field) -> pl.Expr:
    """Return what the cell holds: a number, a date's number, or a text."""
    value = value_of(field)
    if field.type in NUMERIC:
        return value.cast(pl.Float64)
    if field.type is not K.DATE:
        return to_text(value, field)
    days = value.dt.epoch("ms").cast(pl.Float64) / DAY_MS + FIRST_DAY
    return pl.when(days < LEAP).then(days - 1).otherwise(days)


def _length(field: Field) -> pl.Expr:
    return plain_text(value_of(field), field).str.strip_chars().str.len_chars()
