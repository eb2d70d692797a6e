"""Projects with their members and settings.

What roles may do is in `onedata_assets/domain/security/roles.py`, what settings mean in
`project_settings.py` there.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from onedata_resources.store.database import Store
from onedata_resources.store.missing import Missing, TakenError
from onedata_resources.store.named import find_project, required_person, required_project
from onedata_resources.store.people import written_name
from onedata_resources.store.tables import MemberRecord, PersonRecord, ProjectRecord, TokenRecord

Field = TypeVar("Field")


@dataclass(frozen=True)
class Project:
    """A project; `members` is how many it has."""

    name: str
    title: str
    description: str
    settings: Mapping[str, Any]
    created_at: datetime
    members: int


@dataclass(frozen=True)
class Member:
    """What someone is in a project."""

    name: str
    display_name: str
    role: str
    since: datetime


class Projects:
    """The projects of one store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(
        self,
        name: str,
        *,
        now: datetime,
        title: str = "",
        description: str = "",
        settings: Mapping[str, Any] | None = None,
    ) -> Project:
        """Add a project without members.

        Raises:
            BadInputError: The name is none.
            TakenError: There is one of that name.
        """
        made = ProjectRecord(
            name=written_name(name),
            title=title,
            description=description,
            settings=dict(settings or {}),
            created_at=now,
        )
        with self._store.transaction() as session:
            if find_project(session, made.name) is not None:
                raise TakenError.project(made.name)
            session.add(made)
            session.flush()
            return _project(made)

    def get(self, name: str) -> Project:
        """Return a project.

        Raises:
            Missing: There is none of that name.
        """
        with self._store.transaction() as session:
            return _project(required_project(session, name))

    def list(self) -> Sequence[Project]:
        """Return all projects by name."""
        asked = sa.select(ProjectRecord).order_by(ProjectRecord.name)
        counted = sa.select(MemberRecord.project_id, sa.func.count())
        with self._store.transaction() as session:
            members = dict(
                session.execute(counted.group_by(MemberRecord.project_id)).tuples().all()
            )
            return [_project(each, members.get(each.id, 0)) for each in session.scalars(asked)]

    def titles(self, names: Collection[str]) -> Mapping[str, str]:
        """Return the titles of those of these projects that there are."""
        return self._each(ProjectRecord.title, names)

    def settings(self, names: Collection[str]) -> Mapping[str, Mapping[str, Any]]:
        """Return the settings of those of these projects that there are."""
        return self._each(ProjectRecord.settings, names)

    def _each(
        self, column: InstrumentedAttribute[Field], names: Collection[str]
    ) -> dict[str, Field]:
        if not names:
            return {}
        asked = sa.select(ProjectRecord.name, column).where(ProjectRecord.name.in_(names))
        with self._store.transaction() as session:
            return dict(session.execute(asked).tuples().all())

    def change(self, name: str, **fields: Any) -> Project:  # noqa: ANN401  columns of a project
        """Change title, description or settings.

        Raises:
            Missing: There is none of that name.
        """
        unknown = fields.keys() - {"title", "description", "settings"}
        if unknown:
            raise TypeError(f"projects have no {sorted(unknown)}")
        with self._store.transaction() as session:
            record = required_project(session, name)
            for key, value in fields.items():
                setattr(record, key, value)
            return _project(record)

    def remove(self, name: str) -> None:
        """Remove a project, its memberships and the keys that are good for it only.

        Raises:
            Missing: There is none of that name.
        """
        with self._store.transaction() as session:
            record = required_project(session, name)
            session.execute(sa.delete(TokenRecord).where(TokenRecord.project_id == record.id))
            session.delete(record)

    def members(self, name: str) -> Sequence[Member]:
        """Return who is in a project, by name.

        Raises:
            Missing: There is none of that name.
        """
        with self._store.transaction() as session:
            project = required_project(session, name)
            asked = (
                sa.select(MemberRecord)
                .join(MemberRecord.person)
                .where(MemberRecord.project_id == project.id)
                .order_by(PersonRecord.name)
                .options(joinedload(MemberRecord.person))
            )
            return [_member(each) for each in session.scalars(asked)]

    def set_role(self, name: str, person: str, role: str, now: datetime) -> Member:
        """Make someone a member with a role, or change it.

        Raises:
            Missing: There is no such project or person.
        """
        with self._store.transaction() as session:
            project, someone = required_project(session, name), required_person(session, person)
            record = session.get(MemberRecord, (project.id, someone.id))
            if record is None:
                record = MemberRecord(project=project, person=someone, since=now)
                session.add(record)
            record.role = role
            session.flush()
            return _member(record)

    def remove_member(self, name: str, person: str) -> None:
        """Take someone out of a project.

        Raises:
            Missing: There is no such project or member.
        """
        with self._store.transaction() as session:
            project, someone = required_project(session, name), required_person(session, person)
            record = session.get(MemberRecord, (project.id, someone.id))
            if record is None:
                raise Missing.member(person, name)
            session.delete(record)


def _project(record: ProjectRecord, members: int | None = None) -> Project:
    return Project(
        name=record.name,
        title=record.title,
        description=record.description,
        settings=record.settings,
        created_at=record.created_at,
        members=len(record.members) if members is None else members,
    )


def _member(record: MemberRecord) -> Member:
    person = record.person
    return Member(person.name, person.display_name, record.role, record.since)
