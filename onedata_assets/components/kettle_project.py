"""A folder of Kettle files as assets: every table that its jobs and transformations write.

The facts of the YAML are in `lib/kettle_facts.py`, reading the files in `lib/kettle_files.py`, the
assets and their step in `lib/kettle_assets.py`.
"""

import logging
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal

import dagster as dg
from pydantic import Field

from onedata_assets.lib.kettle_assets import unit_assets
from onedata_assets.lib.kettle_facts import KettleFacts, rendered
from onedata_assets.lib.kettle_files import Reading, UnitFiles, raise_faults, read_unit
from onedata_assets.lib.kettle_staging import staging_faults
from onedata_assets.lib.kettle_units import Project
from onedata_resources.errors import BadInputError
from onedata_resources.settings import project_dir
from onedata_resources.store.kettle_files import FOLDER

log = logging.getLogger(__name__)


class KettleProjectComponent(dg.Component, dg.Model, dg.Resolvable):
    """Kettle files of a folder, and the tables that they write: one multi-asset for each unit.

    A unit is a job or a transformation that no other file of the project calls. Tables read become
    deps, tables written the assets, and column lineage comes from the XML. Building reads files
    only; files that cannot run stop the load, all at once, with what to correct.
    """

    project: str = Field(description="Folder, from that of the YAML, or else from the checkout.")
    include: list[str] = Field(
        default_factory=lambda: ["**/*"], description="Globs of the project's files."
    )
    exclude: list[str] = Field(default_factory=list, description="Globs of files to leave out.")
    server: Literal["embedded", "carte"] = Field(
        default="embedded",
        description="What KETTLE_BASE_URL is: `onedata carte`, whose steps and connections the"
        " files are held to when definitions load, or a real Carte, where they are warned of.",
    )
    defaults: Annotated[KettleFacts, dg.Resolver(rendered, model_field_type=KettleFacts)] = Field(
        default_factory=KettleFacts
    )
    units: Annotated[
        dict[str, KettleFacts], dg.Resolver(rendered, model_field_type=dict[str, KettleFacts])
    ] = Field(
        default_factory=dict,
        description="Facts of single units, by their path in the project without the ending.",
    )

    def build_defs(self, context: dg.ComponentLoadContext) -> dg.Definitions:
        """Return one multi-asset for each unit.

        Raises:
            BadInputError: Files that cannot run, or a unit in the YAML that the folder lacks.
        """
        return dg.Definitions(assets=list(self.assets(self.folder(context.path).resolve())))

    def folder(self, beside: Path) -> Path:
        """Return the project's folder."""
        here = (beside if beside.is_dir() else beside.parent) / self.project
        return here if here.is_dir() else project_dir() / self.project

    def assets(self, folder: Path) -> Iterable[dg.AssetsDefinition]:
        """Return the multi-assets of the units in a folder."""
        read = self.read(folder)
        staged = self.server == "carte"
        return [
            unit_assets(name, unit, facts, staged=staged) for name, (unit, facts) in read.items()
        ]

    def read(self, folder: Path) -> dict[str, tuple[UnitFiles, KettleFacts]]:
        """Return every unit of a folder with its facts.

        Raises:
            BadInputError: As in `build_defs`.
        """
        project = Project(folder, tuple(self.include), tuple(self.exclude))
        outlines = Reading(values=self.defaults.parameters)
        paths = {project.name_of(path): path for path in project.units(outlines)}
        self._refuse_unknown(paths)
        found: dict[str, tuple[UnitFiles, KettleFacts]] = {}
        faults = outlines.faults
        # Generated files come last: of two writers of a table, the one that a person wrote stays.
        for name in sorted(paths, key=_is_generated):
            facts = self.units[name].over(self.defaults) if name in self.units else self.defaults
            reading = self._reading(facts, embedded=not _is_generated(name))
            unit, own = read_unit(paths[name], reading), reading.faults
            if unit:
                own += staging_faults(unit) if self.server == "carte" else ()
                if _is_generated(name):
                    own += _written_twice([*(each for each, _ in found.values()), unit])
            if _is_generated(name):
                _tell(own)
            else:
                faults += own
            if unit and not (own and _is_generated(name)):
                found[name] = unit, facts
        raise_faults(faults + _written_twice(unit for unit, _ in found.values()))
        return {name: found[name] for name in paths if name in found}

    def _reading(self, facts: KettleFacts, *, embedded: bool) -> Reading:
        files = {part: dg.AssetKey.from_user_string(key) for part, key in facts.files.items()}
        return Reading(files, facts.parameters, embedded and self.server == "embedded")

    def _refuse_unknown(self, names: Iterable[str]) -> None:
        for unit in self.units:
            if unit not in names:
                near = ", ".join(get_close_matches(unit, list(names), n=3)) or ", ".join(names)
                raise BadInputError(
                    f"The YAML has facts of unit {unit!r}, and the project has none of that name"
                    f" that no other file calls (there is: {near}). Correct the name.",
                    f"YAML 为单元 {unit!r} 写了说明，但项目中没有这个不被其他文件调用的单元"
                    f"（现有：{near}）。请更正名称。",
                )


def _is_generated(name: str) -> bool:
    return name.startswith(f"{FOLDER.name}/")


def _tell(faults: Iterable[BadInputError]) -> None:
    for each in faults:
        log.warning("A generated file is left out: %s", each)


def _written_twice(units: Iterable[UnitFiles]) -> list[BadInputError]:
    """Return the fault of every table that several units write: an asset has one step."""
    writers: dict[dg.AssetKey, list[Path]] = {}
    for unit in units:
        for table in unit.tables:
            writers.setdefault(table.key, []).append(unit.path)
    return [
        BadInputError(
            f"{key.to_user_string()} is written by {', '.join(map(str, paths))}, and a table is an"
            " asset of one unit: put them into one job, or leave one out by `exclude`.",
            f"{key.to_user_string()} 由多个单元写入：{', '.join(map(str, paths))}。"
            "一张表只能属于一个单元：请并入同一作业，或用 exclude 排除其一。",
        )
        for key, paths in writers.items()
        if len(paths) > 1
    ]
