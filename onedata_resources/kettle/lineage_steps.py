"""What each step type does to the columns that flow through it, one function per type."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from onedata_resources.kettle.lineage_sql import query_columns, script_tables
from onedata_resources.kettle.lineage_types import (
    ColumnRef,
    Columns,
    FileRef,
    Refs,
    TableRef,
)
from onedata_resources.kettle.settings.calculator import CalculatorSettings
from onedata_resources.kettle.settings.database import (
    ExecSqlSettings,
    TableInputSettings,
    TableOutputSettings,
)
from onedata_resources.kettle.settings.files import (
    CsvInputSettings,
    FileChoice,
    TextOutputSettings,
)
from onedata_resources.kettle.settings.json_input import JsonInputSettings
from onedata_resources.kettle.settings.rows import UniqueSettings, ValueMapperSettings
from onedata_resources.kettle.settings.select_values import SelectSettings
from onedata_resources.kettle.settings.stepxml import StepXml
from onedata_resources.kettle.settings.text_input import TextInputSettings

NONE: Refs = frozenset()


@dataclass(frozen=True)
class StepView:
    """A step as lineage sees it: its XML, the columns that arrive, its connection and its kind."""

    xml: StepXml
    columns: Columns
    connection: str = ""
    dialect: str = ""


@dataclass(frozen=True)
class Flow:
    """The columns that leave a step, and what it reads and writes."""

    columns: Columns
    reads: frozenset[TableRef] = frozenset()
    writes: tuple[tuple[TableRef, Columns, bool], ...] = ()
    files_read: frozenset[FileRef] = frozenset()
    files_written: frozenset[FileRef] = frozenset()
    rejected: Columns | None = field(default=None)


def passed(settings: Any, view: StepView) -> Flow:  # noqa: ANN401 - any step's settings
    """Return the columns as they came."""
    del settings
    return Flow(view.columns)


def _table_input(settings: TableInputSettings, view: StepView) -> Flow:
    columns, reads = query_columns(settings.sql, settings.connection, view.dialect)
    return Flow(columns, reads=frozenset(reads))


def _table_output(settings: TableOutputSettings, view: StepView) -> Flow:
    ref = TableRef(settings.connection, settings.schema, settings.table)
    pairs = settings.columns or tuple((name, name) for name in view.columns.known)
    written = Columns({column: view.columns.refs(source) for column, source in pairs})
    return Flow(view.columns, writes=((ref, written, settings.truncate),))


def _exec_sql(settings: ExecSqlSettings, view: StepView) -> Flow:
    reads, writes = script_tables(settings.sql, settings.connection, view.dialect)
    added = {name: NONE for _, name in settings.counters if name}
    tables = tuple((ref, Columns(), False) for ref in sorted(writes))
    return Flow(view.columns.with_columns(added), frozenset(reads), tables)


def _paths(files: tuple[FileChoice, ...]) -> list[FileRef]:
    joined = (f"{each.name.rstrip('/')}/{each.mask}" if each.mask else each.name for each in files)
    return [FileRef(path) for path in joined]


def _csv_input(settings: CsvInputSettings, view: StepView) -> Flow:
    file = FileRef(settings.filename)
    known = {each.name: frozenset({ColumnRef(file, each.name)}) for each in settings.fields}
    extra = [settings.row_number_field, "filename" if settings.include_filename else ""]
    known |= {name: NONE for name in extra if name}
    del view
    return Flow(Columns(known), files_read=frozenset({file} if settings.filename else ()))


def _text_input(settings: TextInputSettings, view: StepView) -> Flow:
    files = _paths(settings.files)
    known = {
        each.field.name: frozenset(ColumnRef(file, each.field.name) for file in files)
        for each in settings.fields
    }
    extra = (settings.count_field, settings.fields_field, settings.text_field,
             settings.file_field, settings.row_number_field)  # fmt: skip
    known |= {name: NONE for name in extra if name}
    del view
    return Flow(Columns(known), files_read=frozenset(files))


def _json_input(settings: JsonInputSettings, view: StepView) -> Flow:
    files = _paths(settings.files)
    known: dict[str, Refs] = {}
    documents = view.columns.refs(settings.source_field) if settings.source_field else NONE
    for each in settings.fields:
        from_files = {ColumnRef(file, each.path) for file in files}
        within = {
            ColumnRef(ref.source, each.path) if isinstance(ref.source, FileRef) else ref
            for ref in documents
        }
        known[each.field.name] = frozenset(from_files | within)
    extra = (settings.file_field, settings.row_number_field)
    known |= {name: NONE for name in extra if name}
    kept = view.columns
    if settings.remove_source:
        kept = kept.without([settings.source_field])
    return Flow(kept.with_columns(known), files_read=frozenset(files), rejected=view.columns)


def _select(settings: SelectSettings, view: StepView) -> Flow:
    columns = view.columns
    if settings.selected:
        chosen = {each.rename: columns.refs(each.name) for each in settings.selected}
        listed = {each.name for each in settings.selected}
        rest = {n: refs for n, refs in columns.known.items() if n not in listed}
        open_end = columns.rest if settings.select_unspecified else None
        columns = Columns({**chosen, **(rest if settings.select_unspecified else {})}, open_end)
    columns = columns.without(settings.removed)
    known: dict[str, Refs] = {}
    renamed = {each.name: each.rename for each in settings.changes}
    for name, refs in columns.known.items():
        known[renamed.get(name, name)] = refs
    for name, new in renamed.items():
        if name not in columns.known:
            known[new] = columns.refs(name)
    return Flow(Columns(known, columns.rest))


def _calculator(settings: CalculatorSettings, view: StepView) -> Flow:
    columns = view.columns
    for each in settings.calculations:
        operands = () if each.code in {"CONSTANT", "-"} else (each.a, each.b, each.c)
        refs = NONE.union(*(columns.refs(name) for name in operands if name))
        columns = columns.with_columns({each.field.name: refs})
    gone = [each.field.name for each in settings.calculations if each.remove]
    return Flow(columns.without(gone), rejected=view.columns)


def _value_mapper(settings: ValueMapperSettings, view: StepView) -> Flow:
    refs = view.columns.refs(settings.field)
    return Flow(view.columns.with_columns({settings.target or settings.field: refs}))


def _unique(settings: UniqueSettings, view: StepView) -> Flow:
    added = {settings.count_field: NONE} if settings.count_field else {}
    return Flow(view.columns.with_columns(added), rejected=view.columns)


def _made(settings: Any, view: StepView) -> Flow:  # noqa: ANN401 - several settings with fields
    """Return the columns with fields that come from nowhere."""
    names = [getattr(each, "field", each).name for each in settings.fields]
    return Flow(view.columns.with_columns(dict.fromkeys(names, NONE)))


def _text_output(settings: TextOutputSettings, view: StepView) -> Flow:
    name = settings.name + (f".{settings.extension}" if settings.extension else "")
    return Flow(view.columns, files_written=frozenset({FileRef(name)} if settings.name else ()))


FLOWS: dict[str, Callable[[Any, StepView], Flow]] = {
    "Abort": passed, "Calculator": _calculator, "Constant": _made, "CsvInput": _csv_input,
    "DataGrid": _made, "Dummy": passed, "ExecSQL": _exec_sql, "FilterRows": passed,
    "GetVariable": _made, "JsonInput": _json_input, "RowGenerator": _made,
    "SelectValues": _select, "SortRows": passed, "TableInput": _table_input,
    "TableOutput": _table_output, "TextFileInput": _text_input, "TextFileOutput": _text_output,
    "Unique": _unique, "UniqueRowsByHashSet": _unique, "ValueMapper": _value_mapper,
}  # fmt: skip
