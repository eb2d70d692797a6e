"""Asking Dagster over its GraphQL API, always as the person who asks the portal.

The request goes to our own hosted Dagster (`gateway/dagster_ui/app.py`) inside this process, so
what a person may not see does not exist in any answer. Which questions are asked is in
`queries/*.graphql`; what they mean is in the modules beside this one.
"""

import base64
import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import httpx
from starlette.types import ASGIApp, Receive, Scope, Send

from onedata_portal.api.errors import (
    ConflictError,
    ForbiddenError,
    NotFoundError,
    SignInFirstError,
)
from onedata_portal.gateway.dagster_ui.latest import PATH as LATEST_PATH
from onedata_portal.gateway.viewer import Viewer, set_viewer
from onedata_resources.errors import BadInputError, OneDataError, UnavailableError

QUERIES = Path(__file__).with_name("queries")
SECONDS = 120.0
_VIEWER = "onedata.viewer"
# Errors of Dagster that say that the arguments are wrong, not that it failed.
_ARGUMENTS = frozenset(
    {
        "DagsterInvalidConfigError",
        "DagsterInvalidInvocationError",
        "DagsterInvalidSubsetError",
        "DagsterInvariantViolationError",
        "DagsterUnknownPartitionError",
    }
)

_NAMED = re.compile(r"^(?:\w+\.)+(?P<name>\w*Error): ")

Answer = dict[str, Any]


@cache
def query_text(*names: str) -> str:
    """Return the text of a query file, followed by those with the fragments that it uses."""
    return "\n".join((QUERIES / f"{name}.graphql").read_text(encoding="utf-8") for name in names)


class _AsViewer:
    """An app that is asked by one person, whatever the request says."""

    def __init__(self, app: ASGIApp, viewer: Viewer) -> None:
        self._app = app
        self._viewer = viewer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        set_viewer(scope, self._viewer)
        await self._app(scope, receive, send)


class _InProcess(httpx.AsyncBaseTransport):
    """Hands each request to the app as the viewer that the client named."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        as_viewer = _AsViewer(self._app, request.extensions[_VIEWER])
        # An error of the app is the answer 500, as a client of any server would see it.
        transport = httpx.ASGITransport(app=as_viewer, raise_app_exceptions=False)
        return await transport.handle_async_request(request)


class DagsterClient:
    """Dagster's GraphQL API as any person may use it."""

    def __init__(self, app: ASGIApp, prefix: str) -> None:
        self._path = f"{prefix}/graphql"
        self._latest = prefix + LATEST_PATH
        self._http = httpx.AsyncClient(
            transport=_InProcess(app),
            base_url="http://portal.internal",
            timeout=SECONDS,
            trust_env=False,
        )

    async def ask(
        self, viewer: Viewer, query: str, variables: Mapping[str, object] | None = None
    ) -> Answer:
        """Return the data that answers a query of `viewer`.

        Raises:
            OneDataError: Nobody asks, the person may not, or Dagster does not answer.
        """
        body = {"query": query, "variables": dict(variables or {})}
        told = await self._told(viewer, "POST", self._path, json=body)
        if errors := told.get("errors"):
            raise _error(errors[0])
        return told["data"]

    async def latest(self, viewer: Viewer) -> list[tuple[list[str], str, str]]:
        """Return path, time and run of the last materialization of each asset of `viewer`.

        Raises:
            OneDataError: Nobody asks, or Dagster does not answer.
        """
        return await self._told(viewer, "GET", self._latest)

    async def _told(self, viewer: Viewer, method: str, path: str, **body: Any) -> Any:  # noqa: ANN401
        try:
            response = await self._http.request(method, path, extensions={_VIEWER: viewer}, **body)
            told = response.json()
        except (httpx.HTTPError, ValueError, ConnectionError, OSError) as error:
            raise unavailable(str(error) or type(error).__name__) from error
        if response.status_code == 401:
            raise SignInFirstError.nobody()
        if response.status_code == 403:
            raise ForbiddenError.role()
        return told


def result_of(answer: Answer, *, en: str, zh: str) -> Answer:
    """Return one result of an answer, which is about a thing that is called `en` and `zh`.

    Raises:
        NotFoundError: There is none.
        ForbiddenError: The person may not.
        BadInputError: Dagster refuses the arguments.
        UnavailableError: Dagster could not do it.
    """
    kind = str(answer["__typename"])
    if kind.endswith("NotFoundError") and kind != "PartitionKeysNotFoundError":
        raise NotFoundError.of(en, zh)
    if kind == "UnauthorizedError":
        raise ForbiddenError.role()
    if kind == "PythonError":
        raise _python_error(answer)
    if kind.endswith(("Error", "Invalid", "Failure", "RunConflict")):
        raise _refused(answer)
    return answer


def unavailable(said: str) -> UnavailableError:
    """Return the error for what Dagster or a code location could not do now."""
    return UnavailableError(
        f"Dagster could not do this now: {_ended(said)} Try again; if it stays, see its log.",
        f"Dagster 暂时无法完成：{_ended(said)} 请稍后重试；若持续出现，请查看其日志。",
    )


def checked_cursor(cursor: str | None) -> str | None:
    """Return where to go on among events; None for the beginning.

    Raises:
        BadInputError: It is none that an answer gave.
    """
    if not cursor:
        return None
    try:
        int(json.loads(base64.b64decode(cursor, validate=True))["value"])
    except (ValueError, TypeError, KeyError) as error:
        raise BadInputError(
            "The cursor is none that an answer gave; begin again without it.",
            "cursor 不是接口返回的值；请去掉它后重新开始。",
        ) from error
    return cursor


def _ended(said: str) -> str:
    """Return what was said, not too long, as a sentence."""
    short = said.strip()[:500]
    return short if short.endswith((".", "。", "!", "?")) else f"{short}."


def _error(error: Answer) -> OneDataError:
    """Return what an error of GraphQL is for a person."""
    info = ((error.get("extensions") or {}).get("errorInfo")) or {}
    return _python_error({"className": info.get("cls_name"), "message": error["message"]})


def _python_error(error: Answer) -> OneDataError:
    # What a code server says is wrapped: the error's name stands before it, the stack after it.
    message = str(error.get("message") or "").split("Stack Trace:")[0].strip()
    wrapped = _NAMED.match(message)
    kind = wrapped["name"] if wrapped else error.get("className")
    said = message[wrapped.end() :] if wrapped else message
    if kind == "RefusedError":
        return ForbiddenError.role()
    if kind == "LaunchRefusedError":
        return _launch_refused(said)
    return _bad_input(said) if kind in _ARGUMENTS else unavailable(said)


def _launch_refused(said: str) -> ConflictError:
    # The error's text is English, then Chinese.
    en, _, zh = said.rpartition("\n未启动运行")
    return ConflictError(en, f"未启动运行{zh}")


def _refused(answer: Answer) -> BadInputError:
    errors = [str(one["message"]) for one in answer.get("errors") or ()]
    return _bad_input("; ".join(errors) or str(answer.get("message") or answer["__typename"]))


def _bad_input(message: str) -> BadInputError:
    said = message.strip()[:800]
    return BadInputError(f"Dagster refuses this: {said}", f"Dagster 拒绝了此请求：{said}")
