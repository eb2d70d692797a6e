"""Rows on their way into a SQL table: inserted in bulk, committed as Kettle does."""

from __future__ import annotations

import io
from dataclasses import dataclass

import polars as pl

from onedata_resources.kettle.engine.sql_session import Session
from onedata_resources.kettle.engine.stream import StepError

WHY = "__kettle_why"
_ROWS_PER_INSERT = 1000


@dataclass
class SqlWriter:
    """One table of a database; `table` is written as SQL needs it.

    Every `commit` rows are committed; an error undoes what was inserted since. With `commit` 0
    everything is committed at the end of the run. With `batch` rows wait in `held` until there
    are `commit` of them, as JDBC's batches do.
    """

    session: Session
    table: str
    columns: list[str]
    commit: int
    truncate: bool = False
    verb: str = "INSERT"
    batch: bool = False
    pending: int = 0
    opened: bool = False
    held: pl.DataFrame | None = None

    def __post_init__(self) -> None:
        """Have the table emptied at the end of the run where no row has come before."""
        self.session.before_end.append(self.finish)

    def open(self) -> None:
        """Empty the table if that is asked for; only the first call does."""
        with self.session.lock:
            if self.opened:
                return
            self.opened = True
            self.session.raw  # noqa: B018 - an absent database is told even where no row comes
            if self.truncate:
                empty_table(self.session, self.table)

    def finish(self) -> None:
        """Insert and commit what waits.

        Raises:
            StepError: The database refuses a row; its batch is undone.
        """
        self.open()
        held, self.held = self.held, None
        if held is not None and held.height:
            self._commit_by_commit(held)
            self.session.commit()

    def add(self, batch: pl.DataFrame) -> None:
        """Insert one batch; rows up to the last multiple of `commit` are committed.

        What is sent at once may be more than `commit` rows; where the database refuses it, it is
        undone and sent again commit by commit, so that what stays is what stays in Kettle.

        Raises:
            StepError: The database refuses a row.
        """
        self.open()
        if self.batch and self.held is not None:
            batch = pl.concat([self.held, batch])
        due = 0 if self.commit <= 0 else (self.pending + batch.height) // self.commit
        whole = due * self.commit - self.pending if due else 0
        self.held = None  # of a refused batch nothing is left
        for part in (batch.head(whole),) if self.batch else (batch.head(whole), batch.slice(whole)):
            if part.height and self._attempt(part) is None:
                self.sent(part.height)
            else:
                self._commit_by_commit(part)
        self.held = batch.slice(whole) if self.batch else None

    def _commit_by_commit(self, batch: pl.DataFrame) -> None:
        while batch.height:
            room = batch.height if self.commit <= 0 else self.commit - self.pending
            part = batch.head(room)
            try:
                with self.session.attempt():
                    self._insert(part)
            except StepError as error:
                raise _named(self.table, error) from error
            self.sent(part.height)
            batch = batch.slice(part.height)

    def _insert(self, rows: pl.DataFrame) -> None:
        insert(self.session, self.table, self.columns, rows, verb=self.verb)

    def sent(self, rows: int) -> None:
        """Count rows that were inserted, and commit where that is due."""
        self.pending += rows
        if self.commit > 0 and self.pending >= self.commit:
            self.session.commit()
            self.pending %= self.commit

    def try_add(self, rows: pl.DataFrame) -> list[str | None]:
        """Insert the rows at once, or one by one where that fails.

        Return for each row why the database refused it, or None. With `batch`, MySQL's driver goes
        on behind a refused row; others stop there, and Kettle takes the whole batch for refused.
        """
        self.open()
        reason = self._attempt(rows)
        if reason is None:
            return [None] * rows.height
        if self.batch and rows.height > self.commit:
            parts = rows.iter_slices(self.commit)
            return [each for part in parts for each in self.try_add(part)]
        goes_on = not self.batch or self.session.database.dialect == "mysql"
        reasons: list[str | None] = []
        for number in range(rows.height):
            reasons.append(self._attempt(rows[number]))
            if reasons[-1] is not None and not goes_on:
                return [reasons[-1]] * rows.height
        return reasons

    def _attempt(self, rows: pl.DataFrame) -> str | None:
        try:
            with self.session.attempt():
                self._insert(rows)
        except StepError as error:
            return reason_of(error)
        return None


def empty_table(session: Session, table: str) -> None:
    """Remove every row of the table, and commit that."""
    session.execute(session.database.emptying(table))
    session.commit()


def reason_of(error: StepError) -> str:
    """Return the database's own words in a refused statement."""
    return str(error).removeprefix("An error occurred executing SQL: ")


def _named(table: str, error: StepError) -> StepError:
    why = reason_of(error)
    return StepError(
        f"Error inserting row into table [{table}]: {why}",
        f"写入表 [{table}] 失败：{why}",
        error.kind,
    )


def insert(
    session: Session, table: str, columns: list[str], rows: pl.DataFrame, *, verb: str = "INSERT"
) -> None:
    """Insert the rows in the way that is fastest for the database."""
    names = ", ".join(session.database.quoted(column) for column in columns)
    if session.database.dialect == "postgresql":
        copy(session, f"COPY {table} ({names}) FROM STDIN WITH (FORMAT csv)", rows)
        return
    marks = ", ".join("?" for _ in columns)
    values = rows.rows()
    for start in range(0, len(values), _ROWS_PER_INSERT):
        session.execute_many(
            f"{verb} INTO {table} ({names}) VALUES ({marks})",
            values[start : start + _ROWS_PER_INSERT],
        )


def copy(session: Session, statement: str, rows: pl.DataFrame) -> None:
    """Send the rows to PostgreSQL as CSV, written by Arrow; an unquoted empty field is null there.

    Polars would write it as a query of its own, and a query inside a running one waits for ever
    where every worker of the pool is busy with such a step.
    """
    from pyarrow import csv

    data = io.BytesIO()
    options = csv.WriteOptions(include_header=False, quoting_style="needed")
    csv.write_csv(_copied(rows).to_arrow(), data, options)
    data.seek(0)
    with session.cursor(statement) as cursor:
        cursor.copy_expert(statement, data)


def _copied(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows with bytes as PostgreSQL reads them in a text."""
    names = [name for name, dtype in rows.schema.items() if dtype == pl.Binary]
    return rows.with_columns(
        (pl.lit("\\x") + pl.col(name).bin.encode("hex")).alias(name) for name in names
    )
