"""Generated transformations over the portal's store: as they are in use, and as they would be.

Who may ask is in `standard_kettle.py`.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection

from onedata_assets.domain.metadata.kettle_plans import (
    Generated,
    InUse,
    Wanted,
    connection_of,
    generated,
    others,
)
from onedata_assets.domain.metadata.kettle_targets import Around
from onedata_assets.domain.metadata.sources import KnownTable, Source, SourceKind
from onedata_assets.domain.metadata.standards import StandardError
from onedata_portal.api.kettle_models import (
    KettleAnswer,
    KettleOrder,
    KettleState,
    KettleVersion,
    in_use_of,
)
from onedata_portal.api.models import Texts
from onedata_portal.api.standard_reading import in_force
from onedata_portal.portal import Portal
from onedata_portal.source_rows import SourceRows
from onedata_resources.clients.sampled_tables import unknown
from onedata_resources.errors import OneDataError
from onedata_resources.kettle.configured import connection_settings
from onedata_resources.kettle.generate.transformation import written
from onedata_resources.store.kettle_files import FOLDER, file_of, may_write
from onedata_resources.store.reviewed import KETTLE, STANDARD, Reviews

LAKE = "lake"


class Plans:
    """The transformations of one portal."""

    def __init__(self, portal: Portal) -> None:
        self._store = portal.store
        self._sources = SourceRows(portal.store)
        self._reviews = Reviews(portal.store, KETTLE)

    def wanted(self, order: KettleOrder) -> Wanted:
        """Return what is asked for, read from the table's own connection where none is named.

        Raises:
            StandardError: The table is of no database, and no connection is named.
        """
        source = order.wanted.source
        if not source:
            known = self._known(order.table)
            source = connection_of(known.source if known else None, order.table)
        return order.wanted.wanted(source)

    def generated(self, table: str, wanted: Wanted | None) -> Generated:
        """Return the transformation of a table as it would be now.

        Raises:
            BadInputError: No scanned source has the table.
            StandardError: It cannot be generated.
        """
        kept = self._reviews.in_force().get(table)
        return self._made(table, self._known(table), wanted, in_use_of([kept] if kept else []))

    def file(self, table: str, number: int | None) -> str:
        """Return the file of a version, the newest without a number.

        Raises:
            Missing: There is none.
        """
        return Wanted.of(self._reviews.version(table, number).content)[1]

    def waiting(self, seen: Collection[str]) -> list[KettleState]:
        """Return which of the tables in use wait for somebody, of those that are seen."""
        kept = {name: each for name, each in self._reviews.in_force().items() if name in seen}
        known = self._sources.known(kept)
        states = [
            self._state(name, known.get(name), InUse(each.number, each.content))
            for name, each in kept.items()
        ]
        return [each for each in states if each.state != "current"]

    def answer(self, table: str, seen: Collection[str], may_change: bool) -> KettleAnswer:
        """Return everything about the transformation of a table."""
        versions, known = self._reviews.history(table), self._known(table)
        in_use = in_use_of(versions)
        state = self._state(table, known, in_use)
        standards = Reviews(self._store, STANDARD).in_force()
        return KettleAnswer(
            **dict(state),
            may_change=may_change,
            file=f"{FOLDER}/{table}.ktr",
            is_writable=may_write(file_of(table)),
            in_use=in_use.number,
            versions=[KettleVersion.of(each) for each in versions],
            source=_connection(known.source if known else None),
            connections=self._connections() if may_change else [],
            standards=[each for each in standards if each in seen],
        )

    def _state(self, table: str, known: KnownTable | None, in_use: InUse) -> KettleState:
        if not in_use.number:
            return KettleState(table=table, state="none")
        try:
            made = self._made(table, known, None, in_use)
        except (StandardError, OneDataError) as error:
            return KettleState(table=table, state="refused", refusal=Texts.of(error))
        return KettleState(table=table, state="waits" if made.waits else "current")

    def _made(
        self, table: str, known: KnownTable | None, wanted: Wanted | None, in_use: InUse
    ) -> Generated:
        if known is None:
            raise unknown(table)
        kept = self._reviews.in_force()
        taken = others({name: each.content for name, each in kept.items()}, table)
        return generated(
            table, known.table, wanted, in_use, around=Around(self._connections(), taken),
            standard_of=lambda name: in_force(self._store, name), written=written,
        )  # fmt: skip

    def _known(self, table: str) -> KnownTable | None:
        return self._sources.known([table]).get(table)

    def _connections(self) -> list[str]:
        of_sources = {_connection(each) for each in self._sources.written()}
        return sorted({LAKE, *connection_settings(os.environ), *of_sources} - {""})


def mark_of(made: Generated) -> str:
    """Return what names a transformation as it was shown."""
    told = made.wanted.content(made.ktr)
    return hashlib.sha256(told.encode()).hexdigest()


def _connection(source: Source | None) -> str:
    if source is None or source.kind is not SourceKind.SQL:
        return ""
    return connection_of(source, source.name)
