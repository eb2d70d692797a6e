"""The range of dates of a run, for those that load what is new: from the last end to now.

A table may tell another end, other tables that everything is to be loaded again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from onedata_resources.errors import BadInputError
from onedata_resources.kettle.engine.log_tables import FIRST_MOMENT
from onedata_resources.kettle.engine.sql_database import named_database
from onedata_resources.kettle.engine.sql_session import Session
from onedata_resources.kettle.model import Transformation
from onedata_resources.kettle.xml import children, text


@dataclass(frozen=True)
class DateRange:
    """From `since` until `until`.

    `replay` is when the run begins, `depends` the newest date of the tables that it depends on.
    """

    since: datetime
    until: datetime
    replay: datetime
    depends: datetime

    @classmethod
    def from_now(cls, now: datetime) -> DateRange:
        """Return the range of a run without a log table."""
        return cls(FIRST_MOMENT, now, now, now)


def date_range(
    transformation: Transformation,
    variables: Mapping[str, str],
    connections: Mapping[str, str],
    now: datetime,
    last: tuple[datetime | None, datetime | None] | None,
) -> DateRange:
    """Return the range after the last run without errors: its end and its `depends`.

    Raises:
        StepError: A table cannot be asked.
        BadInputError: It has no date, or its connection is not there.
    """
    asked = _Tables(transformation, variables, connections)
    end = asked.end(now)
    found = DateRange((last and last[0]) or FIRST_MOMENT, end, end, end)
    if asked.dependencies:
        before = (last and last[1]) or FIRST_MOMENT
        newest = max(before, *asked.newest())
        found = replace(found, depends=newest)
        if newest > before:
            found = replace(found, since=FIRST_MOMENT)
    longest = asked.longest()
    if longest and found.since > FIRST_MOMENT:
        found = replace(found, until=min(found.until, found.since + longest))
    return found


class _Tables:
    def __init__(
        self,
        transformation: Transformation,
        variables: Mapping[str, str],
        connections: Mapping[str, str],
    ) -> None:
        self._transformation = transformation
        self._variables, self._connections = variables, connections
        root = transformation.xml
        self.dependencies = [
            (text(each, "connection"), text(each, "table"), text(each, "field"))
            for each in children(root, "info/dependencies/dependency")
            if text(each, "connection") and text(each, "field")
        ]

    def _setting(self, name: str) -> str:
        return text(self._transformation.xml, f"info/maxdate/{name}")

    def _seconds(self, name: str) -> float:
        try:
            return float(self._setting(name) or 0)
        except ValueError:
            return 0.0

    def end(self, now: datetime) -> datetime:
        """Return the newest date of the table that tells the end; now where none is named."""
        connection, table, field = (
            self._setting(each) for each in ("connection", "table", "field")
        )
        if not (connection and table and field):
            return now
        newest = self._newest(connection, table, field)
        return now if newest is None else newest + timedelta(seconds=self._seconds("offset"))

    def longest(self) -> timedelta:
        """Return how long the range may be; 0 for any length."""
        return timedelta(seconds=max(int(self._seconds("maxdiff")), 0))

    def newest(self) -> list[datetime]:
        """Return the newest date of each table that the transformation depends on."""
        dates = [self._newest(*each) for each in self.dependencies]
        for date, (_, table, field) in zip(dates, self.dependencies, strict=True):
            if date is None:
                raise BadInputError(
                    f"The transformation depends on table {table}, whose field {field} has no"
                    " date: fill the table, or take away the dependency.",
                    f"转换依赖表 {table}，但其字段 {field} 没有日期：请填充该表，或取消依赖。",
                )
        return [date for date in dates if date is not None]

    def _newest(self, connection: str, table: str, field: str) -> datetime | None:
        database = named_database(
            self._transformation, connection, self._variables, self._connections
        )
        if database is None:
            raise BadInputError(
                f"The transformation asks connection {connection!r} for a date, and there is none"
                " of that name.",
                f"转换要向连接 {connection!r} 查询日期，但没有该连接。",
            )
        session = Session(database)
        try:
            # Kettle takes both names as they are written.
            _, rows = session.query(f"SELECT MAX({field}) FROM {table}")  # noqa: S608
        finally:
            session.abort()
        return moment(rows[0][0]) if rows else None


def moment(value: Any) -> datetime | None:  # noqa: ANN401 - any driver's value
    """Return a date of a database; SQLite's are texts."""
    if isinstance(value, str):
        return datetime.fromisoformat(value)
    return value if isinstance(value, datetime) else None
