"""Objects without a run of their own: how they fail, how long they are kept."""

import pytest

from onedata_resources.clients.carte_answers import document, run_state
from onedata_resources.kettle.server.config import CarteConfig
from onedata_resources.kettle.server.objects import end_of_process
from onedata_resources.kettle.server.posted import Kind, posted_object
from onedata_resources.kettle.server.state import CarteState
from tests.unit.kettle_server.files import generated, kjb, posted
from tests.unit.kettle_server.test_http import register


def no_process(*arguments: object) -> None:
    raise OSError(11, "Resource temporarily unavailable")


@pytest.fixture
def exhausted(monkeypatch):
    """A machine that starts no further process, which no test can bring about for real."""
    monkeypatch.setattr("onedata_resources.kettle.server.objects.RunProcess", no_process)


@pytest.mark.usefixtures("exhausted")
def test_a_transformation_that_gets_no_process_fails_with_the_reason(carte):
    object_id = register(carte, generated("t"))
    answer = document(carte.get(f"/kettle/prepareExec/?id={object_id}&xml=Y").content, "webresult")
    assert answer.findtext("result") == "ERROR"
    assert "Resource temporarily unavailable" in answer.findtext("message")
    state = run_state(
        document(carte.get(f"/kettle/transStatus/?id={object_id}&xml=Y").content, "transstatus")
    )
    assert (state.status, state.errors) == ("Finished (with errors)", 1)
    assert "No process could be started" in state.lines[-1]


@pytest.mark.usefixtures("exhausted")
def test_a_job_that_gets_no_process_fails_with_the_reason(carte):
    object_id = register(carte, kjb("j", []), "registerJob")
    carte.get(f"/kettle/startJob/?id={object_id}&xml=Y")
    state = run_state(
        document(carte.get(f"/kettle/jobStatus/?id={object_id}&xml=Y").content, "jobstatus")
    )
    assert (state.status, state.success) == ("Finished (with errors)", False)


@pytest.mark.parametrize(
    ("code", "words"),
    [(-9, "SIGKILL (killed: by hand, or because memory ran out)"), (-11, "SIGSEGV"), (3, "code 3")],
)
def test_the_end_of_a_process_is_told_in_words(code, words):
    error = end_of_process(code)
    assert words in error.en
    assert "运行进程" in error.zh


def test_objects_go_when_they_are_too_old():
    state = CarteState(CarteConfig(object_timeout_seconds=0))
    first = state.register(posted_object(Kind.TRANS, posted(generated("first"))))
    second = state.register(posted_object(Kind.TRANS, posted(generated("second"))))
    assert state.catalogue.find(Kind.TRANS, "first", first.id) is None
    assert state.catalogue.all_of(Kind.TRANS) == [second]


def test_passwords_are_not_shown():
    config = CarteConfig(password="geheim", connections={"db": "postgresql://u:geheim@h/d"})
    posting = posted_object(Kind.TRANS, posted(generated()))
    task = CarteState(config).register(posting).task
    assert "geheim" not in repr(config) + repr(task)
