"""A TRANS or JOB entry that names a slave server: the file is shipped there and followed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from onedata_resources.kettle.engine.job_entries import refuse
from onedata_resources.kettle.engine.job_passing import Call
from onedata_resources.kettle.engine.job_result import JobResult
from onedata_resources.kettle.model import Entry
from onedata_resources.kettle.passwords import decode_password
from onedata_resources.kettle.variables import expand
from onedata_resources.kettle.xml import Element, children, flag, text

if TYPE_CHECKING:
    from onedata_resources.clients.carte import CarteClient
    from onedata_resources.kettle.engine.job import JobRun

TIMEOUT_SECONDS = 30.0


@dataclass(frozen=True)
class SlaveServer:
    """A Carte server of the job's file."""

    name: str
    url: str
    user: str
    password: str


def server_of(run: JobRun, found: Entry) -> SlaveServer | None:
    """Return the server that the entry names, None where it runs here.

    Raises:
        PrepareError: The job's file has no server of that name.
    """
    name = run.expand(text(found.xml, "slave_server_name"))
    if not name:
        return None
    for each in children(run.job.xml, "slaveservers/slaveserver"):
        if text(each, "name").lower() == name.lower():
            return _server(run, each)
    raise refuse(
        found,
        f"runs on slave server {name!r}, which the job's file does not have: add it to the job, or"
        " clear the setting to run here",
        f"要在子服务器 {name!r} 上运行，但作业文件中没有该服务器：请添加，或清空该设置在本机运行",
    )


def _server(run: JobRun, element: Element) -> SlaveServer:
    def value(tag: str, default: str = "") -> str:
        return expand(text(element, tag, default), run.variables)

    scheme = "https" if flag(element, "sslMode") else "http"
    port = f":{value('port')}" if value("port") else ""
    application = f"/{value('webAppName').strip('/')}" if value("webAppName") else ""
    return SlaveServer(
        name=value("name"),
        url=f"{scheme}://{value('hostname', 'localhost')}{port}{application}",
        user=value("username"),
        password=decode_password(value("password")),
    )


def run_remotely(
    call: Call, server: SlaveServer, parameters: dict[str, str], given: JobResult
) -> JobResult:
    """Ship the file, run it there, and return its errors; its lines come into this log.

    Raises:
        UnavailableError: The server cannot be reached.
        BadInputError: It refuses the login or the file.
    """
    from onedata_resources.clients.carte import CarteClient

    if not flag(call.entry.xml, "wait_until_finished", default=True):
        raise refuse(
            call.entry,
            "is not to wait for its run on another server, and a run that nobody follows cannot be"
            " stopped or told: let it wait, or put it on a branch of its own (launch in parallel)",
            "设置为不等待远程运行结束，这样的运行无法停止或告知结果：请改为等待，"
            "或放到单独的并行分支",
        )
    call.log.write(call.entry.name, f"Running on slave server [{server.name}] at {server.url}")
    login = (server.user, server.password)
    with CarteClient(server.url, auth=login, timeout_seconds=TIMEOUT_SECONDS) as client:
        client.sleep = _Pause(call.run)  # pyright: ignore[reportAttributeAccessIssue]
        return _followed(call, client, parameters, given)


def _followed(
    call: Call, client: CarteClient, parameters: dict[str, str], given: JobResult
) -> JobResult:
    start = client.run_transformation if call.entry.type == "TRANS" else client.run_job
    try:
        done = start(
            call.path,
            parameters=parameters,
            variables=dict(call.run.variables),
            on_log=lambda line: call.log.write(call.entry.name, line),
        )
    except _EndedHere:
        return given.cleared().ended(False, errors=1)
    for each in done.problems:
        call.log.keep(each)
    errors = done.errors or int(not done.succeeded)
    return given.cleared().ended(done.succeeded, errors=errors)


class _EndedHere(Exception):  # noqa: N818 - no error: the job here was stopped
    """The job was stopped while another server ran its entry; the client has stopped that run."""


@dataclass(frozen=True)
class _Pause:
    """Waits between two polls, and leaves the client when the job has ended."""

    run: JobRun

    def __call__(self, seconds: float) -> None:
        self.run.wait(seconds)
        if self.run.ended:
            raise _EndedHere
