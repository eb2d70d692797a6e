"""TableOutput: rows into tables of a database. The lake's tables are in `lake_output.py`."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.sql_session import Session, session_of
from onedata_resources.kettle.engine.sql_values import storable
from onedata_resources.kettle.engine.sql_work import Done, work_through, write_through
from onedata_resources.kettle.engine.sql_writer import SqlWriter, reason_of
from onedata_resources.kettle.engine.steps.lake_output import into_lake
from onedata_resources.kettle.engine.stream import Inputs, Outputs, StepError, Stream
from onedata_resources.kettle.settings.database import TableOutputSettings
from onedata_resources.kettle.values.types import TEMPORAL, KettleType, made_field

K = KettleType
BULK_ROWS = 100_000


@step("TableOutput")
def table_output(scope: StepScope, settings: TableOutputSettings, inputs: Inputs) -> Outputs:
    """Write the rows and pass them on.

    The lake gets one version at the end of the run. A database gets a commit every `commit` rows;
    rows that it refuses go to the error hop, or just go on when errors are ignored.
    """
    stream = inputs.required()
    columns = settings.columns or _all_columns(settings, stream)
    if not scope.connection(settings.connection):
        return into_lake(scope, settings, stream, columns)
    session = session_of(scope, settings.connection)
    tables = _Tables(scope, settings, session, stream, columns)
    if settings.table and not settings.date_field and not settings.table_field:
        tables.writer(settings.table)  # an absent table to empty is told even where no row comes
    names = [source for _, source in columns]
    names += [each for each in (settings.date_field or settings.table_field,) if each]
    if settings.key_field:
        added = [made_field(settings.key_field, K.INTEGER)]
        return work_through(
            scope, stream, names, session, tables.add_returning, added=added, code="TOP001"
        )
    if scope.error_hop is not None:
        work = tables.add_ignoring if settings.ignore_errors else tables.try_add
        return work_through(scope, stream, names, session, work, code="TOP001")
    work = tables.add_ignoring if settings.ignore_errors else tables.add
    return write_through(scope, inputs, names, work, slice_rows=BULK_ROWS)


def _all_columns(settings: TableOutputSettings, stream: Stream) -> tuple[tuple[str, str], ...]:
    hidden = "" if settings.table_field_written else settings.table_field.lower()
    return tuple((name, name) for name in stream.names if name.lower() != hidden)


@dataclass
class _Tables:
    """The tables that rows go to, one writer each."""

    scope: StepScope
    settings: TableOutputSettings
    session: Session
    stream: Stream
    columns: tuple[tuple[str, str], ...]
    writers: dict[str, SqlWriter] = field(default_factory=dict)

    def writer(self, table: str) -> SqlWriter:
        """Return the writer of the table of that name."""
        if table not in self.writers:
            self.writers[table] = SqlWriter(
                session=self.session,
                table=self.session.database.table(self.settings.schema, table),
                columns=[column for column, _ in self.columns],
                commit=self.settings.commit,
                truncate=self.settings.truncate,
            )
        return self.writers[table]

    def _names(self, batch: pl.DataFrame) -> pl.Series:
        """Return the name of the table that each row goes to."""
        settings = self.settings
        if not settings.date_field and not settings.table_field:
            return pl.Series([settings.table] * batch.height, dtype=pl.String)
        last = batch[batch.columns[-1]]
        if settings.table_field:
            if last.is_null().any():
                raise StepError("The tablename is not defined (empty)", "表名为空。")
            return last.cast(pl.String)
        if self.stream.field(settings.date_field).type not in TEMPORAL or last.is_null().any():
            raise StepError(
                "Sorry, the partitioning field needs to contain a data value and can't be empty!",
                f"分区字段 '{settings.date_field}' 须为日期且不能为空。",
            )
        return settings.table + "_" + last.dt.strftime(settings.date_mask)

    def _rows(self, batch: pl.DataFrame) -> pl.DataFrame:
        rows = batch.select(batch.columns[: len(self.columns)])
        fields = [self.stream.field(source) for _, source in self.columns]
        return storable(rows, fields, self.session.database)

    def _parts(self, batch: pl.DataFrame) -> list[tuple[SqlWriter, pl.DataFrame, pl.Series]]:
        """Return each table's writer, its rows and their numbers in the batch."""
        rows, names = self._rows(batch), self._names(batch)
        if names.n_unique() == 1:
            return [(self.writer(names[0]), rows, pl.Series(range(batch.height)))]
        numbers = {name: (names == name).arg_true() for name in names.unique(maintain_order=True)}
        return [(self.writer(name), rows[at], at) for name, at in numbers.items()]

    def add(self, batch: pl.DataFrame) -> Done:
        """Insert the rows; the first that the database refuses fails the step."""
        for writer, rows, _ in self._parts(batch):
            writer.add(rows)
        self.scope.add("output", batch.height)
        return Done()

    def try_add(self, batch: pl.DataFrame) -> Done:
        """Insert the rows, and say which of them the database refuses."""
        refused: list[str | None] = [None] * batch.height
        for writer, rows, numbers in self._parts(batch):
            reasons = writer.try_add(rows)
            for number, reason in zip(numbers.to_list(), reasons, strict=True):
                refused[number] = reason
        self.session.commit()
        self.scope.add("output", refused.count(None))
        return Done(refused=refused)

    def add_ignoring(self, batch: pl.DataFrame) -> Done:
        """Insert the rows that the database takes; all of them go on, as in Kettle."""
        refused = [reason for reason in self.try_add(batch).refused or [] if reason is not None]
        for reason in refused[:20]:
            self.scope.log(f"WARNING: Couldn't insert row into table: {reason}")
        self.scope.add("output", len(refused))
        return Done()

    def add_returning(self, batch: pl.DataFrame) -> Done:
        """Insert row by row, and return the keys that the database makes."""
        keys: list[int | None] = []
        refused: list[str | None] = []
        for writer, rows, _ in self._parts(batch):
            for row in rows.iter_rows():
                key, reason = self._insert_one(writer, row)
                keys.append(key)
                refused.append(reason)
        self.scope.add("output", refused.count(None))
        return Done(pl.DataFrame({"key": pl.Series(keys, dtype=pl.Int64)}), refused)

    def _insert_one(
        self, writer: SqlWriter, row: tuple[object, ...]
    ) -> tuple[int | None, str | None]:
        writer.open()
        quoted = self.session.database.quoted
        names = ", ".join(quoted(each) for each in writer.columns)
        marks = ", ".join("?" for _ in writer.columns)
        sql = f"INSERT INTO {writer.table} ({names}) VALUES ({marks})"  # noqa: S608 - quoted
        try:
            with self.session.attempt():
                return self.session.insert_one(sql, row, "*"), None
        except StepError as error:
            if self.scope.error_hop is None:
                raise
            return None, reason_of(error)
