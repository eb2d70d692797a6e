"""How tables kept their standards when they were last held to them: the newest result of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from onedata_resources.store.database import Store
from onedata_resources.store.review_tables import ConformanceRecord


@dataclass(frozen=True)
class Kept:
    """A result: of version `number` of the standard; `told` has rows, rules and breaches."""

    table: str
    number: int
    at: datetime
    run_id: str
    passed: bool
    told: Mapping[str, Any]


class ConformanceResults:
    """The results of one store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def put(self, kept: Kept) -> None:
        """Keep a result in the place of the table's last one; of two at once, one stays."""
        try:
            with self._store.transaction() as session:
                found = session.get(ConformanceRecord, kept.table)
                if found is None:
                    found = ConformanceRecord(name=kept.table)
                    session.add(found)
                found.number, found.at, found.run_id = kept.number, kept.at, kept.run_id
                found.passed, found.told = kept.passed, dict(kept.told)
        except IntegrityError:
            return

    def of(self, table: str) -> Kept | None:
        """Return the last result of a table, None where it was never held to a standard."""
        with self._store.transaction() as session:
            found = session.get(ConformanceRecord, table)
            return None if found is None else _kept(found)

    def all(self) -> Mapping[str, Kept]:
        """Return the last results, by table."""
        with self._store.transaction() as session:
            found = session.scalars(sa.select(ConformanceRecord))
            return {each.name: _kept(each) for each in found}


def _kept(record: ConformanceRecord) -> Kept:
    return Kept(record.name, record.number, record.at, record.run_id, record.passed, record.told)
