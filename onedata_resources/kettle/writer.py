"""The objects of `model.py` become Kettle XML again; what was not modelled is written unchanged."""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]

from onedata_resources.kettle.model import (
    Connection,
    Entry,
    ErrorHop,
    Hop,
    Job,
    JobHop,
    Note,
    Parameter,
    Step,
    Transformation,
)
from onedata_resources.kettle.xml import Element, number, serialise, set_text


def write_transformation(transformation: Transformation) -> bytes:
    """Return the `.ktr`; reading it gives an equal transformation."""
    root = _copy(transformation.xml, "transformation")
    info = _child(root, "info", first=True)
    set_text(info, "name", transformation.name)
    _text_if(info, "description", transformation.description)
    _parameters(info, transformation.parameters)
    _replace(root, "notepads", "notepad", [_note(each) for each in transformation.notes])
    _replace(root, None, "connection", [_connection(each) for each in transformation.connections])
    _replace(root, "order", "hop", [_hop(each) for each in transformation.hops])
    _replace(root, None, "step", [_step(each) for each in transformation.steps])
    errors = [_error_hop(each) for each in transformation.error_hops]
    _replace(root, "step_error_handling", "error", errors)
    return serialise(root)


def write_job(job: Job) -> bytes:
    """Return the `.kjb`; reading it gives an equal job."""
    root = _copy(job.xml, "job")
    set_text(root, "name", job.name)
    _text_if(root, "description", job.description)
    _parameters(root, job.parameters)
    _replace(root, None, "connection", [_connection(each) for each in job.connections])
    _replace(root, "entries", "entry", [_entry(each) for each in job.entries])
    _replace(root, "hops", "hop", [_job_hop(each) for each in job.hops])
    _replace(root, "notepads", "notepad", [_note(each) for each in job.notes])
    return serialise(root)


def _copy(element: Element | None, tag: str) -> Element:
    return deepcopy(element) if element is not None else etree.Element(tag)


def _child(parent: Element, tag: str, *, first: bool = False) -> Element:
    found = parent.find(tag)
    if found is None:
        found = etree.Element(tag)
        found.tail = "\n"
        parent.insert(0 if first else len(parent), found)
    return found


def _text_if(parent: Element, tag: str, value: str) -> None:
    if value or parent.find(tag) is not None:
        set_text(parent, tag, value)


def _flag(parent: Element, tag: str, *, value: bool, default: bool) -> None:
    """Write the flag, but leave one that is absent and has its default value absent."""
    found = parent.find(tag)
    current = (found.text or "").strip().upper() if found is not None else ""
    meant = current in {"Y", "TRUE", "YES"} if current else default
    if meant is not value:
        set_text(parent, tag, "Y" if value else "N")


def _number(parent: Element, tag: str, value: int) -> None:
    """Write the number, but leave one that is absent and 0, or written otherwise, as it is."""
    if number(parent, tag, 0) != value:
        set_text(parent, tag, str(value))


def _replace(root: Element, holder: str | None, tag: str, written: list[Element]) -> None:
    """Put the written elements where the old ones of the tag stood, in order."""
    if holder is not None and not written and root.find(holder) is None:
        return
    parent = root if holder is None else _child(root, holder)
    old = parent.findall(tag)
    places = [parent.index(each) for each in old]
    for element, previous in zip(written, old, strict=False):
        element.tail = previous.tail
    for each in old:
        parent.remove(each)
    at = places or [len(parent)]
    for position, element in enumerate(written):
        place = at[position] if position < len(at) else at[-1] + position - len(at) + 1
        element.tail = element.tail or "\n"
        parent.insert(place, element)


def _parameters(parent: Element, parameters: Iterable[Parameter]) -> None:
    written = []
    old: dict[str, list[Element]] = {}
    for element in parent.iterfind("parameters/parameter"):
        old.setdefault(element.findtext("name") or "", []).append(element)
    for each in parameters:
        same = old.get(each.name)
        element = _copy(same.pop(0) if same else None, "parameter")
        set_text(element, "name", each.name)
        _text_if(element, "default_value", each.default)
        _text_if(element, "description", each.description)
        written.append(element)
    _replace(parent, "parameters", "parameter", written)


def _note(note: Note) -> Element:
    element = _copy(note.xml, "notepad")
    set_text(element, "note", note.text)
    return element


def _connection(connection: Connection) -> Element:
    element = _copy(connection.xml, "connection")
    set_text(element, "name", connection.name)
    for tag in ("server", "type", "access", "database", "port", "username", "password"):
        value = getattr(connection, tag)
        if tag != "access" or value != "Native" or connection.xml is None:
            _text_if(element, tag, value)
    old = [(e.findtext("code") or "", e.findtext("attribute") or "")
           for e in element.iterfind("attributes/attribute")]  # fmt: skip
    if list(connection.attributes) != old:
        _replace(
            element, "attributes", "attribute", [_attribute(*p) for p in connection.attributes]
        )
    return element


def _attribute(code: str, value: str) -> Element:
    element = etree.Element("attribute")
    set_text(element, "code", code)
    set_text(element, "attribute", value)
    return element


def _hop(hop: Hop) -> Element:
    element = _copy(hop.xml, "hop")
    set_text(element, "from", hop.source)
    set_text(element, "to", hop.target)
    _flag(element, "enabled", value=hop.enabled, default=True)
    return element


def _error_hop(hop: ErrorHop) -> Element:
    element = _copy(hop.xml, "error")
    values = {
        "source_step": hop.source, "target_step": hop.target, "nr_valuename": hop.count_field,
        "descriptions_valuename": hop.description_field, "fields_valuename": hop.fields_field,
        "codes_valuename": hop.code_field, "max_errors": hop.max_errors,
        "max_pct_errors": hop.max_percent, "min_pct_rows": hop.min_rows,
    }  # fmt: skip
    for tag, value in values.items():
        _text_if(element, tag, value)
    _flag(element, "is_enabled", value=hop.enabled, default=True)
    return element


def _step(step: Step) -> Element:
    element = _copy(step.xml, "step")
    set_text(element, "name", step.name)
    set_text(element, "type", step.type)
    _text_if(element, "description", step.description)
    _flag(element, "distribute", value=step.distribute, default=True)
    if step.copies != "1" or element.find("copies") is not None:
        _text_if(element, "copies", step.copies)
    return element


def _entry(entry: Entry) -> Element:
    element = _copy(entry.xml, "entry")
    set_text(element, "name", entry.name)
    set_text(element, "type", entry.type)
    _text_if(element, "description", entry.description)
    _flag(element, "parallel", value=entry.parallel, default=False)
    _number(element, "nr", entry.copy)
    return element


def _job_hop(hop: JobHop) -> Element:
    element = _copy(hop.xml, "hop")
    set_text(element, "from", hop.source)
    set_text(element, "to", hop.target)
    _number(element, "from_nr", hop.source_copy)
    _number(element, "to_nr", hop.target_copy)
    for tag, default in (("enabled", True), ("evaluation", True), ("unconditional", False)):
        _flag(element, tag, value=getattr(hop, tag), default=default)
    return element
