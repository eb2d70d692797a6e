"""What the gateway costs a request: 50 clients against the portal, bare Dagster and bare FastAPI.

Three servers, each in a process of its own on the loopback address: a bare FastAPI app, Dagster's
web server as it is, and the portal with Dagster's pages inside, both over one instance and one code
location. The portal is asked with the cookie of a session. First saturated, each client asking
again as soon as it has its answer; then paced, each client asking twice a second. `over` is what
the portal takes beside the bare server.

    python bench/gateway.py [SECONDS]      goal: paced, at most 3 ms over the bare server at p50
"""

import asyncio
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import AsyncExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import httpx
from loopback import Ask, Client, asked

CLIENTS = 50
PASSWORD = "violet tractor 7 harbour"
DAGSTER_YAML = "telemetry: {enabled: false}\nnux: {enabled: false}\n"
CODE = """
import dagster as dg
@dg.asset(tags={"onedata/project": "alpha"})
def orders(): ...
defs = dg.Definitions(assets=[orders])
"""
QUERY = {"query": "{ version }"}
RUNS = {"query": "{ runsOrError(limit: 5) { ... on Runs { results { id status } } } }"}
Results = dict[str, tuple[float, ...]]
LINE = "{:<8} {:<39} {:>7.0f} {:>8.2f} {:>8.2f} {:>7.2f} {:>5.0f}"
CASES: tuple[tuple[str, str, dict[str, str] | None], ...] = (
    ("a route of the API", "/api/session", None),
    ("GraphQL: version", "/graphql", QUERY),
    ("GraphQL: runs", "/graphql", RUNS),
)


def target(folder: Path) -> Any:
    """Return the code location."""
    from dagster._core.workspace.load_target import PythonFileTarget

    return PythonFileTarget(str(folder / "code_location.py"), None, None, "orders")


def serve(kind: str, folder: Path, port: int) -> None:
    """Serve until the process is ended."""
    import dagster as dg
    import uvicorn

    def run(app: Any) -> None:
        uvicorn.run(app, host="127.0.0.1", port=port, log_level="error", timeout_keep_alive=75)

    if kind == "fastapi":
        run(bare_api())
        return
    with dg.DagsterInstance.from_config(str(folder)) as instance:
        if kind == "dagster":
            from dagster._core.workspace.context import WorkspaceProcessContext
            from dagster_webserver.app import create_app_from_workspace_process_context

            with WorkspaceProcessContext(instance, target(folder)) as process:
                run(create_app_from_workspace_process_context(process))
        else:
            from onedata_portal.gateway.dagster_ui.context import GatewayProcessContext

            with GatewayProcessContext(instance, target(folder), default_project="x") as process:
                run(whole_portal(folder, process))


def bare_api() -> Any:
    """Return an app that answers what the portal's route answers, from memory."""
    from fastapi import FastAPI

    from onedata_portal.api.me_models import Product, SessionState

    app = FastAPI()

    @app.get("/api/session")
    def session() -> SessionState:
        return SessionState(
            signed_in=False,
            registration_open=False,
            password_min_length=10,
            providers=[],
            product=Product(name="OneData", version="1"),
        )

    return app


def whole_portal(folder: Path, process: Any) -> Any:
    """Return the portal with one member."""
    from onedata_portal.__main__ import recorder
    from onedata_portal.gateway.dagster_ui.app import dagster_app
    from onedata_portal.portal import make_portal
    from onedata_portal.server import portal_app
    from onedata_resources.clients.lake import LakeClient
    from onedata_resources.store.database import open_store

    store, lake = open_store(f"sqlite:///{folder}/store.db"), LakeClient(f"{folder}/lake")
    portal = make_portal(store, b"k" * 32, lake=lake, default_project="x")
    now = portal.clock()
    portal.people.add("lin", now=now, password=PASSWORD)
    portal.projects.add("alpha", now=now)
    portal.projects.set_role("alpha", "lin", "dev", now)
    return portal_app(portal, dagster=dagster_app(process, "/dagster", recorder(portal)))


@contextmanager
def served(kind: str, folder: Path) -> Any:
    """Lend the address and the process of a server."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    arguments = [sys.executable, "-W", "ignore", __file__, "--serve", kind, str(folder), str(port)]
    with subprocess.Popen(arguments, stderr=subprocess.DEVNULL) as process:
        try:
            root = f"http://127.0.0.1:{port}"
            wait(root, process)
            yield root, process.pid
        finally:
            process.terminate()


def wait(root: str, process: "subprocess.Popen[bytes]") -> None:
    """Go on when the server answers."""
    for _ in range(600):
        if process.poll() is not None:
            sys.exit("a server ended")
        try:
            httpx.get(f"{root}/", trust_env=False)
        except httpx.TransportError:
            time.sleep(0.2)
        else:
            return
    sys.exit("a server does not answer")


def used(pid: int) -> tuple[float, float]:
    """Return the CPU seconds of a process until now, and its peak memory in MiB."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    ticks = int(fields[11]) + int(fields[12])
    status = Path(f"/proc/{pid}/status").read_text()
    peak = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return ticks / os.sysconf("SC_CLK_TCK"), int(peak.split()[1]) / 1024


def signed_in(root: str) -> str:
    """Return the cookies of a new session."""
    body = {"name": "lin", "password": PASSWORD}
    told = httpx.post(f"{root}/api/session", json=body, trust_env=False, timeout=60)
    told.raise_for_status()
    return "; ".join(f"{name}={value}" for name, value in told.cookies.items())


async def measure(kind: str, root: str, pid: int, seconds: float) -> Results:
    """Ask a server everything that it has, and return and print what it took."""
    cookie = signed_in(root) if kind == "portal" else ""
    port, found = int(root.rpartition(":")[2]), {}
    async with AsyncExitStack() as stack:
        clients = [await stack.enter_async_context(Client(port, cookie)) for _ in range(CLIENTS)]
        for name, path, body in CASES:
            if kind == ("fastapi" if body else "dagster"):
                continue
            where = f"/dagster{path}" if kind == "portal" and body else path
            ask: Ask = partial(Client.ask, path=where, body=body)
            await asked(clients, ask, 1, paced=False)
            for paced in (False, True):
                before, _ = used(pid)
                taken = await asked(clients, ask, seconds, paced=paced)
                cpu, peak = used(pid)
                parts = statistics.quantiles(taken, n=100)
                each = (cpu - before) / len(taken) * 1000
                told = (len(taken) / seconds, statistics.median(taken), parts[98], each, peak)
                case = f"{name}, {'paced' if paced else 'saturated'}"
                found[case] = told
                print(LINE.format(kind, case, *told), flush=True)
    return found


def main() -> None:
    """Print one line for each server and question, then what the portal adds."""
    if sys.argv[1:2] == ["--serve"]:
        serve(sys.argv[2], Path(sys.argv[3]), int(sys.argv[4]))
        return
    seconds = float(sys.argv[1]) if sys.argv[1:] else 5.0
    print(f"{'':<48} {'per s':>7} {'p50 ms':>8} {'p99 ms':>8} {'cpu ms':>7} {'MiB':>5}")
    bare: dict[str, tuple[float, ...]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "code_location.py").write_text(CODE)
        (folder / "dagster.yaml").write_text(DAGSTER_YAML)
        for kind in ("fastapi", "dagster", "portal"):
            with served(kind, folder) as (root, pid):
                found = asyncio.run(measure(kind, root, pid, seconds))
            if kind != "portal":
                bare |= found
    for case, told in found.items():
        least = bare[case]
        over = [told[n] - least[n] for n in (1, 3)]
        print(
            f"over: {case:<40} p50 {over[0]:+.2f} ms, cpu {over[1]:+.2f} ms, "
            f"{told[0] / least[0]:.2f} of its requests per second"
        )


if __name__ == "__main__":
    main()
