"""The log tables of a transformation: a record of each run, and one of each step at its end."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from onedata_resources.errors import BadInputError
from onedata_resources.kettle.engine import log_records as records
from onedata_resources.kettle.engine.log_dates import DateRange, date_range
from onedata_resources.kettle.engine.log_records import Lines, Record, Records, Ticker
from onedata_resources.kettle.engine.log_subjects import COUNTERS, counts_of, subjects_of
from onedata_resources.kettle.engine.log_tables import (
    STEP,
    TRANSFORMATION,
    Kind,
    LogTable,
)
from onedata_resources.kettle.engine.metrics import RunStatus
from onedata_resources.kettle.engine.sql_database import named_database
from onedata_resources.kettle.engine.sql_session import Session
from onedata_resources.kettle.engine.stream import StepError

if TYPE_CHECKING:
    from onedata_resources.kettle.engine.run import TransformationRun


@dataclass
class RunLogging:
    """What a run writes of itself, if its transformation names log tables.

    `batch` is its number, and `dates` the range that it is to load.
    """

    run: TransformationRun
    variables: Mapping[str, str]
    tables: Sequence[LogTable]
    batch: int = 0
    dates: DateRange = field(default_factory=lambda: DateRange.from_now(records.now()))
    channel: str = field(default_factory=lambda: str(uuid.uuid4()))
    _records: Records | None = None
    _lines: Lines | None = None
    _ticker: Ticker | None = None

    def begin(self) -> None:
        """Write the record of the run that starts.

        Raises:
            OneDataError: The log table has no name, or its database cannot be asked.
        """
        found = self._table(TRANSFORMATION)
        if found is None:
            return
        table = found.table
        if not table.table or not self.run.name:
            raise BadInputError(
                f"Transformation [{self.run.name}] logs to connection {table.connection!r} and"
                " names no log table, or has no name itself.",
                f"转换 [{self.run.name}] 要向连接 {table.connection!r} 写日志，但没有指定日志表，"
                "或转换自身没有名称。",
            )
        self._lines = Lines(self.run.log, table.limit)
        try:
            with found.session() as session:
                if table.has_batch:
                    self.batch = found.next_batch(session)
                self.dates = date_range(
                    self.run.transformation,
                    self.variables,
                    self.run.context.connections,
                    self.dates.replay,
                    found.last(session, "TRANSNAME", self.run.name),
                )
                found.write(session, self._record(records.START), new=True)
        except StepError as error:
            raise found.failure(error) from error
        self._records = found
        self._lines.begin()
        self._ticker = Ticker(table.interval, self._tick)

    def _tick(self) -> None:
        status = records.PAUSED if self.run.status == RunStatus.PAUSED else records.RUNNING
        if self._records is not None and not self._update(self._records, status):
            self.run.stop()

    def end(self, *, stopped: bool) -> bool:
        """Write the record of the run that ended, and those of its steps; False where it cannot."""
        good = True
        if self._ticker is not None:
            self._ticker.end()
        if self._records is not None:
            good = self._update(self._records, records.STOP if stopped else records.END)
        if self._lines is not None and self._records is not None:
            self._lines.end()
        return self._steps() and good

    def _update(self, found: Records, status: str) -> bool:
        def act(session: Session) -> None:
            found.write(session, self._record(status), new=False)
            if status in (records.END, records.STOP):
                found.clean(session)

        return found.attempt(act)

    def _steps(self) -> bool:
        found = self._table(STEP)
        if found is None or not found.table.table:
            return True

        def act(session: Session) -> None:
            for each in self.run.steps:
                lines = {f"LINES_{name.upper()}": getattr(each, name) for name in COUNTERS}
                record: Record = {
                    "ID_BATCH": self.batch,
                    "CHANNEL_ID": str(uuid.uuid4()),
                    "LOG_DATE": records.now(),
                    "TRANSNAME": self.run.name,
                    "STEPNAME": each.name,
                    "STEP_COPY": each.copy,
                    **lines,
                    "ERRORS": each.errors,
                    # Kettle forgets the step's lines as it writes this.
                    "LOG_FIELD": f"\n{records.START.upper()}\n",
                }
                found.write(session, record, new=True)
            found.clean(session)

        return found.attempt(act)

    def _table(self, kind: Kind) -> Records | None:
        """Return the log table of the kind; None where it, or its connection, is not there."""
        table = next((each for each in self.tables if each.kind is kind), None)
        if table is None:
            return None
        run, context = self.run, self.run.context
        database = named_database(
            run.transformation, table.connection, self.variables, context.connections
        )
        if database is None:
            return None
        names = (f"[{run.name}]", f" [{run.name}]")
        return Records(table, database, run.log, run.name, names, context.settings)

    def _record(self, status: str) -> Record:
        subjects = subjects_of(self.run.transformation.xml)
        counts = counts_of(subjects, self.run.steps)
        return {
            "ID_BATCH": self.batch,
            "CHANNEL_ID": self.channel,
            "TRANSNAME": self.run.name,
            "STATUS": status,
            **{f"LINES_{name.upper()}": counts.get(name, 0) for name in COUNTERS},
            "ERRORS": self.run.errors,
            "STARTDATE": self.dates.since,
            "ENDDATE": self.dates.until,
            "LOGDATE": records.now(),
            "DEPDATE": self.dates.depends,
            "REPLAYDATE": self.dates.replay,
            "LOG_FIELD": self._lines.text(status) if self._lines is not None else None,
            **records.machine(),
        }
