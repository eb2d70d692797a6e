"""Sheets of workbooks (.xls, .xlsx, .ods) as lists of cells, and a column of cells as values."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import polars as pl
from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from onedata_resources.kettle.engine.stream import StepError
from onedata_resources.kettle.settings.excel_input import SheetChoice
from onedata_resources.kettle.values.convert import convert, not_empty, trimmed
from onedata_resources.kettle.values.dtypes import dtype_of
from onedata_resources.kettle.values.types import Field, KettleType

K = KettleType
KINDS = (K.NUMBER, K.STRING, K.BOOLEAN, K.DATE)
"""What a cell can hold."""
LEAP = timedelta(days=60)
"""Excel counts a day that 1900 did not have; days before it are one later."""


def sheets_of(path: Path, choices: tuple[SheetChoice, ...]) -> Iterator[tuple[SheetChoice, list]]:
    """Yield the chosen sheets, under their own names, with the rows of their cells from A1 on.

    Raises:
        StepError: The file is no workbook, or has a password.
    """
    try:
        book = CalamineWorkbook.from_path(str(path))
    except PasswordError as error:
        raise StepError(
            f"Workbook {path} has a password; save it without one.",
            f"工作簿 {path} 带有密码；请另存为无密码的文件。",
        ) from error
    except (CalamineError, OSError) as error:
        raise StepError(
            f"File {path} cannot be read as a workbook: {error}",
            f"文件 {path} 无法按工作簿读取：{error}",
        ) from error
    names = book.sheet_names
    if len(choices) == 1 and not choices[0].name:
        start = choices[0]
        choices = tuple(SheetChoice(name, start.start_row, start.start_column) for name in names)
    for choice in choices:
        if choice.name in names:
            sheet = book.get_sheet_by_name(choice.name)
            yield choice, sheet.to_python(skip_empty_area=False)


def kind_of(cell: Any) -> KettleType | None:  # noqa: ANN401 - any cell
    """Return the type of the cell's value; None for an empty one."""
    if isinstance(cell, bool):
        return K.BOOLEAN
    if isinstance(cell, int | float):
        return K.NUMBER
    if isinstance(cell, str):
        return K.STRING if cell else None
    return K.DATE if isinstance(cell, date | time | timedelta) else None


def moment_of(cell: Any) -> datetime:  # noqa: ANN401 - any kind of date
    """Return the cell's moment; a time of day is one of Excel's first day."""
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=None)
    if isinstance(cell, date):
        return datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001 - cells have no time zone
    if isinstance(cell, time):
        cell = timedelta(hours=cell.hour, minutes=cell.minute, seconds=cell.second,
                         microseconds=cell.microsecond)  # fmt: skip
    first = datetime(1899, 12, 31 if cell < LEAP else 30)  # noqa: DTZ001 - as above
    return first + cell


def column_values(cells: list[Any], field: Field) -> tuple[pl.Series, pl.Series]:
    """Return the cells as values of the field, and where one does not fit."""
    kinds = [kind_of(cell) for cell in cells]
    parts = []
    for kind in KINDS:
        chosen = [cell if own is kind else None for cell, own in zip(cells, kinds, strict=True)]
        if any(own is kind for own in kinds):
            parts.append(_converted(chosen, kind, field))
    empty = pl.Series([None] * len(cells), dtype=dtype_of(field.type))
    values = pl.select(pl.coalesce([*parts, empty])).to_series().alias(field.name)
    present = pl.Series([kind is not None for kind in kinds], dtype=pl.Boolean)
    blank = pl.Series([isinstance(cell, str) and not cell.strip() for cell in cells])
    return values, values.is_null() & present & ~blank


def _converted(cells: list[Any], kind: KettleType, field: Field) -> pl.Series:
    """Return cells of one kind in the field's type, read or printed with the field's mask."""
    if kind is K.NUMBER:
        column = pl.Series("c", [None if each is None else float(each) for each in cells])
    elif kind is K.DATE:
        moments = [None if each is None else moment_of(each) for each in cells]
        column = pl.Series("c", moments, dtype=pl.Datetime("ms"))
    else:
        column = pl.Series("c", cells, dtype=dtype_of(kind))
    source = Field("c", kind, mask=field.mask, decimal=field.decimal, group=field.group)
    value = pl.col("c")
    if kind is K.STRING:
        value = not_empty(trimmed(value, field.trim))
    return column.to_frame().select(convert(value, source, field.type)).to_series()
