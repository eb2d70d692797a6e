"""The model server of this machine, as a service of the CLI; run as a module, it installs it."""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from onedata_assets.cli.processes import Service, ServiceDiedError, Supervisor, listens
from onedata_assets.cli.say import either, errors, said
from onedata_resources.clients.triton_absence import (
    TritonUnavailableError,
    does_not_start,
    keep_verdict,
)
from onedata_resources.clients.triton_server import (
    METRICS_PORT_OFFSET,
    install_side_environment,
    triton_command,
)
from onedata_resources.settings import value_of

TRITON = "triton"
HEALTH = "/v2/health/ready"


def side_environment() -> Path:
    """Return where the server is installed."""
    return Path(value_of("TRITON_SIDE_ENVIRONMENT"))


def prepare_triton() -> None:
    """Install the server where it is missing; what keeps it from being installed is only said."""
    try:
        install_side_environment(side_environment(), _report)
    except TritonUnavailableError as error:
        errors.print(said(error), style="yellow", markup=False)


def triton_service(env: Mapping[str, str]) -> Service | str:
    """Return the server at TRITON_BASE_URL as a service, or why none can be started here."""
    url = env["TRITON_BASE_URL"]
    repository = Path(env["TRITON_MODEL_REPOSITORY"])
    try:
        command = triton_command(Path(env["TRITON_SIDE_ENVIRONMENT"]), repository, url)
    except TritonUnavailableError as error:
        return said(error)
    return Service(TRITON, command.argv, command.env, url, HEALTH)


def start_triton(supervisor: Supervisor, service: Service) -> str:
    """Start the server; return nothing, or why there is none: the work goes on without it.

    What kept it from starting is kept, so that the assets that need it are skipped and say it.
    """
    told = _taken_port(service.url)
    if not told:
        try:
            supervisor.add(service)
        except ServiceDiedError as death:
            told = death.tail() or f"exit {death.child.process.returncode}"
    if not told:
        return ""
    keep_verdict(side_environment(), told)
    return said(does_not_start(told))


def _taken_port(url: str) -> str:
    """Return that the metrics' port is taken, if so: the server answers before it finds out."""
    parts = urlsplit(url)
    port = (parts.port or 80) + METRICS_PORT_OFFSET
    taken = listens(f"http://{parts.hostname}:{port}")
    return f"port {port}, for its metrics, is taken / 指标端口 {port} 已被占用" if taken else ""


def _report(en: str, zh: str) -> None:
    if not en.startswith("Triton is ready"):
        errors.print(either(en, zh), markup=False)


if __name__ == "__main__":
    prepare_triton()
