"""Data policies of projects: who may read which rows and columns of which tables.

What they mean is in `onedata_assets/domain/security/data_policies.py`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date

import sqlalchemy as sa

from onedata_resources.store.database import Store
from onedata_resources.store.named import required_project
from onedata_resources.store.tables import DataPolicyRecord, ProjectRecord


@dataclass(frozen=True)
class StoredDataPolicy:
    """A data policy as it is written down."""

    name: str
    subject: str
    tables: Sequence[str]
    effect: str
    purpose: str
    rows: str
    columns: Sequence[str]
    shown: str
    until: date | None


class DataPolicies:
    """The data policies of one store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def of_each(self, projects: Collection[str]) -> Mapping[str, Sequence[StoredDataPolicy]]:
        """Return the policies of those of these projects that have some, in their order."""
        found: dict[str, list[StoredDataPolicy]] = defaultdict(list)
        if not projects:
            return found
        asked = (
            sa.select(ProjectRecord.name, DataPolicyRecord)
            .join(DataPolicyRecord.project)
            .where(ProjectRecord.name.in_(projects))
            .order_by(DataPolicyRecord.id)
        )
        with self._store.transaction() as session:
            for project, record in session.execute(asked):
                found[project].append(_stored(record))
        return found

    def of(self, project: str) -> Sequence[StoredDataPolicy]:
        """Return the policies of a project in the order in which they were given.

        Raises:
            Missing: There is no such project.
        """
        with self._store.transaction() as session:
            record = required_project(session, project)
            return [_stored(each) for each in sorted(record.data_policies, key=lambda one: one.id)]

    def put(self, project: str, policies: Iterable[StoredDataPolicy]) -> None:
        """Give a project these policies and no others.

        Raises:
            Missing: There is no such project.
        """
        with self._store.transaction() as session:
            record = required_project(session, project)
            record.data_policies = [_record(each) for each in policies]


def _stored(record: DataPolicyRecord) -> StoredDataPolicy:
    return StoredDataPolicy(
        name=record.name,
        subject=record.subject,
        tables=record.tables,
        effect=record.effect,
        purpose=record.purpose,
        rows=record.rows,
        columns=record.columns,
        shown=record.shown,
        until=record.until,
    )


def _record(policy: StoredDataPolicy) -> DataPolicyRecord:
    lists = {"tables": list(policy.tables), "columns": list(policy.columns)}
    return DataPolicyRecord(**{**asdict(policy), **lists})
