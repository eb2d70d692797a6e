"""Microsoft Excel Writer: rows as lines of a sheet."""

from __future__ import annotations

from typing import Any

import polars as pl

from onedata_resources.kettle.engine.passing_on import count_passed, passed_on, shared
from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.sheet_writer import SheetWriter
from onedata_resources.kettle.engine.stream import Inputs, Outputs, Stream
from onedata_resources.kettle.engine.text_files import file_path
from onedata_resources.kettle.engine.xls_sheet_writer import XlsSheetWriter
from onedata_resources.kettle.settings.excel_output import ExcelWriterSettings, SheetField
from onedata_resources.kettle.values.convert import to_text
from onedata_resources.kettle.values.stored import value_of
from onedata_resources.kettle.values.time_zones import wall_clock
from onedata_resources.kettle.values.types import Field, KettleType

K = KettleType


@step("TypeExitExcelWriterStep")
def excel_writer(scope: StepScope, settings: ExcelWriterSettings, inputs: Inputs) -> Outputs:
    """Write the rows into a sheet and pass them on."""
    stream = inputs.required()
    output = SheetOutput(scope, settings, stream)
    if not settings.open_late:
        output.begin()
    scope.writes(output)
    kept = shared(scope, stream)
    scope.sink(kept.frame.select(output.columns()), output.write)
    return passed_on(scope, kept)


class SheetOutput:
    """The workbooks that one step copy writes, one after the other."""

    def __init__(self, scope: StepScope, settings: ExcelWriterSettings, stream: Stream) -> None:
        self.scope = scope
        self.settings = settings
        self.stream = stream
        self.fields = list(settings.fields) or [
            SheetField(each.name, "", "", "", "", False, "", "", "") for each in stream.fields
        ]
        self.started = wall_clock()
        self.part = 0
        self.rows = 0
        self.open: SheetWriter | XlsSheetWriter | None = None

    def columns(self) -> list[pl.Expr]:
        """Return what is written: for each field its value, link, comment and author."""
        return [
            expression.alias(f"{number}_{place}")
            for number, each in enumerate(self.fields)
            for place, expression in enumerate(self._parts(each))
        ]

    def _parts(self, field: SheetField) -> list[pl.Expr]:
        known = self.stream.field(field.name)
        others = (field.link_field, field.comment_field, field.author_field)
        texts = [self._text(name) if name else pl.lit(None, pl.String) for name in others]
        if field.formula or known.type is K.BINARY:
            return [self._text(field.name), *texts]
        return [_cell_value(known), *texts]

    def _text(self, name: str) -> pl.Expr:
        known = self.stream.field(name)
        return to_text(value_of(known), known)

    def begin(self) -> SheetWriter | XlsSheetWriter:
        """Open the next workbook."""
        settings = self.settings
        path = file_path(
            settings.file, settings.file.base, self.started, self.scope.metrics.copy, self.part
        )
        self.part += 1
        self.scope.reads(path, wanted=settings.add_to_result)
        old = settings.file.extension.lower() != "xlsx"
        self.open = (XlsSheetWriter if old else SheetWriter)(settings, path, self.fields)
        return self.open

    def write(self, batch: pl.DataFrame) -> None:
        """Write a batch of rows."""
        every = 0 if self.settings.append else self.settings.split_every
        for cells in batch.iter_rows():
            if self.open is not None and every > 0 and self.rows and self.rows % every == 0:
                self._save()
            sheet = self.open or self.begin()
            sheet.write(cells[::4], list(zip(cells[1::4], cells[2::4], cells[3::4], strict=True)))
            self.rows += 1
        count_passed(self.scope, batch.height)

    def _save(self) -> None:
        if self.open is not None:
            self.open.save()
            self.scope.add("output", self.open.lines)
            self.open = None

    def finish(self) -> None:
        """Write the last workbook."""
        self._save()

    def abort(self) -> None:
        """Leave the last workbook unwritten."""
        self.open = None


def _cell_value(field: Field) -> pl.Expr:
    """Return the value as a cell holds it; as in Kettle a timestamp leaves its cell empty."""
    if field.type is K.TIMESTAMP:
        return pl.lit(None, pl.String)
    value: Any = value_of(field)
    return value.cast(pl.Float64) if field.type is K.BIG_NUMBER else value
