"""Which records of the audit log a person asks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

import sqlalchemy as sa

from onedata_resources.store.tables import AuditRecord
from onedata_resources.store.texts import matching

Rows = TypeVar("Rows", bound=tuple[object, ...])


@dataclass(frozen=True)
class AuditFilter:
    """What is not given matches every record; of `projects` one must be the record's."""

    actor: str = ""
    action: str = ""
    kind: str = ""
    object: str = ""
    result: str = ""
    search: str = ""
    since: datetime | None = None
    until: datetime | None = None
    projects: frozenset[str] | None = None

    def applied(self, asked: sa.Select[Rows]) -> sa.Select[Rows]:
        """Return the query of those records only."""
        for name in ("actor", "action", "kind", "object", "result"):
            if value := getattr(self, name):
                asked = asked.where(getattr(AuditRecord, name) == value)
        if self.since is not None:
            asked = asked.where(AuditRecord.at >= self.since)
        if self.until is not None:
            asked = asked.where(AuditRecord.at < self.until)
        if self.projects is not None:
            asked = asked.where(AuditRecord.project.in_(self.projects))
        columns = (AuditRecord.actor, AuditRecord.action, AuditRecord.object, AuditRecord.details)
        return asked.where(matching(self.search, *columns))
