"""Many lookups in one statement: each row of values gets the first answers to the same query.

PostgreSQL runs the query for each row of a list of values, MariaDB a union of queries, SQLite one
query after another; the answers are those of a query per row.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from onedata_resources.kettle.engine.databases import split_at_markers
from onedata_resources.kettle.engine.sql_session import Row, Session

_TYPES = {bool: "boolean", int: "bigint", float: "double precision", Decimal: "numeric",
          datetime: "timestamp", bytes: "bytea"}  # fmt: skip
_COLUMN_TYPES = (
    "SELECT attname, format_type(atttypid, NULL) FROM pg_attribute"
    " WHERE attrelid = CAST(? AS regclass) AND attnum > 0 AND NOT attisdropped"
)
Answers = list[list[tuple[Any, ...]]]


@dataclass
class Lookup:
    """A query whose marks are compared with these columns of the table, one for each mark."""

    session: Session
    sql: str
    table: str
    columns: Sequence[str]
    most: int = 1
    _column_types: dict[str, str] = field(default_factory=dict)

    def ask(self, rows: Sequence[Row]) -> Answers:
        """Return for each row of values the first answers, `most` at the most."""
        answers: Answers = [[] for _ in rows]
        at_once = {"postgresql": (1000, self._lateral), "mysql": (200, self._union)}
        if self.session.database.dialect not in at_once or not self.columns:
            self._singly(rows, answers)
            return answers
        size, statement = at_once[self.session.database.dialect]
        for start in range(0, len(rows), size):
            self._together(rows[start : start + size], start, statement, answers)
        return answers

    def _singly(self, rows: Sequence[Row], answers: Answers) -> None:
        with self.session.cursor(self.sql) as cursor:
            for answer, values in zip(answers, rows, strict=True):
                self.session.run(cursor, self.sql, values)
                answer.extend(tuple(each) for each in cursor.fetchmany(self.most))

    def _together(
        self,
        rows: Sequence[Row],
        start: int,
        statement: Callable[[Sequence[Row]], str],
        answers: Answers,
    ) -> None:
        values = [value for row in rows for value in row]
        for number, *found in self.session.query(statement(rows), values)[1]:
            answers[start + int(number)].append(tuple(found))

    def _union(self, rows: Sequence[Row]) -> str:
        columns = self.sql.removeprefix("SELECT ")
        return " UNION ALL ".join(
            f"(SELECT {number}, {columns} LIMIT {self.most})" for number in range(len(rows))
        )

    def _lateral(self, rows: Sequence[Row]) -> str:
        names = [f"v{number}" for number in range(len(self.columns))]
        marks = ", ".join("?" for _ in names)
        values = ", ".join(f"({number}, {marks})" for number in range(len(rows)))
        parts = split_at_markers(self.sql)
        casts = [f"CAST(kettle_v.{name} AS {kind})"
                 for name, kind in zip(names, self._types(rows), strict=True)]  # fmt: skip
        query = parts[0] + "".join(c + rest for c, rest in zip(casts, parts[1:], strict=True))
        return (
            f"SELECT kettle_v.n, kettle_one.* FROM (VALUES {values}) "  # noqa: S608 - own SQL
            f"kettle_v(n, {', '.join(names)}) "
            f"CROSS JOIN LATERAL ({query} LIMIT {self.most}) kettle_one"
        )

    def _types(self, rows: Sequence[Row]) -> list[str]:
        """Return the types of the values; a text has its column's, as a literal would have."""
        if not self._column_types:
            found = self.session.query(_COLUMN_TYPES, [self.table])[1]
            self._column_types = {name.lower(): kind for name, kind in found}
        kinds = []
        for number, column in enumerate(self.columns):
            given = next((row[number] for row in rows if row[number] is not None), None)
            own = self._column_types.get(column.strip('"').lower(), "text")
            kinds.append(_TYPES.get(type(given), own))
        return kinds
