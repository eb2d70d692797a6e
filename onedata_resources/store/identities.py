"""Whom a sign-in provider means: by a subject of its own, never by a name or an address."""

from __future__ import annotations

from itertools import chain, count

from onedata_resources.store.database import Store
from onedata_resources.store.named import find_person, required_person
from onedata_resources.store.people import Person, person_of, written_name
from onedata_resources.store.tables import IdentityRecord, PersonRecord

NAME_ROOM = 56
"""Signs of a name that leave room for a number behind it."""


class ProviderIdentities:
    """The identities of one store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def person(self, provider: str, subject: str) -> Person | None:
        """Return whom a provider means by a subject, if they have signed in before."""
        with self._store.transaction() as session:
            found = session.get(IdentityRecord, (provider, subject))
            record = session.get(PersonRecord, found.person_id) if found else None
            return person_of(record) if record else None

    def link(self, name: str, provider: str, subject: str) -> None:
        """Remember that a provider means someone by a subject.

        Raises:
            Missing: Nobody has the name.
        """
        with self._store.transaction() as session:
            person = required_person(session, name)
            session.merge(IdentityRecord(provider=provider, subject=subject, person_id=person.id))

    def free_name(self, wanted: str, provider: str) -> str:
        """Return a name that nobody has: as wanted, else with the provider's and a number behind.

        Signs that a name cannot have become dashes.
        """
        kept = "".join(sign if sign.isalnum() or sign in "._-@" else "-" for sign in wanted)
        plain = written_name((kept.strip("-") or provider)[:NAME_ROOM].ljust(2, "-"))
        longer = f"{plain}@{provider}"[:NAME_ROOM]
        with self._store.transaction() as session:
            for name in chain([plain, longer], (f"{longer}-{number}" for number in count(2))):
                if find_person(session, name) is None:
                    return name
        raise AssertionError
