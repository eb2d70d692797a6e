"""One sheet of an .xls workbook whose columns grow row by row; its file is written at the end.

As in Kettle a cell is put under the last one of its own column, so that a column that leaves nulls
out is shorter than the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from onedata_resources.kettle.engine.stream import StepError
from onedata_resources.kettle.engine.xls_format import date_format, number_format, style_of
from onedata_resources.kettle.engine.xls_source import Opened, holds, opened, read_book
from onedata_resources.kettle.settings.xls_output import XlsField, XlsOutputSettings
from onedata_resources.kettle.values.types import NUMERIC, Field, KettleType

K = KettleType
SHEET = "Sheet1"
ROWS, COLUMNS, LETTERS = 65_536, 256, 32_767
"""What a sheet and a cell can hold."""


class XlsWriter:
    """Puts titles and rows into the cells of one sheet; `kept` where the file was there before."""

    def __init__(self, settings: XlsOutputSettings, path: Path) -> None:
        self.settings = settings
        self.path = path
        self._styles: dict[str, Any] = {}
        self._widths: dict[int, int] = {}
        source, self.kept = self._source()
        self._template = source if settings.template else None
        if source is None:
            self._new()
        else:
            self._at = 0 if settings.template else source.read.nsheets - 1
            self.book = source.book
            self.sheet = self.book.get_sheet(self._at)
            self.lengths = source.lengths(self._at)
        if settings.sheet:
            self.sheet.name = settings.sheet
        if settings.password is not None:
            self.sheet.protect = True
            self.sheet.password = settings.password
        if settings.header_height:
            row = self.sheet.row(0)
            row.height, row.height_mismatch = settings.header_height, True
        self._titles = style_of(settings.titles)

    def _source(self) -> tuple[Opened | None, bool]:
        """Return the workbook that this one begins as, and whether that is its own file."""
        template = Path(self.settings.template) if self.settings.template else None
        append = self.settings.append and self.path.exists()
        if template is None:
            return (opened(self.path), True) if append else (None, False)
        if append and holds(read_book(self.path), read_book(template)):
            return opened(self.path), True
        return opened(template), False

    def _new(self) -> None:
        import xlwt

        self.book = xlwt.Workbook()
        self.sheet = self.book.add_sheet(SHEET)
        self.lengths: list[int] = []

    def titles(self, names: Iterable[str]) -> None:
        """Write each name under the last cell of its column."""
        for column, name in enumerate(names):
            self._widen(column, [len(name)])
            self._put(column, name, self._titles)

    def write(
        self, column: int, field: Field, output: XlsField, values: Sequence[Any], lengths: list[int]
    ) -> None:
        """Write the values under the last cell of the column; `lengths` are those of the texts."""
        self._widen(column, [len(field.name) if each is None else each for each in lengths])
        style = None
        for value in values:
            if value is not None:
                style = style or self._style(column, field, output)
                self._put(column, value, style)
            elif not self.settings.null_is_blank:
                self._put(column, "", None)

    def _style(self, column: int, field: Field, output: XlsField) -> Any:  # noqa: ANN401 - xlwt's
        """Return the field's style, made on first use: that of the template's column, or ours."""
        if field.name not in self._styles:
            style = None
            if self._template is not None:
                style = self._template.column_style(self._at, column)
            self._styles[field.name] = style or style_of(
                self.settings.rows, _format(field, output.format)
            )
        return self._styles[field.name]

    def _put(self, column: int, value: str | float, style: Any) -> None:  # noqa: ANN401 - xlwt's
        self.lengths += [0] * (column + 1 - len(self.lengths))
        place = self.lengths[column]
        if place >= ROWS or column >= COLUMNS:
            raise StepError(
                f"An .xls sheet has no room for row {place + 1}, column {column + 1}: it holds"
                f" {ROWS} rows of {COLUMNS} columns. Split the output, or write .xlsx.",
                f".xls 工作表放不下第 {place + 1} 行第 {column + 1} 列：最多 {ROWS} 行、"
                f"{COLUMNS} 列。请拆分输出，或写入 .xlsx。",
            )
        row = self.sheet.row(place)
        usual = {} if style is None else {"style": style}
        if isinstance(value, str):
            if len(value) > LETTERS:
                raise StepError(
                    f"A cell holds at most {LETTERS} characters, and a text has {len(value)}.",
                    f"一个单元格最多 {LETTERS} 个字符，而文本有 {len(value)} 个。",
                )
            row.set_cell_text(column, value, **usual)
        else:
            row.set_cell_number(column, value, **usual)
        self.lengths[column] += 1

    def _widen(self, column: int, lengths: list[int]) -> None:
        """Let the column fit its texts; as in Kettle a wider one gets one more than it needs."""
        if self.settings.fit_columns:
            width = self._widths.get(column, 0)
            for each in lengths:
                width = each + 1 if each > width else width
            self._widths[column] = width

    def save(self) -> None:
        """Write the file."""
        for column, width in self._widths.items():
            self.sheet.col(column).width = min(width, 255) * 256
        self.book.save(str(self.path))


def _format(field: Field, mask: str) -> str:
    if field.type is K.DATE:
        return date_format(mask)
    return number_format(mask) if field.type in NUMERIC else "General"
