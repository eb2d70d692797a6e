"""Columns through the steps that read and write workbooks."""

from __future__ import annotations

from onedata_resources.kettle.lineage.columns import ColumnRef, Columns
from onedata_resources.kettle.lineage.flows import NONE, Flow, StepView, file_refs
from onedata_resources.kettle.settings.excel_input import ExcelInputSettings


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


FLOWS = {
    "ExcelInput": _excel_input,
}
