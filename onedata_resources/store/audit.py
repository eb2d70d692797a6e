"""The audit log: who did what to what, from where, with what result, in a chain.

Each record has the mark of the one before it and a mark of its own, made with the platform's key
(HMAC-SHA256 over its fields in canonical JSON). So a record that was changed, put in, taken out or
moved is found by `verify`, as is a log that was cut at its end, as long as the head is the newest
one. Against somebody who puts the whole database back to an earlier day, keep the last line that
`verify` prints elsewhere and give it back as `expected`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from onedata_resources.store.audit_search import AuditFilter
from onedata_resources.store.database import Store
from onedata_resources.store.secrets import mark_of
from onedata_resources.store.tables import AuditHeadRecord, AuditRecord

HEAD = 1
AT_ONCE = 1000


@dataclass(frozen=True)
class Event:
    """What happened; `via` is how the actor was known (session, token, provider, cli)."""

    actor: str
    action: str
    kind: str = ""
    object: str = ""
    project: str = ""
    result: str = "done"
    via: str = ""
    address: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Entry:
    """An event in the chain."""

    sequence: int
    at: datetime
    event: Event
    mark: str


@dataclass(frozen=True)
class Verification:
    """What `verify` found: how many records, the first that is not as it was, the last mark."""

    records: int
    first_broken: int | None
    mark: str

    @property
    def intact(self) -> bool:
        """Whether every record is as it was written."""
        return self.first_broken is None


class AuditLog:
    """The audit log of one store; `key` is the platform's."""

    def __init__(self, store: Store, key: bytes) -> None:
        self._store = store
        self._key = key

    def write(self, event: Event, now: datetime) -> int:
        """Add an event to the chain and return its number."""
        with self._store.transaction() as session:
            # The update takes the lock of the head, so writers come one after the other.
            session.execute(
                sa.update(AuditHeadRecord).values(sequence=AuditHeadRecord.sequence + 1)
            )
            head = session.get_one(AuditHeadRecord, HEAD, populate_existing=True)
            record = _record(event, head.sequence, now, head.mark)
            record.mark = head.mark = mark_of(self._key, _canonical(record))
            session.add(record)
            return record.sequence

    def find(
        self, asked: AuditFilter, *, offset: int = 0, limit: int = 50
    ) -> tuple[list[Entry], int]:
        """Return a page of events, the newest first, and how many there are."""
        with self._store.transaction() as session:
            total = session.scalar(asked.applied(sa.select(sa.func.count(AuditRecord.sequence))))
            page = asked.applied(sa.select(AuditRecord)).order_by(AuditRecord.sequence.desc())
            found = session.scalars(page.offset(offset).limit(limit))
            return [_entry(each) for each in found], total or 0

    def all(self, asked: AuditFilter) -> Iterator[Entry]:
        """Yield all events, the oldest first, without holding more than some of them."""
        with self._store.transaction() as session:
            for record in _streamed(session, asked.applied(sa.select(AuditRecord))):
                yield _entry(record)

    def verify(self, expected: tuple[int, str] | None = None) -> Verification:
        """Look through the whole chain; `expected` is a record that must be in it, by its mark."""
        count, before, broken = 0, "", None
        with self._store.transaction() as session:
            head = session.get_one(AuditHeadRecord, HEAD)
            for record in _streamed(session, sa.select(AuditRecord)):
                count += 1
                sound = record.sequence == count and record.previous == before
                sound = sound and record.mark == mark_of(self._key, _canonical(record))
                if expected and record.sequence == expected[0]:
                    sound = sound and record.mark == expected[1]
                if broken is None and not sound:
                    broken = min(record.sequence, count)
                before = record.mark
        ended = (head.sequence, head.mark) == (count, before)
        if broken is None and (not ended or (expected and expected[0] > count)):
            broken = count + 1
        return Verification(count, broken, before)


def _streamed(session: Session, asked: sa.Select[tuple[AuditRecord]]) -> Iterator[AuditRecord]:
    ordered = asked.order_by(AuditRecord.sequence).execution_options(yield_per=AT_ONCE)
    for record in session.scalars(ordered):
        yield record
        session.expunge(record)


def _record(event: Event, sequence: int, now: datetime, previous: str) -> AuditRecord:
    details = json.dumps(event.details, sort_keys=True, ensure_ascii=False, default=str)
    return AuditRecord(
        sequence=sequence,
        at=now,
        actor=_shown(event.actor)[:64],
        via=_shown(event.via)[:64],
        action=_shown(event.action)[:64],
        kind=_shown(event.kind)[:64],
        object=_shown(event.object)[:500],
        project=_shown(event.project)[:200],
        result=_shown(event.result)[:32],
        address=_shown(event.address)[:64],
        # Half of a pair of surrogates is written as JSON writes it.
        details=details.encode("utf-8", "backslashreplace").decode(),
        previous=previous,
    )


def _shown(text: str) -> str:
    """Return a text in one line that a terminal shows and every database takes.

    What somebody typed must neither look like another record nor keep its own from being written.
    """
    if text.isprintable():
        return text
    return "".join(s if s.isprintable() else s.encode("unicode_escape").decode() for s in text)


def _canonical(record: AuditRecord) -> str:
    """Return what the mark of a record is made of: each field, with its length by JSON."""
    names = [column.name for column in AuditRecord.__table__.columns if column.name != "mark"]
    values = [getattr(record, name) for name in names]
    return json.dumps([v.isoformat() if isinstance(v, datetime) else v for v in values])


def _entry(record: AuditRecord) -> Entry:
    event = Event(
        actor=record.actor,
        action=record.action,
        kind=record.kind,
        object=record.object,
        project=record.project,
        result=record.result,
        via=record.via,
        address=record.address,
        details=json.loads(record.details),
    )
    return Entry(record.sequence, record.at, event, record.mark)
