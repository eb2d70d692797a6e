"""A slowly changing dimension: its versions looked up, and written by the rules of its columns.

How a batch is read from the stream is in `steps/dimension_lookup.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from onedata_resources.kettle.engine.sql_lookups import Lookup
from onedata_resources.kettle.engine.sql_session import Row, Session
from onedata_resources.kettle.engine.technical_keys import TechnicalKeys
from onedata_resources.kettle.settings.dimensions import (
    Attribute,
    Change,
    DimensionSettings,
    StartDate,
)
from onedata_resources.kettle.values.time_zones import wall_clock

_ON_INSERT = {Change.DATE_INSERTED_OR_UPDATED, Change.DATE_INSERTED}
_ON_UPDATE = {Change.DATE_INSERTED_OR_UPDATED, Change.DATE_UPDATED}


@dataclass(frozen=True)
class Version:
    """A row of the stream: its keys, its moment, its start date and its attributes' values."""

    keys: Row
    moment: Any
    start: Any
    values: Row


@dataclass
class Dimension:
    """The table of a dimension."""

    settings: DimensionSettings
    session: Session
    technical: TechnicalKeys
    run_start: Any
    lookup: Lookup | None = None

    @property
    def attributes(self) -> list[Attribute]:
        """Return the columns that have a field of the stream."""
        return [each for each in self.settings.attributes if each.change.has_field]

    def _quoted(self, names: Sequence[str]) -> list[str]:
        return [self.session.database.quoted(name) for name in names]

    def moment(self, value: datetime) -> Any:  # noqa: ANN401 - what the driver takes
        """Return the moment as the driver takes it."""
        return value.isoformat(sep=" ") if self.session.database.dialect == "sqlite" else value

    def now(self) -> Any:  # noqa: ANN401 - what the driver takes
        """Return the moment of the clock on the wall."""
        return self.moment(wall_clock().replace(microsecond=0))

    def _flag(self, *, value: bool) -> object:
        return value if self.session.database.options.booleans else "Y" if value else "N"

    @property
    def _keyed(self) -> str:
        return " AND ".join(
            f"{each} = ?" for each in self._quoted([c for _, c in self.settings.keys])
        )

    def look_up(self, rows: Sequence[tuple[Row, Any]]) -> list[list[tuple[Any, ...]]]:
        """Return for each row's keys and moment its version: technical key, version, attributes.

        In a dimension that is only looked up there is no version among them.
        """
        settings = self.settings
        versions = [settings.version_column] if settings.update else []
        columns = [settings.key_column, *versions, *(each.column for each in self.attributes)]
        shown = ", ".join(f"{name} AS kettle_{n}" for n, name in enumerate(self._quoted(columns)))
        start, end = self._quoted([settings.from_column, settings.to_column])
        begun = f"{start} <= ?"
        if settings.start in {StartDate.NULL, StartDate.FIELD}:
            begun = f"( {start} IS NULL OR {start} <= ? )"
        condition = f"{self._keyed} AND {begun} AND {end} > ?"
        sql = f"SELECT {shown} FROM {self.technical.table} WHERE {condition}"  # noqa: S608 - quoted
        marks = [*(c for _, c in settings.keys), settings.from_column, settings.to_column]
        self.lookup = self.lookup or Lookup(self.session, sql, self.technical.table, marks)
        return self.lookup.ask([[*keys, at, at] for keys, at in rows])

    def add(self, versions: Sequence[tuple[Version, int]]) -> list[int]:
        """Insert versions with their numbers, in order; return their technical keys."""
        settings = self.settings
        special = [a for a in settings.attributes
                   if a.change in _ON_INSERT or a.change is Change.LAST_VERSION]  # fmt: skip
        columns = [
            settings.version_column,
            settings.from_column,
            settings.to_column,
            *(column for _, column in settings.keys),
            *(each.column for each in self.attributes),
            *(each.column for each in special),
        ]
        rows = [
            [
                number,
                self._start(version, first=number == 1),
                self.moment(settings.last_moment),
                *version.keys,
                *version.values,
                *(self.now() if each.change in _ON_INSERT else self._flag(value=True)
                  for each in special),
            ]
            for version, number in versions
        ]  # fmt: skip
        return self.technical.insert(columns, rows)

    def _start(self, version: Version, *, first: bool) -> Any:  # noqa: ANN401 - for the driver
        choice = self.settings.start
        if choice is StartDate.FIELD:
            return version.start
        if choice is StartDate.NULL:
            return None
        if choice is StartDate.RUN_START:
            return self.run_start
        if choice is StartDate.NONE and first:
            return self.moment(self.settings.first_moment)
        return version.moment

    def close(self, versions: Sequence[tuple[Version, int]]) -> None:
        """End the versions of these numbers where the ones after them begin."""
        special = [a for a in self.settings.attributes
                   if a.change in _ON_UPDATE or a.change is Change.LAST_VERSION]  # fmt: skip
        changed = [self.settings.to_column, *(each.column for each in special)]
        assigned = ", ".join(f"{each} = ?" for each in self._quoted(changed))
        number = self._quoted([self.settings.version_column])[0]
        sql = (
            f"UPDATE {self.technical.table} SET {assigned} "  # noqa: S608 - quoted
            f"WHERE {self._keyed} AND {number} = ?"
        )
        rows = [
            [
                self._end(version),
                *(self.now() if each.change in _ON_UPDATE else self._flag(value=False)
                  for each in special),
                *version.keys,
                number,
            ]
            for version, number in versions
        ]  # fmt: skip
        self.session.execute_many(sql, rows)

    def _end(self, version: Version) -> Any:  # noqa: ANN401 - for the driver
        if self.settings.start is StartDate.STEP_START:
            return self.now()
        return self._start(version, first=False)

    def change(self, versions: Sequence[tuple[Version, int]]) -> None:
        """Set every attribute of the versions of these technical keys."""
        special = [a.column for a in self.settings.attributes if a.change in _ON_UPDATE]
        columns = self._quoted([*(each.column for each in self.attributes), *special])
        assigned = ", ".join(f"{each} = ?" for each in columns)
        key = self._quoted([self.settings.key_column])[0]
        sql = f"UPDATE {self.technical.table} SET {assigned} WHERE {key} = ?"  # noqa: S608 - quoted
        rows = [[*v.values, *(v.moment for _ in special), tk] for v, tk in versions]
        self.session.execute_many(sql, rows)

    def punch_through(self, versions: Sequence[Version]) -> None:
        """Set the attributes that hold for every version, in all versions of the keys."""
        punched = [n for n, a in enumerate(self.attributes) if a.change is Change.PUNCH_THROUGH]
        special = [a.column for a in self.settings.attributes if a.change in _ON_UPDATE]
        columns = self._quoted([*(self.attributes[n].column for n in punched), *special])
        assigned = ", ".join(f"{each} = ?" for each in columns)
        sql = f"UPDATE {self.technical.table} SET {assigned} WHERE {self._keyed}"  # noqa: S608
        rows = [
            [*(v.values[n] for n in punched), *(self.now() for _ in special), *v.keys]
            for v in versions
        ]
        self.session.execute_many(sql, rows)
