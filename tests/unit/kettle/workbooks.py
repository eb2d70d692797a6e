"""Workbooks that ExcelOutput writes, and what is found in them."""

from typing import Any

import xlrd

from tests.unit.kettle.running import grid, ktr, run, step

KINDS = {
    "s": "String", "n": "Number:0.000", "i": "Integer:0", "d": "Date:yyyy-MM-dd HH:mm:ss",
    "b": "Boolean", "g": "BigNumber:0.00",
}  # fmt: skip
ROW = ["=1+1", "19348.392", "7", "2006-12-31 23:59:59", "Y", "1.25"]
ONE = {"k": "Integer:0"}


def output(path, settings: str = "", file: str = "", columns: str = "", custom: str = "") -> str:
    return step(
        "o", "ExcelOutput",
        f"<header>Y</header>{settings}<file><name>{path}</name><extention>xls</extention>"
        f"{file}</file>{columns}<custom>{custom}</custom>",
    )  # fmt: skip


def columns(**formats: str) -> str:
    each = (f"<field><name>{n}</name><format>{f}</format></field>" for n, f in formats.items())
    return f"<fields>{''.join(each)}</fields>"


def book(path):
    return xlrd.open_workbook(path, formatting_info=True)


def cells(path, sheet: int = 0) -> list[Any]:
    found = book(path).sheet_by_index(sheet)
    return [found.row_values(row) for row in range(found.nrows)]


def style(opened, row: int, column: int) -> Any:
    return opened.xf_list[opened.sheet_by_index(0).cell_xf_index(row, column)]


def mask(opened, row: int, column: int) -> str:
    return opened.format_map[style(opened, row, column).format_key].format_str


def written(tmp_path, *args: str, rows=(("1",), ("2",)), kinds=None, **named: str):
    done = run(ktr(grid("g", kinds or ONE, rows), output(tmp_path / "a", *args, **named)))
    assert done.status == "Finished", done.log.text()
    return done
