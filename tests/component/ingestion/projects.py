"""The demo's Kettle project, and projects of other folders, as their components build them."""

from pathlib import Path
from typing import Any

import dagster as dg
import yaml

from onedata_assets.components.kettle_project import KettleProjectComponent
from onedata_assets.lib.kettle_assets import unit_assets
from onedata_assets.lib.kettle_files import Reading, UnitFiles, raise_faults, read_unit
from onedata_resources.settings import project_dir

DEMO = project_dir() / "onedata_assets/defs/ingestion/kettle/defs.yaml"
JOBS = project_dir() / "kettle_jobs"
MASTER, DAILY, CLICKS = ("retail/load_master", "retail/load_daily", "retail/load_clicks")


def component(attributes: dict[str, Any]) -> KettleProjectComponent:
    """Return the component of a YAML's attributes."""
    made = KettleProjectComponent.from_attributes_dict(attributes=attributes)
    assert isinstance(made, KettleProjectComponent)
    return made


def demo(**more: object) -> KettleProjectComponent:
    """Return the component of the demo's YAML, with attributes changed."""
    return component({**yaml.safe_load(DEMO.read_text())["attributes"], **more})


def assets_of(
    name: str, folder: Path = JOBS, made: KettleProjectComponent | None = None
) -> dg.AssetsDefinition:
    """Return the assets of one unit of a project, the demo's unless another is given."""
    made = made or demo()
    unit, facts = made.read(folder)[name]
    return unit_assets(name, unit, facts, staged=made.server == "carte")


def unit_of(path: Path, *, embedded: bool = True, **values: str) -> UnitFiles:
    """Return what a file reads and writes; raises what is wrong with it."""
    reading = Reading(values=values, embedded=embedded)
    unit = read_unit(path, reading)
    raise_faults(reading.faults)
    assert unit is not None
    return unit


def read(folder: Path, **attributes: object):
    """Return the units of a folder with their facts, as the YAML's attributes have them."""
    return component({"project": str(folder), **attributes}).read(folder)


def keys_of(folder: Path, **attributes: object) -> dict[str, list[str]]:
    """Return the tables that each unit of the folder writes."""
    return {
        name: [table.key.to_user_string() for table in unit.tables]
        for name, (unit, _) in read(folder, **attributes).items()
    }
