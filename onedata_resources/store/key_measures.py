"""How keys between tables held, time after time; what is measured is in `domain/metadata/drift.py`.

A reference is known by its text, as `shop/orders (customer) → crm/customer (id)`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from onedata_resources.store.database import Store
from onedata_resources.store.metadata_contents import digest_of
from onedata_resources.store.metadata_tables import KeyMeasureRecord

KEPT = 400
"""Measurements that are kept of a reference: of more than a year, if it is measured each day."""


@dataclass(frozen=True)
class Measured:
    """The figures of one measurement; examples of values are not among them."""

    at: datetime
    figures: Mapping[str, Any]


class KeyMeasures:
    """The measurements of one store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(self, reference: str, at: datetime, figures: Mapping[str, Any]) -> None:
        """Keep a measurement; the oldest of the reference is dropped where there are too many."""
        key = digest_of(reference)
        mine = KeyMeasureRecord.reference == key
        with self._store.transaction() as session:
            session.add(
                KeyMeasureRecord(reference=key, told=reference, at=at, figures=dict(figures))
            )
            session.flush()
            newest = sa.select(KeyMeasureRecord.id).where(mine)
            last = session.scalar(
                newest.order_by(KeyMeasureRecord.id.desc()).offset(KEPT - 1).limit(1)
            )
            if last is not None:
                session.execute(sa.delete(KeyMeasureRecord).where(mine, KeyMeasureRecord.id < last))

    def references_of(self, table: str) -> list[str]:
        """Return the references of a table that were ever measured, also those that are no more."""
        told = KeyMeasureRecord.told
        asked = sa.select(told).where(told.startswith(f"{table} (", autoescape=True)).distinct()
        with self._store.transaction() as session:
            return sorted(each for each in session.scalars(asked) if each.startswith(table))

    def history(self, reference: str, limit: int = KEPT) -> list[Measured]:
        """Return the measurements of a reference, the newest first; none if there were none."""
        asked = sa.select(KeyMeasureRecord).where(
            KeyMeasureRecord.reference == digest_of(reference)
        )
        with self._store.transaction() as session:
            found = session.scalars(asked.order_by(KeyMeasureRecord.id.desc()).limit(limit))
            return [Measured(each.at, each.figures) for each in found]
