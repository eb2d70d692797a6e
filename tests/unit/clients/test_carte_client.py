"""CarteClient against a scripted server: what real servers do wrong, and what ends a run."""

import httpx
import pytest

from onedata_resources.clients.carte_answers import steps_in_log
from onedata_resources.errors import BadInputError
from onedata_resources.kettle.xml import parse
from tests.unit.clients.carte_script import ID, Carte, error, state
from tests.unit.kettle_server.recordings import exchanges


def test_a_job_is_registered_started_followed_and_removed(job):
    carte = Carte(state("Running", ["a"], 1), state("Finished", ["b"], 2))
    lines = []
    result = carte.client().run_job(job, parameters={"P": "<&>"}, on_log=lines.append)
    assert result.succeeded
    assert (result.status, result.id, result.log) == ("Finished", ID, ("a", "b"))
    assert lines == ["a", "b"]
    assert carte.servlets() == ["registerJob", "startJob", "jobStatus", "jobStatus", "removeJob"]
    sent = parse(carte.calls[0].content, "sent")
    assert sent.findtext("job/name") == "作业 1"
    assert sent.findtext(".//parameter/value") == "<&>"
    assert [call.url.params.get("from") for call in carte.calls[2:4]] == ["0", "1"]


def test_a_transformation_is_prepared_before_it_is_started(trans):
    step = (
        "<stepstatus><stepname>gen</stepname><copy>0</copy><linesWritten>10</linesWritten>"
        "<errors>0</errors><seconds>1,5</seconds></stepstatus>"
    )
    carte = Carte(state("Finished", ["x"], 1, kind="trans", steps=step))
    result = carte.client().run_transformation(trans)
    assert carte.servlets() == [
        *("registerTrans", "prepareExec", "startExec", "transStatus", "removeTrans")
    ]
    assert result.succeeded
    [found] = result.steps
    assert (found.name, found.written, found.seconds) == ("gen", 10, 1.5)


def test_every_recorded_status_is_understood(trans):
    for recorded in exchanges():
        if recorded.servlet == "transStatus" and recorded.status == 200 and recorded.body:
            status = parse(recorded.body.encode(), "recorded").findtext("status_desc")
            if status in {"Finished", "Finished (with errors)"}:
                result = Carte(recorded.body).client().run_transformation(trans)
                assert result.status == status
                assert result.succeeded is (status == "Finished")


@pytest.mark.parametrize(
    "last",
    [
        state("Finished (with errors)", ["all good"], 3),
        state("Finished", [], 3, kind="trans", steps="<stepstatus><errors>1</errors></stepstatus>"),
        state("Finished", [], 3, kind="trans", errors=2),
        state("Stopped", [], 3, kind="trans"),
    ],
)
def test_a_transformation_with_errors_has_failed_whatever_its_log_says(trans, last):
    assert not Carte(last).client().run_transformation(trans).succeeded


def test_a_job_that_logged_errors_and_recovered_has_succeeded(job):
    lines = ["2026/11/22 08:46:25 - ab.0 - ERROR (version 8.1) : boom"]
    result = Carte(state("Finished", lines, 1, errors=1)).client().run_job(job)
    assert result.succeeded
    assert result.complaints == tuple(lines)
    assert not Carte(state("Finished", [], 1, result="N")).client().run_job(job).succeeded


def test_a_server_that_ignores_from_does_not_repeat_lines(job):
    carte = Carte(
        state("Running", ["a", "b"], 2),
        state("Running", ["a", "b"], 2),
        state("Running", ["a", "b", "c"], 3),
        state("Finished", ["a", "b", "c", "c"], 4),
    )
    assert carte.client().run_job(job).log == ("a", "b", "c", "c")


def test_a_server_that_honours_from_may_send_equal_lines(job):
    carte = Carte(
        state("Running", ["start", "x"], 2),
        state("Running", ["x", "x"], 4),
        state("Finished", ["start", "x"], 6),
    )
    log = carte.client().run_job(job).log
    assert log == ("start", "x", "x", "x", "start", "x")


def test_the_stale_halting_answer_of_8_1_is_seen_through(trans):
    class Stale(Carte):
        def __call__(self, request):
            if "transStatus" in request.url.path and request.url.params["from"] == "0":
                first = not any("transStatus" in s for s in self.servlets())
                self.calls.append(request)
                if first:
                    return httpx.Response(200, text=state("Halting", ["a"], 7, kind="trans"))
                final = state("Finished (with errors)", ["a", "b"], 8, kind="trans", errors=1)
                return httpx.Response(200, text=final)
            return super().__call__(request)

    listed = (
        f"<serverstatus><transstatuslist><transstatus><id>{ID}</id><status_desc>Finished (with "
        "errors)</status_desc></transstatus></transstatuslist></serverstatus>"
    )
    carte = Stale(state("Halting", [], 7, kind="trans"), status=listed)
    result = carte.client().run_transformation(trans)
    assert (result.status, result.errors, result.log) == ("Finished (with errors)", 1, ("a", "b"))


def test_an_answer_in_latin_1_that_declares_utf_8_is_read(job):
    body = '<?xml version="1.0" encoding="UTF-8"?>' + error("caf\u00e9")
    answer = httpx.Response(200, content=body.encode("latin-1"))
    with pytest.raises(BadInputError, match="caf\u00e9"):
        Carte(registerJob=answer).client().run_job(job)


def test_the_older_escaping_of_7_0_is_read(job):
    final = state("Finished").replace("Finished", "Finished &#x28;with errors&#x29;", 1)
    assert Carte(final).client().run_job(job).status == "Finished (with errors)"


def test_steps_of_a_job_are_read_from_its_log():
    lines = [
        "2026/11/22 08:46:28 - a - Dispatching started for transformation [订单 - 1]",
        "2026/11/22 08:46:28 - out - x.0 - Finished processing (I=1, O=2, R=3, W=4, U=5, E=6)",
        "2026/11/22 08:46:28 - b - Finished job entry [b] (result=[true])",
        "2026/11/22 08:46:28 - c - Dispatching started for transformation [c]",
        "2026/11/22 08:46:28 - v1.2.13 - Finished processing (I=0, O=0, R=0, W=0, U=0, E=0)",
    ]
    first, second = steps_in_log(lines, failed=True)
    assert (first.name, first.copy, first.transformation) == ("out - x", 0, "订单 - 1")
    assert (first.input, first.output, first.read, first.written) == (1, 2, 3, 4)
    assert (first.updated, first.errors, first.rejected) == (5, 6, 0)
    assert (second.name, second.copy, second.transformation) == ("v1.2", 13, "c")
    assert steps_in_log(lines, failed=False)[0].rejected == 6


def test_the_server_status_lists_objects():
    listed = (
        "<serverstatus><statusdesc>Online</statusdesc><transstatuslist/><jobstatuslist><jobstatus>"
        f"<id>{ID}</id><status_desc>Running</status_desc></jobstatus></jobstatuslist>"
        "</serverstatus>"
    )
    found = Carte(status=listed).client().status()
    assert found.online
    assert found.statuses == {ID: "Running"}
