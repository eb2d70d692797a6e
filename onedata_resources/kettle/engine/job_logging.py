"""The log tables of a job: a record of each run, and one of each entry at its end."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from onedata_resources.kettle.engine import log_records as records
from onedata_resources.kettle.engine.job_result import EntryRun, JobResult
from onedata_resources.kettle.engine.log_records import Lines, Record, Records, Ticker
from onedata_resources.kettle.engine.log_subjects import COUNTERS
from onedata_resources.kettle.engine.log_tables import ENTRY, FIRST_MOMENT, JOB, Kind, LogTable
from onedata_resources.kettle.engine.sql_database import named_database
from onedata_resources.kettle.engine.sql_session import Session
from onedata_resources.kettle.engine.stream import StepError

if TYPE_CHECKING:
    from onedata_resources.kettle.engine.job import JobRun


@contextmanager
def logged_in_tables(run: JobRun, tables: Sequence[LogTable]) -> Iterator[None]:
    """Write the job's records while the block runs it; what cannot be written fails the job.

    Raises:
        OneDataError: The database cannot be asked at the beginning.
    """
    logging = _JobLogging(run, tables)
    logging.begin()
    try:
        yield
    finally:
        logging.end()


@dataclass
class _JobLogging:
    run: JobRun
    tables: Sequence[LogTable]
    batch: int = 0
    since: datetime = FIRST_MOMENT
    channel: str = field(default_factory=lambda: str(uuid.uuid4()))
    _began: datetime = field(default_factory=records.now)
    _records: Records | None = None
    _lines: Lines | None = None
    _ticker: Ticker | None = None

    def begin(self) -> None:
        found = self._table(JOB)
        if found is None:
            return
        self._lines = Lines(self.run.log, found.table.limit)
        try:
            with found.session() as session:
                if found.table.has_batch:
                    self.batch = found.next_batch(session)
                last = found.last(session, "JOBNAME", self.run.job.name)
                self.since = (last and last[0]) or FIRST_MOMENT
                found.write(session, self._record(records.START, None), new=True)
        except StepError as error:
            raise found.failure(error) from error
        self._records = found
        self._lines.begin()
        self._ticker = Ticker(found.table.interval, self._tick)

    def _tick(self) -> None:
        if self._records is not None:
            self._update(self._records, records.RUNNING, None)

    def end(self) -> None:
        if self._ticker is not None:
            self._ticker.end()
        if self._records is not None and self._lines is not None:
            status = records.STOP if self.run.ended else records.END
            self._update(self._records, status, self.run.result)
            self._lines.end()
        self._entries()

    def _update(self, found: Records, status: str, result: JobResult | None) -> None:
        def act(session: Session) -> None:
            found.write(session, self._record(status, result), new=False)
            if status != records.RUNNING:
                found.clean(session)

        found.attempt(act)

    def _entries(self) -> None:
        """Write a record of each entry that is drawn, with what its last run left."""
        found = self._table(ENTRY)
        if found is None:
            return
        last = {(each.name, each.copy): each for each in tuple(self.run.entries)}

        def act(session: Session) -> None:
            for each in self.run.job.entries:
                ran = last.get((each.name, each.copy))
                record: Record = {
                    "ID_BATCH": self.batch,
                    "CHANNEL_ID": str(uuid.uuid4()),
                    "LOG_DATE": records.now(),
                    "JOBNAME": self.run.job.name,
                    "JOBENTRYNAME": each.name,
                    **_lines(ran or JobResult()),
                    "RESULT": ran is not None and ran.success,
                    "NR_RESULT_ROWS": ran.result_rows if ran is not None else 0,
                    "NR_RESULT_FILES": ran.result_files if ran is not None else 0,
                    "COPY_NR": each.copy,
                }
                found.write(session, record, new=True)
            found.clean(session)

        found.attempt(act)

    def _table(self, kind: Kind) -> Records | None:
        """Return the log table of the kind; None where it, or its connection, is not there."""
        run = self.run
        table = next((each for each in self.tables if each.kind is kind), None)
        if table is None or not table.table:
            return None
        database = named_database(run.job, table.connection, run.variables, run.context.connections)
        if database is None:
            return None
        name = run.job.name
        names = f"job [{name}]", f"作业 [{name}]"
        return Records(table, database, run.log, name, names, run.context.settings)

    def _record(self, status: str, result: JobResult | None) -> Record:
        return {
            "ID_JOB": self.batch,
            "CHANNEL_ID": self.channel,
            "JOBNAME": self.run.job.name,
            "STATUS": status,
            **(_lines(result) if result is not None else {}),
            "STARTDATE": self.since,
            "ENDDATE": self._began,
            "LOGDATE": self._began if status == records.START else records.now(),
            "DEPDATE": self._began,
            "REPLAYDATE": self._began,
            "LOG_FIELD": self._lines.text(status) if self._lines is not None else None,
            **records.machine(),
        }


def _lines(result: JobResult | EntryRun) -> dict[str, int]:
    lines = {f"LINES_{name.upper()}": getattr(result.lines, name) for name in COUNTERS}
    return {**lines, "ERRORS": result.errors}
