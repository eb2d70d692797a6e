"""The records of log tables: a run's number and last end, and what is written of it."""

from __future__ import annotations

import getpass
import socket
from collections import deque
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Event, Thread
from typing import Any

from onedata_resources.errors import OneDataError
from onedata_resources.kettle.engine.failures import told
from onedata_resources.kettle.engine.log import MAX_LINES, KettleLog, LogLine
from onedata_resources.kettle.engine.log_dates import moment
from onedata_resources.kettle.engine.log_tables import LogTable
from onedata_resources.kettle.engine.sql_database import Database
from onedata_resources.kettle.engine.sql_session import Session
from onedata_resources.kettle.engine.sql_sessions import committed
from onedata_resources.kettle.engine.stream import StepError
from onedata_resources.kettle.values.time_zones import wall_clock

Value = str | int | datetime | bool | None
Record = Mapping[str, Value]
"""Values by the ids of columns."""
START, END, STOP, RUNNING, PAUSED = "start", "end", "stop", "running", "paused"


def now() -> datetime:
    """Return the moment, to the millisecond."""
    moment = wall_clock()
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def machine() -> dict[str, Value]:
    """Return the columns that tell who runs it; nobody sets a client here."""
    return {
        "EXECUTING_SERVER": socket.gethostname(),
        "EXECUTING_USER": getpass.getuser(),
        "CLIENT": "unknown",
    }


@dataclass
class Lines:
    """The lines that a log gets from now on, for the column that has the log's text."""

    log: KettleLog
    limit: int
    kept: deque[LogLine] = field(default_factory=lambda: deque(maxlen=MAX_LINES))

    def begin(self) -> None:
        """Keep the lines that come."""
        self.log.followers.append(self.kept.append)

    def end(self) -> None:
        """Keep no more."""
        self.log.followers.remove(self.kept.append)

    def text(self, status: str) -> str:
        """Return the newest lines, as many as the table allows, and the status under them."""
        lines = [each.text() for each in tuple(self.kept)]
        if self.limit:
            lines = lines[-self.limit :]
        return "".join(f"{each}\n" for each in lines) + f"\n{status.upper()}\n"


@dataclass
class Records:
    """A log table in its database.

    `log` tells of what fails under the name `subject`, `names` are what it calls the one that is
    logged, in both languages. `settings` has the setting of each connection.
    """

    table: LogTable
    database: Database
    log: KettleLog
    subject: str
    names: tuple[str, str]
    settings: Mapping[str, str]

    @contextmanager
    def session(self) -> Generator[Session]:
        """Lend a connection; what the block does is committed at its end.

        Raises:
            StepError: The database cannot be reached.
        """
        with committed(self.database) as session:
            _ = session.raw
            yield session

    def attempt(self, act: Callable[[Session], None]) -> bool:
        """Do it in a session; False, told in the log, where the database cannot be asked."""
        try:
            with self.session() as session:
                act(session)
        except StepError as error:
            self.log.failed(self.subject, self.failure(error))
            return False
        return True

    def failure(self, error: StepError) -> OneDataError:
        """Return the platform's error for a table that cannot be written."""
        what = told(error, self.table.connection, self.settings)
        en, zh = self.names
        return type(what)(
            f"The log table of {en} cannot be written: {what.en}",
            f"无法写入{zh} 的日志表：{what.zh}",
        )

    @property
    def _where(self) -> str:
        return self.database.table(self.table.schema, self.table.table)

    def next_batch(self, session: Session) -> int:
        """Return the number after the greatest in the table."""
        key = self.database.quoted(self.table.name_of(self.table.kind.columns[0]))
        _, rows = session.query(f"SELECT MAX({key}) FROM {self._where}")  # noqa: S608 - quoted
        return int(rows[0][0] or 0) + 1

    def last(
        self, session: Session, name_column: str, name: str
    ) -> tuple[datetime | None, datetime | None] | None:
        """Return the end date and DEPDATE of the newest record that ended without errors.

        None where there is none.
        """
        quoted = self.database.quoted
        dates = ", ".join(quoted(each) for each in ("ENDDATE", "DEPDATE", "STARTDATE"))
        _, rows = session.query(
            f"SELECT {dates} FROM {self._where} WHERE {quoted('ERRORS')} = 0"  # noqa: S608 - quoted
            f" AND {quoted('STATUS')} = 'end' AND {quoted(name_column)} = ?"
            f" ORDER BY {quoted('LOGDATE')} DESC, {quoted('ENDDATE')} DESC",
            (name,),
        )
        return (moment(rows[0][0]), moment(rows[0][1])) if rows else None

    def write(self, session: Session, record: Record, *, new: bool) -> None:
        """Insert the record, or update the one of its key; a refusal is told and fails nothing."""
        columns = [(self.database.quoted(name), record.get(each)) for each, name in
                   self.table.columns]  # fmt: skip
        names = [name for name, _ in columns]
        values = [_bound(value, self.database) for _, value in columns]
        if new:
            marks = ", ".join("?" * len(names))
            sql = f"INSERT INTO {self._where} ({', '.join(names)}) VALUES ({marks})"  # noqa: S608
        else:
            changed = ", ".join(f"{name} = ?" for name in names[1:])
            sql = f"UPDATE {self._where} SET {changed} WHERE {names[0]} = ?"  # noqa: S608
            values = [*values[1:], values[0]]
        self._change(session, sql, values, "Unable to write log record to log table")

    def clean(self, session: Session) -> None:
        """Delete the records that are older than the table keeps them."""
        if not self.table.days:
            return
        oldest = now() - timedelta(days=self.table.days)
        name = self.database.quoted(self.table.name_of(self.table.kind.date))
        sql = f"DELETE FROM {self._where} WHERE {name} < ?"  # noqa: S608 - quoted
        values = [_bound(oldest, self.database)]
        self._change(session, sql, values, "Unable to clean up older records from log table")

    def _change(self, session: Session, sql: str, values: list[Any], what: str) -> None:
        try:
            with session.attempt():
                session.execute(sql, values)
        except StepError as error:
            self.log.error(self.subject, f"{what} [{self.table.table}]: {error}")


def _bound(value: Value, database: Database) -> str | int | datetime | bool | None:
    """Return the value as it is bound: as steps that write tables bind theirs."""
    if isinstance(value, bool):
        return value if database.options.booleans else ("N", "Y")[value]
    if isinstance(value, datetime) and database.dialect == "sqlite":
        return value.isoformat(" ", "milliseconds").removesuffix(".000")
    return None if value == "" else value


class Ticker:
    """Does something every so many seconds until it ends."""

    def __init__(self, seconds: int, act: Callable[[], None]) -> None:
        self._ended = Event()
        self._seconds, self._act = seconds, act
        self._thread = Thread(target=self._run, name="kettle log table", daemon=True)
        if seconds:
            self._thread.start()

    def _run(self) -> None:
        while not self._ended.wait(self._seconds):
            self._act()

    def end(self) -> None:
        """Do it no more; what is being done comes to its end."""
        self._ended.set()
        if self._seconds:
            self._thread.join()
