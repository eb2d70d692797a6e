"""The tags of all tables and columns as they are now, kept until something is told otherwise."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated

from anyio import to_thread
from fastapi import Depends, Request

from onedata_assets.domain.metadata.annotations import Annotation, Key, Kind, key_of
from onedata_assets.domain.metadata.effective_tags import Effective, effective
from onedata_assets.domain.metadata.findings import SourceFindings
from onedata_assets.domain.metadata.told_tables import RuleTags, ToldTable, rule_tags, told
from onedata_portal.api.services import Services
from onedata_portal.api.tag_reading import ToldTables
from onedata_portal.portal import Portal
from onedata_resources.store.annotations import Annotations, StoredAnnotation
from onedata_resources.store.metadata import SourceVersions

FRESH_SECONDS = 5.0
"""A table that is read is looked at every time, those that it is made of so often."""


@dataclass(frozen=True)
class Tagging:
    """What is told of tables, and the tags that follow."""

    tables: Mapping[Key, ToldTable]
    effective: Effective


class Tags:
    """Knows the tags of all tables; many ask, one of them looks."""

    def __init__(
        self, services: Services, portal: Portal, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._told = ToldTables(services.dagster, services.definitions)
        self._annotations = Annotations(portal.store)
        self._rules = Rules(SourceVersions(portal.store))
        self._clock = clock
        self._looked_at = -FRESH_SECONDS
        self._revision: object = None
        self._kept = Tagging({}, Effective({}, {}, {}))
        self._lock = asyncio.Lock()

    async def now(self, of: Key | None = None) -> Tagging:
        """Return the tags; what is told of the table `of` was asked for now.

        Raises:
            UnavailableError: Dagster does not answer: nobody knows what is sensitive then.
        """
        async with self._lock:
            is_old = self._clock() - self._looked_at > FRESH_SECONDS
            is_changed = (is_old or of is not None) and await self._told.renew(
                None if is_old else of
            )
            if is_old:
                self._looked_at = self._clock()
            revision = await to_thread.run_sync(self._revise)
            if is_changed or revision != self._revision:
                self._kept = await to_thread.run_sync(self._compute, dict(self._told.tables))
                self._revision = revision
            return self._kept

    def _revise(self) -> object:
        return self._annotations.revision(), self._rules.revision()

    def _compute(self, tables: Mapping[Key, ToldTable]) -> Tagging:
        said = [annotation(each) for each in self._annotations.holding()]
        return Tagging(tables, effective(told(tables, self._rules.now(), said)))


class Rules:
    """The tags that scans gave, read again for a source of which something else was found out."""

    def __init__(self, versions: SourceVersions) -> None:
        self._versions = versions
        self._kept: dict[str, tuple[str, RuleTags]] = {}

    def revision(self) -> object:
        """Return what changes with every finding, of a scan or after a run."""
        return {each.name: each.findings for each in self._versions.states()}

    def now(self) -> RuleTags:
        """Return the tags of all sources."""
        for state in self._versions.states():
            if self._kept.get(state.name, ("", {}))[0] != state.findings:
                findings = SourceFindings(self._versions.findings(state.name))
                self._kept[state.name] = (state.findings, rule_tags(state.name, findings))
        return {at: of for _, those in self._kept.values() for at, of in those.items()}


def annotation(stored: StoredAnnotation) -> Annotation:
    """Return what was said as rules read it."""
    on = (key_of(stored.asset), stored.column)
    return Annotation(on, Kind(stored.kind), stored.value, stored.who, stored.why, stored.at)


def tags_of(request: Request) -> Tags:
    """Return the tags of the portal that serves the request."""
    return request.app.state.tags


TheTags = Annotated[Tags, Depends(tags_of)]
