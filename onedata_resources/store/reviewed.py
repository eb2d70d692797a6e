"""What people review before it is in force: drafts beside published versions, all of them kept.

A content is a text here; what it means, and how two differ, is in `onedata_assets/domain/metadata`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from onedata_resources.store.database import Store
from onedata_resources.store.missing import Missing
from onedata_resources.store.review_model import (
    ChangedMeanwhileError,
    Draft,
    Force,
    Origin,
    Reviewed,
)
from onedata_resources.store.review_tables import REASON, DraftRecord, PublishedRecord

STANDARD, CODE_SET, KETTLE = "standard", "code_set", "kettle"


class Reviews:
    """Everything of one kind in one store."""

    def __init__(self, store: Store, kind: str) -> None:
        self._store = store
        self.kind = kind

    def propose(
        self,
        name: str,
        content: str,
        now: datetime,
        *,
        origin: Origin,
        actor: str = "",
        reason: str = "",
    ) -> bool:
        """Keep a draft in the place of the last one of its origin; tell whether it is another.

        What a person drafted stays whatever scans draft, and the other way round.
        """
        key = (self.kind, name, origin.value)
        try:
            with self._store.transaction() as session:
                found = session.get(DraftRecord, key)
                if found is not None and found.content == content:
                    return False
                if found is None:
                    found = DraftRecord(kind=self.kind, name=name, origin=origin.value)
                    session.add(found)
                found.content, found.at, found.actor = content, now, actor
                found.reason = reason[:REASON]
        except IntegrityError:  # of two who propose at once, one does
            return False
        return True

    def propose_all(self, contents: Mapping[str, str], now: datetime, *, reason: str = "") -> int:
        """Keep the drafts of a scan, all in one; return how many are others than before."""
        origin = Origin.SCAN.value
        asked = sa.select(DraftRecord).where(
            DraftRecord.kind == self.kind, DraftRecord.origin == origin
        )
        changed = 0
        with self._store.transaction() as session:
            known = {each.name: each for each in session.scalars(asked)}
            for name, content in contents.items():
                if name in known and known[name].content == content:
                    continue
                record = known.get(name) or DraftRecord(kind=self.kind, name=name, origin=origin)
                record.content, record.at, record.reason = content, now, reason[:REASON]
                record.actor = ""
                session.add(record)
                changed += 1
        return changed

    def withdraw(self, name: str, origin: Origin) -> None:
        """Leave no draft of that origin."""
        with self._store.transaction() as session:
            _withdraw(session, self.kind, name, origin)

    def drafts(self, name: str | None = None) -> list[Draft]:
        """Return the drafts, by name; those of one thing only where it is named."""
        asked = sa.select(DraftRecord).where(DraftRecord.kind == self.kind)
        if name is not None:
            asked = asked.where(DraftRecord.name == name)
        with self._store.transaction() as session:
            found = session.scalars(asked.order_by(DraftRecord.name, DraftRecord.origin))
            return [_draft(each) for each in found]

    def publish(
        self,
        name: str,
        content: str,
        now: datetime,
        *,
        actor: str,
        reason: str,
        after: int | None = None,
    ) -> Reviewed:
        """Make a content the newest version; the person's draft of it is done.

        `after` is the number of the version that was looked at, 0 for none.

        Raises:
            ChangedMeanwhileError: The newest is another one by now.
        """
        return self._next(Reviewed(name, 0, Force.PUBLISHED, content, now, actor, reason), after)

    def retire(
        self, name: str, now: datetime, *, actor: str, reason: str, after: int | None = None
    ) -> Reviewed:
        """Put what is in force out of force; its versions stay.

        Raises:
            Missing: Nothing is in force.
            ChangedMeanwhileError: The newest is another one by now.
        """
        newest = self.version(name)
        if not newest.is_in_force:
            raise _nothing(name)
        gone = Reviewed(name, 0, Force.RETIRED, newest.content, now, actor, reason)
        return self._next(gone, after)

    def restore(self, name: str, number: int, now: datetime, *, actor: str) -> Reviewed:
        """Publish what a version held once more.

        Raises:
            Missing: There is no such version.
        """
        content = self.version(name, number).content
        reason = f"恢复自版本 {number} / restored from version {number}"
        return self.publish(name, content, now, actor=actor, reason=reason)

    def history(self, name: str) -> list[Reviewed]:
        """Return the versions, the newest first; none where nothing was published."""
        asked = sa.select(PublishedRecord).where(
            PublishedRecord.kind == self.kind, PublishedRecord.name == name
        )
        with self._store.transaction() as session:
            found = session.scalars(asked.order_by(PublishedRecord.number.desc()))
            return [_version(each) for each in found]

    def version(self, name: str, number: int | None = None) -> Reviewed:
        """Return a version, the newest without a number.

        Raises:
            Missing: There is no such version.
        """
        with self._store.transaction() as session:
            key = _newest(session, self.kind, name) if number is None else number
            found = key and session.get(PublishedRecord, (self.kind, name, key))
            if not found:
                raise _nothing(name, number)
            return _version(found)

    def newest(self) -> Mapping[str, Reviewed]:
        """Return the newest version of everything, by name."""
        last = (
            sa.select(PublishedRecord.name, sa.func.max(PublishedRecord.number).label("number"))
            .where(PublishedRecord.kind == self.kind)
            .group_by(PublishedRecord.name)
            .subquery()
        )
        asked = sa.select(PublishedRecord).join(
            last,
            sa.and_(
                PublishedRecord.kind == self.kind,
                PublishedRecord.name == last.c.name,
                PublishedRecord.number == last.c.number,
            ),
        )
        with self._store.transaction() as session:
            found = session.scalars(asked.order_by(PublishedRecord.name))
            return {each.name: _version(each) for each in found}

    def in_force(self) -> Mapping[str, Reviewed]:
        """Return what holds now, by name."""
        return {name: each for name, each in self.newest().items() if each.is_in_force}

    def _next(self, wanted: Reviewed, after: int | None) -> Reviewed:
        """Add a version with the next number."""
        name = wanted.name
        try:
            with self._store.transaction() as session:
                last = _newest(session, self.kind, name)
                if after is not None and after != last:
                    raise ChangedMeanwhileError.of(name)
                made = PublishedRecord(
                    kind=self.kind, name=name, number=last + 1, state=wanted.state.value,
                    content=wanted.content, at=wanted.at, actor=wanted.actor,
                    reason=wanted.reason[:REASON],
                )  # fmt: skip
                session.add(made)
                if wanted.is_in_force:
                    _withdraw(session, self.kind, name, Origin.PERSON)
                session.flush()
                return _version(made)
        except IntegrityError as error:
            raise ChangedMeanwhileError.of(name) from error


def _newest(session: Session, kind: str, name: str) -> int:
    asked = sa.select(sa.func.max(PublishedRecord.number)).where(
        PublishedRecord.kind == kind, PublishedRecord.name == name
    )
    return session.scalar(asked) or 0


def _withdraw(session: Session, kind: str, name: str, origin: Origin) -> None:
    key = (kind, name, origin.value)
    if (found := session.get(DraftRecord, key)) is not None:
        session.delete(found)


def _draft(record: DraftRecord) -> Draft:
    return Draft(
        record.name,
        Origin(record.origin),
        record.content,
        record.at,
        record.actor,
        record.reason,
    )


def _version(record: PublishedRecord) -> Reviewed:
    return Reviewed(
        record.name,
        record.number,
        Force(record.state),
        record.content,
        record.at,
        record.actor,
        record.reason,
    )


def _nothing(name: str, number: int | None = None) -> Missing:
    if number is not None:
        return Missing(f"{name} has no version {number}.", f"{name} 没有版本 {number}。")
    return Missing(f"{name}: nothing is published.", f"{name}：尚未发布。")
