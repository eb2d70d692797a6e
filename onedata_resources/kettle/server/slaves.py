"""Servlets of a cluster: other servers report here, and are listed; sequences are given out.

This server starts nothing on those that reported: clustered transformations are not supported.
"""

from datetime import UTC, datetime
from xml.etree import ElementTree as ET

from starlette.responses import Response

from onedata_resources.errors import BadInputError
from onedata_resources.kettle.server.answers import add, error_page, result_response, xml_response
from onedata_resources.kettle.server.call import Call, servlet
from onedata_resources.kettle.server.status_xml import moment
from onedata_resources.kettle.xml import parse, text

TOLD = ("name", "hostname", "port", "webAppName", "username", "master")
MAX_SLAVES = 1000


@servlet("registerSlave")
def register_slave(call: Call) -> Response:
    """Keep what another server says of itself; a second report replaces the first."""
    try:
        root = parse(call.body, "The posted document")
    except BadInputError as error:
        return result_response(False, error.en)
    slave = {tag: text(root.find("slaveserver"), tag) for tag in TOLD}
    if root.tag != "SlaveServerDetection" or not slave["name"]:
        return result_response(False, "The posted document must be a <SlaveServerDetection>.")
    slaves = call.state.slaves
    known = slave["name"] in slaves
    if not known and len(slaves) >= MAX_SLAVES:
        return result_response(False, f"At most {MAX_SLAVES} slave servers are kept.")
    slaves[slave["name"]] = (slave, datetime.now(UTC))
    word = "replaced" if known else "added"
    return result_response(
        True, f"Slave server detection '{slave['name']}' was {word} in the list."
    )


@servlet("getSlaves")
def get_slaves(call: Call) -> Response:
    """List the servers that reported, without their passwords."""
    root = ET.Element("SlaveServerDetections")
    for slave, at in list(call.state.slaves.values()):
        detection = add(root, "SlaveServerDetection")
        server = add(detection, "slaveserver")
        for tag, value in slave.items():
            add(server, tag, value)
        add(detection, "active", "Y")
        add(detection, "last_active_date", moment(at))
        add(detection, "last_inactive_date")
    return xml_response(root)


@servlet("nextSequence")
def next_sequence(call: Call) -> Response:
    """Say that there is no such sequence: this server gives out none."""
    return error_page(404, "Not Found", call.path)
