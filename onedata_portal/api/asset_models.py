"""What the API answers about assets. How it is found is in the modules beside this one."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from onedata_assets.domain.operations.health import Freshness, Health, Outcome


class AssetRef(BaseModel):
    """An asset by its key."""

    key: list[str]
    name: str = Field(description="The key as people read it.")
    address: str = Field(description="The key as it stands in addresses below `/assets/`.")


class CheckCounts(BaseModel):
    """How many checks ended how, for the data that the asset has now."""

    total: int
    passed: int
    warned: int
    failed: int
    running: int
    missing: int


class PartitionCounts(BaseModel):
    """How many partitions are in which state."""

    total: int
    materialized: int
    failed: int
    materializing: int


class AssetItem(AssetRef):
    """One row of the list."""

    description: str = Field(description="The first lines.")
    group: str
    kinds: list[str]
    owners: list[str]
    tags: dict[str, str]
    projects: list[str]
    is_materializable: bool
    is_executable: bool
    is_partitioned: bool
    health: Health
    materialized_at: datetime | None
    run_id: str | None = Field(description="The run of the last materialization.")
    failed_run_id: str | None = Field(description="The newest run that failed to make it since.")
    active_run_ids: list[str] = Field(description="Runs that wait or run to make it.")
    checks: CheckCounts
    freshness: Freshness | None = Field(description="Null without a freshness policy.")
    stale: str | None = Field(description="fresh, stale or missing; in lists only if asked for.")
    partitions: PartitionCounts | None
    may_materialize: bool


class Facet(BaseModel):
    """A value that a filter can have, and how many assets have it."""

    value: str
    count: int


class Facets(BaseModel):
    """The values that the filters of the list can have."""

    groups: list[Facet]
    kinds: list[Facet]
    owners: list[Facet]
    tags: list[Facet] = Field(description="As `key=value`.")
    projects: list[Facet]


class AssetPage(BaseModel):
    """A page of the list."""

    items: list[AssetItem]
    total: int
    facets: Facets | None = Field(default=None, description="Of all assets; only if asked for.")


class MetadataValue(BaseModel):
    """One fact of a definition or an event."""

    label: str
    kind: str = Field(description="int, float, text, url, path, json, bool, markdown, table, ...")
    description: str | None
    value: Any = Field(description="The fact as JSON.")


class Column(BaseModel):
    """One column of a table."""

    name: str
    type: str
    description: str | None
    nullable: bool
    unique: bool
    constraints: list[str]
    tags: dict[str, str]
    upstream: list["ColumnRef"] = Field(description="The columns that it is made from.")


class ColumnRef(BaseModel):
    """A column of an asset."""

    asset: AssetRef
    column: str


class Event(BaseModel):
    """A materialization or an observation."""

    kind: str = Field(description="materialization, observation or failure.")
    at: datetime
    run_id: str | None
    step: str | None
    partition: str | None
    description: str | None
    metadata: list[MetadataValue]
    tags: dict[str, str]


class PartitionRange(BaseModel):
    """Partitions that follow each other and are in the same state."""

    first: str
    last: str
    status: str = Field(description="materialized, failed, materializing or missing.")
    dimension: str | None = Field(default=None, description="The first key's, of two dimensions.")


class PartitionsOfAsset(BaseModel):
    """How an asset is cut into partitions, and their state."""

    kind: str = Field(description="time_window, static, multipartitioned or dynamic.")
    description: str
    dimensions: list[str]
    counts: PartitionCounts
    keys: list[str] = Field(description="The newest keys, at most 1,000.")
    ranges: list[PartitionRange]


class FreshnessOfAsset(BaseModel):
    """A freshness policy, and whether it is kept."""

    status: Freshness
    policy: str = Field(description="The policy in words, in the language of the reader.")


class StaleCause(BaseModel):
    """Why an asset is stale."""

    asset: AssetRef
    reason: str
    dependency: AssetRef | None


class Automation(BaseModel):
    """What makes an asset without a person."""

    condition: str | None = Field(description="The condition in words.")
    label: str | None = Field(description="The condition as Dagster names it.")
    schedules: list[str]
    sensors: list[str]


class MayDo(BaseModel):
    """What the person may do to the asset."""

    materialize: bool
    wipe: bool
    report: bool


class AssetDetail(AssetItem):
    """One asset."""

    columns: list[Column]
    metadata: list[MetadataValue]
    partitions_detail: PartitionsOfAsset | None
    freshness_detail: FreshnessOfAsset | None
    automation: Automation
    last_materialization: Event | None
    stale_causes: list[StaleCause]
    may: MayDo
    upstream: list[AssetRef]
    downstream: list[AssetRef]
    jobs: list[str]
    code_version: str | None
    pools: list[str]
    repository: str
    location: str


class CheckItem(BaseModel):
    """One check with its latest result and, if asked for, its earlier ones."""

    name: str
    description: str | None
    is_blocking: bool
    outcome: Outcome = Field(description="For the data that the asset has now.")
    latest: "CheckResult | None"
    history: list["CheckResult"]


class CheckResult(BaseModel):
    """How a check ended once."""

    outcome: Outcome
    severity: str | None = Field(description="warn or error.")
    at: datetime
    run_id: str | None
    partition: str | None
    description: str | None
    metadata: list[MetadataValue]


class CheckList(BaseModel):
    """The checks of an asset."""

    items: list[CheckItem]
    total: int


class History(BaseModel):
    """A page of events, newest first."""

    items: list[Event]
    next_cursor: str | None
