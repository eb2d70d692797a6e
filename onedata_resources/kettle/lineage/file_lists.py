"""Columns through the steps that tell about files."""

from __future__ import annotations

from onedata_resources.kettle.lineage.flows import NONE, Flow, StepView
from onedata_resources.kettle.settings.file_lists import (
    FILE_COLUMNS,
    FOLDER_COLUMNS,
    FileExistsSettings,
    FileNamesSettings,
    RowsCountSettings,
    SubFoldersSettings,
)


def _told(view: StepView, field: str, *names: str) -> Flow:
    """Return the columns with what is told of the file that a field names."""
    refs = view.columns.refs(field) if field else NONE
    added = {name: refs for name in names if name}
    return Flow(view.columns.with_columns(added), rejected=view.columns)


def _files(settings: FileNamesSettings, view: StepView) -> Flow:
    return _told(view, settings.name_field, *FILE_COLUMNS, settings.row_number_field)


def _folders(settings: SubFoldersSettings, view: StepView) -> Flow:
    return _told(view, settings.name_field, *FOLDER_COLUMNS, settings.row_number_field)


def _counts(settings: RowsCountSettings, view: StepView) -> Flow:
    return _told(view, settings.name_field, settings.rows_field, settings.files_field)


def _exists(settings: FileExistsSettings, view: StepView) -> Flow:
    return _told(view, settings.name_field, settings.result, settings.type_field)


FLOWS = {
    "FileExists": _exists,
    "GetFileNames": _files,
    "GetFilesRowsCount": _counts,
    "GetSubFolders": _folders,
}
