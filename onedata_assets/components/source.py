"""A source as a component: `source.yaml` anywhere below `defs/`, or a `defs.yaml` of this type.

Its assets are made in `lib/source_assets.py`; files are read in `source_files.py`. Building reads
what the last scan left on this machine, no network and no database.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Self, TypeVar

import dagster as dg
from pydantic import ConfigDict, Field, ValidationInfo, field_validator, model_validator

from onedata_assets.components.source_rules import FITTED, own_fault, require_fit
from onedata_assets.domain.metadata.source_faults import allowed, misfit
from onedata_assets.domain.metadata.sources import MODEL_CALLS, Source, SourceKind
from onedata_assets.domain.security.projects import PROJECT_TAG
from onedata_assets.lib.keys import System, owner
from onedata_assets.lib.source_assets import SourceFacts, scan_asset, scan_key, table_specs
from onedata_assets.lib.source_scans import known_columns, known_descriptions, known_structure
from onedata_resources.store.kept_descriptions import kept_descriptions

T = TypeVar("T")
_VARIABLE = re.compile(r"[A-Z][A-Z0-9_]*")


class SourceComponent(dg.Component, dg.Model, dg.Resolvable):
    """A source: scanning it is an asset, and its tables are assets from outside the platform."""

    model_config = ConfigDict(hide_input_in_errors=True)

    name: str = Field(
        pattern="^[a-z][a-z0-9_]*$", max_length=63, description="Name, the first part of its keys."
    )
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
        default=MODEL_CALLS, description="So often a scan asks the model at most."
    )
    owner: str = Field(default="", description="team:name or an e-mail address.")
    description: str = Field(default="", description="What it is, in both languages.")
    domain: str = Field(default="", description="Business domain, as a tag; none: no tag.")
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
        specs: Iterable[dg.AssetSpec] = ()
        if known := known_structure(self.name):
            specs = table_specs(
                self.source(),
                self.facts(),
                known,
                known_columns(self.name),
                described=known_descriptions(self.name),
                written=kept_descriptions(),
            )
        return dg.Definitions.merge(self.scan_definitions(), dg.Definitions(assets=list(specs)))

    def scan_definitions(self) -> dg.Definitions:
        """Return the scan and its schedule alone."""
        scan = scan_asset(self.source(), self.facts())
        return dg.Definitions(assets=[scan], schedules=list(self._schedules()))

    def source(self) -> Source:
        """Return the source as rules and clients know it."""
        return Source.of(dict(self))

    @field_validator(*FITTED)
    @classmethod
    def _suits_dagster(cls, value: T, info: ValidationInfo) -> T:
        """Refuse what Dagster would refuse of its assets and its schedule."""
        require_fit(str(info.field_name), value)
        return value

    @field_validator("headers")
    @classmethod
    def _name_variables(cls, headers: dict[str, str]) -> dict[str, str]:
        """Refuse a value where a variable is wanted; it is not told, as it may be the secret."""
        wrong = ", ".join(name for name, at in headers.items() if not _VARIABLE.fullmatch(at))
        if wrong:
            en, zh = allowed("headers")
            raise own_fault("headers", f"{wrong} in headers: {en}", f"headers 中的 {wrong}：{zh}")
        return headers

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        """Refuse fields that do not go with others: those of HTTP interfaces, and its own key."""
        for field in ("paths", "headers", "base"):
            if self.kind is not SourceKind.HTTP and getattr(self, field):
                raise own_fault(
                    field,
                    f"{field} is of sources of kind http: take it out of one of kind {self.kind}",
                    f"{field} 仅用于 kind 为 http 的数据源：kind 为 {self.kind} 时请删除",
                )
        if scan_key(self.source()).to_user_string() in self.deps:
            own = misfit(("deps",), self.deps)
            raise own_fault("deps", own.en, own.zh)
        if self.base and self.paths:
            raise own_fault(
                "base",
                "base goes with a document, and paths go without one: leave one of them out",
                "base 与接口文档搭配使用，paths 则无需文档：两者只能保留其一",
            )
        return self

    def facts(self) -> SourceFacts:
        """Return what its assets say of themselves."""
        tags = {"domain": self.domain, PROJECT_TAG: self.project}
        return SourceFacts(
            owners=[self.owner or owner(System.METADATA)],
            description=self.description,
            tags={name: value for name, value in tags.items() if value},
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


def definitions_of(sources: Iterable[SourceComponent]) -> dg.Definitions:
    """Return the definitions of several sources."""
    return dg.Definitions.merge(*(each.definitions() for each in sources))
