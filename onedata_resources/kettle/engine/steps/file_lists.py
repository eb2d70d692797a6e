"""Steps that tell about files and folders: names, whether they exist, how many rows they have.

What can be told about one file is in `engine/file_facts.py`, counting its rows in
`engine/separators.py`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from onedata_resources.kettle.engine import file_facts
from onedata_resources.kettle.engine.failures import missing_files
from onedata_resources.kettle.engine.file_facts import fact, found_paths
from onedata_resources.kettle.engine.outcome import ResultFile
from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.separators import rows_in
from onedata_resources.kettle.engine.stream import Inputs, Outputs, StepError, Stream
from onedata_resources.kettle.settings.file_lists import (
    FILE_COLUMNS,
    FOLDER_COLUMNS,
    FileExistsSettings,
    FileNamesSettings,
    RowsCountSettings,
    SubFoldersSettings,
)
from onedata_resources.kettle.settings.files import FileChoice, local_path
from onedata_resources.kettle.values.convert import to_text
from onedata_resources.kettle.values.types import Field, KettleType, made_field

K = KettleType
FILE, ROW, PATHS = "__kettle_file", "__kettle_number", "__kettle_paths"
Facts = dict[str, tuple[Field, Callable[[str], Any]]]


def kind_of(path: str) -> str:
    """Return what the path is, in Kettle's word."""
    if Path(path).is_dir():
        return "folder"
    return "file" if Path(path).exists() else "imaginary"


_LONG = Field("", length=500)
_FACTS: Facts = {
    "filename": (_LONG, str),
    "short_filename": (_LONG, file_facts.short_name),
    "folderName": (_LONG, str),
    "short_folderName": (_LONG, file_facts.short_name),
    "path": (_LONG, file_facts.folder),
    "type": (_LONG, kind_of),
    "exists": (Field("", K.BOOLEAN), lambda path: Path(path).exists()),
    "ishidden": (Field("", K.BOOLEAN), file_facts.hidden),
    "isreadable": (Field("", K.BOOLEAN), lambda path: os.access(path, os.R_OK)),
    "iswriteable": (Field("", K.BOOLEAN), lambda path: os.access(path, os.W_OK)),
    "lastmodifiedtime": (Field("", K.DATE), file_facts.modified),
    "size": (Field("", K.INTEGER), file_facts.size),
    "extension": (Field(""), file_facts.extension),
    "uri": (Field(""), file_facts.uri),
    "rooturi": (Field(""), lambda _: file_facts.ROOT_URI),
    "childrens": (Field("", K.INTEGER), lambda path: len(list(Path(path).iterdir()))),
}


@step("GetFileNames")
def get_file_names(scope: StepScope, settings: FileNamesSettings, inputs: Inputs) -> Outputs:
    """Return one row per file; a row whose field names no file vanishes.

    As in Kettle a missing required file is only excused where no other file is found.
    """
    kinds = {"files": settings.files, "folders": settings.folders}
    if not settings.name_field:
        missing = _missing(settings.choices)
        found = [str(path) for path in found_paths(settings.choices, **kinds)]
        if missing and not (settings.ignore_missing and not found):
            raise missing_files(missing)
        scope.require_folders(settings.choices)
        stream = _listed(found)
    else:
        fields = (settings.name_field, settings.mask_field, settings.exclude_field)

        def paths(values: list[str | None]) -> list[str]:
            name, mask, exclude = (value or "" for value in values)
            choice = FileChoice(local_path(name), mask, exclude, False, settings.subfolders)
            return [str(path) for path in found_paths([choice] if name else [], **kinds)]

        stream = _each(scope, inputs.required(), fields, paths)
    return _told(scope, settings, stream, FILE_COLUMNS, told=settings.add_result_files)


@step("GetSubFolders")
def get_sub_folders(scope: StepScope, settings: SubFoldersSettings, inputs: Inputs) -> Outputs:
    """Return one row per folder at any depth."""

    def below(name: str) -> list[str]:
        choice = FileChoice(name, "", "", False, True)
        found = found_paths([choice], files=False, folders=True)
        return [str(path) for path in found if str(path) != name]

    if not settings.name_field:
        missing = _missing(settings.choices)
        if missing:
            raise missing_files(missing)
        stream = _listed(sorted(path for each in settings.choices for path in below(each.name)))
    else:

        def paths(values: list[str | None]) -> list[str]:
            return below(local_path(values[0])) if values[0] else []

        stream = _each(scope, inputs.required(), (settings.name_field,), paths)
    return _told(scope, settings, stream, FOLDER_COLUMNS, told=False)


def _missing(choices: Iterable[FileChoice]) -> list[str]:
    return [each.name for each in choices if each.required and not Path(each.name).exists()]


def _listed(paths: Iterable[str]) -> Stream:
    frame = pl.LazyFrame({FILE: list(paths)}, schema={FILE: pl.String})
    return Stream(frame, (Field(FILE),))


def _each(
    scope: StepScope,
    stream: Stream,
    names: tuple[str, ...],
    paths: Callable[[list[str | None]], list[str]],
) -> Stream:
    """Return the rows, each as often as there are paths for the texts of its fields."""
    columns = [f"{PATHS}{number}" for number in range(len(names))]
    texts = [
        (to_text(stream.value(name), stream.field(name)) if name else pl.lit(None, pl.String))
        for name in names
    ]
    named = [text.alias(column) for text, column in zip(texts, columns, strict=True)]

    def look(batch: pl.DataFrame) -> pl.DataFrame:
        found = [paths(list(row)) for row in batch.select(columns).rows()]
        lists = pl.Series(FILE, found, dtype=pl.List(pl.String))
        kept = batch.drop(columns).with_columns(lists)
        return kept.filter(pl.col(FILE).list.len() > 0).explode(FILE)

    schema = dict(stream.frame.collect_schema()) | {FILE: pl.String()}
    frame = scope.tap(stream.frame.with_columns(named), look, schema=schema)
    return Stream(frame, (*stream.fields, Field(FILE)))


def _told(
    scope: StepScope,
    settings: FileNamesSettings | SubFoldersSettings,
    stream: Stream,
    names: tuple[str, ...],
    *,
    told: bool,
) -> Outputs:
    """Return the facts of each path; as in Kettle, a limit of more than one is one row too few."""
    frame = stream.frame
    if settings.limit > 0:
        frame = frame.head(max(settings.limit - 1, 1))
    if told:
        frame = scope.tap(frame, lambda batch: _tell(scope, batch[FILE].to_list()))
    columns = [(each, pl.col(each.name)) for each in stream.fields if each.name != FILE]
    for name in names:
        kind, function = _FACTS[name]
        columns.append(
            (made_field(name, kind.type, kind.length), fact(pl.col(FILE), function, kind.type))
        )
    if settings.row_number_field:
        frame = frame.with_row_index(ROW, offset=1)
        number = made_field(settings.row_number_field, K.INTEGER)
        columns.append((number, pl.col(ROW).cast(pl.Int64)))
    return Outputs(Stream(frame, stream.fields).selected(columns))


def _tell(scope: StepScope, paths: Iterable[str]) -> None:
    with scope.state.control.lock:
        origin = scope.step.name
        scope.state.outcome.files.extend(ResultFile(path, origin=origin) for path in paths)


@step("GetFilesRowsCount")
def get_files_rows_count(scope: StepScope, settings: RowsCountSettings, inputs: Inputs) -> Outputs:
    """Return the number of rows of all files in one row, or of each file that a field names."""
    counted = partial(rows_in, separator=settings.separator, smart=settings.smart)
    rows, files = (
        made_field(settings.rows_field, K.INTEGER),
        made_field(settings.files_field, K.INTEGER),
    )
    if settings.name_field:
        stream = inputs.required()
        path = to_text(stream.value(settings.name_field), stream.field(settings.name_field))
        if settings.add_result_files:
            named = stream.frame.with_columns(path.alias(FILE))
            told = scope.tap(named, lambda batch: _tell(scope, batch[FILE].drop_nulls().to_list()))
            stream = stream.with_frame(told.drop(FILE))
        count = fact(path, lambda name: counted([local_path(name)]), K.INTEGER)
        number = pl.int_range(1, pl.len() + 1, dtype=pl.Int64)
        added = [(rows, count), *([(files, number)] if settings.files_field else [])]
        return Outputs(stream.with_frame(scope.counted(stream.frame, "input")).appended(added))
    paths = [str(path) for path in found_paths(settings.choices)]
    if not paths:
        raise StepError("No files can be found to process.", "没有可处理的文件。")
    if settings.add_result_files:
        _tell(scope, paths)
    total = pl.LazyFrame({FILE: [""]}).with_columns(pl.lit(len(paths), pl.Int64).alias(ROW))
    value = fact(pl.col(FILE), lambda _: counted(paths), K.INTEGER)
    scope.add("input", len(paths))
    columns = [(rows, value), *([(files, pl.col(ROW))] if settings.files_field else [])]
    return Outputs(Stream(total, (Field(FILE), Field(ROW, K.INTEGER))).selected(columns))


@step("FileExists")
def file_exists(scope: StepScope, settings: FileExistsSettings, inputs: Inputs) -> Outputs:
    """Return the rows with whether the named file is there, and its kind."""
    stream = inputs.required()
    path = to_text(stream.value(settings.name_field), stream.field(settings.name_field))
    there = fact(path, lambda name: Path(local_path(name)).exists(), K.BOOLEAN)
    added = [(Field(settings.result, K.BOOLEAN), there.fill_null(value=False))]
    if settings.type_field:
        kind = fact(path, lambda name: kind_of(local_path(name)), K.STRING)
        added.append((Field(settings.type_field), pl.when(kind != "imaginary").then(kind)))
    if settings.add_result_files:
        named = stream.frame.with_columns(path.alias(FILE))

        def tell(batch: pl.DataFrame) -> None:
            names = [local_path(name) for name in batch[FILE].drop_nulls()]
            _tell(scope, [name for name in names if Path(name).is_file()])

        stream = stream.with_frame(scope.tap(named, tell).drop(FILE))
    return Outputs(stream.appended(added))
