"""An .xls workbook that another begins as: a template, or a file that is appended to."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from onedata_resources.kettle.engine.stream import StepError

LOST = {
    0x0006: ("formulas", "公式"),
    0x00EC: ("pictures, charts or comments", "图片、图表或批注"),
    0x0018: ("named ranges or print areas", "命名区域或打印区域"),
    0x00B0: ("pivot tables", "数据透视表"),
    0x01B0: ("conditional formats", "条件格式"),
    0x01B8: ("links", "超链接"),
    0x01BE: ("validations", "数据有效性"),
}
"""Records whose content would not survive the copy."""


@dataclass(frozen=True)
class Opened:
    """A copy that can be written; each sheet's styles, and the lengths of its columns."""

    book: Any
    styles: list[Any]
    read: Any

    def lengths(self, sheet: int) -> list[int]:
        """Return, for each column, up to which row it has cells that are not empty."""
        rows = self.read.sheet_by_index(sheet)
        return [_length(rows, column) for column in range(rows.ncols)]

    def column_style(self, sheet: int, column: int) -> Any:  # noqa: ANN401 - a style of xlwt
        """Return the style that the column has as a whole; None where it has none."""
        info = self.read.sheet_by_index(sheet).colinfo_map.get(column)
        return None if info is None else self.styles[info.xf_index]


def opened(path: Path) -> Opened:
    """Return a writable copy of the workbook.

    Raises:
        StepError: It cannot be read, or has parts that the copy would lose.
    """
    from xlutils.filter import XLRDReader, XLWTWriter, process

    read = read_book(path)
    _refuse_lost(path)
    writer = XLWTWriter()
    process(XLRDReader(read, path.name), writer)
    return Opened(writer.output[0][1], writer.style_list, read)


def read_book(path: Path) -> Any:  # noqa: ANN401 - a workbook of xlrd
    """Return the workbook as it stands.

    Raises:
        StepError: It is none, or cannot be read.
    """
    import xlrd
    from xlrd.biffh import XLRDError
    from xlrd.compdoc import CompDocError

    try:
        return xlrd.open_workbook(str(path), formatting_info=True)
    except (XLRDError, CompDocError, NotImplementedError, OSError) as error:
        raise StepError(
            f"File {path} cannot be read as an .xls workbook: {error}",
            f"文件 {path} 无法按 .xls 工作簿读取：{error}",
        ) from error


def holds(target: Any, template: Any) -> bool:  # noqa: ANN401 - workbooks of xlrd
    """Return whether the workbook has every cell of the template in its place."""
    if template.nsheets > target.nsheets:
        return False
    pairs = zip(template.sheets(), target.sheets()[: template.nsheets], strict=True)
    return all(_sheet_holds(mine, theirs) for theirs, mine in pairs)


def _sheet_holds(mine: Any, theirs: Any) -> bool:  # noqa: ANN401 - sheets of xlrd
    if theirs.nrows > mine.nrows or theirs.ncols > mine.ncols:
        return False
    return all(
        mine.row_values(row)[: theirs.ncols] == theirs.row_values(row)
        for row in range(theirs.nrows)
    )


def _length(sheet: Any, column: int) -> int:  # noqa: ANN401 - a sheet of xlrd
    from xlrd import XL_CELL_BLANK, XL_CELL_EMPTY

    empty = {XL_CELL_EMPTY, XL_CELL_BLANK}
    kinds = enumerate(sheet.col_types(column), 1)
    return max((row for row, kind in kinds if kind not in empty), default=0)


def _refuse_lost(path: Path) -> None:
    found = dict.fromkeys(LOST[kind] for kind in _records(path) if kind in LOST)
    if found:
        raise StepError(
            f"Workbook {path} has {', '.join(en for en, _ in found)}, which would be lost. Take"
            " them out, or use an .xlsx template with a 'Microsoft Excel Writer'.",
            f"工作簿 {path} 含有{'、'.join(zh for _, zh in found)}，写入时会丢失。请将其移除，"
            "或改用“Microsoft Excel 输出”步骤与 .xlsx 模板。",
        )


def _records(path: Path) -> Iterator[int]:
    """Yield the kinds of the records of the workbook."""
    from xlrd.compdoc import SIGNATURE, CompDoc

    data = path.read_bytes()
    if data.startswith(SIGNATURE):
        document = CompDoc(data)
        data = document.get_named_stream("Workbook") or document.get_named_stream("Book") or b""
    at = 0
    while at + 4 <= len(data):
        kind, length = struct.unpack_from("<HH", data, at)
        yield kind
        at += 4 + length
