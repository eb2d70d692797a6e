"""Reports of how the platform is used, each made once for the state of the audit log that it is of.

What is in a report is decided in `onedata_assets/domain/security/usage_report.py`.
"""

from __future__ import annotations

from threading import Lock

import sqlalchemy as sa

from onedata_assets.domain.security.usage import TOLD_DETAILS
from onedata_assets.domain.security.usage_report import Days, UsageReport, report
from onedata_resources.store.audit_frame import AuditTrail
from onedata_resources.store.database import Store
from onedata_resources.store.tables import AuditHeadRecord

KEPT = 8
Asked = tuple[Days, str, frozenset[str] | None, int]


class UsageReports:
    """The reports over one store; one is made at a time, since a long log takes much memory."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._trail = AuditTrail(store.engine.url.render_as_string(hide_password=False))
        self._turn = Lock()
        self._made: dict[Asked, UsageReport] = {}

    def of(self, days: Days, person: str, projects: frozenset[str] | None) -> UsageReport:
        """Return the report of the days about a person, or everybody, in projects, or all.

        Raises:
            UnavailableError: The store does not answer.
        """
        with self._turn:
            asked = (days, person, projects, self._newest())
            if asked not in self._made:
                while len(self._made) >= KEPT:
                    self._made.pop(next(iter(self._made)))
                self._made[asked] = self._report(days, person, projects)
            return self._made[asked]

    def _newest(self) -> int:
        with self._store.transaction() as session:
            return session.scalar(sa.select(AuditHeadRecord.sequence)) or 0

    def _report(self, days: Days, person: str, projects: frozenset[str] | None) -> UsageReport:
        log = self._trail.records(
            days.read_since,
            days.until,
            projects=projects,
            told=TOLD_DETAILS,
            with_last_seen=projects is None,
        )
        return report(log, days, person=person, is_whole=projects is None)
