"""A source as a component: `source.yaml` anywhere below `defs/`, or a `defs.yaml` of this type.

Its assets are made in `lib/source_assets.py`. Building reads the YAML and what the last scan left
on this machine, no network and no database.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Self

import dagster as dg
from pydantic import ConfigDict, Field, model_validator

from onedata_assets.domain.metadata.sources import MODEL_CALLS, Source, SourceKind
from onedata_assets.domain.security.projects import PROJECT_TAG
from onedata_assets.lib.keys import System, owner
from onedata_assets.lib.source_assets import SourceFacts, scan_asset, scan_key, table_specs
from onedata_assets.lib.source_scans import known_columns, known_structure
from onedata_resources.errors import BadInputError

FILE = "source.yaml"
_VARIABLE = re.compile(r"[A-Z][A-Z0-9_]*")


class SourceComponent(dg.Component, dg.Model, dg.Resolvable):
    """A source: scanning it is an asset, and its tables are assets from outside the platform."""

    model_config = ConfigDict(hide_input_in_errors=True)

    name: str = Field(pattern="^[a-z][a-z0-9_]*$", description="Name, the first part of its keys.")
    kind: SourceKind = Field(description="sql, files, lake, logs, http or kettle.")
    connection: str = Field(
        pattern="^[A-Z][A-Z0-9_]*$",
        description="Environment variable that holds the SQLAlchemy URL, the folder or the lake.",
    )
    paths: list[str] = Field(
        default_factory=list, description="http: paths that are asked, where no document tells."
    )
    headers: dict[str, str] = Field(
        default_factory=dict, description="http: headers, each with the variable of its value."
    )
    base: str = Field(
        default="",
        pattern="^([A-Z][A-Z0-9_]*)?$",
        description="http: variable with the interface's address, if its document is elsewhere.",
    )
    schemas: list[str] = Field(default_factory=list, description="Schemas; none: those in use.")
    include: list[str] = Field(default_factory=lambda: ["*"], description="Patterns of tables.")
    exclude: list[str] = Field(default_factory=list, description="Patterns of tables left out.")
    describe_with_model: bool = Field(
        default=False,
        description="Names, comments and masked samples go to the language model of LLM_BASE_URL.",
    )
    model_calls: int = Field(
        default=MODEL_CALLS, ge=1, description="So often a scan asks the model at most."
    )
    owner: str = Field(default="", description="team:name or an e-mail address.")
    description: str = Field(default="", description="What it is, in both languages.")
    domain: str = Field(default="source", description="Business domain, as a tag.")
    project: str = Field(default="", description="Project; none: the default project.")
    schedule: str = Field(default="", description="Cron expression of its scans; none: no scans.")
    timezone: str = Field(default="Asia/Shanghai", description="Time zone of the schedule.")
    deps: list[str] = Field(
        default_factory=list, description="Assets that are made before its scan, in one run."
    )
    fresh_hours: float | None = Field(
        default=None, description="How old the last scan may be; none: as old as it is."
    )

    def build_defs(self, context: dg.ComponentLoadContext) -> dg.Definitions:
        """Return the source's scan, its schedule and the tables that the last scan found."""
        del context
        return self.definitions()

    def definitions(self) -> dg.Definitions:
        """Return what `build_defs` does, wherever the YAML is."""
        source, facts = self.source(), self.facts()
        known = known_structure(self.name)
        specs = table_specs(source, facts, known, known_columns(self.name)) if known else ()
        return dg.Definitions(
            assets=[scan_asset(source, facts), *specs], schedules=list(self._schedules())
        )

    def source(self) -> Source:
        """Return the source as rules and clients know it."""
        return Source.of(dict(self))

    @model_validator(mode="after")
    def _asks_http_alone(self) -> Self:
        """Refuse what only an HTTP interface has, and values where variables are wanted."""
        if self.kind is not SourceKind.HTTP and (self.paths or self.headers or self.base):
            raise ValueError("paths, headers and base are of sources of kind http")
        if self.base and self.paths:
            raise ValueError("base goes with a document, and paths go without one")
        wrong = [name for name, value in self.headers.items() if not _VARIABLE.fullmatch(value)]
        if wrong:  # the value is not shown: it may be the secret itself
            raise ValueError(f"headers: {', '.join(wrong)} must name an environment variable")
        return self

    def facts(self) -> SourceFacts:
        """Return what its assets say of themselves."""
        project = {PROJECT_TAG: self.project} if self.project else {}
        return SourceFacts(
            owners=[self.owner or owner(System.METADATA)],
            description=self.description,
            tags={"domain": self.domain} | project,
            deps=self.deps,
            fresh_hours=self.fresh_hours,
        )

    def _schedules(self) -> Iterator[dg.ScheduleDefinition]:
        if self.schedule:
            yield dg.ScheduleDefinition(
                name=f"scan_{self.name}_schedule",
                target=dg.AssetSelection.assets(scan_key(self.source())),
                cron_schedule=self.schedule,
                execution_timezone=self.timezone,
                default_status=dg.DefaultScheduleStatus.RUNNING,
                description=f"扫描数据源 {self.name} / scans the source {self.name}",
            )


def read_sources(folder: Path) -> list[SourceComponent]:
    """Return the sources that the `source.yaml` files below a folder write down, by path.

    Raises:
        BadInputError: A file is malformed, or two files name one source.
    """
    found: dict[str, Path] = {}
    read = []
    for path in sorted(folder.rglob(FILE)):
        component = _read(path)
        if component.name in found:
            raise BadInputError(
                f"{path} and {found[component.name]} name the same source {component.name!r}.",
                f"{path} 与 {found[component.name]} 定义了同名数据源 {component.name!r}。",
            )
        found[component.name] = path
        read.append(component)
    return read


def definitions_of(sources: Iterable[SourceComponent]) -> dg.Definitions:
    """Return the definitions of several sources."""
    return dg.Definitions.merge(*(each.definitions() for each in sources))


def _read(path: Path) -> SourceComponent:
    from dagster_shared.error import DagsterError
    from pydantic import ValidationError
    from yaml import YAMLError

    try:
        return SourceComponent.resolve_from_yaml(path.read_text(encoding="utf-8"))
    except (DagsterError, ValidationError, YAMLError) as error:
        raise BadInputError(
            f"{path} is no source: {error}", f"{path} 不是有效的数据源定义：{error}"
        ) from error
