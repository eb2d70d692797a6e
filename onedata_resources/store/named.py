"""Records by the name that they are written with."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from onedata_resources.store.missing import Missing
from onedata_resources.store.tables import PersonRecord, ProjectRecord


def find_person(session: Session, name: str) -> PersonRecord | None:
    """Return who has the name, if somebody does."""
    return session.scalar(sa.select(PersonRecord).where(PersonRecord.name == name))


def find_project(session: Session, name: str) -> ProjectRecord | None:
    """Return the project of that name, if there is one."""
    return session.scalar(sa.select(ProjectRecord).where(ProjectRecord.name == name))


def required_person(session: Session, name: str) -> PersonRecord:
    """Return who has the name.

    Raises:
        Missing: Nobody does.
    """
    record = find_person(session, name)
    if record is None:
        raise Missing.person(name)
    return record


def required_project(session: Session, name: str) -> ProjectRecord:
    """Return the project of that name.

    Raises:
        Missing: There is none.
    """
    record = find_project(session, name)
    if record is None:
        raise Missing.project(name)
    return record
