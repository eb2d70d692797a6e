"""What a new store begins with: a first administrator, and the projects of the platform."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from onedata_resources.errors import BadInputError
from onedata_resources.store.database import Store
from onedata_resources.store.missing import TakenError
from onedata_resources.store.people import People
from onedata_resources.store.projects import Projects
from onedata_resources.store.secrets import new_password
from onedata_resources.store.tables import PersonRecord, ProjectRecord
from onedata_resources.store.tokens import Tokens

ADMINISTRATOR = "admin"
KEY_LASTS = timedelta(minutes=10)


def prepare(
    store: Store, *, projects: Mapping[str, str], password: str, now: datetime
) -> str | None:
    """Make the projects, and in a store without people the administrator; return their password.

    `projects` are titles by name. The password is `password`, or a random one that they have to
    change; None where somebody is there.
    """
    with store.transaction() as session:
        found = set(session.scalars(sa.select(ProjectRecord.name)))
        has_people = session.scalar(sa.select(PersonRecord.id).limit(1)) is not None
    for name, title in projects.items():
        if name not in found:
            with suppress(TakenError, IntegrityError):  # another process begins with this store
                Projects(store).add(name, title=title, now=now)
    if has_people:
        return None
    given = password or new_password()
    try:
        People(store).add(
            ADMINISTRATOR, now=now, password=given, must_change_password=not password, is_admin=True
        )
    except (TakenError, IntegrityError):
        return None
    return given


def lend_key(store: Store, title: str, now: datetime) -> tuple[str, int, str]:
    """Return a key of an administrator for a program of this machine, its number and its person.

    It ends after ten minutes; end it sooner by `Tokens.end`.

    Raises:
        BadInputError: There is no active administrator.
    """
    some = sa.select(PersonRecord.name).where(PersonRecord.is_admin, PersonRecord.is_active)
    with store.transaction() as session:
        name = session.scalar(some.order_by(PersonRecord.id).limit(1))
    if name is None:
        raise BadInputError(
            "The store has no active administrator: `onedata people add NAME --admin` makes one.",
            "平台没有启用的管理员：可用 `onedata people add 名称 --admin` 添加。",
        )
    token, secret = Tokens(store).add(
        name, title, scopes=["manage"], project=None, lasts=KEY_LASTS, now=now
    )
    return secret, token.id, name
