"""Runs that are stopped, paused, removed, killed or left alone."""

import os
import signal
import threading

import pytest

from onedata_resources.errors import UnavailableError
from tests.integration.carte.runs import (
    endless_job,
    log_of,
    process_state,
    started,
    wait_for,
)
from tests.integration.carte.serving import serving
from tests.unit.kettle_server.files import generated

pytestmark = pytest.mark.integration


def test_a_run_that_is_killed_fails_with_the_reason_and_the_server_stays(server, tmp_path):
    who = server.register(endless_job())
    before = set(server.runs())
    server.call("startJob", **who)
    [pid] = wait_for(lambda: set(server.runs()) - before)
    started(server, who)
    os.kill(pid, signal.SIGKILL)
    found = server.wait("jobStatus", who, "Finished (with errors)")
    assert "ended by signal SIGKILL" in log_of(found)
    assert found.findtext("result/result") == "N"
    assert found.findtext("result/nr_errors") == "1"
    (tmp_path / "t.ktr").write_text(generated("t"))
    with server.client() as client:
        assert client.run_transformation(tmp_path / "t.ktr").succeeded


def test_a_stopped_job_ends_even_where_it_does_not_listen(server):
    who = server.register(endless_job("stopped"))
    server.call("startJob", **who)
    started(server, who)
    answer = server.call("stopJob", **who)
    assert answer.findtext("message") == "Job [stopped] stop requested."
    found = server.wait("jobStatus", who, "Stopped")
    assert found.findtext("result/is_stopped") == "Y"
    wait_for(lambda: not server.runs())


def test_a_paused_run_stands_still_and_goes_on(server):
    who = server.register(generated("big", 200_000_000))
    server.call("startTrans", **who)
    [pid] = wait_for(server.runs)
    assert "pause" in server.call("pauseTrans", **who).findtext("message")
    assert server.call("transStatus", **who).findtext("status_desc") == "Paused"
    assert wait_for(lambda: "T" in process_state(pid))
    assert "resume" in server.call("pauseTrans", **who).findtext("message")
    assert server.call("transStatus", **who).findtext("status_desc") != "Paused"
    server.call("stopTrans", **who)
    server.wait("transStatus", who, "Stopped", "Finished")


def test_a_removed_run_is_ended(server):
    who = server.register(endless_job("removed"))
    server.call("startJob", **who)
    wait_for(server.runs)
    server.call("removeJob", **who)
    wait_for(lambda: not server.runs())


def test_an_interrupted_client_leaves_nothing_running(server, tmp_path):
    (tmp_path / "endless.kjb").write_text(endless_job())

    def interrupt(line: str) -> None:
        if "Starting entry" in line:
            raise KeyboardInterrupt

    with server.client() as client, pytest.raises(KeyboardInterrupt):
        client.run_job(tmp_path / "endless.kjb", on_log=interrupt)
    wait_for(lambda: not server.runs())


def test_a_finished_object_runs_again_under_its_id(server):
    who = server.register(generated("again"))
    for _ in range(3):
        answer = server.call("startTrans", **who)
        assert answer.findtext("message") == "Transformation [again] was started."
        found = server.wait("transStatus", who, "Finished")
        assert log_of(found).count("Dispatching started") == 1
    server.call("removeTrans", **who)


def test_a_prepared_transformation_that_never_starts_can_be_removed(server):
    who = server.register(generated("idle"))
    assert server.call("prepareExec", **who).findtext("result") == "OK"
    found = server.call("transStatus", **who)
    assert found.findtext("status_desc") == "Waiting"
    assert [e.text for e in found.iter("statusDescription")] == ["Idle", "Idle"]
    server.call("removeTrans", **who)
    wait_for(lambda: not server.runs())


def test_a_server_killed_in_a_run_is_said_and_takes_its_runs_along(database, tmp_path):
    (tmp_path / "endless.kjb").write_text(endless_job("未完"))
    with serving(connections={"retail": f"sqlite:///{database}"}) as server:
        caught: list[BaseException] = []
        inside = threading.Event()

        def note(line: str) -> None:
            if "Starting entry [sql]" in line:
                inside.set()

        def run() -> None:
            try:
                with server.client() as client:
                    client.run_job(tmp_path / "endless.kjb", on_log=note)
            except UnavailableError as error:
                caught.append(error)

        caller = threading.Thread(target=run)
        caller.start()
        assert inside.wait(60)
        pids = server.runs()
        server.process.kill()
        caller.join(60)
        assert "went away while job '未完'" in caught[0].en
        assert "Starting entry [sql]" in caught[0].en
        wait_for(lambda: not any(process_state(pid).strip() for pid in pids))


def test_a_client_can_end_the_server_and_its_runs():
    with serving(stop_grace_seconds=1) as server:
        server.call("prepareExec", **server.register(generated("waits")))
        pids = wait_for(server.runs)
        assert server.call("stopCarte").text == "Y"
        assert server.process.wait(30) == 0
        wait_for(lambda: not any(process_state(pid).strip() for pid in pids))
