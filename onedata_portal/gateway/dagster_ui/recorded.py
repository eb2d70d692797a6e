"""Recording what people change through Dagster's pages and API, with how Dagster answered.

That somebody asks is recorded before Dagster is asked, so nothing is changed of which there is no
record, also where the portal ends before the answer. What is recorded goes to `Record`, which the
portal gives; how mutations are read is in `mutations.py`, what programs report in `reports.py`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from anyio import to_thread
from dagster import AssetKey
from graphql import GraphQLError
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from onedata_assets.domain.security.projects import joined
from onedata_portal.gateway.dagster_ui.context import GatewayProcessContext
from onedata_portal.gateway.dagster_ui.mutations import Mutation, mutations_in, request_in
from onedata_portal.gateway.refusing import refusal
from onedata_portal.gateway.viewer import viewer_of
from onedata_resources.errors import OneDataError

ASKED = "asked"


@dataclass(frozen=True)
class Change:
    """A mutation that somebody sent: what it is, what it names, of which projects, its result."""

    mutation: str
    names: list[str]
    projects: str
    result: str
    details: Mapping[str, Any] = field(default_factory=dict)


Record = Callable[[Scope, Change], None]


@dataclass(frozen=True)
class Recorded:
    """Passes requests on to Dagster's web server and records the mutations among them."""

    app: ASGIApp
    process: GatewayProcessContext
    path: str
    record: Record

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        is_asked = scope["type"] == "http" and scope["path"].rstrip("/") == self.path
        if not is_asked or not viewer_of(scope).name:
            await self.app(scope, receive, send)
            return
        body = await body_of(receive)
        # Of a header that is sent twice Dagster's web server reads the first, of a word in the
        # address the last.
        kind = next((value for name, value in scope["headers"] if name == b"content-type"), b"")
        query = dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))
        request = request_in(scope["method"], kind.decode("latin-1"), body, query)
        try:
            mutations = _readable(mutations_in(request))
        except (GraphQLError, RecursionError) as error:
            # What cannot be looked through here Dagster might read, and nobody would know.
            said = {"data": None, "errors": [{"message": str(error)}]}
            await JSONResponse(said, status_code=400)(scope, receive, send)
            return
        if not mutations:
            await self.app(scope, again(body, receive), send)
            return
        try:
            await to_thread.run_sync(self._record_asked, scope, mutations)
        except OneDataError as error:
            await refusal(503, "unavailable", error)(scope, receive, send)
            return
        answer = bytearray()

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.body":
                answer.extend(message.get("body", b""))
            await send(message)

        try:
            await self.app(scope, again(body, receive), sending)
        finally:
            await to_thread.run_sync(self._record, scope, mutations, bytes(answer))

    def _record_asked(self, scope: Scope, mutations: list[Mutation]) -> None:
        for mutation in mutations:
            projects = self._projects(scope, mutation, [])
            self.record(scope, Change(mutation.field, mutation.names, projects, ASKED))

    def _record(self, scope: Scope, mutations: list[Mutation], body: bytes) -> None:
        try:
            answer = json.loads(body)
        except ValueError:
            answer = {"errors": [{}]}
        for mutation in mutations:
            result, told = mutation.outcome(answer if isinstance(answer, dict) else {})
            run = told.get("run") or {}
            made = [*([run["runId"]] if "runId" in run else []), told.get("backfillId")]
            new = [name for name in made if name]
            change = Change(
                mutation.field,
                mutation.names,
                self._projects(scope, mutation, new),
                result,
                {"made": new} if new else {},
            )
            self.record(scope, change)

    def _projects(self, scope: Scope, mutation: Mutation, made: list[str]) -> str:
        """Return the projects of the runs and assets that a mutation names or made."""
        seen = self.process.scope(viewer_of(scope))
        parts = [seen.owned.assets.get(AssetKey(list(path))) for path in mutation.assets]
        for run_id in mutation.run_ids | set(made):
            run = seen.base.get_run_by_id(run_id)
            if run is not None:
                parts.append(seen.owned.of_run(run))
        return ",".join(sorted(joined(parts) or ()))


def _readable(mutations: list[Mutation]) -> list[Mutation]:
    """Return mutations of which everything that is recorded can be read.

    Raises:
        RecursionError: What one of them names is nested too deep.
    """
    for each in mutations:
        _ = each.names, each.run_ids, each.assets
    return mutations


async def body_of(receive: Receive) -> bytes:
    """Return the whole body of a request."""
    body, more = bytearray(), True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            break
        body.extend(message.get("body", b""))
        more = message.get("more_body", False)
    return bytes(body)


def again(body: bytes, receive: Receive) -> Receive:
    """Return what gives the body that was read, then what the client does next."""
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receiving() -> Message:
        return messages.pop() if messages else await receive()

    return receiving
