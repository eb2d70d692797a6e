"""Keys for programs: shown once, kept as digests, limited in time and in what they may.

What a scope lets a program do is decided in `onedata_assets/domain/security/scopes.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from onedata_resources.store.database import Store
from onedata_resources.store.missing import Missing
from onedata_resources.store.named import required_person, required_project
from onedata_resources.store.people import WITH_ROLES, Person, person_of
from onedata_resources.store.secrets import digest_of, new_secret
from onedata_resources.store.tables import PersonRecord, TokenRecord

PREFIX = "od_"
"""What every key begins with, so that a scanner finds one that was published by mistake."""
SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class Token:
    """A key without its secret; of one `project` it is no good elsewhere."""

    id: int
    title: str
    scopes: tuple[str, ...]
    project: str | None
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    person: Person


class Tokens:
    """The keys of one store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(
        self,
        name: str,
        title: str,
        *,
        scopes: Sequence[str],
        project: str | None,
        lasts: timedelta,
        now: datetime,
    ) -> tuple[Token, str]:
        """Return a new key of someone and its secret, which cannot be read again.

        Raises:
            Missing: There is no such person or project.
        """
        secret = PREFIX + new_secret()
        with self._store.transaction() as session:
            person = required_person(session, name)
            limited = required_project(session, project) if project else None
            record = TokenRecord(
                person=person,
                title=title,
                digest=digest_of(secret),
                scopes=list(scopes),
                project=limited,
                created_at=now,
                expires_at=now + lasts,
            )
            session.add(record)
            session.flush()
            return _token(record), secret

    def of(self, secret: str, now: datetime) -> Token | None:
        """Return the key of a secret, None where it ended or its person may not sign in."""
        asked = (
            sa.select(TokenRecord)
            .where(TokenRecord.digest == digest_of(secret), TokenRecord.expires_at > now)
            .options(
                joinedload(TokenRecord.person).options(WITH_ROLES),
                joinedload(TokenRecord.project),
            )
        )
        with self._store.transaction() as session:
            record = session.scalar(asked)
            if record is None or not record.person.is_active:
                return None
            if record.last_used_at is None or record.last_used_at < now - SEEN_EVERY:
                record.last_used_at = now
            return _token(record)

    def list(self, name: str) -> Sequence[Token]:
        """Return the keys of someone, the newest first."""
        asked = (
            sa.select(TokenRecord)
            .join(TokenRecord.person)
            .where(PersonRecord.name == name)
            .order_by(TokenRecord.id.desc())
            .options(
                joinedload(TokenRecord.person).options(WITH_ROLES),
                joinedload(TokenRecord.project),
            )
        )
        with self._store.transaction() as session:
            return [_token(each) for each in session.scalars(asked)]

    def ending(self, after: datetime, before: datetime) -> Sequence[Token]:
        """Return the keys of people who may sign in that end between these times."""
        asked = (
            sa.select(TokenRecord)
            .join(TokenRecord.person)
            .where(
                TokenRecord.expires_at > after,
                TokenRecord.expires_at <= before,
                PersonRecord.is_active,
            )
            .order_by(TokenRecord.id)
            .options(
                joinedload(TokenRecord.person).options(WITH_ROLES),
                joinedload(TokenRecord.project),
            )
        )
        with self._store.transaction() as session:
            return [_token(each) for each in session.scalars(asked)]

    def end(self, number: int, name: str) -> None:
        """End a key of someone.

        Raises:
            Missing: They have no such key.
        """
        with self._store.transaction() as session:
            record = session.get(TokenRecord, number)
            if record is None or record.person.name != name:
                raise Missing.entry(number)
            session.delete(record)


def _token(record: TokenRecord) -> Token:
    return Token(
        id=record.id,
        title=record.title,
        scopes=tuple(record.scopes),
        project=record.project.name if record.project else None,
        created_at=record.created_at,
        expires_at=record.expires_at,
        last_used_at=record.last_used_at,
        person=person_of(record.person),
    )
