"""The glossary: terms in versions, each with who wrote it, why and when; nothing is forgotten.

What a term is, and when it may be approved, is in `onedata_assets/domain/metadata/glossary.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from onedata_resources.store.annotation_tables import TermVersionRecord
from onedata_resources.store.database import Store
from onedata_resources.store.missing import Missing, TakenError


@dataclass(frozen=True)
class TermVersion:
    """A version of a term."""

    name: str
    number: int
    state: str
    content: Mapping[str, Any]
    who: str
    why: str
    at: datetime


class Glossary:
    """The terms of one store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def newest(self) -> Mapping[str, TermVersion]:
        """Return the newest version of each term, also of those that were removed, by name."""
        last = (
            sa.select(TermVersionRecord.name, sa.func.max(TermVersionRecord.number).label("number"))
            .group_by(TermVersionRecord.name)
            .subquery()
        )
        asked = sa.select(TermVersionRecord).join(
            last,
            sa.and_(
                TermVersionRecord.name == last.c.name, TermVersionRecord.number == last.c.number
            ),
        )
        with self._store.transaction() as session:
            found = session.scalars(asked.order_by(TermVersionRecord.name))
            return {each.name: _version(each) for each in found}

    def history(self, name: str) -> Sequence[TermVersion]:
        """Return the versions of a term, the newest first.

        Raises:
            Missing: There never was such a term.
        """
        asked = sa.select(TermVersionRecord).where(TermVersionRecord.name == name)
        with self._store.transaction() as session:
            found = session.scalars(asked.order_by(TermVersionRecord.number.desc()))
            versions = [_version(each) for each in found]
        if not versions:
            raise Missing.term(name)
        return versions

    def put(self, *versions: TermVersion) -> None:
        """Keep new versions of terms, all or none; each has the number after the newest.

        Raises:
            TakenError: Somebody else wrote one of these versions meanwhile.
        """
        try:
            with self._store.transaction() as session:
                session.add_all(
                    TermVersionRecord(**{**vars(each), "content": dict(each.content)})
                    for each in versions
                )
        except IntegrityError as error:
            raise TakenError.term(", ".join(each.name for each in versions[:3])) from error


def _version(record: TermVersionRecord) -> TermVersion:
    return TermVersion(
        record.name,
        record.number,
        record.state,
        record.content,
        record.who,
        record.why,
        record.at,
    )
