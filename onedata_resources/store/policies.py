"""Exceptions to what roles may in projects.

What they mean is in `onedata_assets/domain/security/policies.py`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from onedata_resources.store.database import Store
from onedata_resources.store.named import required_project
from onedata_resources.store.tables import PolicyRecord, ProjectRecord


@dataclass(frozen=True)
class StoredPolicy:
    """A policy as it is written down."""

    subject: str
    action: str
    effect: str


class Policies:
    """The policies of one store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def of_each(self, projects: Collection[str]) -> Mapping[str, Sequence[StoredPolicy]]:
        """Return the policies of those of these projects that have some."""
        found: dict[str, list[StoredPolicy]] = defaultdict(list)
        if not projects:
            return found
        asked = (
            sa.select(
                ProjectRecord.name, PolicyRecord.subject, PolicyRecord.action, PolicyRecord.effect
            )
            .join(PolicyRecord.project)
            .where(ProjectRecord.name.in_(projects))
            .order_by(PolicyRecord.id)
        )
        with self._store.transaction() as session:
            for project, *rest in session.execute(asked):
                found[project].append(StoredPolicy(*rest))
        return found

    def of(self, project: str) -> Sequence[StoredPolicy]:
        """Return the policies of a project in the order in which they were given.

        Raises:
            Missing: There is no such project.
        """
        with self._store.transaction() as session:
            record = required_project(session, project)
            rows = sorted(record.policies, key=lambda each: each.id)
            return [StoredPolicy(each.subject, each.action, each.effect) for each in rows]

    def put(self, project: str, policies: Iterable[StoredPolicy]) -> None:
        """Give a project these policies and no others.

        Raises:
            Missing: There is no such project.
        """
        with self._store.transaction() as session:
            record = required_project(session, project)
            record.policies = [
                PolicyRecord(subject=each.subject, action=each.action, effect=each.effect)
                for each in policies
            ]
