"""Columns through the steps that read documents: JSON, XML, YAML, properties, whole files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from onedata_resources.kettle.lineage.columns import ColumnRef, FileRef, Refs
from onedata_resources.kettle.lineage.flows import NONE, Flow, StepView, file_refs
from onedata_resources.kettle.settings.documents import DocumentField, DocumentSource
from onedata_resources.kettle.settings.json_output import JsonOutputSettings
from onedata_resources.kettle.settings.plain_documents import (
    PropertyInputSettings,
    PropertyOutputSettings,
)
from onedata_resources.kettle.settings.xml_output import (
    AddXmlSettings,
    XmlJoinSettings,
    XmlOutputSettings,
)


def out_of_documents(
    source: DocumentSource, fields: Sequence[DocumentField], view: StepView
) -> Flow:
    """Return the columns with the fields: each comes from its path in the files or the field."""
    files = file_refs(source.files)
    known: dict[str, Refs] = {}
    documents = view.columns.refs(source.column) if source.column else NONE
    for each in fields:
        from_files = {ColumnRef(file, each.path) for file in files}
        within = {
            ColumnRef(ref.source, each.path) if isinstance(ref.source, FileRef) else ref
            for ref in documents
        }
        known[each.field.name] = frozenset(from_files | within)
    extra = (source.file_field, source.row_number_field, *source.facts.names)
    known |= {name: NONE for name in extra if name}
    kept = view.columns.without([source.column] if source.remove_field else [])
    return Flow(kept.with_columns(known), files_read=frozenset(files), rejected=view.columns)


def _documents(settings: Any, view: StepView) -> Flow:  # noqa: ANN401 - several settings
    return out_of_documents(settings.source, settings.fields, view)


def _json_output(settings: JsonOutputSettings, view: StepView) -> Flow:
    refs = NONE.union(*(view.columns.refs(name) for name, _ in settings.fields))
    columns = view.columns.with_columns({settings.result: refs} if settings.result else {})
    file = settings.file
    written = _written(file.name, file.extension) if settings.to_file else frozenset()
    return Flow(columns, files_written=written)


def _xml_output(settings: XmlOutputSettings, view: StepView) -> Flow:
    extension = "zip" if settings.zipped else settings.file.extension
    return Flow(view.columns, files_written=_written(settings.file.name, extension))


def _written(name: str, extension: str) -> frozenset[FileRef]:
    return frozenset({FileRef(f"{name}.{extension}" if extension else name)})


def _add_xml(settings: AddXmlSettings, view: StepView) -> Flow:
    refs = NONE.union(*(view.columns.refs(each.field.name) for each in settings.fields))
    return Flow(view.columns.with_columns({settings.result: refs}))


def _xml_join(settings: XmlJoinSettings, view: StepView) -> Flow:
    target, source = view.input(settings.target_step), view.input(settings.source_step)
    refs = target.refs(settings.target_field) | source.refs(settings.source_field)
    return Flow(target.with_columns({settings.result: refs}))


def _property_input(settings: PropertyInputSettings, view: StepView) -> Flow:
    flow = out_of_documents(settings.source, settings.fields, view)
    own = {settings.section_field: NONE} if settings.section_field else {}
    return replace(flow, columns=flow.columns.with_columns(own))


def _property_output(settings: PropertyOutputSettings, view: StepView) -> Flow:
    named = _written(settings.file.name, settings.file.extension)
    return Flow(view.columns, files_written=frozenset() if settings.name_field else named)


FLOWS = {
    "AddXML": _add_xml,
    "JsonInput": _documents,
    "JsonOutput": _json_output,
    "LoadFileInput": _documents,
    "PropertyInput": _property_input,
    "PropertyOutput": _property_output,
    "XMLJoin": _xml_join,
    "XMLOutput": _xml_output,
    "YamlInput": _documents,
    "getXMLData": _documents,
}
