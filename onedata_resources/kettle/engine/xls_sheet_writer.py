"""One sheet of an .xls workbook that the Excel Writer writes row by row; its file comes at the end.

The same for .xlsx is in `sheet_writer.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from datetime import datetime
from pathlib import Path
from typing import Any

from openpyxl.utils.cell import column_index_from_string, coordinate_from_string
from openpyxl.utils.datetime import to_excel

from onedata_resources.kettle.engine.sheet_writer import template_of
from onedata_resources.kettle.engine.stream import StepError
from onedata_resources.kettle.engine.xls_source import Opened, opened
from onedata_resources.kettle.engine.xls_writer import LETTERS, ROWS
from onedata_resources.kettle.settings.excel_output import ExcelWriterSettings, SheetField


class XlsSheetWriter:
    """Puts titles and rows into cells, from the place where the settings begin.

    `lines` counts headers, footers and rows.
    """

    def __init__(self, settings: ExcelWriterSettings, path: Path, fields: list[SheetField]) -> None:
        import xlwt

        self.settings = settings
        self.path = path
        self.fields = fields
        self.lines = 0
        self._widths = [0] * len(fields)
        self._styles: dict[tuple[int, bool], Any] = {}
        source = self._source()
        self.book = xlwt.Workbook() if source is None else source.book
        self._kept: Opened | None = source
        self._at, new = self._sheet()
        self.sheet = self.book.get_sheet(self._at)
        fresh = source is None or not (path.exists() and not settings.new_file)
        self.row, self.column = self._start(appending=not (fresh or new))
        if settings.make_active:
            self.book.set_active_sheet(self._at)
        adding = not (fresh or new) and not settings.new_sheet
        if settings.header and not (adding and settings.append_without_header):
            self.titles()

    def _source(self) -> Opened | None:
        """Return the workbook that this one begins as."""
        settings = self.settings
        if self.path.exists() and not settings.new_file:
            return opened(self.path)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        template = template_of(settings)
        return None if template is None else opened(template)

    def _sheet(self) -> tuple[int, bool]:
        """Return the place of the sheet, and whether it is new."""
        import xlwt

        settings = self.settings
        names = [] if self._kept is None else self._kept.read.sheet_names()
        if settings.sheet not in names:
            self.book.add_sheet(settings.sheet, cell_overwrite_ok=True)
            return len(names), True
        at = names.index(settings.sheet)
        if not settings.new_sheet:
            return at, False
        fresh = xlwt.Worksheet(settings.sheet, self.book, cell_overwrite_ok=True)
        # xlwt knows no other way to put a sheet in the place of one.
        vars(self.book)["_Workbook__worksheets"][at] = fresh
        return at, True

    def _start(self, *, appending: bool) -> tuple[int, int]:
        settings = self.settings
        column, row = coordinate_from_string(settings.start_cell.upper() or "A1")
        row -= 1
        if appending and self._kept is not None:
            filled = max(self._kept.lengths(self._at), default=0)
            row = filled if settings.append else row
            if settings.push_down and row < filled:
                raise StepError(
                    "Rows of an .xls sheet cannot be shifted down here. Append to its end, or use"
                    " an .xlsx file.",
                    "此处不能下移 .xls 工作表的行。请追加到末尾，或使用 .xlsx 文件。",
                )
            row += settings.append_offset + settings.append_empty
        return row, column_index_from_string(column) - 1

    def titles(self) -> None:
        """Write the line of titles."""
        for place, field in enumerate(self.fields):
            self._put(place, field.title or field.name, title=True)
        self._next()

    def write(self, values: Sequence[Any], extras: Sequence[tuple[Any, Any, Any]]) -> None:
        """Write one row; links and comments are refused for .xls, so there are no extras."""
        del extras
        for place, value in enumerate(values):
            self._put(place, value, title=False)
        self._next()

    def _next(self) -> None:
        self.row += 1
        self.lines += 1

    def _put(self, place: int, value: Any, *, title: bool) -> None:  # noqa: ANN401 - of a cell
        """Put the value into the cell; as in Kettle a date is a number that its format may show."""
        import xlwt

        if self.row >= ROWS:
            raise StepError(
                f"An .xls sheet holds {ROWS} rows. Split the output, or write .xlsx.",
                f".xls 工作表最多 {ROWS} 行。请拆分输出，或写入 .xlsx。",
            )
        style = self._style(place, title=title)
        row, column = self.sheet.row(self.row), self.column + place
        self._widths[place] = max(self._widths[place], len(str(value if value is not None else "")))
        if value is None:
            if style is not None:
                row.set_cell_blank(column, style)
            return
        usual = {} if style is None else {"style": style}
        if isinstance(value, bool):
            row.set_cell_boolean(column, value, **usual)
        elif isinstance(value, int | float | datetime):
            number = to_excel(value) if isinstance(value, datetime) else value
            row.set_cell_number(column, number, **usual)
        elif self.fields[place].formula and not title:
            self._formula(row, column, xlwt, value, usual)
        elif len(value) > LETTERS:
            raise StepError(
                f"A cell holds at most {LETTERS} characters, and a text has {len(value)}.",
                f"一个单元格最多 {LETTERS} 个字符，而文本有 {len(value)} 个。",
            )
        else:
            row.set_cell_text(column, value, **usual)

    def _formula(self, row: Any, column: int, xlwt: Any, text: str, usual: dict[str, Any]) -> None:  # noqa: ANN401 - parts of xlwt
        try:
            row.set_cell_formula(column, xlwt.Formula(text), **usual)
        except xlwt.ExcelFormulaParser.FormulaParseException as error:
            raise StepError(
                f"Formula [{text}] cannot be written: {error}", f"公式 [{text}] 无法写入：{error}"
            ) from error

    def _style(self, place: int, *, title: bool) -> Any:  # noqa: ANN401 - a style of xlwt
        """Return the style of the cell: that of the reference, else what the first cell had."""
        import xlwt

        own = self._existing(self._at, self.row, self.column + place)
        if self.settings.keep_styles and own is not None:
            return own
        if (place, title) not in self._styles:
            field = self.fields[place]
            reference = field.title_style_cell if title else field.style_cell
            style = self._referred(reference) if reference else own
            if field.format and not title and not field.format.startswith("Image"):
                style = xlwt.XFStyle() if style is None else copy(style)
                style.num_format_str = field.format
            self._styles[place, title] = style
        return self._styles[place, title]

    def _referred(self, reference: str) -> Any:  # noqa: ANN401 - a style of xlwt
        name, _, cell = reference.rpartition("!")
        names = [] if self._kept is None else self._kept.read.sheet_names()
        name = name.strip("'") or self.settings.sheet
        if name not in names:
            return None
        column, row = coordinate_from_string(cell.replace("$", "").upper())
        return self._existing(names.index(name), row - 1, column_index_from_string(column) - 1)

    def _existing(self, at: int, row: int, column: int) -> Any:  # noqa: ANN401 - a style of xlwt
        """Return the style of a cell of the workbook that this one begins as."""
        if self._kept is None or at >= self._kept.read.nsheets:
            return None
        sheet = self._kept.read.sheet_by_index(at)
        if row >= sheet.nrows or column >= sheet.ncols:
            return None
        return self._kept.styles[sheet.cell_xf_index(row, column)]

    def save(self) -> None:
        """Write the footer, then the file."""
        if self.settings.footer:
            self.titles()
        if self.settings.fit_columns:
            for place, width in enumerate(self._widths):
                self.sheet.col(self.column + place).width = min(width + 2, 255) * 256
        self.book.save(str(self.path))
