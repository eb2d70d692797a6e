"""What is counted so that it ends: guesses at a name's password, and accounts that people make.

A name that nobody has is locked like any other: what is told gives no one away. Each count is one
statement on one row, which waits for others on it, so what is asked at once is counted one by one,
also by several portals on one store.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from onedata_resources.store.database import Store
from onedata_resources.store.tables import AttemptsRecord

LONGEST_NAME = 64
# Names are in small letters, so nobody's name is what a use is counted by.
USE = "USE "
KEPT = timedelta(days=1)


@dataclass(frozen=True)
class LockRule:
    """After `failures` in a row nobody signs in under the name for `minutes`."""

    failures: int = 5
    minutes: int = 15


@dataclass(frozen=True)
class UsedUp:
    """No more until `until`; `is_first` for the first that was told so."""

    until: datetime
    is_first: bool


class Attempts:
    """The attempts of one store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def begun(self, name: str, rule: LockRule, now: datetime) -> datetime | None:
        """Count an attempt as failed before it is made; return until when none may be.

        So of all that are made at once no more than the rule's failures go on. Who gets in is
        forgotten; what decided nothing is given back. Attempts before the last lock, or older than
        a lock, count no more.
        """
        with self._counted(_key(name), now) as record:
            if record.locked_until is not None and record.locked_until > now:
                record.failures -= 1
                return record.locked_until
            if record.failed_at < now - timedelta(minutes=rule.minutes):
                record.failures = 1
            record.failed_at = now
            if record.failures >= rule.failures:
                record.locked_until = now + timedelta(minutes=rule.minutes)
                record.failures = 0
            return None

    def give_back(self, name: str, rule: LockRule) -> None:
        """Count an attempt no more that nobody could decide: the directory did not answer."""
        with self._store.transaction() as session:
            key = _key(name)
            session.execute(_one_more(key, 0))
            record = session.get(AttemptsRecord, key, populate_existing=True)
            if record is None:
                return
            if record.failures == 0 and record.locked_until is not None:
                record.failures, record.locked_until = rule.failures, None
            record.failures = max(0, record.failures - 1)

    def locks(self, names: list[str], now: datetime) -> dict[str, datetime]:
        """Return those of the names that are locked, with until when."""
        asked = sa.select(AttemptsRecord).where(
            AttemptsRecord.name.in_([_key(name) for name in names]),
            AttemptsRecord.locked_until > now,
        )
        with self._store.transaction() as session:
            return {each.name: each.locked_until for each in session.scalars(asked)}  # type: ignore[misc]

    def forget(self, name: str) -> None:
        """Count from none again: the person signed in, or an administrator unlocked the name."""
        with self._store.transaction() as session:
            session.execute(sa.delete(AttemptsRecord).where(AttemptsRecord.name == _key(name)))

    def used(self, what: str, most: int, each: timedelta, now: datetime) -> UsedUp | None:
        """Count a use of something; return until when there is no more than `most` in `each`."""
        with self._counted(f"{USE}{what}"[:LONGEST_NAME], now) as record:
            if record.failed_at <= now - each:
                record.failures, record.failed_at = 1, now
            if record.failures <= most:
                return None
            return UsedUp(record.failed_at + each, is_first=record.failures == most + 1)

    def sweep(self, now: datetime) -> None:
        """Forget what counts no more, whatever the rule is."""
        old = AttemptsRecord.failed_at < now - KEPT
        over = sa.or_(AttemptsRecord.locked_until.is_(None), AttemptsRecord.locked_until <= now)
        with self._store.transaction() as session:
            session.execute(sa.delete(AttemptsRecord).where(old, over))

    @contextmanager
    def _counted(self, key: str, now: datetime) -> Iterator[AttemptsRecord]:
        """Lend the record of a key, one higher; others wait for it until the body ends."""
        while True:
            with self._store.transaction() as session:
                # First comes the update: SQLite lets nobody write who has read what is old by then.
                if session.execute(_one_more(key, 1)).rowcount:  # type: ignore[attr-defined]
                    yield session.get_one(AttemptsRecord, key, populate_existing=True)
                    return
            with suppress(IntegrityError), self._store.transaction() as session:
                session.add(AttemptsRecord(name=key, failures=0, failed_at=now))


def _one_more(key: str, by: int) -> sa.Update:
    return (
        sa.update(AttemptsRecord)
        .where(AttemptsRecord.name == key)
        .values(failures=AttemptsRecord.failures + by)
    )


def _key(name: str) -> str:
    """Return what a name is counted by: directories take other spellings of it for the same."""
    return unicodedata.normalize("NFKC", name).strip().casefold()[:LONGEST_NAME]
