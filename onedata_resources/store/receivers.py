"""People of the store as those who get messages: of a project, or one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from onedata_resources.clients.notify_message import Receiver
from onedata_resources.store.database import opened
from onedata_resources.store.people import Person
from onedata_resources.store.tables import MemberRecord, PersonRecord, ProjectRecord


def receiver_of(person: Person) -> Receiver:
    """Return a person as who gets messages; who chose no language reads Chinese."""
    return _receiver(person.name, person.language, person.email)


class Members:
    """The members of projects of the store at a URL; it is open only while it is asked."""

    def __init__(self, url: str, default_project: str) -> None:
        self._url = url
        self._default = default_project

    def of(self, projects: Iterable[str]) -> Sequence[Receiver]:
        """Return the active members of these projects, of the default one where none is named.

        Raises:
            UnavailableError: The store does not answer.
        """
        asked = (
            sa.select(PersonRecord.name, PersonRecord.language, PersonRecord.email)
            .join(PersonRecord.memberships)
            .join(MemberRecord.project)
            .where(
                ProjectRecord.name.in_(sorted(projects) or [self._default]),
                PersonRecord.is_active,
            )
            .distinct()
            .order_by(PersonRecord.name)
        )
        with opened(self._url) as store, store.transaction() as session:
            return [_receiver(*row) for row in session.execute(asked).tuples()]


def _receiver(name: str, language: str, email: str) -> Receiver:
    return Receiver(name, language=language or "zh", email=email)
