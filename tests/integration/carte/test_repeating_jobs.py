"""A job with its own schedule on a real server, and an entry that runs on another server."""

import time

import pytest

from onedata_resources.kettle.engine.context import RunContext
from onedata_resources.kettle.engine.job import JobRun
from onedata_resources.kettle.packed_log import unpack
from onedata_resources.kettle.reader import read_kettle_file
from tests.integration.carte.serving import Server
from tests.unit.kettle_server.files import chain, generated, kjb
from tests.unit.kettle_server.job_runs import note, said

pytestmark = pytest.mark.integration

EVERY_SECOND = (
    "<start>Y</start><repeat>Y</repeat><schedulerType>1</schedulerType>"
    "<intervalSeconds>1</intervalSeconds>"
)


def turns(server: Server, who: dict[str, str]) -> int:
    packed = server.call("jobStatus", **who).findtext("logging_string")
    return unpack(packed or "").count(" - a - turn")


def test_a_job_repeats_until_it_is_stopped(server: Server):
    xml = kjb("again", [note("a", "turn")], chain("a")).replace("<start>Y</start>", EVERY_SECOND)
    who = server.register(xml)
    server.call("startJob", **who)
    deadline = time.monotonic() + 60
    while turns(server, who) < 2:
        assert time.monotonic() < deadline
        time.sleep(0.2)
    server.call("stopJob", **who)
    server.wait("jobStatus", who, "Stopped")


SLAVE = (
    "<slaveservers><slaveserver><name>far</name><hostname>127.0.0.1</hostname><port>{}</port>"
    "<username>cluster</username><password>{}</password></slaveserver></slaveservers>"
)


def remote(tmp_path, port: str, password: str = "cluster") -> JobRun:
    (tmp_path / "t.ktr").write_text(generated("t"))
    settings = "<filename>t.ktr</filename><slave_server_name>far</slave_server_name>"
    xml = kjb("j", [("t", "TRANS", settings)], chain("t"), SLAVE.format(port, password))
    (tmp_path / "j.kjb").write_text(xml)
    run = JobRun(read_kettle_file(tmp_path / "j.kjb"), RunContext())
    run.prepare()
    run.execute()
    return run


def test_an_entry_runs_on_the_server_that_it_names_and_its_log_comes_back(server, tmp_path):
    run = remote(tmp_path, server.url.rpartition(":")[2])
    assert run.result.success, said(run)
    assert any("gen.0 - Finished processing" in line for line in said(run))


@pytest.mark.parametrize(("port", "password"), [("9", "cluster"), ("", "wrong")])
def test_a_server_that_is_away_or_refuses_fails_the_entry(server, tmp_path, port, password):
    run = remote(tmp_path, port or server.url.rpartition(":")[2], password)
    assert (run.result.success, run.result.errors) == (False, 1)
