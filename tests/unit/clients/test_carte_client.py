"""CarteClient against a scripted server: what real servers do wrong, and what ends a run."""

from xml.sax.saxutils import escape

import httpx
import pytest

from onedata_resources.clients.carte import CarteClient
from onedata_resources.clients.carte_answers import steps_in_log
from onedata_resources.clients.carte_package import package
from onedata_resources.errors import BadInputError, UnavailableError
from onedata_resources.kettle.packed_log import pack
from onedata_resources.kettle.xml import parse
from tests.unit.kettle_server.files import chain, generated, kjb
from tests.unit.kettle_server.recordings import exchanges

ID = "30c0da59-8b3e-436b-8684-bd54387292c6"
OK = f"<webresult><result>OK</result><message/><id>{ID}</id></webresult>"
Answer = httpx.Response | str | Exception


def error(message: str) -> str:
    return f"<webresult><result>ERROR</result><message>{message}</message><id/></webresult>"


def state(
    status: str,
    lines: list[str] = [],  # noqa: B006 - read only
    last: int = 0,
    *,
    errors: int = 0,
    result: str = "Y",
    kind: str = "job",
    steps: str = "",
) -> str:
    return (
        f"<{kind}status><{kind}name>n</{kind}name><id>{ID}</id><status_desc>{status}</status_desc>"
        f"<stepstatuslist>{steps}</stepstatuslist><last_log_line_nr>{last}</last_log_line_nr>"
        f"<result><nr_errors>{errors}</nr_errors><result>{result}</result></result>"
        f"<logging_string>{escape(pack(lines))}</logging_string></{kind}status>"
    )


class Carte:
    """A server that answers status calls in order, the last one for ever, and all else with OK."""

    def __init__(self, *states: Answer, **answers: Answer) -> None:
        self.states = list(states)
        self.answers = answers
        self.calls: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.calls.append(request)
        servlet = request.url.path.strip("/").split("/")[-1]
        answer = self.answers.get(servlet, OK)
        if servlet in {"jobStatus", "transStatus"} and self.states:
            answer = self.states.pop(0) if len(self.states) > 1 else self.states[0]
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, httpx.Response) else httpx.Response(200, text=answer)

    def servlets(self) -> list[str]:
        return [call.url.path.strip("/").split("/")[-1] for call in self.calls]

    def client(self) -> CarteClient:
        client = CarteClient("http://carte", auth=("u", "p"), transport=httpx.MockTransport(self))
        client.sleep = lambda seconds: None
        return client


@pytest.fixture
def job(tmp_path):
    path = tmp_path / "作业.kjb"
    path.write_text(kjb("作业 1", [], []), encoding="utf-8")
    return path


@pytest.fixture
def trans(tmp_path):
    path = tmp_path / "t.ktr"
    path.write_text(generated("t"), encoding="utf-8")
    return path


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


@pytest.mark.parametrize("exception", [KeyboardInterrupt, SystemExit, GeneratorExit, ValueError])
def test_an_interrupted_caller_stops_and_removes_what_it_started(job, exception):
    carte = Carte(state("Running", ["a"], 1))

    def interrupt(line):
        raise exception

    with pytest.raises(exception):
        carte.client().run_job(job, on_log=interrupt)
    assert carte.servlets()[-2:] == ["stopJob", "removeJob"]


def gone() -> httpx.ConnectError:
    return httpx.ConnectError("Connection refused")


@pytest.mark.parametrize(
    "answers",
    [
        pytest.param([gone()], id="killed"),
        pytest.param([httpx.Response(500, text="<html>Server Error</html>")], id="unknown id, 8.1"),
        pytest.param([error("The specified job [n] could not be found")], id="restarted"),
    ],
)
def test_a_server_that_goes_away_is_said_with_what_is_known(job, answers):
    carte = Carte(state("Running", ["line one", "line two"], 2), *answers)
    with pytest.raises(UnavailableError) as error:
        carte.client().run_job(job)
    assert "'作业 1'" in error.value.en
    assert ID in error.value.en
    assert "line two" in error.value.en
    assert "run the job again" in error.value.en


def test_another_page_in_place_of_a_status_does_not_poll_for_ever(job):
    page = httpx.Response(200, text="<html><body>Log in</body></html>")
    with pytest.raises(UnavailableError, match="not the XML"):
        Carte(state("Running"), page).client().run_job(job)


def test_one_lost_call_does_not_end_the_run(job):
    carte = Carte(state("Running"), gone(), state("Finished", ["z"], 1))
    assert carte.client().run_job(job).log == ("z",)


@pytest.mark.parametrize(
    ("answer", "kind", "word"),
    [
        (gone(), UnavailableError, "onedata carte"),
        (httpx.ReadTimeout("slow"), UnavailableError, "does not answer"),
        (httpx.Response(401, text="<html>"), BadInputError, "KETTLE_PASSWORD"),
        (httpx.Response(413, text="<html>"), BadInputError, "size"),
        (httpx.Response(404, text="<html>"), UnavailableError, "HTTP 404"),
        (httpx.Response(302, headers={"Location": "/login"}), UnavailableError, "HTTP 302"),
        (httpx.Response(200, text="<html><body>Welcome"), UnavailableError, "not the XML"),
        (
            httpx.Response(200, text="<html><body>Welcome</body></html>"),
            UnavailableError,
            "not the",
        ),
        (httpx.Response(200, text='{"a": 1}'), UnavailableError, "not the XML"),
        (error("step X is missing"), BadInputError, "step X is missing"),
        (httpx.Response(500, text=error("no login")), BadInputError, "no login"),
    ],
)
def test_what_stops_a_run_before_it_starts_is_said_once(job, answer, kind, word):
    with pytest.raises(kind) as caught:
        Carte(state("Finished"), registerJob=answer).client().run_job(job)
    assert word in caught.value.en
    assert caught.value.zh


def test_a_transformation_that_cannot_start_is_removed_and_its_reason_said(trans):
    carte = Carte(prepareExec=error("Initialisation failed: You need a connection"))
    with pytest.raises(BadInputError, match="You need a connection"):
        carte.client().run_transformation(trans)
    assert carte.servlets()[-1] == "removeTrans"


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


@pytest.mark.parametrize(
    ("written", "packed"),
    [
        ("${Internal.Entry.Current.Directory}/sub/t.ktr", None),
        ("${Internal.Job.Filename.Directory}/sub/t.ktr", None),
        ("sub/t.ktr", "${Internal.Entry.Current.Directory}/sub/t.ktr"),
        ("${WHERE}/t.ktr", "${Internal.Entry.Current.Directory}/sub/t.ktr"),
        ("sub/../../elsewhere/t.ktr", "${Internal.Entry.Current.Directory}/../elsewhere/t.ktr"),
    ],
)
def test_a_job_is_packed_with_the_files_it_calls(tmp_path, written, packed):
    folder = tmp_path / "jobs"
    for place in (folder / "sub", tmp_path / "elsewhere"):
        place.mkdir(parents=True)
        (place / "t.ktr").write_text(generated("t"))
    entries = [("run", "TRANS", f"<filename>{written}</filename>")]
    (folder / "j.kjb").write_text(kjb("j", entries, chain("run")))
    found = package(folder / "j.kjb", {"WHERE": str(folder / "sub")})
    assert found.load in {"j.kjb", "jobs/j.kjb"}
    assert len(found.files) == 2
    job = parse(found.files[found.load], "job")
    assert job.findtext("entries/entry[name='run']/filename") == (packed or written)


def test_a_file_that_only_the_server_has_stays_as_it_is_written(tmp_path):
    entries = [("run", "TRANS", "<filename>${SERVER}/t.ktr</filename>")]
    (tmp_path / "j.kjb").write_text(kjb("j", entries, chain("run")))
    assert list(package(tmp_path / "j.kjb").files) == ["j.kjb"]


def test_files_that_call_each_other_are_packed_once(tmp_path):
    for name, other in (("a", "b"), ("b", "a")):
        entries = [("run", "JOB", f"<filename>{other}.kjb</filename>")]
        (tmp_path / f"{name}.kjb").write_text(kjb(name, entries, chain("run")))
    found = package(tmp_path / "a.kjb")
    assert sorted(found.files) == ["a.kjb", "b.kjb"]
    assert found.zipped(b"<x/>") == package(tmp_path / "a.kjb").zipped(b"<x/>")


@pytest.mark.parametrize("content", [None, "no xml", "<html/>"])
def test_a_file_that_is_not_kettle_is_refused_before_any_call(tmp_path, content):
    path = tmp_path / "x.kjb"
    if content is not None:
        path.write_text(content)
    carte = Carte()
    with pytest.raises(BadInputError, match=r"x\.kjb"):
        carte.client().run_job(path)
    assert carte.calls == []


def test_the_other_kind_of_file_is_refused(trans, job):
    with pytest.raises(BadInputError):
        Carte().client().run_job(trans)
    with pytest.raises(BadInputError):
        Carte().client().run_transformation(job)
