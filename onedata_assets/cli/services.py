"""The services that `onedata demo` and `onedata up` start, and how each is started."""

import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from onedata_assets.cli.processes import Service
from onedata_resources.settings import project_dir

PYTHON = sys.executable


def _port(url: str) -> str:
    return str(urlsplit(url).port)


def carte(env: Mapping[str, str]) -> Service:
    """Return the embedded Carte server at KETTLE_BASE_URL."""
    url = env["KETTLE_BASE_URL"]
    argv = [PYTHON, "-m", "onedata_assets.cli", "carte", "--port", _port(url)]
    return Service("carte", argv, env, url)


def weather(env: Mapping[str, str]) -> Service:
    """Return the demo's store weather interface at WEATHER_BASE_URL."""
    url = env["WEATHER_BASE_URL"]
    return Service(
        "weather",
        [PYTHON, str(project_dir() / "demo" / "weather_api.py"), "--port", _port(url)],
        {**env, "PYTHONPATH": str(project_dir())},
        url,
    )


def code_location(env: Mapping[str, str], port: int) -> Service:
    """Return the gRPC server that loads the definitions once for webserver and daemon."""
    argv = [PYTHON, "-m", "dagster", "code-server", "start", "-m", "onedata_assets.definitions"]
    return Service(
        "code-location",
        [*argv, "--host", "127.0.0.1", "--port", str(port), "--location-name", "onedata"],
        env,
        f"grpc://127.0.0.1:{port}",
    )


def workspace(folder: Path, port: int) -> Path:
    """Write the workspace file that points at the code location's server; return it."""
    path = folder / "workspace.yaml"
    path.write_text(
        "load_from:\n  - grpc_server:\n      host: 127.0.0.1\n"
        f"      port: {port}\n      location_name: onedata\n",
        encoding="utf-8",
    )
    return path


def webserver(env: Mapping[str, str], workspace_file: Path, host: str, port: int) -> Service:
    """Return Dagster's web page."""
    argv = [PYTHON, "-m", "dagster_webserver", "-w", str(workspace_file), "-h", host]
    return Service("webserver", [*argv, "-p", str(port)], env, f"http://127.0.0.1:{port}")


def daemon(env: Mapping[str, str], workspace_file: Path) -> Service:
    """Return Dagster's daemon: schedules, sensors, the run queue and automation conditions."""
    argv = [PYTHON, "-m", "dagster._daemon", "run", "-w", str(workspace_file)]
    return Service("daemon", argv, env)
