"""Other Carte servers that report to this one."""

from onedata_resources.kettle.xml import parse

SLAVE = (
    "<SlaveServerDetection><slaveserver><name>{name}</name><hostname>10.0.0.7</hostname>"
    "<port>8082</port><username>cluster</username><password>Encrypted 2be98afc</password>"
    "<master>N</master></slaveserver><active>Y</active></SlaveServerDetection>"
)


def test_a_slave_that_reported_is_listed_without_its_password(carte):
    for word in ("added", "replaced"):
        answer = carte.post("/kettle/registerSlave/", content=SLAVE.format(name="甲").encode())
        root = parse(answer.content, "answer")
        assert root.findtext("message") == f"Slave server detection '甲' was {word} in the list."
    listed = carte.get("/kettle/getSlaves/")
    root = parse(listed.content, "answer")
    assert [each.findtext("hostname") for each in root.iter("slaveserver")] == ["10.0.0.7"]
    assert "password" not in listed.text


def test_what_is_no_report_is_refused(carte):
    for body in (b"<x/>", b"no xml", SLAVE.format(name="").encode()):
        answer = carte.post("/kettle/registerSlave/", content=body)
        assert parse(answer.content, "answer").findtext("result") == "ERROR"


def test_there_is_no_sequence_to_take_from(carte):
    assert carte.get("/kettle/nextSequence/?name=s&increment=10").status_code == 404
