"""TableOutput: rows into tables of a database. The lake's tables are in `lake_output.py`."""

from __future__ import annotations

import sys
from contextlib import suppress
from dataclasses import dataclass, field

import polars as pl

from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.sql_session import Session
from onedata_resources.kettle.engine.sql_sessions import in_batches, session_of
from onedata_resources.kettle.engine.sql_values import storable
from onedata_resources.kettle.engine.sql_work import SLICE_ROWS, Done, work_through, write_through
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
        # the batches are those of all rows, so that their ends are where Kettle's are
        rows, code = (sys.maxsize, _batch_code(session)) if tables.batch else (SLICE_ROWS, "TOP001")
        return work_through(
            scope, stream, names, session, tables.try_add, code=code, slice_rows=rows
        )
    ignoring = settings.ignore_errors and not tables.batch
    work = tables.add_ignoring if ignoring else tables.add
    return write_through(scope, inputs, names, work, slice_rows=BULK_ROWS)


def _batch_code(session: Session) -> str:
    """Return the code of refused rows: MySQL's driver counts those of a batch, others do not."""
    return "TOP0002" if session.database.dialect == "mysql" else "TOP0003"


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

    def __post_init__(self) -> None:
        """Choose whether rows are sent in batches: on PostgreSQL not with an error hop."""
        settings, session = self.settings, self.session
        apart = self.scope.error_hop is not None and session.database.dialect == "postgresql"
        wanted = settings.batch and not settings.key_field and not apart
        self.batch = in_batches(session, wanted=wanted, commit=settings.commit)

    def writer(self, table: str) -> SqlWriter:
        """Return the writer of the table of that name."""
        if table not in self.writers:
            self.writers[table] = SqlWriter(
                session=self.session,
                table=self.session.database.table(self.settings.schema, table),
                columns=[column for column, _ in self.columns],
                commit=self.settings.commit,
                truncate=self.settings.truncate,
                batch=self.batch,
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
        """Insert the rows; the first that the database refuses fails the step.

        The batches of other tables are sent all the same, as in Kettle.
        """
        try:
            self._add(batch)
        except StepError:
            with suppress(StepError):  # the first failure is the one to tell
                for each in self.writers.values() if self.batch else ():
                    each.finish()
            raise
        self.scope.add("output", batch.height)
        return Done()

    def _add(self, batch: pl.DataFrame) -> None:
        names = self._names(batch)
        if names.n_unique() == 1:
            self.writer(names[0]).add(self._rows(batch))
            return
        cut = batch.height if self.batch else self._last_commit(names)
        for start, end in ((0, cut), (cut, batch.height)):
            if start < end:
                self._add_many(batch[start:end], names[start:end])
                if end == cut:
                    self.session.commit()

    def _last_commit(self, names: pl.Series) -> int:
        """Return how many rows there are up to the last one after which Kettle commits."""
        if self.settings.commit <= 0:
            return 0
        pending = {name: each.pending for name, each in self.writers.items()}
        counted = pl.DataFrame({"name": names}).select(
            pl.int_range(1, pl.len() + 1).over("name")
            + pl.col("name").replace_strict(pending, default=0, return_dtype=pl.Int64)
        ).to_series()  # fmt: skip
        points = (counted % self.settings.commit == 0).arg_true()
        return int(points[-1]) + 1 if len(points) else 0

    def _add_many(self, batch: pl.DataFrame, names: pl.Series) -> None:
        """Insert rows for several tables, table by table, or in their order if one is refused."""
        before = {name: (each.held, each.pending) for name, each in self.writers.items()}
        try:
            with self.session.attempt(), self.session.without_commits():
                for writer, rows, _ in self._parts(batch):
                    writer.add(rows)
        except StepError:
            for name, each in self.writers.items():
                each.held, each.pending = before.get(name, (None, 0))
            at, rows = 0, self._rows(batch)
            for length in names.rle().struct.field("len").to_list():
                self.writer(names[at]).add(rows[at : at + length])
                at += length

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
        names = self._names(batch).to_list()
        made = [
            self._insert_one(self.writer(name), row)
            for name, row in zip(names, self._rows(batch).iter_rows(), strict=True)
        ]
        keys, refused = [key for key, _ in made], [reason for _, reason in made]
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
                key = self.session.insert_one(sql, row, "*")
        except StepError as error:
            if self.scope.error_hop is None:
                raise
            return None, reason_of(error)
        writer.sent(1)
        return key, None
