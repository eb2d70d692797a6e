"""What every process that the CLI starts finds: its settings, its Dagster home, no telemetry."""

import os
from collections.abc import Mapping
from pathlib import Path

from onedata_resources.clients.files import replace_file
from onedata_resources.settings import home_dir, project_dir, value_of
from onedata_resources.variables import VARIABLES, Variable

QUIET = {
    "DAGSTER_DISABLE_TELEMETRY": "yes",
    "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    "DO_NOT_TRACK": "true",
    "GX_ANALYTICS_ENABLED": "false",
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false",
    "UNSTRUCTURED_DISABLE_NOTICE": "1",
}
SQLITE = "sqlite:///"
WRITTEN_BY_ONEDATA = "# Written by onedata; delete this line to keep your own changes.\n"
# Several processes share the cores: spinning OpenMP pools slowed two libraries 10-100 times.
ONE_THREAD_EACH = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


def child_environment(overrides: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment for child processes: every setting spelled out, paths absolute."""
    changed = {**os.environ, **(overrides or {})}
    settings = {one.name: absolute(one, value_of(one.name, changed)) for one in VARIABLES}
    settings["ONEDATA_HOME"] = str(home_dir(changed))
    return {
        **ONE_THREAD_EACH,
        **changed,
        **QUIET,
        **settings,
        "DAGSTER_HOME": str(prepare_dagster_home(home_dir(changed))),
        "PYTHONUNBUFFERED": "1",
    }


def absolute(variable: Variable, value: str) -> str:
    """Return the value of a setting that is a file or folder as one that no process misreads.

    The processes run in a folder of their own: Dagster's would let a `.env` of the folder that they
    run in win over the environment.
    """
    scheme = SQLITE if value.startswith(SQLITE) else ""
    path = value.removeprefix(scheme)
    if "{" not in variable.default or "://" in path or path == ":memory:":
        return value
    return f"{scheme}{Path(path).absolute()}"


def prepare_dagster_home(home: Path) -> Path:
    """Write the checkout's `dagster.yaml` to `<home>/dagster` with its folders; return that folder.

    The copy means this home, whatever ONEDATA_HOME is where it is read. A file that a person put
    there is kept.
    """
    import yaml

    folder = home / "dagster"
    target = folder / "dagster.yaml"
    instance = yaml.safe_load((project_dir() / "dagster.yaml").read_text(encoding="utf-8"))
    instance["storage"]["custom"]["config"] = {"base_dir": str(folder)}
    instance["local_artifact_storage"]["config"] = {"base_dir": str(folder)}
    instance["compute_logs"]["config"] = {"base_dir": str(folder / "compute_logs")}
    text = yaml.safe_dump(instance, allow_unicode=True, sort_keys=False)
    if not target.exists() or target.read_text(encoding="utf-8").startswith(WRITTEN_BY_ONEDATA):
        folder.mkdir(parents=True, exist_ok=True)
        replace_file(
            target, (WRITTEN_BY_ONEDATA + text).encode()
        )  # a running process may be reading it
    return folder
