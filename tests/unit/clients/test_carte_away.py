"""CarteClient where the server goes away, refuses or answers something else."""

import httpx
import pytest

from onedata_resources.errors import BadInputError, UnavailableError
from tests.unit.clients.carte_script import ID, Carte, error, state


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
