"""People of the store as those who get messages: of a project, or one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from onedata_resources.clients.notify_message import Receiver
from onedata_resources.store.database import opened
from onedata_resources.store.missing import Missing
from onedata_resources.store.people import People, Person
from onedata_resources.store.projects import Projects


def receiver_of(person: Person) -> Receiver:
    """Return a person as who gets messages; who chose no language reads Chinese."""
    return Receiver(person.name, language=person.language or "zh", email=person.email)


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
        with opened(self._url) as store:
            known, people = Projects(store), People(store)
            names: dict[str, None] = {}
            for project in sorted(projects) or [self._default]:
                try:
                    names |= {member.name: None for member in known.members(project)}
                except Missing:
                    continue
            found = [people.get(name) for name in names]
            return [receiver_of(person) for person in found if person.is_active]
