"""Columns through the steps that read and write files."""

from __future__ import annotations

from onedata_resources.kettle.lineage.columns import ColumnRef, Columns, FileRef
from onedata_resources.kettle.lineage.flows import NONE, Flow, StepView, file_refs
from onedata_resources.kettle.settings.cubes import CubeInputSettings, CubeOutputSettings
from onedata_resources.kettle.settings.files import CsvInputSettings, FixedInputSettings
from onedata_resources.kettle.settings.sql_files import SqlFileSettings
from onedata_resources.kettle.settings.text_input import TextInputSettings
from onedata_resources.kettle.settings.text_output import TextOutputSettings
from onedata_resources.kettle.settings.xbase import XBaseSettings


def _csv_input(settings: CsvInputSettings, view: StepView) -> Flow:
    file = FileRef(settings.filename)
    known = {each.name: frozenset({ColumnRef(file, each.name)}) for each in settings.fields}
    named = settings.filename_field if settings.include_filename else ""
    extra = [settings.row_number_field, named]
    known |= {name: NONE for name in extra if name}
    del view
    return Flow(Columns(known), files_read=frozenset({file} if settings.filename else ()))


def _fixed_input(settings: FixedInputSettings, view: StepView) -> Flow:
    del view
    file = FileRef(settings.filename)
    known = {each.name: frozenset({ColumnRef(file, each.name)}) for each in settings.fields}
    return Flow(Columns(known), files_read=frozenset({file}))


def _text_input(settings: TextInputSettings, view: StepView) -> Flow:
    files = file_refs(settings.files)
    known = {
        each.field.name: frozenset(ColumnRef(file, each.field.name) for file in files)
        for each in settings.fields
    }
    extra = (settings.count_field, settings.fields_field, settings.text_field,
             settings.file_field, settings.row_number_field, *settings.facts.names)  # fmt: skip
    known |= {name: NONE for name in extra if name}
    if settings.pass_fields:
        names = view.named.get(settings.names_step, view.columns)
        return Flow(names.with_columns(known), files_read=frozenset(files))
    return Flow(Columns(known), files_read=frozenset(files))


def _text_output(settings: TextOutputSettings, view: StepView) -> Flow:
    base, extension = settings.file.base, settings.file.extension
    name = base + (f".{extension}" if extension else "")
    return Flow(view.columns, files_written=frozenset({FileRef(name)} if base else ()))


def _xbase(settings: XBaseSettings, view: StepView) -> Flow:
    """The file's own fields are known when it is read; those that are added are known now."""
    del view
    names = filter(None, [settings.file_field, settings.number_field])
    files = frozenset([FileRef(settings.filename)] if settings.filename else [])
    return Flow(Columns(dict.fromkeys(names, NONE)), files_read=files)


def _cube_input(settings: CubeInputSettings, view: StepView) -> Flow:
    del view
    return Flow(Columns(), files_read=frozenset({FileRef(settings.filename)}))


def _cube_output(settings: CubeOutputSettings, view: StepView) -> Flow:
    return Flow(view.columns, files_written=frozenset({FileRef(settings.filename)}))


def _sql_file(settings: SqlFileSettings, view: StepView) -> Flow:
    base, extension = settings.file.name, settings.file.extension
    name = base + (f".{extension}" if extension else "")
    return Flow(view.columns, files_written=frozenset({FileRef(name)}))


FLOWS = {
    "CsvInput": _csv_input,
    "CubeInput": _cube_input,
    "CubeOutput": _cube_output,
    "FixedInput": _fixed_input,
    "OldTextFileInput": _text_input,
    "ParGzipCsvInput": _csv_input,
    "SQLFileOutput": _sql_file,
    "TextFileInput": _text_input,
    "TextFileOutput": _text_output,
    "TextFileOutputLegacy": _text_output,
    "XBaseInput": _xbase,
}
