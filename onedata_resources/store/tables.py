"""The tables of the platform's own records. How they come to be in a database: `migrations/`."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import mysql
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from onedata_resources.store.columns import Exact, Moment

LONG = sa.Text().with_variant(mysql.MEDIUMTEXT(), "mysql", "mariadb")
"""Texts of any length: MySQL's own end at 64 KiB, which a list of policies exceeds."""
HASH = 64
"""Signs of a SHA-256 digest in hexadecimal."""


class Record(DeclarativeBase):
    """What has a table."""

    type_annotation_map = {  # noqa: RUF012  SQLAlchemy reads it from the class
        datetime: Moment(),
        dict[str, Any]: sa.JSON(),
        list[str]: sa.JSON(),
    }
    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class PersonRecord(Record):
    """Someone who may sign in; `source` is the provider that knows the password, or `local`."""

    __tablename__ = "people"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Exact(64), unique=True)
    display_name: Mapped[str] = mapped_column(sa.String(200), default="")
    email: Mapped[str] = mapped_column(sa.String(320), default="")
    organisation: Mapped[str] = mapped_column(sa.String(500), default="")
    source: Mapped[str] = mapped_column(sa.String(64), default="local")
    password_hash: Mapped[str | None] = mapped_column(sa.String(200))
    must_change_password: Mapped[bool] = mapped_column(default=False)
    is_active: Mapped[bool] = mapped_column(default=True)
    is_admin: Mapped[bool] = mapped_column(default=False)
    language: Mapped[str] = mapped_column(sa.String(8), default="")
    theme: Mapped[str] = mapped_column(sa.String(8), default="")
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime | None]
    memberships: Mapped[list["MemberRecord"]] = relationship(
        back_populates="person", cascade="all, delete-orphan"
    )


class IdentityRecord(Record):
    """Whom a sign-in provider means by a subject."""

    __tablename__ = "identities"

    provider: Mapped[str] = mapped_column(Exact(64), primary_key=True)
    subject: Mapped[str] = mapped_column(Exact(255), primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)


class AttemptsRecord(Record):
    """Failed sign-ins under a name, whether someone has it or not."""

    __tablename__ = "attempts"

    name: Mapped[str] = mapped_column(Exact(64), primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)
    failed_at: Mapped[datetime]
    locked_until: Mapped[datetime | None]


class SessionRecord(Record):
    """A browser in which someone is signed in; the cookie's secret is kept as its digest."""

    __tablename__ = "sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    digest: Mapped[str] = mapped_column(Exact(HASH), unique=True)
    previous_digest: Mapped[str | None] = mapped_column(Exact(HASH), index=True)
    created_at: Mapped[datetime]
    rotated_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    address: Mapped[str] = mapped_column(sa.String(64), default="")
    agent: Mapped[str] = mapped_column(sa.String(300), default="")
    person: Mapped[PersonRecord] = relationship()


class TokenRecord(Record):
    """A key for programs: what it may is no more than its person may."""

    __tablename__ = "tokens"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    title: Mapped[str] = mapped_column(sa.String(200))
    digest: Mapped[str] = mapped_column(Exact(HASH), unique=True)
    scopes: Mapped[list[str]]
    project_id: Mapped[int | None] = mapped_column(sa.ForeignKey("projects.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    person: Mapped[PersonRecord] = relationship()
    project: Mapped["ProjectRecord | None"] = relationship()


class ProjectRecord(Record):
    """A project with the settings that its runs, services and notebooks inherit."""

    __tablename__ = "projects"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Exact(64), unique=True)
    title: Mapped[str] = mapped_column(sa.String(200), default="")
    description: Mapped[str] = mapped_column(sa.String(2000), default="")
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime]
    members: Mapped[list["MemberRecord"]] = relationship(
        back_populates="project", cascade="all, delete-orphan"
    )
    policies: Mapped[list["PolicyRecord"]] = relationship(
        back_populates="project", cascade="all, delete-orphan"
    )
    data_policies: Mapped[list["DataPolicyRecord"]] = relationship(
        back_populates="project", cascade="all, delete-orphan"
    )


class MemberRecord(Record):
    """What someone is in a project."""

    __tablename__ = "members"

    project_id: Mapped[int] = mapped_column(sa.ForeignKey("projects.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), primary_key=True, index=True)
    role: Mapped[str] = mapped_column(sa.String(32))
    since: Mapped[datetime]
    person: Mapped[PersonRecord] = relationship(back_populates="memberships")
    project: Mapped[ProjectRecord] = relationship(back_populates="members")


class PolicyRecord(Record):
    """An exception to what a role may in a project."""

    __tablename__ = "policies"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(sa.ForeignKey("projects.id"), index=True)
    subject: Mapped[str] = mapped_column(Exact(80))
    action: Mapped[str] = mapped_column(sa.String(32))
    effect: Mapped[str] = mapped_column(sa.String(8))
    project: Mapped[ProjectRecord] = relationship(back_populates="policies")


class DataPolicyRecord(Record):
    """Who may read which rows and columns of the tables of a project."""

    __tablename__ = "data_policies"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(sa.ForeignKey("projects.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    subject: Mapped[str] = mapped_column(Exact(520))
    tables: Mapped[list[str]]
    effect: Mapped[str] = mapped_column(sa.String(8))
    purpose: Mapped[str] = mapped_column(sa.String(200), default="")
    rows: Mapped[str] = mapped_column("row_condition", LONG, default="")
    columns: Mapped[list[str]]
    shown: Mapped[str] = mapped_column(sa.String(16))
    until: Mapped[date | None]
    project: Mapped[ProjectRecord] = relationship(back_populates="data_policies")


class SettingRecord(Record):
    """A setting of the platform that administrators change while it runs."""

    __tablename__ = "settings"

    name: Mapped[str] = mapped_column(Exact(64), primary_key=True)
    value: Mapped[Any] = mapped_column(sa.JSON)


class ViewRecord(Record):
    """A saved state of a table's filters; `shared` ones are everybody's."""

    __tablename__ = "views"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    page: Mapped[str] = mapped_column(Exact(64), index=True)
    title: Mapped[str] = mapped_column(sa.String(200))
    state: Mapped[dict[str, Any]]
    shared: Mapped[bool] = mapped_column(default=False)


class AuditRecord(Record):
    """Who did what to what, from where, with what result; see `audit.py` for the chain."""

    __tablename__ = "audit"

    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(index=True)
    actor: Mapped[str] = mapped_column(Exact(64), index=True)
    via: Mapped[str] = mapped_column(sa.String(64))
    action: Mapped[str] = mapped_column(Exact(64), index=True)
    kind: Mapped[str] = mapped_column(Exact(64))
    object: Mapped[str] = mapped_column(sa.String(500))
    project: Mapped[str] = mapped_column(Exact(200), index=True)
    result: Mapped[str] = mapped_column(sa.String(32))
    address: Mapped[str] = mapped_column(sa.String(64))
    details: Mapped[str] = mapped_column(LONG)
    previous: Mapped[str] = mapped_column(sa.String(HASH))
    mark: Mapped[str] = mapped_column(sa.String(HASH))


class AuditHeadRecord(Record):
    """Where the chain of audit records ends: one row, which every writer locks."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sequence: Mapped[int]
    mark: Mapped[str] = mapped_column(sa.String(HASH))
