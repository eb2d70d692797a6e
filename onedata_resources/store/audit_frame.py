"""The audit log as frames for analysis: read in bulk, without a Python object for each record.

What records mean is in `onedata_assets/domain/security/usage.py`; the chain is in `audit.py`. A
store that is not there yet, or has no tables yet, has an empty log: nothing is made by reading.

A SQLite store is read by Python's own SQLite, though connectorx is faster: it brings a second
SQLite, and where two of them have one file open in one process, the end of one takes the locks of
the other, and the write-ahead log with it. To be fast all the same, SQLite itself makes one JSON
text of each column (2.4 s for a million records, where rows take 5.6 s).
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from onedata_resources.clients.database import DatabaseClient
from onedata_resources.clients.database_url import open_engine
from onedata_resources.store.audit import AuditLog, Verification
from onedata_resources.store.audit_search import AuditFilter
from onedata_resources.store.database import opened
from onedata_resources.store.secrets import platform_key
from onedata_resources.store.tables import AuditHeadRecord, AuditRecord

if TYPE_CHECKING:
    import polars as pl

COLUMNS = (
    "sequence", "at", "actor", "via", "action", "kind", "object", "project", "result", "address",
    "details",
)  # fmt: skip
AT_ONCE = 100_000
FAILED_SIGN_IN = (AuditRecord.action == "sign_in") & (AuditRecord.result == "refused")


class AuditTrail:
    """The audit log of the store at a URL; it is open only while it is asked.

    `key_file` and `key` are where the platform's key is, with which `verify` looks at the chain.
    """

    def __init__(self, url: str, *, key_file: Path | None = None, key: str = "") -> None:
        self._client = DatabaseClient(url)
        self._url = url
        self._key_file = key_file
        self._key = key

    @property
    def is_there(self) -> bool:
        """Whether there is a store with an audit log; it may be empty.

        Raises:
            UnavailableError: The database does not answer.
        """
        url = self._client.url
        if self._client.dialect == "sqlite" and not (url.database and Path(url.database).exists()):
            return False
        return AuditRecord.__tablename__ in self._client.tables()

    def records(
        self,
        since: datetime,
        until: datetime,
        *,
        projects: frozenset[str] | None = None,
        told: Collection[str] = (),
        with_last_seen: bool = False,
    ) -> pl.DataFrame:
        """Return the records from `since` to before `until`, in order of their numbers.

        Of `projects` one must be the record's, if some are given. Only the actions `told` come with
        details, which may be long. `with_last_seen` adds the last record of each person before
        `since`: so it is known since when somebody was away.

        Raises:
            UnavailableError: The database does not answer.
        """
        if not self.is_there:
            return _typed()
        asked = AuditFilter(since=since, until=until, projects=projects)
        found = self._read(asked.applied(_columns(told)))
        if not with_last_seen:
            return found
        before = AuditFilter(until=since, projects=projects)
        newest = sa.select(sa.func.max(AuditRecord.sequence)).where(~FAILED_SIGN_IN)
        # As an expression, or SQLite looks each record of the actors' index up: 3.5 s, not 0.6 s.
        last = before.applied(newest).group_by(AuditRecord.actor.concat(""))
        older = self._read(_columns(told).where(AuditRecord.sequence.in_(last)))
        return older.vstack(found)

    def count(self, since: datetime, until: datetime) -> int:
        """Return how many records there are from `since` to before `until`."""
        if not self.is_there:
            return 0
        asked = AuditFilter(since=since, until=until)
        counted = asked.applied(sa.select(sa.func.count(AuditRecord.sequence)))
        with self._client.connect() as connection:
            return connection.scalar(counted) or 0

    @property
    def has_key(self) -> bool:
        """Whether the platform's key is here; runs on other machines have none, and need none."""
        return bool(self._key) or (self._key_file is not None and self._key_file.exists())

    def verify(self) -> Verification:
        """Look through the whole chain; a store that is not there has an intact one.

        Without the platform's key it is seen that records follow each other from the first to the
        newest, but not that each says what it said when it was written. No key is made.

        Raises:
            UnavailableError: The database does not answer.
        """
        if not self.is_there:
            return Verification(0, None, "")
        if not self.has_key:
            return self._links()
        path = self._key_file or Path()
        with opened(self._url) as store:
            return AuditLog(store, platform_key(path, self._key)).verify()

    def _links(self) -> Verification:
        before = aliased(AuditRecord)
        linked = sa.case(
            (AuditRecord.sequence == 1, AuditRecord.previous == ""),
            else_=sa.func.coalesce(AuditRecord.previous == before.mark, sa.false()),
        )
        joined = sa.outerjoin(AuditRecord, before, before.sequence == AuditRecord.sequence - 1)
        broken = sa.select(sa.func.min(AuditRecord.sequence)).select_from(joined).where(~linked)
        newest = sa.select(AuditRecord.sequence, AuditRecord.mark).order_by(
            AuditRecord.sequence.desc()
        )
        head = sa.select(AuditHeadRecord.sequence, AuditHeadRecord.mark)
        with self._client.connect() as connection:
            count = connection.scalar(sa.select(sa.func.count(AuditRecord.sequence))) or 0
            first = connection.scalar(broken)
            last = connection.execute(newest.limit(1)).first() or (0, "")
            ended = connection.execute(head).first() or (0, "")
        if first is None and tuple(last) != tuple(ended):
            first = count + 1
        return Verification(count, first, last[1])

    def _read(self, asked: sa.Select) -> pl.DataFrame:
        if self._client.dialect == "sqlite":
            return _typed(*self._columns_of_sqlite(asked))
        ordered = asked.order_by(AuditRecord.sequence)
        return _typed(self._client.read(self._text(ordered)))

    def _text(self, asked: sa.Select) -> str:
        """Return the statement with its values written in, as bulk reads need it."""
        dialect = open_engine(self._client.url).dialect
        return str(asked.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))

    def _columns_of_sqlite(self, asked: sa.Select) -> Iterator[pl.DataFrame]:
        import polars as pl

        last = 0
        with self._client.connect() as connection:
            while True:
                after = asked.where(AuditRecord.sequence > last).order_by(AuditRecord.sequence)
                part = after.limit(AT_ONCE).subquery()
                texts = [sa.func.json_group_array(part.c[name]) for name in COLUMNS]
                [row] = connection.execute(sa.select(*texts))
                columns = {name: json.loads(text) for name, text in zip(COLUMNS, row, strict=True)}
                yield pl.DataFrame(columns)
                if len(columns["sequence"]) < AT_ONCE:
                    return
                last = columns["sequence"][-1]


def _columns(told: Collection[str]) -> sa.Select:
    columns = [getattr(AuditRecord, name) for name in COLUMNS[:-1]]
    details = sa.case((AuditRecord.action.in_(list(told)), AuditRecord.details), else_="")
    return sa.select(*columns, details.label(COLUMNS[-1]))


def _typed(*read: pl.DataFrame) -> pl.DataFrame:
    """Return what was read as one frame, with the same types for every database."""
    import polars as pl

    moment = pl.Datetime("us", "UTC")
    types = {name: pl.String() for name in COLUMNS} | {"sequence": pl.Int64(), "at": moment}
    typed = [_with_types(each) for each in read if each.height]
    return pl.concat(typed) if typed else pl.DataFrame(schema=types)


def _with_types(read: pl.DataFrame) -> pl.DataFrame:
    import polars as pl

    at = pl.col("at")
    if read.schema["at"] == pl.String():
        at = at.str.to_datetime("%Y-%m-%d %H:%M:%S%.f", time_unit="us")
    at = at.cast(pl.Datetime("us")).dt.replace_time_zone("UTC")
    texts = [pl.col(name).cast(pl.String()).fill_null("") for name in COLUMNS[2:]]
    return read.select(pl.col("sequence").cast(pl.Int64()), at, *texts)
