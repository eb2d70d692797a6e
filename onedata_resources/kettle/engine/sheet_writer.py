"""One sheet of an .xlsx workbook that is written row by row; its file is written at the end."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from copy import copy
from datetime import datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import column_index_from_string, coordinate_from_string
from openpyxl.utils.datetime import to_excel
from openpyxl.utils.exceptions import IllegalCharacterError
from openpyxl.worksheet.hyperlink import Hyperlink

from onedata_resources.kettle.engine.stream import StepError
from onedata_resources.kettle.settings.excel_output import ExcelWriterSettings, SheetField


class SheetWriter:
    """Puts titles and rows into cells, from the place where the settings begin.

    `lines` counts headers, footers and rows.
    """

    def __init__(self, settings: ExcelWriterSettings, path: Path, fields: list[SheetField]) -> None:
        self.settings = settings
        self.path = path
        self.fields = fields
        self.lines = 0
        self._styles: dict[tuple[int, bool], Any] = {}
        self.book, fresh = self._opened()
        self.sheet, new = self._sheet()
        self.row, self.column = self._start(appending=not (fresh or new))
        if settings.make_active:
            self.book.active = self.book.index(self.sheet)
        adding = not (fresh or new) and not settings.new_sheet
        if settings.header and not (adding and settings.append_without_header):
            self.titles()

    def _opened(self) -> tuple[Workbook, bool]:
        """Return the workbook, and whether it is new."""
        settings, path = self.settings, self.path
        if path.exists() and not settings.new_file:
            return load_workbook(path), False
        path.parent.mkdir(parents=True, exist_ok=True)
        template = template_of(settings)
        if template is None:
            book = Workbook()
            sheet = book.active
            if sheet is not None:
                sheet.title = settings.sheet
            return book, True
        shutil.copyfile(template, path)
        return load_workbook(path), True

    def _sheet(self) -> tuple[Any, bool]:
        """Return the sheet, and whether it is new."""
        settings, book = self.settings, self.book
        at = None
        if settings.sheet in book.sheetnames:
            if not settings.new_sheet:
                return book[settings.sheet], False
            at = book.sheetnames.index(settings.sheet)
            book.remove(book[settings.sheet])
        if not settings.template.sheet:
            return book.create_sheet(settings.sheet, at), True
        if settings.template.sheet not in book.sheetnames:
            raise StepError(
                f"Template sheet [{settings.template.sheet}] is not in the workbook.",
                f"工作簿中没有模板工作表 [{settings.template.sheet}]。",
            )
        source = book[settings.template.sheet]
        sheet = book.copy_worksheet(source)
        sheet.title, sheet.sheet_state = settings.sheet, "visible"
        if settings.template.hide_sheet:
            source.sheet_state = "hidden"
        if at is not None:
            book.move_sheet(sheet, at - book.index(sheet))
        return sheet, True

    def _start(self, *, appending: bool) -> tuple[int, int]:
        settings = self.settings
        column, row = coordinate_from_string(settings.start_cell.upper() or "A1")
        if appending and not settings.new_sheet:
            if settings.append:
                row = self.sheet.max_row + 1 if len(self.sheet._cells) else 1
            row += settings.append_offset
            for _ in range(settings.append_empty):
                self._push(row)
                row += int(not settings.push_down or settings.append)
        return row, column_index_from_string(column)

    def _push(self, row: int) -> None:
        if self.settings.push_down:
            self.sheet.insert_rows(row)

    def titles(self) -> None:
        """Write the line of titles."""
        self._push(self.row)
        for place, field in enumerate(self.fields):
            cell = self.sheet.cell(self.row, self.column + place)
            self._style(cell, place, field, title=True)
            _put(cell, field.title or field.name)
        self._next()

    def write(self, values: Sequence[Any], extras: Sequence[tuple[Any, Any, Any]]) -> None:
        """Write one row; `extras` has each field's link, comment and author."""
        self._push(self.row)
        for place, (field, value, extra) in enumerate(
            zip(self.fields, values, extras, strict=True)
        ):
            cell = self.sheet.cell(self.row, self.column + place)
            self._style(cell, place, field, title=False)
            link, comment, author = extra
            if link:
                self._link(cell, str(link))
            if comment:
                cell.comment = Comment(str(comment), str(author or "Kettle PDI"))
            if field.formula and value is not None:
                cell.value = "=" + str(value)
            elif value is not None:
                _put(cell, value)
        self._next()

    def _next(self) -> None:
        self.row += 1
        self.lines += 1

    def _style(self, cell: Cell, place: int, field: SheetField, *, title: bool) -> None:
        if self.settings.keep_styles and cell.value is not None:
            return
        known = self._styles.get((place, title))
        if known is None:
            reference = field.title_style_cell if title else field.style_cell
            source = self._cell(reference) if reference else None
            if source is not None:
                cell._style = copy(source._style)
            if field.format and not title and not field.format.startswith("Image"):
                cell.number_format = field.format
            self._styles[place, title] = cell._style
        else:
            cell._style = copy(known)

    def _cell(self, reference: str) -> Cell | None:
        name, _, place = reference.rpartition("!")
        name = name.strip("'")
        if name and name not in self.book.sheetnames:
            return None
        sheet = self.book[name] if name else self.sheet
        return sheet[place.replace("$", "").upper()]

    def _link(self, cell: Cell, link: str) -> None:
        if link.startswith("'"):
            cell.hyperlink = Hyperlink(ref=cell.coordinate, location=link)
        else:
            cell.hyperlink = link
        if not self.settings.keep_styles:
            font = copy(cell.font)
            cell.font = Font(name=font.name, size=font.size, bold=font.bold, italic=font.italic,
                             underline="single", color="0000FF")  # fmt: skip

    def save(self) -> None:
        """Write the footer, then the file."""
        if self.settings.footer:
            self.titles()
        if self.settings.fit_columns:
            for place in range(len(self.fields)):
                letter = get_column_letter(self.column + place)
                width = max((len(str(cell.value or "")) for cell in self.sheet[letter]), default=0)
                self.sheet.column_dimensions[letter].width = width + 2
        if self.settings.recalculate and self.book.calculation is not None:
            self.book.calculation.fullCalcOnLoad = True
        self.book.save(self.path)


def template_of(settings: ExcelWriterSettings) -> Path | None:
    """Return the workbook that a new one begins as, if there is one.

    Raises:
        StepError: The file is missing.
    """
    template = Path(settings.template.file)
    if settings.template.file and not template.is_file():
        raise StepError(f"Template file missing: {template}", f"缺少模板文件：{template}")
    return template if settings.template.file else None


def _put(cell: Cell, value: Any) -> None:  # noqa: ANN401 - any value of a cell
    """Put the value into the cell; as in Kettle a date is a number that its format may show."""
    if isinstance(value, datetime):
        value = to_excel(value)
    try:
        cell.value = value
    except (IllegalCharacterError, ValueError) as error:
        raise StepError(
            f"Cell {cell.coordinate} cannot hold [{value!r}].",
            f"单元格 {cell.coordinate} 无法存放 [{value!r}]。",
        ) from error
    if cell.data_type == "f":
        cell.data_type = "s"
