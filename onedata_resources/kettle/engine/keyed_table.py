"""A table whose rows are found by keys: looked up, inserted, updated and deleted in batches.

What a step does with its rows, and when it commits, is in `keyed_writes.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.sql_commits import DELETE, INSERT, UPDATE
from onedata_resources.kettle.engine.sql_keys import all_equal, segments, where
from onedata_resources.kettle.engine.sql_lookups import Lookup
from onedata_resources.kettle.engine.sql_session import Session
from onedata_resources.kettle.engine.sql_tables import column_field, table_fields
from onedata_resources.kettle.engine.sql_values import compared, frame_of, storable
from onedata_resources.kettle.engine.sql_writer import insert
from onedata_resources.kettle.engine.stream import Stream
from onedata_resources.kettle.settings.database_keys import Key, Value
from onedata_resources.kettle.values.types import Field


@dataclass
class KeyedTable:
    """The table, and where in a batch the values of its keys and of its columns are.

    `by_column` is whether values are compared in the types of the table's columns, and not in
    those of the stream.
    """

    scope: StepScope
    session: Session
    table: str
    keys: tuple[Key, ...]
    values: tuple[Value, ...]
    stream: Stream
    by_column: bool = False
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

    def found(self, batch: pl.DataFrame) -> pl.DataFrame:
        """Return `there`, `changed` and `why`, for each row.

        They say whether the table has it, whether an update would change it, and why the two
        cannot be compared.
        """
        quoted = self.session.database.quoted
        shown = [quoted(each.column) for each in self.updated] or ["1"]
        aliased = ", ".join(f"{name} AS kettle_{n}" for n, name in enumerate(shown))
        sql = f"SELECT {aliased} FROM {self.table} WHERE {self.condition}"  # noqa: S608 - quoted
        self.lookup = self.lookup or Lookup(self.session, sql, self.table, self.key_columns)
        answers = self.lookup.ask(self._key_rows(batch).rows())
        self.scope.add("input", batch.height)
        empty = (None,) * len(shown)
        rows = [answer[0] if answer else empty for answer in answers]
        there = pl.Series([bool(answer) for answer in answers], dtype=pl.Boolean)
        return self._changed(batch, rows).select(
            there.alias("there"),
            (pl.col("changed") & pl.lit(there)).alias("changed"),
            pl.when(pl.lit(there)).then("why").alias("why"),
        )

    def _changed(self, batch: pl.DataFrame, rows: Sequence[tuple[Any, ...]]) -> pl.DataFrame:
        changed = pl.Series("changed", [False] * batch.height, dtype=pl.Boolean)
        why = pl.Series("why", [None] * batch.height, dtype=pl.String)
        if self.updated and not self.columns:
            self.columns = table_fields(self.session, self.table)
        stored = [column_field(self.columns, each.column, self.table) for each in self.updated]
        numbered = [Field(f"c{n}", f.type, f.length, f.precision) for n, f in enumerate(stored)]
        frame = frame_of(rows if numbered else (), numbered, self.session.database)
        for value, column in zip(self.updated, numbered, strict=True):
            mine = self.stream.field(value.field)
            both = compared(self._value(batch, value), mine, frame[column.name], column,
                            by_column=self.by_column)  # fmt: skip
            changed |= both["differs"]
            why = why.zip_with(why.is_not_null(), both["why"])
        return pl.DataFrame([changed.alias("changed"), why.alias("why")])

    def insert(self, batch: pl.DataFrame) -> None:
        """Insert the rows' values."""
        if not batch.height:
            return
        names = [each.field for each in self.values]
        start = len(self.key_fields)
        rows = self._bound(batch.select(batch.columns[start : start + len(names)]), names)
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

    def write(self, batch: pl.DataFrame, actions: pl.Series) -> None:
        """Do to each row what `actions` says; no two rows have the same key."""
        self.insert(batch.filter(actions == INSERT))
        self.update(batch.filter(actions == UPDATE))
        self.delete(batch.filter(actions == DELETE))

    def parts(self, batch: pl.DataFrame) -> list[pl.DataFrame]:
        """Return the batch in parts that may be looked up and written at once."""
        if not all_equal(self.keys) or self._moves_keys():
            return [batch[number] for number in range(batch.height)]
        return list(segments(batch, batch.columns[: len(self.key_fields)]))

    def _moves_keys(self) -> bool:
        """Return whether a row may write another key than its own."""
        sources = {key.column.lower(): key.field.lower() for key in self.keys}
        return any(
            sources.get(each.column.lower(), each.field.lower()) != each.field.lower()
            for each in self.values
        )
