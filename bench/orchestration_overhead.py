"""The demo's assets and checks materialized by Dagster, against the same functions called bare.

Both variants start from the seeded sources with an empty lake, their own Carte, weather and model
server, and make the parts of the demo one after the other in one process. The baseline calls the
same functions in the same order in one loop: no events, no run. Both load the definitions once.

    python bench/orchestration_overhead.py        goal: ratio at most 1.5
"""

import inspect
import logging
import os
import sys
import tempfile
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import dagster as dg
from dagster._core.definitions.dependency import NodeHandle
from usage import Usage, run

from onedata_assets.cli import materialize
from onedata_assets.cli.demo import own_ports, start_services
from onedata_assets.cli.environment import child_environment
from onedata_assets.cli.parts import Part, split
from onedata_assets.cli.processes import Supervisor
from onedata_assets.cli.telling import Teller
from onedata_resources.registry import build_resources
from onedata_resources.settings import value_of

SHARED = ("RETAIL_SOURCE_URL", "RETAIL_FILES_DIR", "TRITON_SIDE_ENVIRONMENT")


@dataclass
class BareContext:
    """What the functions read of Dagster's context, and nothing that records anything."""

    specs: list[dg.AssetSpec]
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
    def days(self) -> Any:
        return next(spec.partitions_def for spec in self.specs if spec.partitions_def)

    @property
    def partition_keys(self) -> list[str]:
        return self.days.get_partition_keys()

    def add_asset_metadata(self, metadata: Any, asset_key: Any, partition_key: Any) -> None:
        """Forget what would be recorded."""

    @property
    def partition_time_window(self) -> dg.TimeWindow:
        days = self.days
        first, last = days.get_first_partition_key(), days.get_last_partition_key()
        return dg.TimeWindow(
            days.time_window_for_partition_key(first).start,
            days.time_window_for_partition_key(last).end,
        )

    @property
    def repository_def(self) -> Any:
        return SimpleNamespace(asset_graph=self.job_def.asset_layer.asset_graph)


def call_bare() -> None:
    """Call every asset and check function once, in the order of the parts and of their steps."""
    job = materialize.code_location_job().get_definition()
    with (
        dg.build_resources(build_resources()) as opened,
        dg.DagsterInstance.ephemeral() as instance,
    ):
        for part in in_order(job):
            subset = job.get_subset(asset_selection=part.keys)
            for node in subset.nodes_in_topological_order:
                assets = subset.asset_layer.get_assets_def_for_node(NodeHandle(node.name, None))
                context = BareContext(
                    list(assets.specs), set(assets.keys), set(assets.check_keys), job, instance
                )
                exhaust(call(assets.op.compute_fn.decorated_fn, context, opened))


def run_dagster() -> None:
    """Run the parts by Dagster in this process."""
    job = materialize.code_location_job()
    with dg.DagsterInstance.get() as instance, Path(os.devnull).open("w") as nowhere:
        for part in in_order(job.get_definition()):
            if not materialize.run(instance, job, part, str(uuid.uuid4()), Teller(nowhere)):
                sys.exit(1)


def in_order(job: dg.JobDefinition) -> list[Part]:
    """Return the demo's parts in an order that one process can follow."""
    parts = split(job)
    return [parts.tables, parts.clicks, parts.documents, parts.rest]


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


def measure(name: str, folder: Path) -> Usage:
    """Run one variant in a home of its own and return what its process used."""
    shared = {variable: value_of(variable) for variable in SHARED}
    env = child_environment({**shared, "ONEDATA_HOME": str(folder / name), **own_ports()})
    supervisor = Supervisor(folder / "logs" / name, lambda _event, _child: None)
    before = dict(os.environ)
    try:
        os.environ.update(env)
        start_services(supervisor, env)
        used, _ = run(__file__, f"--{name}", env=env, quiet=True)
    finally:
        supervisor.stop()
        # Its folders are spelled out: the next variant would find the work done.
        os.environ.clear()
        os.environ.update(before)
    return used


def main() -> None:
    """Print both variants and their ratio."""
    if sys.argv[1:]:
        {"--bare": call_bare, "--dagster": run_dagster}[sys.argv[1]]()
        return
    run("-m", "demo.seed", env=child_environment())
    with tempfile.TemporaryDirectory() as name:
        ours = measure("dagster", Path(name))
        bare = measure("bare", Path(name))
    print(f"{'':>10} {'wall s':>8} {'cpu s':>8} {'peak MiB':>9}")
    for name, used in (("dagster", ours), ("bare", bare)):
        print(f"{name:>10} {used.wall:>8.1f} {used.cpu:>8.1f} {used.peak_mib:>9.0f}")
    print(f"{'ratio':>10} {ours.wall / bare.wall:>8.2f} {ours.cpu / bare.cpu:>8.2f}")


if __name__ == "__main__":
    main()
