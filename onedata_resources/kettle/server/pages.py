"""The HTML of a browser's call: the list of objects, one object, the menu."""

import html
from collections.abc import Iterable, Sequence
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

from starlette.responses import Response

from onedata_resources.kettle.packed_log import unpack
from onedata_resources.kettle.server.answers import page
from onedata_resources.kettle.server.objects import CarteObject
from onedata_resources.kettle.server.posted import Kind
from onedata_resources.kettle.server.status_xml import moment

WORDS = {Kind.TRANS: "Trans", Kind.JOB: "Job"}
STEP_COLUMNS = (
    "stepname",
    "copy",
    "linesRead",
    "linesWritten",
    "linesInput",
    "linesOutput",
    "linesUpdated",
    "linesRejected",
    "errors",
    "statusDescription",
    "seconds",
    "speed",
)


def status_page(transformations: list[CarteObject], jobs: list[CarteObject]) -> Response:
    """Return the list of all objects."""
    body = (
        "<h1>PDI Status</h1>\n"
        + _objects("Transformation name", transformations)
        + _objects("Job name", jobs)
    )
    return page("Kettle slave server status", body)


def _objects(heading: str, entries: Iterable[CarteObject]) -> str:
    rows = []
    for entry in entries:
        view = entry.view()
        show = link(f"{WORDS[entry.kind].lower()}Status", entry, entry.name)
        remove = link(f"remove{WORDS[entry.kind]}", entry, "Remove")
        rows.append([show, entry.id, html.escape(view.status), moment(view.started), remove])
    return table([heading, "Carte Object ID", "Status", "Last log date", "Remove from list"], rows)


def object_page(entry: CarteObject, document: ET.Element) -> Response:
    """Return what the status document says, as a page."""
    word = WORDS[entry.kind]
    status = html.escape(document.findtext("status_desc") or "")
    steps = [
        [html.escape(step.findtext(column) or "") for column in STEP_COLUMNS]
        for step in document.iter("stepstatus")
    ]
    log = html.escape(unpack(document.findtext("logging_string") or ""))
    parts = [
        f"<h1>Status {entry.kind.value} : [{html.escape(entry.name)}]</h1>\n",
        table(["Name", "Carte Object ID", "Status"], [[html.escape(entry.name), entry.id, status]]),
        *(link(f"{verb}{word}", entry, verb) + " " for verb in ("start", "stop", "remove")),
        table(STEP_COLUMNS, steps) if steps else "",
        f'<textarea id="log" cols="120" rows="20" readonly>{log}</textarea>',
    ]
    return page(f"Kettle {entry.kind.value} status", "".join(parts))


def menu_page(servlets: Iterable[str]) -> Response:
    """Return the start page."""
    items = "".join(f'<li><a href="/kettle/{name}/">{name}</a></li>\n' for name in sorted(servlets))
    return page("Kettle slave server", f"<h1>Slave server menu</h1>\n<ul>\n{items}</ul>")


def link(servlet: str, entry: CarteObject, label: str) -> str:
    """Return a link to a call about the object."""
    query = html.escape(urlencode({"name": entry.name, "id": entry.id}))
    return f'<a href="/kettle/{servlet}/?{query}">{html.escape(label)}</a>'


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return an HTML table; the cells are markup."""
    head = "".join(f"<th>{html.escape(heading)}</th>" for heading in headings)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>\n" for row in rows)
    return f'<table border="1">\n<tr>{head}</tr>\n{body}</table>\n<p>\n'
