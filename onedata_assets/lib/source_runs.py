"""What runs an asset that a change breaks: jobs, schedules, sensors, automation, a Kettle file.

Which assets a change breaks is in `domain/metadata/readers.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import dagster as dg
from dagster._core.definitions.assets.graph.base_asset_graph import BaseAssetGraph, BaseAssetNode

from onedata_assets.domain.processing.contract import Text
from onedata_assets.lib.kettle_specs import FILE, TRANSFORMATIONS

IMPLICIT_JOB = "__ASSET_JOB"
ANONYMOUS_JOB = "__anonymous_asset_job_"
"""A schedule or sensor of assets has a job of this name with its own behind."""


class RunBy(StrEnum):
    """What makes an asset."""

    JOB = "job"
    SCHEDULE = "schedule"
    SENSOR = "sensor"
    KETTLE = "kettle"
    TRANSFORMATION = "transformation"
    ASSET = "asset"


TOLD = {
    RunBy.JOB: Text(en="job", zh="作业"),
    RunBy.SCHEDULE: Text(en="schedule", zh="调度"),
    RunBy.SENSOR: Text(en="sensor", zh="传感器"),
    RunBy.KETTLE: Text(en="Kettle file", zh="Kettle 文件"),
    RunBy.TRANSFORMATION: Text(en="its transformation", zh="其中的转换"),
    RunBy.ASSET: Text(en="the asset's own run", zh="资产自身的运行"),
}


@dataclass(frozen=True)
class Location:
    """The assets of a code location, and what may run them."""

    graph: BaseAssetGraph
    jobs: Callable[[], Iterable[dg.JobDefinition]]
    schedules: Collection[str] = frozenset()
    sensors: Sequence[dg.SensorDefinition] = ()

    @classmethod
    def of(cls, repository: dg.RepositoryDefinition) -> Location:
        """Return what a code location has."""
        return cls(
            repository.asset_graph,
            repository.get_all_jobs,
            {each.name for each in repository.schedule_defs},
            repository.sensor_defs,
        )


Runs = Mapping[str, Sequence[tuple[RunBy, str]]]
"""By asset: what makes it, and its name."""


def runs_making(location: Location, assets: Collection[str]) -> Runs:
    """Return what makes each of the assets; one that nothing here makes is left out.

    What Kettle makes is made by its file in any case. An asset that nothing else runs is run by
    itself, under its own key.
    """
    keys = {dg.AssetKey.from_user_string(each): each for each in sorted(assets)}
    nodes = {key: location.graph.get(key) for key in keys if location.graph.has(key)}
    found: dict[str, list[tuple[RunBy, str]]] = {
        keys[key]: list(_kettle(node)) for key, node in nodes.items() if node.is_materializable
    }
    for job in location.jobs():
        by = _by(job.name, location)
        if by is None:
            continue
        for key in job.asset_layer.selected_asset_keys & nodes.keys():
            if keys[key] in found:
                found[keys[key]].append(by)
    for sensor in location.sensors:
        for key in _automated(sensor, location.graph, nodes):
            found[keys[key]].append((RunBy.SENSOR, sensor.name))
    return {key: runs or [(RunBy.ASSET, key)] for key, runs in found.items()}


def _by(job: str, location: Location) -> tuple[RunBy, str] | None:
    """Return what a job of Dagster is to people; None for that of all assets."""
    if job.startswith(IMPLICIT_JOB):
        return None
    if not job.startswith(ANONYMOUS_JOB):
        return RunBy.JOB, job
    name = job.removeprefix(ANONYMOUS_JOB)
    return (RunBy.SCHEDULE if name in location.schedules else RunBy.SENSOR), name


def _kettle(node: BaseAssetNode) -> Iterator[tuple[RunBy, str]]:
    file, inner = (node.metadata.get(name) for name in (FILE, TRANSFORMATIONS))
    if file is not None:
        yield RunBy.KETTLE, str(getattr(file, "value", file))
    if inner is not None:
        for each in getattr(inner, "value", inner):
            yield RunBy.TRANSFORMATION, str(each)


def _automated(
    sensor: dg.SensorDefinition, graph: BaseAssetGraph, nodes: Mapping[dg.AssetKey, BaseAssetNode]
) -> Iterator[dg.AssetKey]:
    """Yield the assets among these whose condition the sensor heeds."""
    selection = sensor.asset_selection
    waiting = {
        key
        for key, node in nodes.items()
        if node.automation_condition is not None and node.is_materializable
    }
    is_automation = isinstance(sensor, dg.AutomationConditionSensorDefinition)
    if is_automation and selection is not None and waiting:
        yield from sorted(waiting & selection.resolve(graph))


def names_of(runs: Runs) -> list[str]:
    """Return the names of all that runs the assets, each once."""
    return sorted({name for those in runs.values() for _, name in those})


def told_runs(runs: Runs) -> list[str]:
    """Return a line for each asset: what runs it, in both languages."""
    return [
        f"- {asset}: "
        + "; ".join(f"{TOLD[by].zh} / {TOLD[by].en} `{name}`" for by, name in dict.fromkeys(those))
        for asset, those in runs.items()
    ]
