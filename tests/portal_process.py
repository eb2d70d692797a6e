"""`python -m onedata_portal` in a process of its own, and browsers that reach it by any name.

It serves the two projects of `tests/component/portal`, from a fresh Dagster instance if no other
is given.
"""

import os
import signal
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from onedata_assets.cli.processes import free_port
from onedata_resources.settings import project_dir
from onedata_resources.store.first import ADMINISTRATOR
from tests.answering import wait_for_answer
from tests.component.portal.served import INSTANCE

PASSWORD = "violet tractor 7 harbour"
CODE = project_dir() / "tests/component/portal/two_projects.py"
WORKSPACE = f"load_from: [{{python_file: {{relative_path: {CODE}, location_name: two}}}}]"


@dataclass(frozen=True)
class PortalProcess:
    """A running portal."""

    port: int
    process: subprocess.Popen[bytes]
    log: Path

    def said(self) -> str:
        """Return what it printed."""
        return self.log.read_text(encoding="utf-8")


@contextmanager
def portal_process(
    folder: Path,
    *arguments: str,
    instance: str = INSTANCE,
    host: str = "127.0.0.1",
    **settings: str,
) -> Iterator[PortalProcess]:
    """Run a portal with its records under `folder` until the body ends."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "dagster.yaml").write_text(instance, encoding="utf-8")
    (folder / "workspace.yaml").write_text(WORKSPACE, encoding="utf-8")
    port, log = free_port(), folder / "log"
    argv = [sys.executable, "-m", "onedata_portal", "--dagster-home", str(folder)]
    argv += ["-w", str(folder / "workspace.yaml"), "--host", host, "--port", str(port), *arguments]
    env = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "PYTHONPATH": str(project_dir()),
        "ONEDATA_HOME": str(folder),
        "ONEDATA_ADMIN_PASSWORD": PASSWORD,
        **settings,
    }
    with log.open("wb") as file:
        process = subprocess.Popen(argv, env=env, cwd=folder, stdout=file, stderr=file)
    try:
        running = PortalProcess(port, process, log)
        scheme = "https" if arguments else "http"
        wait_for_answer(process, f"{scheme}://127.0.0.1:{port}/api/session", log)
        yield running
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)


class AnyName(httpx.HTTPTransport):
    """Takes every host name for one of this machine, as a line in `/etc/hosts` does."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request to the loopback address under the name that it names."""
        there = httpx.Request(
            request.method,
            request.url.copy_with(host="127.0.0.1"),
            headers=request.headers,
            stream=request.stream,
            extensions={**request.extensions, "sni_hostname": request.url.host},
        )
        return super().handle_request(there)


class Visitor(httpx.Client):
    """A browser at an address, whose pages send our cookie's value back."""

    def __init__(self, root: str, authority: Path | None = None, source: str = "127.0.0.1") -> None:
        context = ssl.create_default_context(cafile=authority) if authority else True
        transport = AnyName(verify=context, trust_env=False, local_address=source)
        super().__init__(base_url=root, transport=transport, trust_env=False, timeout=60)

    @property
    def origin(self) -> str:
        """What a browser sends as `Origin`."""
        return str(self.base_url.copy_with(raw_path=b"/")).rstrip("/")

    def sign_in(self, name: str = ADMINISTRATOR, **headers: str) -> httpx.Response:
        """Sign in with the password of the tests."""
        return self.change("POST", "session", {"name": name, "password": PASSWORD}, **headers)

    def change(self, method: str, path: str, body: object, **headers: str) -> httpx.Response:
        """Send a change to the API, as our pages do; a header's `_` stands for `-`."""
        sent = {"origin": self.origin, "x-onedata-csrf": self.cookies.get("onedata_csrf", "")}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        return self.request(method, f"api/{path}", json=body, headers=sent)

    def newest_sign_in(self) -> dict[str, str]:
        """Return the newest record of a sign-in, for somebody who may read it."""
        found = self.get("api/audit", params={"action": "sign_in", "limit": 1})
        assert found.status_code == 200, found.text
        return found.json()["items"][0]
