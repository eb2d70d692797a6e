"""People who may sign in: made, changed and found.

How a provider knows them is in `identities.py`, sessions are in `sessions.py`, failed attempts in
`attempts.py`, memberships in `projects.py`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from onedata_resources.errors import BadInputError
from onedata_resources.store.database import Store
from onedata_resources.store.missing import TakenError
from onedata_resources.store.named import find_person, required_person
from onedata_resources.store.secrets import is_outdated, password_hash, password_is
from onedata_resources.store.tables import MemberRecord, PersonRecord, SessionRecord, TokenRecord
from onedata_resources.store.texts import matching

LOCAL = "local"
CHANGEABLE = frozenset(
    {"display_name", "email", "organisation", "is_active", "is_admin", "language", "theme"}
)


@dataclass(frozen=True)
class Person:
    """Someone who may sign in; `roles` are by project."""

    id: int
    name: str
    display_name: str
    email: str
    organisation: str
    source: str
    is_active: bool
    is_admin: bool
    must_change_password: bool
    language: str
    theme: str
    created_at: datetime
    last_seen_at: datetime | None
    roles: Mapping[str, str]


def person_of(record: PersonRecord) -> Person:
    """Return what a record says."""
    roles = {each.project.name: each.role for each in record.memberships}
    plain = {name: getattr(record, name) for name in Person.__annotations__ if name != "roles"}
    return Person(**plain, roles=roles)


def spelled(name: str) -> str:
    """Return the one spelling of everything that looks the same."""
    return unicodedata.normalize("NFKC", name).strip().lower()


def written_name(name: str) -> str:
    """Return a name as it is stored.

    Raises:
        BadInputError: It is no name.
    """
    text = spelled(name)
    if not 2 <= len(text) <= 64 or not all(sign.isalnum() or sign in "._-@" for sign in text):
        raise BadInputError(
            f"The name {name!r} must have 2 to 64 letters, digits, dots, @, - or _.",
            f"名称 {name!r} 须为 2 至 64 个字母（含汉字）、数字、点、@、- 或 _。",
        )
    return text


WITH_ROLES = selectinload(PersonRecord.memberships).selectinload(MemberRecord.project)


class People:
    """The people of one store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(
        self,
        name: str,
        *,
        now: datetime,
        password: str | None = None,
        source: str = LOCAL,
        must_change_password: bool = False,
        **fields: Any,  # noqa: ANN401  the columns that `CHANGEABLE` names
    ) -> Person:
        """Add someone; without a password they sign in by another provider only.

        Raises:
            BadInputError: The name is none.
            TakenError: Someone has it.
        """
        made = PersonRecord(
            name=written_name(name),
            source=source,
            password_hash=password_hash(password) if password else None,
            must_change_password=must_change_password,
            created_at=now,
            **_checked(fields),
        )
        with self._store.transaction() as session:
            if find_person(session, made.name) is not None:
                raise TakenError.person(made.name)
            session.add(made)
            session.flush()
            session.refresh(made)
            return person_of(made)

    def get(self, name: str) -> Person:
        """Return someone by name.

        Raises:
            Missing: Nobody has it.
        """
        with self._store.transaction() as session:
            return person_of(required_person(session, spelled(name)))

    def find(
        self, *, search: str = "", active: bool | None = None, offset: int = 0, limit: int = 50
    ) -> tuple[Sequence[Person], int]:
        """Return a page of people by name, and how many there are; `search` is in any text."""
        columns = (PersonRecord.name, PersonRecord.display_name, PersonRecord.email)
        asked = sa.select(PersonRecord).where(matching(search, *columns, PersonRecord.organisation))
        if active is not None:
            asked = asked.where(PersonRecord.is_active == active)
        with self._store.transaction() as session:
            total = session.scalar(sa.select(sa.func.count()).select_from(asked.subquery())) or 0
            page = asked.order_by(PersonRecord.name).offset(offset).limit(limit).options(WITH_ROLES)
            return [person_of(each) for each in session.scalars(page)], total

    def change(
        self,
        name: str,
        *,
        new_name: str | None = None,
        **fields: Any,  # noqa: ANN401  the columns that `CHANGEABLE` names
    ) -> Person:
        """Change what is given; who is no longer active is signed out, and their keys end.

        Raises:
            Missing: Nobody has the name.
            BadInputError: That would leave no administrator who can sign in.
            TakenError: Someone has the new name.
        """
        with self._store.transaction() as session:
            record = required_person(session, spelled(name))
            if new_name is not None and written_name(new_name) != record.name:
                if find_person(session, written_name(new_name)) is not None:
                    raise TakenError.person(new_name)
                record.name = written_name(new_name)
            for key, value in _checked(fields).items():
                setattr(record, key, value)
            session.flush()
            _require_administrator(session)
            if not record.is_active:
                _end(session, record, SessionRecord, TokenRecord)
            return person_of(record)

    def set_password(
        self, name: str, password: str, *, must_change: bool = False, end_keys: bool = False
    ) -> int:
        """Give someone a new password and sign them out everywhere; return how many keys ended.

        Raises:
            Missing: Nobody has the name.
        """
        with self._store.transaction() as session:
            record = required_person(session, spelled(name))
            record.password_hash = password_hash(password)
            record.must_change_password = must_change
            _end(session, record, SessionRecord)
            return _end(session, record, TokenRecord) if end_keys else 0

    def by_password(self, name: str, password: str) -> Person | None:
        """Return who has the name and the password; whether they are active is not asked here."""
        with self._store.transaction() as session:
            record = find_person(session, spelled(name))
            stored = record.password_hash if record else None
            if not password_is(password, stored) or record is None:
                return None
            if stored and is_outdated(stored):
                record.password_hash = password_hash(password)
            return person_of(record)

    def is_last_admin(self, person: Person) -> bool:
        """Return whether nobody else is an active administrator."""
        others = sa.select(PersonRecord.id).where(
            PersonRecord.is_admin, PersonRecord.is_active, PersonRecord.id != person.id
        )
        with self._store.transaction() as session:
            return session.scalar(others.limit(1)) is None


def _checked(fields: Mapping[str, Any]) -> Mapping[str, Any]:
    unknown = fields.keys() - CHANGEABLE
    if unknown:
        raise TypeError(f"people have no {sorted(unknown)}")
    return fields


def _end(
    session: Session, person: PersonRecord, *kinds: type[SessionRecord] | type[TokenRecord]
) -> int:
    """End what lets someone in; return how many there were."""
    ended = [session.execute(sa.delete(kind).where(kind.person_id == person.id)) for kind in kinds]
    return sum(each.rowcount for each in ended)  # type: ignore[attr-defined]


def _require_administrator(session: Session) -> None:
    some = sa.select(PersonRecord.id).where(PersonRecord.is_admin, PersonRecord.is_active).limit(1)
    if session.scalar(some) is None and session.scalar(sa.select(PersonRecord.id).limit(1)):
        raise BadInputError(
            "This is the last active administrator: make someone else one first.",
            "这是最后一位启用的管理员：请先指定其他管理员。",
        )
