"""The demo's assets and checks materialized by Dagster, against the same functions called bare.

Both runs start from the seeded sources with an empty lake, their own Carte, weather and model
server. The baseline walks the same functions in the same order in one loop: no events, no run, no
instance. Its definitions are loaded before the clock starts, as Dagster's are.

    python bench/orchestration_overhead.py        goal: ratio at most 1.5
"""

import inspect
import json
import logging
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import dagster as dg

from onedata_assets.cli import services
from onedata_assets.cli.demo import own_ports, start_services
from onedata_assets.cli.environment import child_environment
from onedata_assets.cli.processes import Supervisor
from onedata_assets.definitions import build_defs
from onedata_assets.lib.partitions import RETAIL_DAYS
from onedata_resources.registry import build_resources
from onedata_resources.settings import value_of

SHARED = ("RETAIL_SOURCE_URL", "RETAIL_FILES_DIR", "TRITON_SIDE_ENVIRONMENT")


@dataclass
class BareContext:
    """What the functions read of Dagster's context, and nothing that records anything."""

    asset_keys: set[dg.AssetKey]
    check_keys: set[dg.AssetCheckKey]
    job_def: dg.JobDefinition
    instance: dg.DagsterInstance
    log: logging.Logger = field(default_factory=lambda: logging.getLogger("bare"))
    run: Any = field(default_factory=lambda: SimpleNamespace(run_id="bare", tags={}))
    has_partition_key_range: bool = True

    @property
    def selected_asset_keys(self) -> set[dg.AssetKey]:
        return self.asset_keys

    @property
    def selected_asset_check_keys(self) -> set[dg.AssetCheckKey]:
        return self.check_keys

    @property
    def asset_key(self) -> dg.AssetKey:
        return next(iter(self.asset_keys))

    @property
    def partition_time_window(self) -> dg.TimeWindow:
        first, last = RETAIL_DAYS.get_first_partition_key(), RETAIL_DAYS.get_last_partition_key()
        return dg.TimeWindow(
            RETAIL_DAYS.time_window_for_partition_key(first).start,
            RETAIL_DAYS.time_window_for_partition_key(last).end,
        )

    @property
    def repository_def(self) -> Any:
        return SimpleNamespace(asset_graph=self.job_def.asset_layer.asset_graph)


def call_bare() -> None:
    """Call every asset and check function once, in the order that Dagster runs them."""
    defs = build_defs()
    job = defs.resolve_implicit_global_asset_job_def()
    began = time.perf_counter()
    with (
        dg.build_resources(build_resources()) as opened,
        dg.DagsterInstance.ephemeral() as instance,
    ):
        for node in job.nodes_in_topological_order:
            assets = job.asset_layer.asset_graph.assets_def_for_node(node)
            context = BareContext(set(assets.keys), set(assets.check_keys), job, instance)
            exhaust(call(assets.op.compute_fn.decorated_fn, context, opened))
    print(json.dumps({"wall": time.perf_counter() - began}))


def call(function: Any, context: BareContext, opened: Any) -> Any:
    """Call a function with its context, its default config and its clients."""
    arguments: dict[str, Any] = {}
    for name, parameter in inspect.signature(function).parameters.items():
        if name == "context":
            arguments[name] = context
        elif name == "config":
            arguments[name] = parameter.annotation()
        else:
            arguments[name] = getattr(opened, name)
    return function(**arguments)


def exhaust(result: Any) -> None:
    """Run a generator to its end."""
    if isinstance(result, Iterator):
        for _ in result:
            pass


def measure(name: str, argv: list[str], folder: Path) -> tuple[float, float, int]:
    """Run one variant in a home of its own; return wall and CPU seconds and peak MiB."""
    shared = {variable: value_of(variable) for variable in SHARED}
    env = child_environment({**shared, "ONEDATA_HOME": str(folder / name), **own_ports()})
    supervisor = Supervisor(folder / "logs" / name, lambda _event, _child: None)
    try:
        os.environ.update(env)
        start_services(supervisor, env)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        began = time.perf_counter()
        done = subprocess.run(argv, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        wall = time.perf_counter() - began
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if done.returncode:
            sys.exit(f"{name} failed with {done.returncode}")
    finally:
        supervisor.stop()
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, cpu, after.ru_maxrss // 1024


def main() -> None:
    """Print both variants and their ratio."""
    if sys.argv[1:] == ["--bare"]:
        call_bare()
        return
    subprocess.run([sys.executable, "-m", "demo.seed"], env=child_environment(), check=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ours = measure("dagster", [services.PYTHON, "-m", "onedata_assets.cli.materialize"], folder)
        bare = measure("bare", [services.PYTHON, __file__, "--bare"], folder)
    print(f"{'':>10} {'wall s':>8} {'cpu s':>8} {'peak MiB':>9}")
    print(f"{'dagster':>10} {ours[0]:>8.1f} {ours[1]:>8.1f} {ours[2]:>9}")
    print(f"{'bare':>10} {bare[0]:>8.1f} {bare[1]:>8.1f} {bare[2]:>9}")
    print(f"{'ratio':>10} {ours[0] / bare[0]:>8.2f} {ours[1] / bare[1]:>8.2f}")


if __name__ == "__main__":
    main()
