"""Technical keys of new rows: the next one after the table's largest, or what a database gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from onedata_resources.kettle.engine.sql_session import Row, Session
from onedata_resources.kettle.engine.stream import StepError
from onedata_resources.kettle.settings.dimensions import NewKey

_NEXT = {
    "postgresql": "SELECT nextval('{}')",
    "mysql": "SELECT NEXT VALUE FOR {}",
    "oracle": "SELECT {}.nextval FROM dual",
    "mssql": "SELECT NEXT VALUE FOR {}",
}


@dataclass
class TechnicalKeys:
    """Inserts rows into a table, with a technical key for each."""

    session: Session
    table: str
    column: str
    method: NewKey
    sequence: str = ""
    last: int | None = None

    @property
    def unknown(self) -> int:
        """Return the key of the row that stands for what is not known."""
        by_database = self.method is NewKey.DATABASE
        return 1 if by_database and self.session.database.dialect in {"mysql", "sqlite"} else 0

    def insert(self, columns: Sequence[str], rows: Sequence[Row]) -> list[int]:
        """Insert the rows, in order; return their keys."""
        if self.method is NewKey.DATABASE:
            return [self._made(columns, row) for row in rows]
        keys = [self._next() for _ in rows]
        sql = self._sql([self.column, *columns])
        self.session.execute_many(sql, [(key, *row) for key, row in zip(keys, rows, strict=True)])
        return keys

    def _made(self, columns: Sequence[str], row: Row) -> int:
        quoted = self.session.database.quoted(self.column)
        made = self.session.insert_one(self._sql(columns), row, quoted)
        if made is None:
            raise StepError(
                f"Unable to retrieve value of auto-generated technical key of {self.table}.",
                f"无法取得表 {self.table} 自动生成的技术主键。",
            )
        return made

    def _sql(self, columns: Sequence[str]) -> str:
        names = ", ".join(self.session.database.quoted(each) for each in columns)
        marks = ", ".join("?" for _ in columns)
        return f"INSERT INTO {self.table}( {names} ) VALUES ( {marks} )"  # noqa: S608 - quoted

    def _next(self) -> int:
        if self.method is NewKey.SEQUENCE:
            return self._from_sequence()
        if self.last is None:
            quoted = self.session.database.quoted(self.column)
            found = self._one(f"SELECT MAX({quoted}) FROM {self.table}")  # noqa: S608 - quoted
            self.last = int(found or 0)
        self.last += 1
        return self.last

    def _from_sequence(self) -> int:
        dialect = self.session.database.dialect
        if dialect not in _NEXT:
            raise StepError(
                f"A {dialect} database has no sequences; take another way to make keys.",
                f"{dialect} 数据库没有序列；请改用其他主键生成方式。",
            )
        return int(self._one(_NEXT[dialect].format(self.sequence)))

    def _one(self, sql: str) -> Any:  # noqa: ANN401 - any driver's value
        _, rows = self.session.query(sql)
        return rows[0][0] if rows else None

    def add_unknown(self, version_column: str) -> None:
        """Insert the row that stands for what is not known, where it is not there."""
        database = self.session.database
        key, version = database.quoted(self.column), database.quoted(version_column)
        there = self._one(
            f"SELECT count(*) FROM {self.table} WHERE {key} = {self.unknown}"  # noqa: S608 - quoted
        )
        if not there:
            self.session.execute(
                f"INSERT INTO {self.table}( {key}, {version} )"  # noqa: S608 - quoted
                f" VALUES ( {self.unknown}, 1 )"
            )
