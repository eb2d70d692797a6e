"""Saved states of tables' filters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from onedata_resources.store.database import Store
from onedata_resources.store.missing import Missing
from onedata_resources.store.named import required_person
from onedata_resources.store.tables import PersonRecord, ViewRecord


@dataclass(frozen=True)
class View:
    """A saved state; `mine` tells whether the person who asks made it."""

    id: int
    page: str
    title: str
    state: Mapping[str, Any]
    shared: bool
    mine: bool


class Views:
    """The saved views of one store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(
        self, name: str, page: str, title: str, state: Mapping[str, Any], *, shared: bool
    ) -> View:
        """Save a state of a page's table.

        Raises:
            Missing: There is no such person.
        """
        with self._store.transaction() as session:
            person = required_person(session, name).id
            record = ViewRecord(
                person_id=person, page=page, title=title, state=dict(state), shared=shared
            )
            session.add(record)
            session.flush()
            return _view(record, person)

    def list(self, name: str, page: str) -> Sequence[View]:
        """Return the views of a page that someone saved or that are shared, by title."""
        with self._store.transaction() as session:
            person = session.scalar(sa.select(PersonRecord.id).where(PersonRecord.name == name))
            seen = sa.or_(ViewRecord.shared, ViewRecord.person_id == person)
            asked = sa.select(ViewRecord).where(ViewRecord.page == page, seen)
            found = session.scalars(asked.order_by(ViewRecord.title, ViewRecord.id))
            return [_view(each, person) for each in found]

    def remove(self, number: int, name: str) -> None:
        """Remove a view that someone saved.

        Raises:
            Missing: They have no such view.
        """
        with self._store.transaction() as session:
            person = session.scalar(sa.select(PersonRecord.id).where(PersonRecord.name == name))
            record = session.get(ViewRecord, number)
            if record is None or record.person_id != person:
                raise Missing.entry(number)
            session.delete(record)


def _view(record: ViewRecord, person: int | None) -> View:
    mine = record.person_id == person
    return View(record.id, record.page, record.title, record.state, record.shared, mine)
