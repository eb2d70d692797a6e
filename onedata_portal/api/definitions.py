"""The definitions of assets that a person sees, read once for each state of the code locations.

Two people with the same projects share one reading. What happens to the assets is in `live.py`.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from onedata_assets.domain.security.projects import definition_projects
from onedata_portal.api.asset_keys import Key, address_of, name_of
from onedata_portal.api.dagster import Answer, DagsterClient, query_text, result_of, unavailable
from onedata_portal.gateway.viewer import Viewer

# Sets of projects whose definitions are kept; 5,000 assets are about 10 MB.
KEPT = 32

# Who sees the same: administrators (None), or those with these projects.
Seers = frozenset[str] | None


def seers_of(viewer: Viewer) -> Seers:
    """Return the people with whom a viewer shares what is read."""
    return None if viewer.is_admin else viewer.projects


@dataclass(frozen=True, slots=True)
class Definition:
    """One asset as the code defines it."""

    key: Key
    name: str
    address: str
    description: str
    group: str
    kinds: tuple[str, ...]
    owners: tuple[str, ...]
    tags: Mapping[str, str]
    projects: frozenset[str]
    is_materializable: bool
    is_executable: bool
    is_observable: bool
    is_partitioned: bool
    has_checks: bool
    has_freshness: bool
    upstream: tuple[Key, ...]
    jobs: tuple[str, ...]
    repository: str
    location: str
    text: str

    @property
    def is_watched(self) -> bool:
        """Whether checks or a freshness policy say something about it."""
        return self.has_checks or self.has_freshness


@dataclass(frozen=True)
class Problem:
    """A code location that did not load; only administrators are told."""

    location: str
    message: str


@dataclass(frozen=True)
class Definitions:
    """All assets that one set of people sees, in the order of their names."""

    state: str
    assets: Mapping[Key, Definition]
    problems: Sequence[Problem] = ()

    @cached_property
    def downstream(self) -> Mapping[Key, tuple[Key, ...]]:
        """The assets that are made from each."""
        made: dict[Key, list[Key]] = {}
        for key, asset in self.assets.items():
            for parent in asset.upstream:
                made.setdefault(parent, []).append(key)
        return {key: tuple(children) for key, children in made.items()}


def _cause(error: Answer) -> str:
    """Return what went wrong in the code, which Dagster wraps in where it went wrong."""
    return [error, *error["causes"]][-1]["message"].split("Stack Trace:")[0].strip()


class DefinitionCache:
    """Reads definitions, and keeps them until a code location changes."""

    def __init__(self, dagster: DagsterClient, default_project: str) -> None:
        self._dagster = dagster
        self._default_project = default_project
        self._kept: OrderedDict[Seers, Definitions] = OrderedDict()
        self._locks: dict[Seers, asyncio.Lock] = {}

    async def of(self, viewer: Viewer) -> Definitions:
        """Return the assets that a viewer sees.

        Raises:
            UnavailableError: No code location is loaded.
        """
        seers = seers_of(viewer)
        state, problems = await self._state(viewer)
        async with self._locks.setdefault(seers, asyncio.Lock()):
            kept = self._kept.get(seers)
            if kept is None or kept.state != state:
                answer = await self._dagster.ask(viewer, query_text("definitions"))
                kept = Definitions(state, self._read(answer), problems)
            self._keep(seers, kept)
        return kept

    def _keep(self, seers: Seers, definitions: Definitions) -> None:
        self._kept[seers] = definitions
        self._kept.move_to_end(seers)
        while len(self._kept) > KEPT:
            gone, _ = self._kept.popitem(last=False)
            self._locks.pop(gone, None)

    async def _state(self, viewer: Viewer) -> tuple[str, list[Problem]]:
        """Return what names the state of the code locations, and what is wrong with them."""
        answer = await self._dagster.ask(viewer, query_text("workspace"))
        workspace = result_of(answer["workspaceOrError"], en="workspace", zh="工作区")
        entries = workspace["locationEntries"]
        problems = [
            Problem(entry["name"], _cause(error))
            for entry in entries
            if (error := entry["locationOrLoadError"] or {}).get("message")
        ]
        if entries and len(problems) == len(entries):
            names = ", ".join(problem.location for problem in problems)
            raise unavailable(f"code location {names}: {problems[0].message[:300]}")
        if entries and all(entry["locationOrLoadError"] is None for entry in entries):
            raise unavailable("the code locations are still loading.")
        stamps = [[one["name"], one["versionKey"], one["updatedTimestamp"]] for one in entries]
        return repr(stamps), problems

    def _read(self, answer: Answer) -> dict[Key, Definition]:
        repositories = result_of(answer["repositoriesOrError"], en="workspace", zh="工作区")[
            "nodes"
        ]
        found: dict[Key, Definition] = {}
        for repository in repositories:
            for node in repository["assetManifest"]:
                asset = self._definition(node, repository)
                # What one location only reads is a stub there; where it is made tells more.
                if asset.key not in found or not node["isAutoCreatedStub"]:
                    found[asset.key] = asset
        return {one.key: one for one in sorted(found.values(), key=lambda one: one.name)}

    def _definition(self, node: Answer, repository: Answer) -> Definition:
        key = tuple(node["assetKey"]["path"])
        tags = {tag["key"]: tag["value"] for tag in node["tags"]}
        owners = tuple(one.get("email") or f"team:{one['team']}" for one in node["owners"])
        description = node["description"] or ""
        shown_tags = [f"{name}={value}" for name, value in tags.items() if value]
        words = [name_of(key), node["groupName"], *node["kinds"], *owners, *shown_tags, description]
        return Definition(
            key=key,
            name=name_of(key),
            address=address_of(key),
            description=description,
            group=node["groupName"],
            kinds=tuple(node["kinds"]),
            owners=owners,
            tags=tags,
            projects=definition_projects(tags, self._default_project),
            is_materializable=node["isMaterializable"],
            is_executable=node["isExecutable"],
            is_observable=node["isObservable"],
            is_partitioned=node["isPartitioned"],
            has_checks=node["hasAssetChecks"],
            has_freshness=node["internalFreshnessPolicy"] is not None,
            upstream=tuple(tuple(one["path"]) for one in node["dependencyKeys"]),
            jobs=tuple(node["jobNames"]),
            repository=repository["name"],
            location=repository["location"]["name"],
            text="\n".join(words).casefold(),
        )
