"""Servlets that show what there is: the server, one object; and the one that ends it."""

from xml.etree import ElementTree as ET

from starlette.responses import Response

from onedata_resources.kettle.server.answers import add_problems, error_page, page, xml_response
from onedata_resources.kettle.server.call import Call, servlet
from onedata_resources.kettle.server.control import find, no_job, no_trans
from onedata_resources.kettle.server.objects import CarteObject
from onedata_resources.kettle.server.pages import object_page, status_page
from onedata_resources.kettle.server.posted import Kind
from onedata_resources.kettle.server.status_xml import server_status, status_document


@servlet("status")
def status(call: Call) -> Response:
    """Show the server and its objects."""
    catalogue = call.state.catalogue
    transformations, jobs = catalogue.all_of(Kind.TRANS), catalogue.all_of(Kind.JOB)
    if call.as_xml:
        return xml_response(server_status(transformations, jobs))
    return status_page(transformations, jobs)


@servlet("transStatus")
def trans_status(call: Call) -> Response:
    """Show one transformation; an unknown id is an HTTP 500, as in 8.1."""
    entry = find(call, Kind.TRANS)
    if entry is None:
        return error_page(500, "Server Error", call.path) if call.text("id") else no_trans(call)
    return _object_status(call, entry)


@servlet("jobStatus")
def job_status(call: Call) -> Response:
    """Show one job."""
    entry = find(call, Kind.JOB)
    return no_job(call) if entry is None else _object_status(call, entry)


def _object_status(call: Call, entry: CarteObject) -> Response:
    document = status_document(entry, call.text("name"), call.number("from"))
    add_problems(document, call.problems(*entry.view().state.problems))
    return xml_response(document) if call.as_xml else object_page(entry, document)


@servlet("stopCarte")
def stop_carte(call: Call) -> Response:
    """End the server and every run on it."""
    call.state.stopping.set()
    if not call.as_xml:
        return page("Shutting Down", "<h1>Shutting Down</h1>")
    root = ET.Element("request_accepted")
    root.text = "Y"
    return xml_response(root)
