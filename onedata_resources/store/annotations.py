"""What people say of tables and columns, each with who, why and when; what was said is kept.

What it means is in `onedata_assets/domain/metadata/annotations.py`: here a table is a text.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from onedata_resources.store.annotation_tables import AnnotationRecord
from onedata_resources.store.database import Store
from onedata_resources.store.missing import Missing


@dataclass(frozen=True)
class NewAnnotation:
    """Something that is to be said; an empty `column` means the table."""

    asset: str
    column: str
    kind: str
    value: str
    who: str
    why: str


@dataclass(frozen=True)
class StoredAnnotation(NewAnnotation):
    """Something that was said; it holds while `ended_at` is None."""

    id: int
    at: datetime
    ended_at: datetime | None = None
    ended_by: str = ""
    ended_why: str = ""


class Annotations:
    """The annotations of one store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(
        self, said: NewAnnotation, now: datetime, *, ends: Collection[int] = ()
    ) -> StoredAnnotation:
        """Keep what was said, and end those in whose place it comes."""
        with self._store.transaction() as session:
            if ends:
                session.execute(
                    sa.update(AnnotationRecord)
                    .where(AnnotationRecord.id.in_(ends), AnnotationRecord.ended_at.is_(None))
                    .values(ended_at=now, ended_by=said.who, ended_why=said.why)
                )
            record = AnnotationRecord(**vars(said), at=now, ended_at=None)
            session.add(record)
            session.flush()
            return _stored(record)

    def end(self, number: int, who: str, why: str, now: datetime) -> StoredAnnotation:
        """End what was said and return it.

        Raises:
            Missing: There is no such annotation that holds.
        """
        with self._store.transaction() as session:
            changed = session.execute(
                sa.update(AnnotationRecord)
                .where(AnnotationRecord.id == number, AnnotationRecord.ended_at.is_(None))
                .values(ended_at=now, ended_by=who, ended_why=why)
            )
            if not changed.rowcount:  # type: ignore[attr-defined]
                raise Missing.annotation(number)
            return _stored(session.get_one(AnnotationRecord, number))

    def get(self, number: int) -> StoredAnnotation:
        """Return what was said, whether it holds or not.

        Raises:
            Missing: Nothing has the number.
        """
        with self._store.transaction() as session:
            record = session.get(AnnotationRecord, number)
            if record is None:
                raise Missing.annotation(number)
            return _stored(record)

    def holding(self, asset: str | None = None) -> Sequence[StoredAnnotation]:
        """Return what holds, of one table or of all, in the order in which it was said."""
        asked = sa.select(AnnotationRecord).where(AnnotationRecord.ended_at.is_(None))
        if asset is not None:
            asked = asked.where(AnnotationRecord.asset == asset)
        with self._store.transaction() as session:
            found = session.scalars(asked.order_by(AnnotationRecord.id))
            return [_stored(each) for each in found]

    def history(self, asset: str, *, limit: int = 500) -> Sequence[StoredAnnotation]:
        """Return all that was said of a table and its columns, the newest first."""
        asked = sa.select(AnnotationRecord).where(AnnotationRecord.asset == asset)
        with self._store.transaction() as session:
            found = session.scalars(asked.order_by(AnnotationRecord.id.desc()).limit(limit))
            return [_stored(each) for each in found]

    def revision(self) -> tuple[int, int]:
        """Return two numbers that change whenever something is said or ended."""
        counted = sa.func.count(AnnotationRecord.id), sa.func.count(AnnotationRecord.ended_at)
        with self._store.transaction() as session:
            said, ended = session.execute(sa.select(*counted)).one()
            return said, ended


def _stored(record: AnnotationRecord) -> StoredAnnotation:
    return StoredAnnotation(
        asset=record.asset,
        column=record.column,
        kind=record.kind,
        value=record.value,
        who=record.who,
        why=record.why,
        id=record.id,
        at=record.at,
        ended_at=record.ended_at,
        ended_by=record.ended_by,
        ended_why=record.ended_why,
    )
