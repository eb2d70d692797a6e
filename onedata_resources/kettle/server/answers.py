"""The bodies that the server answers: `webresult`, and the HTML of a browser's call.

Status documents are in `status_xml.py`. Every XML answer has a prolog and declares UTF-8: a real
8.1 leaves the prolog out of some answers and declares ISO-8859-1 in others, and loses characters.
"""

import html
import re
from collections.abc import Iterable
from xml.etree import ElementTree as ET

from starlette.responses import HTMLResponse, Response

from onedata_resources.kettle.problems import Problem

PROLOG = b'<?xml version="1.0" encoding="UTF-8"?>\n'
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(text: str) -> str:
    """Return the text with every character that XML cannot hold replaced."""
    return NOT_XML.sub("\ufffd", text)


def add(parent: ET.Element, tag: str, value: object = "") -> ET.Element:
    """Append an element with the value as its text; an empty value gives an empty element."""
    element = ET.SubElement(parent, tag)
    text = xml_text(str(value))
    element.text = text or None
    return element


def serialize(root: ET.Element) -> bytes:
    """Return the document as bytes, one element per line as a real server writes it."""
    ET.indent(root)
    # A ">" in a text is written as "&gt;", so this meets empty elements only.
    return PROLOG + ET.tostring(root, encoding="utf-8").replace(b" />", b"/>") + b"\n"


def xml_response(root: ET.Element, status_code: int = 200) -> Response:
    """Return the document as an HTTP answer."""
    return Response(serialize(root), status_code, media_type="text/xml;charset=UTF-8")


def add_problems(root: ET.Element, problems: Iterable[Problem]) -> None:
    """Append why a run failed, in both languages; a real Carte has no such elements."""
    for problem in problems:
        element = add(root, "problem")
        for tag in ("subject", "kind", "en", "zh"):
            add(element, tag, getattr(problem, tag))


def webresult(ok: bool, message: str = "", object_id: str = "") -> ET.Element:
    """Return the generic answer of a Carte call."""
    root = ET.Element("webresult")
    add(root, "result", "OK" if ok else "ERROR")
    add(root, "message", message)
    add(root, "id", object_id)
    return root


def result_response(
    ok: bool,
    message: str = "",
    object_id: str = "",
    *,
    as_xml: bool = True,
    problems: Iterable[Problem] = (),
) -> Response:
    """Return a `webresult`, or the HTML that says the same. Errors are HTTP 200, as in 8.1."""
    if as_xml:
        root = webresult(ok, message, object_id)
        add_problems(root, problems)
        return xml_response(root)
    title = "OK" if ok else "ERROR"
    body = f"<h1>{html.escape(message or title)}</h1>\n"
    return page(title, body + '<p><a href="/kettle/status/">Back to the status page</a></p>')


def page(title: str, body: str, status_code: int = 200) -> HTMLResponse:
    """Return an HTML page; `body` is markup whose texts are already escaped."""
    return HTMLResponse(
        "<html>\n<head>\n"
        '<meta http-equiv="Content-Type" content="text/html; charset=UTF-8">\n'
        f"<title>{html.escape(title)}</title>\n</head>\n<body>\n{body}\n</body>\n</html>\n",
        status_code,
    )


def error_page(status_code: int, reason: str, path: str) -> HTMLResponse:
    """Return the HTML page of an HTTP error."""
    return page(
        f"Error {status_code} {reason}",
        f"<h2>HTTP ERROR: {status_code}</h2>\n<p>Problem accessing {html.escape(path)}. Reason:\n"
        f"<pre>    {html.escape(reason)}</pre></p>",
        status_code,
    )
