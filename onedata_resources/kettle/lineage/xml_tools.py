"""Columns through XMLInputStream, XSDValidatorStep and XSLT."""

from __future__ import annotations

from onedata_resources.kettle.lineage.columns import ColumnRef, Columns, FileRef
from onedata_resources.kettle.lineage.flows import NONE, Flow, StepView
from onedata_resources.kettle.settings.files import local_path
from onedata_resources.kettle.settings.xml_tools import (
    XmlStreamSettings,
    XsdSettings,
    XsltSettings,
)


def _stream(settings: XmlStreamSettings, view: StepView) -> Flow:
    refs = view.columns.refs(settings.xml_field or settings.filename)
    files: frozenset[FileRef] = frozenset()
    if settings.filename and not refs:
        files = frozenset({FileRef(local_path(settings.filename))})
    known = {
        field.name: refs | {ColumnRef(file, told) for file in files}
        for told, field in settings.columns
    }
    return Flow(Columns(known), files_read=files)


def _validated(settings: XsdSettings, view: StepView) -> Flow:
    refs = view.columns.refs(settings.xml_field)
    names = (settings.result, settings.message_field)
    return Flow(view.columns.with_columns({name: refs for name in names if name}))


def _transformed(settings: XsltSettings, view: StepView) -> Flow:
    fields = [field for _, field in settings.parameters]
    refs = NONE.union(*(view.columns.refs(name) for name in (settings.xml_field, *fields)))
    added = view.columns.with_columns({settings.result: refs})
    return Flow(added, rejected=view.columns)


FLOWS = {
    "XMLInputStream": _stream,
    "XSDValidatorStep": _validated,
    "XSLT": _transformed,
}
