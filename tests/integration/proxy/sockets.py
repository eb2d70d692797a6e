"""Dagster's subscriptions as its pages ask for them: a websocket with the session's cookie."""

import json
import socket
import ssl
from pathlib import Path
from typing import Any

from websockets.sync.client import connect

from tests.portal_process import Visitor

SUBSCRIPTION = (
    'subscription { pipelineRunLogs(runId: "00000000-0000-0000-0000-000000000000") { __typename } }'
)


def subscribed(
    visitor: Visitor, authority: Path | None, *, prefix: str = "", origin: str = ""
) -> Any:
    """Return the first answer to a subscription."""
    url = visitor.base_url
    cookies = "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())
    port = url.port or (443 if url.scheme == "https" else 80)
    scheme = "wss" if url.scheme == "https" else "ws"
    context = ssl.create_default_context(cafile=authority) if authority else None
    with connect(
        f"{scheme}://{url.host}:{port}{prefix}/dagster/graphql",
        sock=socket.create_connection(("127.0.0.1", port)),
        ssl=context,
        origin=origin or visitor.origin,
        additional_headers={"Cookie": cookies},
        subprotocols=["graphql-ws"],
        proxy=None,
    ) as connection:
        connection.send(json.dumps({"type": "connection_init"}))
        assert json.loads(connection.recv(timeout=30))["type"] == "connection_ack"
        start = {"id": "1", "type": "start", "payload": {"query": SUBSCRIPTION}}
        connection.send(json.dumps(start))
        return json.loads(connection.recv(timeout=30))["payload"]["data"]["pipelineRunLogs"]
