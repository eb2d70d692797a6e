"""ExcelInput: the rows of sheets, in workbooks of any format that Kettle reads."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl

from onedata_resources.kettle.engine.error_lines import ErrorLines, tell_missing
from onedata_resources.kettle.engine.failures import missing_files
from onedata_resources.kettle.engine.file_facts import fact_columns, found_paths
from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.sheets import column_values, kind_of, sheets_of
from onedata_resources.kettle.engine.stream import Inputs, Outputs, StepError, Stream
from onedata_resources.kettle.settings.excel_input import ExcelInputSettings, SheetChoice
from onedata_resources.kettle.settings.files import local_path
from onedata_resources.kettle.values.convert import not_empty
from onedata_resources.kettle.values.dtypes import dtype_of
from onedata_resources.kettle.values.types import NUMERIC, Field, KettleType, made_field

K = KettleType
FILE, SHEET, SHEET_ROW, ROW = (f"__kettle_{name}" for name in ("file", "sheet", "sheet_row", "row"))
_FITTING = {
    K.BOOLEAN: {K.STRING, K.BOOLEAN},
    K.DATE: {K.STRING, K.DATE},
    K.STRING: {K.STRING, K.BIG_NUMBER, K.TIMESTAMP, K.BINARY},
    K.NUMBER: {K.STRING, *NUMERIC},
}
"""The field types that a cell's own type may go to where types are strict."""


@step("ExcelInput")
def excel_input(scope: StepScope, settings: ExcelInputSettings, inputs: Inputs) -> Outputs:
    """Return the rows of the sheets; a cell that does not fit its field fails the step."""
    paths = _paths(scope, settings, inputs)
    told = ErrorLines(scope, settings.error_lines) if settings.error_lines else None
    frames = list(_all_rows(scope, settings, paths, told))
    if told:
        told.finish()
    empty = {each.field.name: dtype_of(each.field.type) for each in settings.fields}
    schema = {**empty, FILE: pl.String(), SHEET: pl.String(), SHEET_ROW: pl.Int64()}
    rows = pl.concat(frames) if frames else pl.DataFrame(schema=schema)
    frame = scope.counted(rows.lazy(), "input").with_row_index(ROW, offset=1)
    stream = Stream(frame, tuple(each.field for each in settings.fields))
    columns = [(each.field, pl.col(each.field.name)) for each in settings.fields]
    for field, source in (
        (Field(settings.file_field, length=250), pl.col(FILE)),
        (Field(settings.sheet_field, length=250), pl.col(SHEET)),
        (made_field(settings.sheet_row_field, K.INTEGER, 10), pl.col(SHEET_ROW)),
        (made_field(settings.row_number_field, K.INTEGER, 10), pl.col(ROW).cast(pl.Int64)),
    ):
        if field.name:
            columns.append((field, source))
    return Outputs(stream.selected([*columns, *fact_columns(settings.facts, pl.col(FILE))]))


def _paths(scope: StepScope, settings: ExcelInputSettings, inputs: Inputs) -> list[Path]:
    if settings.names_step or settings.names_field:
        names = inputs.named.get(settings.names_step) or inputs.required()
        column = names.field(settings.names_field).name
        found = names.frame.select(column).collect().to_series().drop_nulls()
        return [Path(local_path(str(name))) for name in found]
    missing = [each.name for each in settings.files if each.required and not found_paths([each])]
    paths = found_paths(settings.files)
    if missing and not (settings.ignore_errors and paths):
        raise missing_files(missing)
    tell_missing(scope, settings.missing_files, missing)
    scope.require_folders(settings.files)
    return paths


def _all_rows(
    scope: StepScope, settings: ExcelInputSettings, paths: list[Path], told: ErrorLines | None
) -> Iterator[pl.DataFrame]:
    """Yield the rows of each sheet until one reaches the limit."""
    for path in paths:
        scope.reads(path, wanted=settings.add_to_result)
        for sheet, rows in sheets_of(path, settings.sheets):
            scope.state.control.check()
            end = _limit_row(settings, sheet)
            numbered = list(_chosen_rows(settings, sheet, rows[:end]))
            if numbered:
                frame, wrong = _typed(settings, path, sheet, numbered)
                if told and wrong.any():
                    lines = frame[SHEET_ROW].filter(wrong).to_list()
                    told.add(str(path), lines, part=sheet.name)
                yield _kept(settings, frame, wrong)
            if end is not None and len(rows) >= end and not _stopped(settings, sheet, rows[:end]):
                return


def _limit_row(settings: ExcelInputSettings, sheet: SheetChoice) -> int | None:
    """Return the last row of the sheet that the limit lets in; at least one row is read.

    As in Kettle the limit is a place in the sheet, so that headers and empty rows count too.
    """
    if settings.limit <= 0:
        return None
    return max(settings.limit + (sheet.start_row > 0), sheet.start_row + settings.header + 1)


def _stopped(settings: ExcelInputSettings, sheet: SheetChoice, rows: list[list[Any]]) -> bool:
    """Return whether an empty row ends the sheet."""
    start = sheet.start_row + settings.header
    return settings.stop_on_empty and any(map(_empty, rows[start:]))


def _empty(cells: list[Any]) -> bool:
    return all(kind_of(cell) is None for cell in cells)


def _chosen_rows(
    settings: ExcelInputSettings, sheet: SheetChoice, rows: list[list[Any]]
) -> Iterator[tuple[int, list[Any]]]:
    """Yield each row's number in the sheet and its cells, from the sheet's first column on."""
    start = sheet.start_row + settings.header
    for number, cells in enumerate(rows[start:], start + 1):
        empty = _empty(cells)
        if not (empty and settings.skip_empty):
            yield number, cells[sheet.start_column :]
        if empty and settings.stop_on_empty:
            return


def _typed(
    settings: ExcelInputSettings,
    path: Path,
    sheet: SheetChoice,
    numbered: list[tuple[int, list[Any]]],
) -> tuple[pl.DataFrame, pl.Series]:
    """Return the rows of one sheet in the fields' types, and which of them do not fit."""
    columns: list[pl.Series] = []
    wrong = pl.Series([False] * len(numbered))
    for place, each in enumerate(settings.fields):
        cells = [row[place] if place < len(row) else "" for _, row in numbered]
        values, bad = column_values(cells, each.field)
        bad = bad | _of_other_type(settings, each.field, cells)
        if bad.any() and not settings.ignore_errors:
            at = int(bad.arg_true()[0])
            raise _unfit(path, sheet, numbered[at][0], each.field, cells[at])
        wrong = wrong | bad
        columns.append(values)
    names = [(FILE, str(path)), (SHEET, sheet.name)]
    columns += [pl.Series(name, [text] * len(numbered)) for name, text in names]
    columns.append(pl.Series(SHEET_ROW, [number for number, _ in numbered], dtype=pl.Int64))
    return pl.DataFrame(columns), wrong


def _kept(settings: ExcelInputSettings, frame: pl.DataFrame, wrong: pl.Series) -> pl.DataFrame:
    """Return the rows that go on, with repeated values filled."""
    if settings.skip_error_lines:
        frame = frame.filter(~wrong)
    repeated = [each.field for each in settings.fields if each.repeat]
    return frame.with_columns(_present(each).forward_fill() for each in repeated)


def _present(field: Field) -> pl.Expr:
    value = pl.col(field.name)
    return not_empty(value) if field.type is K.STRING else value


def _of_other_type(settings: ExcelInputSettings, field: Field, cells: list[Any]) -> pl.Series:
    if not settings.strict:
        return pl.Series([False] * len(cells))
    kinds = [kind_of(cell) for cell in cells]
    return pl.Series([kind is not None and field.type not in _FITTING[kind] for kind in kinds])


def _unfit(path: Path, sheet: SheetChoice, row: int, field: Field, cell: object) -> StepError:
    place = f"sheet [{sheet.name}], row {row}, field [{field.name}]"
    return StepError(
        f"Couldn't read {path}, {place}: [{cell}] is no {field.type}.",
        f"无法读取 {path} 的工作表 [{sheet.name}] 第 {row} 行字段 [{field.name}]："
        f"[{cell}] 不是 {field.type}。",
    )
