"""The services that `onedata demo` and `onedata up` start, and how each is started."""

import sys
from collections.abc import Mapping
from pathlib import Path

from onedata_assets.cli.addresses import Address, local_url
from onedata_assets.cli.probes import Answer, probe
from onedata_assets.cli.processes import Service
from onedata_assets.cli.say import console, text
from onedata_resources.errors import UnavailableError
from onedata_resources.settings import project_dir

PYTHON = sys.executable


def wanted(setting: str, env: Mapping[str, str]) -> bool:
    """Tell whether the service at this setting's address is to be started; say it where not.

    Raises:
        UnavailableError: Something else has the address.
        BadInputError: The setting is no address.
    """
    found = probe(setting, env)
    url = found.address.shown
    if found.problem:
        raise UnavailableError(
            f"{setting}: {found.problem.en.rstrip('.')}. End that program, or set {setting} to "
            "another address.",
            f"{setting}：{found.problem.zh.rstrip('。')}。请结束该程序，或为 {setting} 另设地址。",
        )
    if found.answer is Answer.RIGHT:
        console.print(text("up.using", setting=setting, url=url))
    elif not found.address.local:
        console.print(text("up.away", setting=setting, url=url))
    return found.answer is Answer.ABSENT and found.address.local


def weather_wanted(env: Mapping[str, str]) -> bool:
    """Tell whether the demo's weather server is to be started: only a checkout has one.

    Raises:
        UnavailableError: Something else has the address.
        BadInputError: WEATHER_BASE_URL is no address.
    """
    if not wanted("WEATHER_BASE_URL", env):
        return False
    if not (project_dir() / "demo").is_dir():
        console.print(text("up.no_weather", url=env["WEATHER_BASE_URL"]))
        return False
    return True


def carte(env: Mapping[str, str]) -> Service:
    """Return the embedded Carte server at KETTLE_BASE_URL."""
    argv = [PYTHON, "-m", "onedata_assets.cli", "carte"]
    return _at("KETTLE_BASE_URL", "carte", argv, env)


def weather(env: Mapping[str, str]) -> Service:
    """Return the demo's store weather interface at WEATHER_BASE_URL."""
    argv = [PYTHON, str(project_dir() / "demo" / "weather_api.py")]
    there = {**env, "PYTHONPATH": str(project_dir())}
    return _at("WEATHER_BASE_URL", "weather", argv, there)


def _at(setting: str, name: str, argv: list[str], env: Mapping[str, str]) -> Service:
    """Return the service that listens where the setting says."""
    address = Address.of(setting, env[setting])
    where = ["--host", address.host, "--port", str(address.port)]
    return Service(name, [*argv, *where], env, address.url)


def code_location(env: Mapping[str, str], port: int) -> Service:
    """Return the gRPC server that loads the definitions once for portal and daemon."""
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


def portal(env: Mapping[str, str], workspace_file: Path, host: str, port: int) -> Service:
    """Return the portal, which has Dagster's pages inside."""
    argv = [PYTHON, "-m", "onedata_portal", "--dagster-home", env["DAGSTER_HOME"]]
    argv += ["-w", str(workspace_file), "--host", host, "--port", str(port)]
    return Service("portal", argv, env, local_url(host, port))


def daemon(env: Mapping[str, str], workspace_file: Path) -> Service:
    """Return Dagster's daemon: schedules, sensors, the run queue and automation conditions."""
    argv = [PYTHON, "-m", "dagster._daemon", "run", "-w", str(workspace_file)]
    return Service("daemon", argv, env)
