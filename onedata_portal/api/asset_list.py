"""Which assets a list shows, in which order. Pure: what is read is in `definitions` and `live`."""

from collections import Counter
from collections.abc import Iterable, Sequence
from enum import StrEnum

from pydantic import BaseModel, Field

from onedata_assets.domain.operations.health import Health, Outcome
from onedata_portal.api.asset_keys import Key, address_of, name_of
from onedata_portal.api.asset_models import (
    AssetItem,
    AssetRef,
    CheckCounts,
    Facet,
    Facets,
    PartitionCounts,
)
from onedata_portal.api.definitions import Definition
from onedata_portal.api.live import Check, Partitions, State, States

SHOWN_DESCRIPTION = 300


class Sort(StrEnum):
    """The orders of the list; a minus turns one round."""

    NAME = "name"
    NAME_DOWN = "-name"
    GROUP = "group"
    GROUP_DOWN = "-group"
    HEALTH = "health"
    HEALTH_DOWN = "-health"
    MATERIALIZED = "materialized_at"
    MATERIALIZED_DOWN = "-materialized_at"

    @property
    def needs_states(self) -> bool:
        """Whether the order is by what happens, not by definitions."""
        return self.value.removeprefix("-") in ("health", "materialized_at")


class Wanted(BaseModel):
    """What a list is asked for: values of one filter are alternatives, filters add up."""

    search: str = Field("", max_length=200, description="Words that all must occur.")
    group: list[str] = Field(default_factory=list, description="The systems.")
    kind: list[str] = Field(default_factory=list)
    owner: list[str] = Field(default_factory=list)
    tag: list[str] = Field(default_factory=list, description="`key` or `key=value`; all must hold.")
    project: list[str] = Field(default_factory=list)
    health: list[Health] = Field(default_factory=list)
    sort: Sort | None = Field(None, description="By name, or by relevance of a search.")
    with_stale: bool = Field(False, description="Tell what is stale; it costs with the ancestors.")
    with_facets: bool = Field(False, description="Tell the values that filters can have too.")
    offset: int = Field(0, ge=0)
    limit: int = Field(50, ge=1, le=500)

    @property
    def needs_states(self) -> bool:
        """Whether the state of all assets decides what is shown."""
        return bool(self.health) or bool(self.sort and self.sort.needs_states)


def matching(assets: Iterable[Definition], wanted: Wanted) -> list[Definition]:
    """Return the assets that all filters but that of health let through."""
    words = wanted.search.casefold().split()
    return [
        asset
        for asset in assets
        if all(word in asset.text for word in words)
        and (not wanted.group or asset.group in wanted.group)
        and (not wanted.kind or not set(wanted.kind).isdisjoint(asset.kinds))
        and (not wanted.owner or not set(wanted.owner).isdisjoint(asset.owners))
        and (not wanted.project or not asset.projects.isdisjoint(wanted.project))
        and all(_has_tag(asset, tag) for tag in wanted.tag)
    ]


def _has_tag(asset: Definition, wanted: str) -> bool:
    key, equals, value = wanted.partition("=")
    return key in asset.tags and (not equals or asset.tags[key] == value)


def in_order(assets: list[Definition], wanted: Wanted, states: States) -> list[Definition]:
    """Return the assets of the wanted health in the wanted order; names are in order already."""
    if wanted.health:
        assets = [asset for asset in assets if states[asset.key].health in wanted.health]
    if wanted.sort is None:
        return _by_relevance(assets, wanted.search)
    name = wanted.sort.value.removeprefix("-")
    if name == "group":
        assets = sorted(assets, key=lambda asset: asset.group)
    elif name == "health":
        ranks = {health: rank for rank, health in enumerate(Health)}
        assets = sorted(assets, key=lambda asset: ranks[states[asset.key].health])
    elif name == "materialized_at":
        assets = sorted(assets, key=lambda asset: _seconds(states[asset.key]))
    return assets[::-1] if wanted.sort.value.startswith("-") else assets


def _seconds(state: State) -> float:
    return state.materialized_at.timestamp() if state.materialized_at else 0.0


def _by_relevance(assets: list[Definition], search: str) -> list[Definition]:
    """Return the assets of which the name, or its last part, is what was typed before the rest."""
    typed = search.strip().casefold()
    if not typed:
        return assets

    def rank(asset: Definition) -> int:
        name, last = asset.name.casefold(), asset.key[-1].casefold()
        if typed in (name, last):
            return 0
        if name.startswith(typed) or last.startswith(typed):
            return 1
        return 2 if typed in name else 3

    return sorted(assets, key=rank)


def facets(assets: Iterable[Definition]) -> Facets:
    """Return the values that filters can have, the most frequent first."""
    groups: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    owners: Counter[str] = Counter()
    tags: Counter[str] = Counter()
    projects: Counter[str] = Counter()
    for asset in assets:
        groups[asset.group] += 1
        kinds.update(asset.kinds)
        owners.update(asset.owners)
        projects.update(asset.projects)
        tags.update(f"{key}={value}" for key, value in asset.tags.items() if _is_shown(key))
    return Facets(
        groups=_counted(groups),
        kinds=_counted(kinds),
        owners=_counted(owners),
        tags=_counted(tags),
        projects=_counted(projects),
    )


def _is_shown(tag: str) -> bool:
    # Kinds and projects are tags too, and have filters of their own.
    return not tag.startswith(("dagster/", "onedata/project"))


def _counted(counter: Counter[str]) -> list[Facet]:
    found = sorted(counter.items(), key=lambda one: (-one[1], one[0]))
    return [Facet(value=value, count=count) for value, count in found[:200]]


def ref(key: Key) -> AssetRef:
    """Return an asset by its key."""
    return AssetRef(key=list(key), name=name_of(key), address=address_of(key))


def item(asset: Definition, state: State) -> AssetItem:
    """Return one row of the list."""
    return AssetItem(
        key=list(asset.key),
        name=asset.name,
        address=asset.address,
        description=asset.description[:SHOWN_DESCRIPTION],
        group=asset.group,
        kinds=list(asset.kinds),
        owners=list(asset.owners),
        tags={key: value for key, value in asset.tags.items() if _is_shown(key)},
        projects=sorted(asset.projects),
        is_materializable=asset.is_materializable,
        is_executable=asset.is_executable,
        is_partitioned=asset.is_partitioned,
        health=state.health,
        materialized_at=state.materialized_at,
        run_id=state.run_id,
        failed_run_id=state.failed_run_id,
        active_run_ids=list(state.active_run_ids),
        checks=check_counts(state.checks),
        freshness=state.freshness,
        stale=state.stale,
        partitions=partition_counts(state.partitions),
        may_materialize=asset.is_materializable and state.may_materialize,
    )


def check_counts(checks: Sequence[Check]) -> CheckCounts:
    """Return how many checks ended how."""
    counts = Counter(check.outcome for check in checks)
    return CheckCounts(total=len(checks), **{outcome.value: counts[outcome] for outcome in Outcome})


def partition_counts(partitions: Partitions | None) -> PartitionCounts | None:
    """Return how many partitions are in which state."""
    if partitions is None:
        return None
    return PartitionCounts(
        total=partitions.total,
        materialized=partitions.materialized,
        failed=partitions.failed,
        materializing=partitions.materializing,
    )
