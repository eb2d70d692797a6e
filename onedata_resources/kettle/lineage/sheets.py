"""Columns through the steps that read and write workbooks."""

from __future__ import annotations

from onedata_resources.kettle.lineage.columns import ColumnRef, Columns, FileRef
from onedata_resources.kettle.lineage.flows import NONE, Flow, StepView, file_refs
from onedata_resources.kettle.settings.excel_input import ExcelInputSettings
from onedata_resources.kettle.settings.excel_output import ExcelWriterSettings
from onedata_resources.kettle.settings.xls_output import XlsOutputSettings


def _excel_input(settings: ExcelInputSettings, view: StepView) -> Flow:
    files = file_refs(settings.files)
    known = {
        each.field.name: frozenset(ColumnRef(file, each.field.name) for file in files)
        for each in settings.fields
    }
    extra = (settings.file_field, settings.sheet_field, settings.sheet_row_field,
             settings.row_number_field, *settings.facts.names)  # fmt: skip
    known |= {name: NONE for name in extra if name}
    del view
    return Flow(Columns(known), files_read=frozenset(files))


def _written(settings: ExcelWriterSettings | XlsOutputSettings, view: StepView) -> Flow:
    name = f"{settings.file.base}.{settings.file.extension}"
    return Flow(view.columns, files_written=frozenset({FileRef(name)}))


FLOWS = {
    "ExcelInput": _excel_input,
    "ExcelOutput": _written,
    "TypeExitExcelWriterStep": _written,
}
