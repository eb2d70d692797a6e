"""Columns through the steps that read and write files."""

from __future__ import annotations

from onedata_resources.kettle.lineage.columns import ColumnRef, Columns, FileRef
from onedata_resources.kettle.lineage.flows import NONE, Flow, StepView, file_refs
from onedata_resources.kettle.settings.files import CsvInputSettings, TextOutputSettings
from onedata_resources.kettle.settings.text_input import TextInputSettings


def _csv_input(settings: CsvInputSettings, view: StepView) -> Flow:
    file = FileRef(settings.filename)
    known = {each.name: frozenset({ColumnRef(file, each.name)}) for each in settings.fields}
    extra = [settings.row_number_field, "filename" if settings.include_filename else ""]
    known |= {name: NONE for name in extra if name}
    del view
    return Flow(Columns(known), files_read=frozenset({file} if settings.filename else ()))


def _text_input(settings: TextInputSettings, view: StepView) -> Flow:
    files = file_refs(settings.files)
    known = {
        each.field.name: frozenset(ColumnRef(file, each.field.name) for file in files)
        for each in settings.fields
    }
    extra = (settings.count_field, settings.fields_field, settings.text_field,
             settings.file_field, settings.row_number_field)  # fmt: skip
    known |= {name: NONE for name in extra if name}
    del view
    return Flow(Columns(known), files_read=frozenset(files))


def _text_output(settings: TextOutputSettings, view: StepView) -> Flow:
    name = settings.name + (f".{settings.extension}" if settings.extension else "")
    return Flow(view.columns, files_written=frozenset({FileRef(name)} if settings.name else ()))


FLOWS = {
    "CsvInput": _csv_input,
    "TextFileInput": _text_input,
    "TextFileOutput": _text_output,
}
