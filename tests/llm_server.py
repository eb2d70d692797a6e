"""A local server that speaks OpenAI's protocol of chat completions, and answers what a test says.

Requests and answers are held to the types of the `openai` package, which are those of the protocol.
"""

from __future__ import annotations

import json
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast

from openai.types import Model
from openai.types.chat import ChatCompletion
from openai.types.chat.completion_create_params import CompletionCreateParamsNonStreaming
from pydantic import TypeAdapter

from onedata_resources.clients.certificates import Made

MODEL = "test-model"
Answer = Callable[[dict[str, Any]], object]


@dataclass(frozen=True)
class Reply:
    """What comes back instead of a completion; `wait` seconds pass before."""

    status: int = 200
    body: str = ""
    kind: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)
    wait: float = 0.0


def described(asked: dict[str, Any]) -> dict[str, Any]:
    """Return a description of all that a request asks for, as a good model would."""
    told = told_of(asked)
    columns = [
        {
            "name": each["name"],
            "en": f"The {each['name']} as told.",
            "zh": f"列 {each['name']} 的说明。",
        }
        for each in told["columns"]
    ]
    table = {"en": "Rows as told.", "zh": "表的说明。"} if told["table"]["describe"] else None
    return {"table": table, "columns": columns}


def told_of(asked: dict[str, Any]) -> dict[str, Any]:
    """Return what a request tells the model of a table."""
    return json.loads(asked["messages"][1]["content"])


def failed(status: int, code: str = "", *, message: str = "", **headers: str) -> Reply:
    """Return an error as the protocol has it."""
    error = {"message": message or "no", "type": "error", "param": None, "code": code or None}
    return Reply(status, json.dumps({"error": error}), headers=headers)


@dataclass
class LlmServer:
    """Where it is, what it was asked, and what it answers: an object, a text or a `Reply`."""

    url: str = ""
    answer: Answer = described
    key: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def tables(self) -> list[str]:
        """The tables that it was asked to describe, by name."""
        return sorted(told_of(each)["table"]["name"] for each in self.asked)

    def reply(self, body: dict[str, Any], headers: dict[str, str]) -> Reply:
        """Return what is answered to a request for a completion."""
        TypeAdapter(CompletionCreateParamsNonStreaming).validate_python(body)
        with self.lock:
            self.asked.append(body)
            self.headers.append(headers)
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            if self.key and headers.get("Authorization") != f"Bearer {self.key}":
                return failed(401, "invalid_api_key", message=f"wrong key {self.key}")
            said = self.answer(body)
            return said if isinstance(said, Reply) else _completion(said)
        finally:
            with self.lock:
                self.at_once -= 1


def _completion(said: object) -> Reply:
    content = said if isinstance(said, str) else json.dumps(said, ensure_ascii=False)
    made = ChatCompletion.model_validate(
        {
            "id": "c1",
            "object": "chat.completion",
            "created": 1,
            "model": MODEL,
            "choices": [
                {
                    "index": 0,
                    "finish_reason": "stop",
                    "logprobs": None,
                    "message": {"role": "assistant", "content": content, "refusal": None},
                }
            ],
        }
    )
    return Reply(body=made.model_dump_json())


@contextmanager
def llm_server(certificate: Made | None = None) -> Iterator[LlmServer]:
    """Serve on a free port of the loopback while the block runs, by TLS with a certificate."""
    house = LlmServer()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *args: object) -> None:
            """Say nothing."""

        def do_GET(self) -> None:
            model = Model(id=MODEL, created=1, object="model", owned_by="test")
            is_models = self.path == "/v1/models"
            listed = {"object": "list", "data": [model.model_dump()]}
            self._send(Reply(body=json.dumps(listed)) if is_models else failed(404))

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            is_chat = self.path == "/v1/chat/completions"
            self._send(house.reply(body, dict(self.headers)) if is_chat else failed(404))

        def _send(self, reply: Reply) -> None:
            time.sleep(reply.wait)
            body = reply.body.encode()
            self.send_response(reply.status)
            for name, value in {"Content-Type": reply.kind, **reply.headers}.items():
                self.send_header(name.replace("_", "-"), value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    port = cast("tuple[str, int]", server.server_address)[1]
    house.url = f"http://127.0.0.1:{port}/v1"
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate.certificate, certificate.key)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        house.url = f"https://localhost:{port}/v1"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield house
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
