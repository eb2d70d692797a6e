"""Real HTTP receivers on loopback that a test scripts."""

import json
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class Request:
    """What a receiver got."""

    path: str
    query: dict[str, str]
    headers: dict[str, str]
    content: bytes

    @property
    def body(self) -> Any:
        return json.loads(self.content)


@dataclass
class Reply:
    """What a receiver answers; `pieces` are sent one after the other, without a length."""

    status: int = 200
    body: Any = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    pieces: Iterator[bytes] | None = None


@dataclass
class HttpReceiver:
    """A running server: what it got, and what it answers to each request in turn."""

    port: int = 0
    scheme: str = "http"
    got: list[Request] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)
    judge: Callable[[Request], Reply] | None = None

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}"

    def answer(self, request: Request) -> Reply:
        self.got.append(request)
        if self.replies:
            return self.replies.pop(0)
        return self.judge(request) if self.judge else Reply()


@contextmanager
def http_receiver(tls: ssl.SSLContext | None = None) -> Iterator[HttpReceiver]:
    receiver = HttpReceiver(scheme="https" if tls else "http")

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            parts = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            content = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            reply = receiver.answer(Request(parts.path, query, headers, content))
            self.send_response(reply.status)
            raw = reply.body if isinstance(reply.body, bytes) else json.dumps(reply.body).encode()
            sent = {"Content-Type": "application/json", **reply.headers}
            if reply.pieces is None:
                sent["Content-Length"] = str(len(raw))
            for name, value in sent.items():
                self.send_header(name, value)
            self.end_headers()
            for piece in [raw] if reply.pieces is None else reply.pieces:
                try:
                    self.wfile.write(piece)
                except OSError:
                    return

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            del format, args

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            """Stay silent: a client that leaves is what some tests are about."""

    server = Server(("127.0.0.1", 0), Handler)
    if tls:
        server.socket = tls.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False
        )
    receiver.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
