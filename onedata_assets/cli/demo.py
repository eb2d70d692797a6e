"""`onedata demo`: sources, services, every asset, and a page that says what came of it."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.markup import escape

from onedata_assets.cli import services
from onedata_assets.cli.environment import child_environment
from onedata_assets.cli.following import DemoRun
from onedata_assets.cli.inference import prepare_triton, start_triton, triton_service
from onedata_assets.cli.metrics import METRICS
from onedata_assets.cli.processes import ServiceDiedError, Supervisor, free_ports
from onedata_assets.cli.report import print_result
from onedata_assets.cli.say import console, errors, text
from onedata_resources.clients.triton_server import METRICS_PORT_OFFSET
from onedata_resources.settings import home_dir, project_dir


@dataclass
class Demo:
    """One run of the demo: how long each part took, and what the run told."""

    seconds: dict[str, float] = field(default_factory=dict)
    summary: dict[str, Any] = field(default_factory=dict)
    triton_missing: str = ""

    @contextmanager
    def timed(self, part: str) -> Iterator[None]:
        """Say that a part has begun, and keep how long it took."""
        console.print(text(f"demo.{part}"))
        began = time.perf_counter()
        yield
        self.seconds[part] = time.perf_counter() - began


def run_demo(*, fresh: bool) -> int:
    """Run the demo; return 0 if every step succeeded and no check failed."""
    home = home_dir()
    if not (project_dir() / "demo").is_dir():
        errors.print(text("demo.no_checkout", path=project_dir()))
        return 1
    if fresh:
        forget(home)
    home.mkdir(parents=True, exist_ok=True)
    demo = Demo()
    env = child_environment(own_ports())
    log = home / "logs" / "materialize.log"
    METRICS.begin(project_dir() / "demo" / "metrics.csv")  # before the run loads definitions
    supervisor = Supervisor(home / "logs", lambda _event, _child: None)
    try:
        with DemoRun(env, log) as run:
            with demo.timed("seed"):
                seed(env)
            with demo.timed("services"):
                demo.triton_missing = start_services(supervisor, env)
            with demo.timed("materialize"):
                code, demo.summary = run.follow()
        if code and not demo.summary:
            errors.print(text("demo.run_died", code=code, log=log))
    except ServiceDiedError as death:
        errors.print(text("up.died", name=death, log=death.child.log))
        errors.print(death.tail(), markup=False)
        return 1
    except subprocess.CalledProcessError as failed:
        errors.print(text("demo.part_failed", command=" ".join(failed.cmd)))
        return 1
    finally:
        supervisor.stop()
    print_result(demo.summary, demo.seconds, demo.triton_missing, home)
    return code or int(bool(demo.summary.get("failed_checks")))


PORTS = {
    "KETTLE_BASE_URL": (),
    "WEATHER_BASE_URL": (),
    "TRITON_BASE_URL": (METRICS_PORT_OFFSET,),
}
"""The services' addresses, and which ports each binds beside its own, as offsets."""


def own_ports() -> dict[str, str]:
    """Return free loopback ports for the demo's services, unless a person named them."""
    names = [name for name in PORTS if not os.environ.get(name)]
    ports = free_ports([PORTS[name] for name in names])
    return {name: f"http://127.0.0.1:{port}" for name, port in zip(names, ports, strict=True)}


def forget(home: Path) -> None:
    """Delete what a demo made; side environments, which cost a download, stay."""
    for name in ("dagster", "lake", "mlflow", "vectors", "reports", "lineage", "alarms", "sources"):
        shutil.rmtree(home / name, ignore_errors=True)
    shutil.rmtree(home / "triton" / "models", ignore_errors=True)


def call(argv: list[str], env: Mapping[str, str]) -> None:
    """Run a command in the checkout.

    Raises:
        subprocess.CalledProcessError: It failed; its output stands on the terminal.
    """
    subprocess.run(argv, env=dict(env), cwd=project_dir(), check=True)  # noqa: S603


def seed(env: Mapping[str, str]) -> None:
    """Load the sources: database, files and documents."""
    call([sys.executable, "-m", "demo.seed"], env)


def start_services(supervisor: Supervisor, env: Mapping[str, str]) -> str:
    """Start Carte, weather and Triton; return why Triton is missing, or nothing.

    What already runs at an address that a person named is used as it is.
    """
    if services.wanted("KETTLE_BASE_URL", env):
        supervisor.add(services.carte(env))
    if services.weather_wanted(env):
        supervisor.add(services.weather(env))
    if not services.wanted("TRITON_BASE_URL", env):
        return ""
    prepare_triton()
    triton = triton_service(env)
    if isinstance(triton, str):
        return triton
    if missing := start_triton(supervisor, triton):
        errors.print(text("up.no_triton", reason=escape(missing)))
        return missing
    return ""
