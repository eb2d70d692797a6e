"""A table whose rows are found by keys: looked up, inserted, updated and deleted in batches."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.sql_keys import all_equal, segments, where
from onedata_resources.kettle.engine.sql_lookups import Lookup
from onedata_resources.kettle.engine.sql_session import Session
from onedata_resources.kettle.engine.sql_tables import column_field, table_fields
from onedata_resources.kettle.engine.sql_values import differs, frame_of, storable
from onedata_resources.kettle.engine.sql_work import Done
from onedata_resources.kettle.engine.sql_writer import insert, reason_of
from onedata_resources.kettle.engine.stream import StepError, Stream
from onedata_resources.kettle.settings.database_keys import Key, Value
from onedata_resources.kettle.values.types import Field


@dataclass
class KeyedTable:
    """The table, and where in a batch the values of its keys and of its columns are."""

    scope: StepScope
    session: Session
    table: str
    keys: tuple[Key, ...]
    values: tuple[Value, ...]
    stream: Stream
    columns: dict[str, Field] = field(default_factory=dict)
    lookup: Lookup | None = None

    def __post_init__(self) -> None:
        """Have the table's columns described where values are compared with them."""
        self.key_fields = [name for key in self.keys for name in key.fields]
        self.key_columns = [key.column for key in self.keys for _ in key.fields]
        self.condition = where(self.keys, self.session.database)
        self.updated = [each for each in self.values if each.update]

    @property
    def fields(self) -> list[str]:
        """Return the stream's fields that a batch has: those of the keys, then of the values."""
        return self.key_fields + [each.field for each in self.values]

    def _key_rows(self, batch: pl.DataFrame) -> pl.DataFrame:
        names = batch.columns[: len(self.key_fields)]
        return self._bound(batch.select(names), self.key_fields)

    def _bound(self, rows: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
        fields = [self.stream.field(name) for name in names]
        return storable(rows, fields, self.session.database)

    def _value(self, batch: pl.DataFrame, value: Value) -> pl.Series:
        return batch[batch.columns[len(self.key_fields) + self.values.index(value)]]

    def found(self, batch: pl.DataFrame) -> tuple[pl.Series, pl.Series]:
        """Return which rows the table has, and which of those would change by an update."""
        quoted = self.session.database.quoted
        shown = [quoted(each.column) for each in self.updated] or ["1"]
        aliased = ", ".join(f"{name} AS kettle_{n}" for n, name in enumerate(shown))
        sql = f"SELECT {aliased} FROM {self.table} WHERE {self.condition}"  # noqa: S608 - quoted
        self.lookup = self.lookup or Lookup(self.session, sql, self.table, self.key_columns)
        answers = self.lookup.ask(self._key_rows(batch).rows())
        self.scope.add("input", batch.height)
        there = pl.Series([bool(answer) for answer in answers], dtype=pl.Boolean)
        empty = (None,) * len(shown)
        rows = [answer[0] if answer else empty for answer in answers]
        return there, there & self._changed(batch, rows)

    def _changed(self, batch: pl.DataFrame, rows: Sequence[tuple[Any, ...]]) -> pl.Series:
        changed = pl.Series([False] * batch.height, dtype=pl.Boolean)
        if not self.updated:
            return changed
        if not self.columns:
            self.columns = table_fields(self.session, self.table)
        stored = [column_field(self.columns, each.column, self.table) for each in self.updated]
        numbered = [Field(f"c{n}", f.type, f.length, f.precision) for n, f in enumerate(stored)]
        frame = frame_of(rows, numbered, self.session.database)
        for value, column in zip(self.updated, numbered, strict=True):
            mine = self.stream.field(value.field)
            changed |= differs(self._value(batch, value), mine, frame[column.name], column)
        return changed

    def insert(self, batch: pl.DataFrame) -> None:
        """Insert the rows' values."""
        if not batch.height:
            return
        names = [each.field for each in self.values]
        rows = self._bound(batch.select(batch.columns[len(self.key_fields) :]), names)
        insert(self.session, self.table, [each.column for each in self.values], rows)

    def update(self, batch: pl.DataFrame) -> None:
        """Set the columns that an update writes, in the rows that the keys find."""
        if not batch.height or not self.updated:
            return
        quoted = self.session.database.quoted
        changes = ", ".join(f"{quoted(each.column)} = ?" for each in self.updated)
        sql = f"UPDATE {self.table} SET {changes} WHERE {self.condition}"  # noqa: S608 - quoted
        values = pl.DataFrame(
            [self._value(batch, each).alias(f"c{n}") for n, each in enumerate(self.updated)]
        )
        values = self._bound(values, [each.field for each in self.updated])
        keys = self._key_rows(batch)
        self.session.execute_many(
            sql, [v + k for v, k in zip(values.rows(), keys.rows(), strict=True)]
        )

    def delete(self, batch: pl.DataFrame) -> None:
        """Delete the rows that the keys find."""
        if batch.height:
            sql = f"DELETE FROM {self.table} WHERE {self.condition}"  # noqa: S608 - quoted
            self.session.execute_many(sql, self._key_rows(batch).rows())

    def parts(self, batch: pl.DataFrame) -> list[pl.DataFrame]:
        """Return the batch in parts that may be looked up and written at once."""
        if not all_equal(self.keys):
            return [batch[number] for number in range(batch.height)]
        return list(segments(batch, batch.columns[: len(self.key_fields)]))


Write = Callable[[pl.DataFrame], pl.DataFrame]
"""Writes rows that do not touch each other; returns `WRITTEN` and what else it says of each."""
WRITTEN = "__kettle_written"


@dataclass
class Committer:
    """Writes batches, commits every `commit` writes, and tells refused rows from written ones.

    A batch is tried at once; where the database refuses it, it is undone and written row by row,
    so that what is committed and which row fails are what they are in Kettle.
    """

    table: KeyedTable
    write: Write
    commit: int
    pending: int = 0
    counts: dict[str, int] = field(default_factory=dict)

    def add(self, batch: pl.DataFrame) -> Done:
        """Write the batch."""
        session = self.table.session
        kept = self.table.scope.metrics.input
        try:
            with session.attempt():
                parts = [self._counted(part) for part in self.table.parts(batch)]
        except StepError:
            self.counts.clear()
            self.table.scope.metrics.input = kept
            return self._singly(batch)
        self._keep()
        self._commit_if_due()
        return Done(_filled(list(parts)))

    def _counted(self, part: pl.DataFrame) -> pl.DataFrame:
        result = self.write(part)
        for kind in result[WRITTEN].drop_nulls().to_list():
            self.counts[kind] = self.counts.get(kind, 0) + 1
        return result

    def _keep(self) -> None:
        for kind, rows in self.counts.items():
            self.table.scope.add(kind, rows)
            self.pending += rows
        self.counts.clear()

    def _commit_if_due(self) -> None:
        if self.commit > 0 and self.pending >= self.commit:
            self.table.session.commit()
            self.pending = 0

    def _singly(self, batch: pl.DataFrame) -> Done:
        refused: list[str | None] = []
        results = []
        for number in range(batch.height):
            row = batch[number]
            try:
                with self.table.session.attempt():
                    results.append(self._counted(row))
                refused.append(None)
            except StepError as error:
                self.counts.clear()
                if self.table.scope.error_hop is None:
                    raise
                refused.append(reason_of(error))
                results.append(None)
            self._keep()
            self._commit_if_due()
        return Done(_filled(results), refused)


def _filled(results: list[pl.DataFrame | None]) -> pl.DataFrame | None:
    """Return the results in order, with nulls for refused rows."""
    known = [each.drop(WRITTEN) for each in results if each is not None]
    if not known or not known[0].width:
        return None
    empty = pl.DataFrame({name: [None] for name in known[0].columns}, schema=known[0].schema)
    return pl.concat(each.drop(WRITTEN) if each is not None else empty for each in results)


def written(kinds: pl.Series | Sequence[str | None], **more: pl.Series) -> pl.DataFrame:
    """Return what a write says of its rows: the counter of each, None where nothing was written."""
    series = pl.Series(WRITTEN, kinds, dtype=pl.String)
    return pl.DataFrame([series, *(each.alias(name) for name, each in more.items())])
