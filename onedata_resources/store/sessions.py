"""Browsers in which someone is signed in. The cookie that carries the secret is the gateway's.

A secret is replaced after some time in use. The one before it is good until the new one is used,
and a little longer, because a browser asks for several things at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from onedata_resources.store.database import Store
from onedata_resources.store.missing import Missing
from onedata_resources.store.people import WITH_ROLES, Person, person_of
from onedata_resources.store.secrets import digest_of, new_secret
from onedata_resources.store.tables import PersonRecord, SessionRecord

GRACE = timedelta(seconds=60)
ROTATION = timedelta(hours=1)
SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class SignedIn:
    """A session with its person; `secret` is the new one where it was replaced just now."""

    id: int
    person: Person
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    address: str
    agent: str
    secret: str | None = None


class Sessions:
    """The sessions of one store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def begin(
        self, name: str, *, address: str, agent: str, lasts: timedelta, now: datetime
    ) -> SignedIn:
        """Sign someone in, with a secret that no request knew before.

        Raises:
            Missing: Nobody active has the name.
        """
        secret = new_secret()
        with self._store.transaction() as session:
            person = session.scalar(
                sa.select(PersonRecord).where(PersonRecord.name == name).options(WITH_ROLES)
            )
            if person is None or not person.is_active:
                raise Missing.person(name)
            person.last_seen_at = now
            record = SessionRecord(
                person=person,
                digest=digest_of(secret),
                created_at=now,
                rotated_at=now,
                last_seen_at=now,
                expires_at=now + lasts,
                address=address[:64],
                agent=agent[:300],
            )
            session.add(record)
            session.flush()
            return _signed_in(record, secret)

    def of(self, secret: str, now: datetime, *, rotate: bool = True) -> SignedIn | None:
        """Return the session of a secret, None where it ended or its person may not sign in."""
        digest = digest_of(secret)
        asked = (
            sa.select(SessionRecord)
            .where(sa.or_(SessionRecord.digest == digest, SessionRecord.previous_digest == digest))
            .options(joinedload(SessionRecord.person).options(WITH_ROLES))
        )
        with self._store.transaction() as session:
            record = session.scalar(asked)
            if record is None or record.expires_at <= now or not record.person.is_active:
                return None
            if record.last_seen_at < now - SEEN_EVERY:
                record.last_seen_at = record.person.last_seen_at = now
            is_new, waited = record.digest == digest, now - record.rotated_at
            if is_new and waited > GRACE:
                record.previous_digest = None
            # A browser that left before its answer came never got the new secret.
            due = rotate and waited > (ROTATION if is_new else GRACE)
            return _signed_in(record, _rotated(record, digest, now) if due else None)

    def list(self, name: str, now: datetime) -> Sequence[SignedIn]:
        """Return the sessions of someone, the last seen first."""
        asked = (
            sa.select(SessionRecord)
            .join(SessionRecord.person)
            .where(PersonRecord.name == name, SessionRecord.expires_at > now)
            .order_by(SessionRecord.last_seen_at.desc())
            .options(joinedload(SessionRecord.person).options(WITH_ROLES))
        )
        with self._store.transaction() as session:
            return [_signed_in(each) for each in session.scalars(asked)]

    def end(self, number: int, name: str) -> None:
        """End a session of someone.

        Raises:
            Missing: They have no such session.
        """
        with self._store.transaction() as session:
            record = session.get(SessionRecord, number)
            if record is None or record.person.name != name:
                raise Missing.entry(number)
            session.delete(record)

    def sweep(self, now: datetime) -> None:
        """Forget the sessions that are over."""
        with self._store.transaction() as session:
            session.execute(sa.delete(SessionRecord).where(SessionRecord.expires_at <= now))


def _rotated(record: SessionRecord, digest: str, now: datetime) -> str:
    secret = new_secret()
    record.previous_digest, record.digest = digest, digest_of(secret)
    record.rotated_at = now
    return secret


def _signed_in(record: SessionRecord, secret: str | None = None) -> SignedIn:
    return SignedIn(
        id=record.id,
        person=person_of(record.person),
        created_at=record.created_at,
        last_seen_at=record.last_seen_at,
        expires_at=record.expires_at,
        address=record.address,
        agent=record.agent,
        secret=secret,
    )
