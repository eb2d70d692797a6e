"""Columns through the steps that read documents: JSON, XML, YAML, properties, whole files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from onedata_resources.kettle.lineage.columns import ColumnRef, FileRef, Refs
from onedata_resources.kettle.lineage.flows import NONE, Flow, StepView, file_refs
from onedata_resources.kettle.settings.documents import DocumentField, DocumentSource


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


FLOWS = {
    "JsonInput": _documents,
    "getXMLData": _documents,
}
