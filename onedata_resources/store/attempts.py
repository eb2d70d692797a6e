"""Failed sign-ins, counted by the name that was typed, so that guessing ends.

A name that nobody has is locked like any other: what is told gives no one away.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from onedata_resources.store.database import Store
from onedata_resources.store.tables import AttemptsRecord

LONGEST_NAME = 64


@dataclass(frozen=True)
class LockRule:
    """After `failures` in a row nobody signs in under the name for `minutes`."""

    failures: int = 5
    minutes: int = 15


class Attempts:
    """The failed sign-ins of one store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def locked_until(self, name: str, now: datetime) -> datetime | None:
        """Return until when nobody signs in under the name; None where that is possible."""
        with self._store.transaction() as session:
            record = session.get(AttemptsRecord, _key(name))
            until = record.locked_until if record else None
            return until if until and until > now else None

    def locks(self, names: list[str], now: datetime) -> dict[str, datetime]:
        """Return those of the names that are locked, with until when."""
        asked = sa.select(AttemptsRecord).where(
            AttemptsRecord.name.in_([_key(name) for name in names]),
            AttemptsRecord.locked_until > now,
        )
        with self._store.transaction() as session:
            return {each.name: each.locked_until for each in session.scalars(asked)}  # type: ignore[misc]

    def failed(self, name: str, rule: LockRule, now: datetime) -> None:
        """Count a failure; those before the last lock, or older than a lock, count no more."""
        with self._store.transaction() as session:
            key = _key(name)
            if session.get(AttemptsRecord, key) is None:
                session.merge(AttemptsRecord(name=key, failures=0, failed_at=now))
                session.flush()
            # The update takes the row's lock: failures at once are counted one by one.
            session.execute(
                sa.update(AttemptsRecord)
                .where(AttemptsRecord.name == key)
                .values(failures=AttemptsRecord.failures + 1)
            )
            record = session.get_one(AttemptsRecord, key, populate_existing=True)
            if record.failed_at < now - timedelta(minutes=rule.minutes):
                record.failures = 1
            record.failed_at = now
            if record.failures >= rule.failures:
                record.locked_until = now + timedelta(minutes=rule.minutes)
                record.failures = 0

    def forget(self, name: str) -> None:
        """Count from none again: the person signed in, or an administrator unlocked the name."""
        with self._store.transaction() as session:
            session.execute(sa.delete(AttemptsRecord).where(AttemptsRecord.name == _key(name)))


def _key(name: str) -> str:
    """Return what a name is counted by: directories take other spellings of it for the same."""
    return unicodedata.normalize("NFKC", name).strip().casefold()[:LONGEST_NAME]
