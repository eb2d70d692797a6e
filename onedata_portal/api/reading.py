"""Reading tables as somebody: what they may, by data policies, and the record of each decision.

The rules are in `onedata_assets/domain/security/data_policies.py`. Every reading of rows is in the
audit log (`data.read`): of which table, for which purpose, allowed or refused, by which policies,
with which columns masked or hidden, and how many rows there were.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from anyio import CapacityLimiter

from onedata_assets.domain.security.data_policies import Reader
from onedata_assets.domain.security.data_reading import (
    PSEUDONYMS,
    TABLE_TAG,
    Asker,
    Decisions,
    TableFacts,
    data_policies,
)
from onedata_assets.domain.security.data_rights import TableRights
from onedata_assets.domain.security.policies import PolicyError
from onedata_portal.api.errors import ForbiddenError, NotFoundError
from onedata_portal.api.services import Services
from onedata_portal.api.tagging import Tags
from onedata_portal.api.within import Within
from onedata_portal.portal import Portal
from onedata_resources.clients.lake_query import Pair
from onedata_resources.clients.lake_sql import Limits, Seen
from onedata_resources.errors import BadInputError
from onedata_resources.store.audit import Event
from onedata_resources.store.secrets import mark_of

if TYPE_CHECKING:
    import polars as pl

AT_ONCE = CapacityLimiter(2)
"""How many readings run in this process; each may take the memory of `limits`."""


def limits(rows: int) -> Limits:
    """Return what one reading may cost."""
    return Limits(rows=rows, seconds=30, memory="512MB")


@dataclass
class Reading:
    """One reading by one person, of one table or several, for a purpose that they state."""

    asker: Within
    facts: dict[Pair, TableFacts]
    purpose: str
    details: Mapping[str, object]
    rights: dict[Pair, TableRights] = field(default_factory=dict)

    @cached_property
    def _decisions(self) -> Decisions:
        # Policies are those of the person: a key that may less must not come around them.
        person, portal = self.asker.person, self.asker.portal
        reader = Reader(person.name, department=person.organisation, purpose=self.purpose)
        projects = {each for facts in self.facts.values() for each in facts.projects}
        return Decisions(
            asker=Asker(reader, person.roles, is_admin=person.is_admin),
            policies=data_policies(portal.data_policies.of_each(projects)),
            today=portal.clock().date(),
            secret=mark_of(portal.key, PSEUDONYMS),
        )

    def sight(self, pair: Pair, schema: pl.Schema, touched: Sequence[str]) -> Seen | None:
        """Return what the person sees of a table; None for all of it.

        Raises:
            ForbiddenError: They may not read it.
        """
        decisions = self._decisions
        rights = self.rights[pair] = decisions.rights(pair, self.facts[pair], touched)
        try:
            made = decisions.sql(pair, rights, schema, touched)
        except PolicyError as error:
            raise ForbiddenError(error.en, error.zh) from error
        return made and Seen(made.sql, made.own, made.sources)

    def purposes(self, pair: Pair) -> list[str]:
        """Return the purposes for which policies let the person read the table otherwise."""
        return self._decisions.purposes(pair, self.facts[pair])

    @contextmanager
    def recorded(self) -> Iterator[Counted]:
        """Write to the audit log how the reading ended, before anybody has its rows."""
        counted = Counted()
        try:
            yield counted
        except ForbiddenError:
            self._record("refused", None)
            raise
        except BaseException:  # whatever ends it: a fault of the platform, too
            self._record("failed", None)
            raise
        self._record("allowed", counted.rows)

    def _record(self, result: str, rows: int | None) -> None:
        for pair, facts in self.facts.items():
            rights = self.rights.get(pair)
            decided = {
                "policies": list(rights.policies),
                "limited_by": rights.limited_by,
                "masked": rights.masked,
                "hidden": rights.hidden,
            } if rights else {}  # fmt: skip
            told = {"purpose": self.purpose, "rows": rows, **decided, **self.details}
            _write(self.asker, pair, ",".join(sorted(facts.projects)), result, told)


@dataclass
class Counted:
    """How many rows were read."""

    rows: int = 0


async def facts_of(asker: Within, services: Services, tags: Tags, pair: Pair) -> TableFacts:
    """Return whose a table is and how sensitive its columns are, by all that is told of them.

    Raises:
        NotFoundError: There is no such asset that the person sees, which is recorded.
    """
    viewer = asker.known.viewer
    asset = (await services.definitions.of(viewer)).assets.get(pair)
    if asset is None:
        _write(asker, pair, "", "refused", {"reason": "unseen"})
        raise NotFoundError.of("table", "数据表")
    levels = (await tags.now(of=pair)).effective.levels
    return TableFacts(
        projects=asset.projects,
        sensitivity=asset.tags.get(TABLE_TAG, "none"),
        columns=levels.get(pair, {}),
    )


def in_lake(pair: Pair, portal: Portal) -> bool:
    """Return whether the lake has the table; an asset that is no table it does not have."""
    try:
        return portal.lake.exists(pair)
    except BadInputError:
        return False


def required(pair: Pair, portal: Portal) -> None:
    """Go on where the lake has the table.

    Raises:
        NotFoundError: It has not: the asset was never materialized, or is no table.
    """
    if not in_lake(pair, portal):
        raise NotFoundError(
            "The lake has no rows of this asset: materialize it first.",
            "数据湖中没有该资产的数据：请先物化。",
        )


def _write(
    asker: Within, pair: Pair, project: str, result: str, details: Mapping[str, object]
) -> None:
    event = Event("", "data.read", "table", "/".join(pair), project, result, details=details)
    asker.portal.record(asker.request.scope, event)
