"""A real server in a process of its own, and the calls that the tests make to it."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx

from onedata_assets.cli.processes import free_port
from onedata_resources.clients.carte import CarteClient
from onedata_resources.errors import UnavailableError
from onedata_resources.kettle.xml import Element, parse
from tests.unit.kettle_server.files import posted

SERVE = """
import json, sys
from onedata_resources.kettle.server.app import serve
from onedata_resources.kettle.server.config import CarteConfig
serve(CarteConfig(**json.loads(sys.argv[1])))
"""
START_SECONDS = 60


@dataclass(frozen=True)
class Server:
    """A running server."""

    process: subprocess.Popen
    url: str

    def client(self, user: str = "cluster", password: str = "cluster") -> CarteClient:
        return CarteClient(self.url, auth=(user, password))

    def call(self, servlet: str, content: bytes | None = None, **params: str) -> Element:
        """Return the root of the XML answer."""
        answer = httpx.request(
            "POST" if content else "GET",
            f"{self.url}/kettle/{servlet}/",
            params={"xml": "Y", **params},
            content=content,
            auth=("cluster", "cluster"),
            timeout=60,
            trust_env=False,
        )
        return parse(answer.content, answer.text[:200])

    def register(self, xml: str, execution: str = "") -> dict[str, str]:
        """Register an object and return the parameters that name it."""
        kind = "Job" if xml.startswith("<job>") else "Trans"
        answer = self.call(f"register{kind}", posted(xml, execution))
        assert answer.findtext("result") == "OK", answer.findtext("message")
        root = parse(xml, "xml")
        return {
            "name": root.findtext("name") or root.findtext("info/name"),
            "id": answer.findtext("id"),
        }

    def wait(
        self, servlet: str, who: dict[str, str], *statuses: str, seconds: float = 30
    ) -> Element:
        """Return the status document once the status is one of these."""
        end = time.monotonic() + seconds
        while True:
            found = self.call(servlet, **who)
            if found.findtext("status_desc") in statuses:
                return found
            assert time.monotonic() < end, found.findtext("status_desc")
            time.sleep(0.02)

    def runs(self) -> list[int]:
        """Return the ids of the processes that run something now."""
        fork_server = children(self.process.pid, "forkserver")
        return [pid for parent in fork_server for pid in children(parent)]


def children(pid: int, words: str = "") -> list[int]:
    found = subprocess.run(
        ["pgrep", "-P", str(pid), "-f", words or "."], capture_output=True, text=True, check=False
    )
    return [int(each) for each in found.stdout.split()]


@contextmanager
def serving(**config: object) -> Iterator[Server]:
    """Start a server on a free port; end it and all its runs."""
    import json

    port = free_port()
    argv = [sys.executable, "-c", SERVE, json.dumps({"port": port, **config})]
    with subprocess.Popen(argv) as process:
        server = Server(process, f"http://127.0.0.1:{port}")
        try:
            wait_until_online(server)
            yield server
        finally:
            process.terminate()


def wait_until_online(server: Server) -> None:
    end = time.monotonic() + START_SECONDS
    with server.client() as client:
        while True:
            try:
                assert client.status().online
                return
            except UnavailableError:
                assert server.process.poll() is None
                assert time.monotonic() < end
                time.sleep(0.05)
