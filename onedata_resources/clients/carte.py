"""A Carte server, the embedded one or a real one (5 to 11): it runs transformations and jobs.

What its answers mean is in `carte_answers.py`, which files travel in `carte_package.py`.
"""

import time
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx

from onedata_resources.clients.carte_answers import (
    OVER,
    RunState,
    WebResult,
    document,
    run_state,
    webresult,
)
from onedata_resources.clients.carte_calls import CarteCalls
from onedata_resources.clients.carte_log import LogTail
from onedata_resources.clients.carte_package import JobPackage, package
from onedata_resources.clients.carte_posts import (
    Execution,
    configuration,
    execution_configuration,
)
from onedata_resources.clients.carte_result import CarteResult, Handle, ServerState, result_of
from onedata_resources.errors import BadInputError, OneDataError, UnavailableError
from onedata_resources.kettle.problems import gravest
from onedata_resources.kettle.xml import children, text

FIRST_POLL_SECONDS = 0.02
LAST_POLL_SECONDS = 1.0
POLL_GROWTH = 1.5
LOST_CALLS = 3
STALE_POLLS = 5
STATUS_ANSWERS = ("transstatus", "jobstatus", "webresult")

ASKED = {"xml": "Y", "problems": "Y"}
"""XML, and the errors in both languages: the embedded server has them, a real Carte does not."""

OnLine = Callable[[str], None]


class CarteClient(CarteCalls):
    """Runs jobs and transformations on a Carte server and follows them to their end."""

    sleep: Callable[[float], None] = staticmethod(time.sleep)

    def status(self) -> ServerState:
        """Return what the server holds.

        Raises:
            UnavailableError: It cannot be reached, or is not a Carte server.
            BadInputError: It refuses the login.
        """
        root = document(self.call("status", {"xml": "Y"}).content, "serverstatus")
        found = [*children(root, ".//transstatus"), *children(root, ".//jobstatus")]
        statuses = {text(each, "id"): text(each, "status_desc") for each in found}
        return ServerState(text(root, "statusdesc") == "Online", statuses)

    def run_job(
        self,
        job: Path | str | JobPackage,
        *,
        parameters: Mapping[str, str] | None = None,
        variables: Mapping[str, str] | None = None,
        on_log: OnLine | None = None,
        on_poll: Callable[[], None] | None = None,
        log_level: str = "Basic",
    ) -> CarteResult:
        """Ship a job with the files it calls, run it, and return how it ended.

        `on_log` gets each log line once, as it comes; `on_poll` is called after every answer. When
        the caller is interrupted (by any exception, Ctrl-C included), the job is stopped before the
        exception goes on.

        Raises:
            BadInputError: The files or the login are refused; the server's reason is in it.
            UnavailableError: The server cannot be reached, or went away while the job ran.
        """
        how = Execution("job", parameters or {}, variables or {}, log_level)
        return self._run(job, how, LogTail(on_log, on_poll))

    def run_transformation(
        self,
        transformation: Path | str | JobPackage,
        *,
        parameters: Mapping[str, str] | None = None,
        variables: Mapping[str, str] | None = None,
        on_log: OnLine | None = None,
        on_poll: Callable[[], None] | None = None,
        log_level: str = "Basic",
    ) -> CarteResult:
        """Ship a transformation, run it, and return how it ended; otherwise as `run_job`.

        Raises:
            BadInputError: The files or the login are refused, or it cannot start.
            UnavailableError: The server cannot be reached, or went away while it ran.
        """
        how = Execution("trans", parameters or {}, variables or {}, log_level)
        return self._run(transformation, how, LogTail(on_log, on_poll))

    def _run(self, source: Path | str | JobPackage, how: Execution, tail: LogTail) -> CarteResult:
        shipped = source if isinstance(source, JobPackage) else package(Path(source), how.variables)
        if shipped.kind != how.kind:
            raise BadInputError(
                f"{shipped.load} is a {shipped.kind}, not a {how.kind}.",
                f"{shipped.load} 是 {shipped.kind}，不是 {how.kind}。",
            )
        began = time.monotonic()
        with self._registered(shipped, how) as handle:
            self._start(handle)
            state = self._follow(handle, tail)
        return result_of(handle, state, tail, time.monotonic() - began)

    @contextmanager
    def _registered(self, shipped: JobPackage, how: Execution) -> Generator[Handle]:
        """Register the files; stop the run on an exception; remove it in any case."""
        handle = self._register(shipped, how)
        try:
            yield handle
        except BaseException:
            with suppress(OneDataError):  # the caller's own exception is the one to see
                self._act("stop", handle)
                self._remove(handle)
            raise
        with suppress(OneDataError):  # it has run; a server that is away holds nothing
            self._remove(handle)

    def _register(self, shipped: JobPackage, how: Execution) -> Handle:
        execution = execution_configuration(how)
        if len(shipped.files) == 1 and not _asks_its_folder(shipped):
            servlet = "registerJob" if shipped.kind == "job" else "registerTrans"
            body = configuration(shipped.kind, shipped.files[shipped.load], execution)
            answer = self.ask(servlet, ASKED, body, "text/xml;charset=UTF-8")
        else:
            body = shipped.zipped(execution)
            params = {"type": shipped.kind, "load": shipped.load, **ASKED}
            answer = self.ask("registerPackage", params, body, "application/zip")
        if not answer.ok or not answer.id:
            raise _refused("refused", shipped.name, answer)
        return Handle(shipped.kind, shipped.name, answer.id)

    def _start(self, handle: Handle) -> None:
        """Start the object.

        Raises:
            BadInputError: It cannot start.
        """
        steps = ["startJob"] if handle.kind == "job" else ["prepareExec", "startExec"]
        for servlet in steps:
            answer = self.ask(servlet, handle.params)
            if not answer.ok:
                raise _refused("cannot start", handle.name, answer)

    def _follow(self, handle: Handle, tail: LogTail) -> RunState:
        """Poll until the run is over; return the last state."""
        pause, same, before = FIRST_POLL_SECONDS, 0, ""
        while True:
            state = self._poll(handle, tail, tail.position)
            tail.receive(state.lines, state.last_line)
            if state.over:
                return state
            same = same + 1 if state.status == before == "Halting" else 0
            before = state.status
            if same >= STALE_POLLS and self.status().statuses.get(handle.id) in OVER:
                return self._past_the_cache(handle, tail)
            self.sleep(pause)
            pause = min(pause * POLL_GROWTH, LAST_POLL_SECONDS)

    def _past_the_cache(self, handle: Handle, tail: LogTail) -> RunState:
        """Return the final state from a server that caches an earlier one.

        8.1 keeps the answer per object and `from`: another `from` gets a new one. The lines are
        asked for again from the beginning, and those already received are left out.
        """
        state = self._poll(handle, tail, 0)
        tail.receive_all(state.lines)
        return state

    def _poll(self, handle: Handle, tail: LogTail, position: int) -> RunState:
        """Return the state of the run.

        Raises:
            UnavailableError: The server or the object is gone.
        """
        servlet = "jobStatus" if handle.kind == "job" else "transStatus"
        # sendResult keeps 8.1 from answering out of its cache of finished states.
        params = {**handle.params, "from": str(position), "sendResult": "Y"}
        for attempt in range(1, LOST_CALLS + 1):
            try:
                response = self.send(servlet, params)
            except httpx.TransportError as error:
                if attempt == LOST_CALLS:
                    raise self._gone(handle, tail, str(error) or type(error).__name__) from error
                self.sleep(LAST_POLL_SECONDS)
                continue
            if response.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
                raise self._gone(handle, tail, "the server does not know it any more")
            root = document(self.accepted(response).content, *STATUS_ANSWERS)
            if root.tag == "webresult":
                raise self._gone(handle, tail, webresult(root).message)
            return run_state(root)
        raise AssertionError  # the loop returns or raises

    def _gone(self, handle: Handle, tail: LogTail, why: str) -> UnavailableError:
        last = tail.lines[-1] if tail.lines else "no line of its log"
        return UnavailableError(
            f"The Carte server at {self.base_url} went away while {handle.label} ran: {why}. "
            f"The last that is known of it, after {len(tail.lines)} log lines: {last}. What it "
            "wrote until then may be there. Start the server and run the job again.",
            f"{handle.label} 运行期间 {self.base_url} 的 Carte 服务中断：{why}。"
            f"已收到 {len(tail.lines)} 行日志，最后一行：{last}。此前写入的数据可能已存在。"
            "请启动服务后重新运行。",
        )

    def _remove(self, handle: Handle) -> None:
        self._act("remove", handle)

    def _act(self, verb: str, handle: Handle) -> None:
        """Stop or remove; what the server answers changes nothing."""
        noun = "Job" if handle.kind == "job" else "Trans"
        with suppress(httpx.TransportError):
            self.send(f"{verb}{noun}", handle.params)


def _asks_its_folder(shipped: JobPackage) -> bool:
    content = shipped.files[shipped.load]
    return b"Internal.Entry.Current" in content or b".Filename." in content


def _refused(what: str, name: str, answer: WebResult) -> OneDataError:
    if answer.problems:
        return gravest(answer.problems)(
            f"Carte: {name!r} {what}: {' '.join(each.en for each in answer.problems)}",
            f"Carte：{name!r} 无法执行：{''.join(each.zh for each in answer.problems)}",
        )
    message = answer.message[:4000] or "the server gave no reason"
    return BadInputError(
        f"Carte: {name!r} {what}: {message}", f"Carte：{name!r} 无法执行，服务器说明：{message}"
    )
