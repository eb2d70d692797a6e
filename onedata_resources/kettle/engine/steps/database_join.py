"""DBJoin and DynamicSQLRow: each row with the answers to a query."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import polars as pl

from onedata_resources.kettle.engine.databases import marker_count, split_at_markers
from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.sql_columns import fields_of
from onedata_resources.kettle.engine.sql_session import Row, Session
from onedata_resources.kettle.engine.sql_sessions import session_of
from onedata_resources.kettle.engine.sql_tables import sqlite_fields, sqlite_query_columns
from onedata_resources.kettle.engine.sql_values import frame_of, storable
from onedata_resources.kettle.engine.sql_work import Done, work_through
from onedata_resources.kettle.engine.sql_writer import reason_of
from onedata_resources.kettle.engine.stream import Inputs, Outputs, StepError, Stream
from onedata_resources.kettle.settings.database_queries import JoinSettings
from onedata_resources.kettle.values.types import Field
from onedata_resources.kettle.variables import expand


@step("DBJoin")
def database_join(scope: StepScope, settings: JoinSettings, inputs: Inputs) -> Outputs:
    """Return each row once for each answer to the query with its parameters."""
    return _joined(scope, settings, inputs, list(settings.parameters), code="DBJOIN001")


@step("DynamicSQLRow")
def dynamic_sql_row(scope: StepScope, settings: JoinSettings, inputs: Inputs) -> Outputs:
    """Return each row once for each answer to the query that it holds."""
    return _joined(scope, settings, inputs, [settings.sql_field], code="DynamicSQLRow001")


def _joined(
    scope: StepScope, settings: JoinSettings, inputs: Inputs, names: list[str], *, code: str
) -> Outputs:
    stream = inputs.required()
    session = session_of(scope, settings.connection)
    join = _Join(scope, settings, session, stream, names, _answer_fields(session, settings.sql))
    return work_through(scope, stream, names, session, join.work, added=join.fields, code=code)


def _answer_fields(session: Session, sql: str) -> tuple[Field, ...]:
    """Return the fields of the answers: those of the query with nulls as its parameters."""
    if session.database.dialect == "sqlite":
        return sqlite_fields(sqlite_query_columns(session, "NULL".join(split_at_markers(sql))))
    description, _ = session.query(sql, [None] * marker_count(sql))
    session.rest()
    return fields_of(description, session.database)


@dataclass
class _Join:
    """The query, and the answers that a batch has already got."""

    scope: StepScope
    settings: JoinSettings
    session: Session
    stream: Stream
    names: list[str]
    fields: tuple[Field, ...]
    failed: dict[Row, str] = field(default_factory=dict)

    def work(self, batch: pl.DataFrame) -> Done:
        """Return the answers of the batch's rows."""
        described = [self.stream.field(name) for name in self.names]
        rows: Sequence[Row] = [()] * batch.height
        if described:
            rows = storable(batch, described, self.session.database).rows()
        answers = {row: self._answers(row) for row in dict.fromkeys(rows)}
        # Kettle counts what it asks for, also the end behind the last answer
        most = self.settings.limit if self.settings.limit > 0 else sys.maxsize
        self.scope.add("input", sum(min(len(answers[row]) + 1, most) for row in rows))
        nothing = [(None,) * len(self.fields)]
        kept, found, refused = [], [], []
        for number, row in enumerate(rows):
            reason = self.failed.get(row)
            shown = answers[row] or (nothing if self.settings.outer or reason else [])
            kept.extend([number] * len(shown))
            found.extend(shown)
            refused.extend([reason] * len(shown))
        numbered = [replace(each, name=f"c{n}") for n, each in enumerate(self.fields)]
        return Done(
            frame_of(found, numbered, self.session.database),
            refused,
            pl.Series(kept, dtype=pl.Int64),
        )

    def _answers(self, row: Row) -> list[tuple[object, ...]]:
        sql, values = self.settings.sql, row
        if self.settings.sql_field:
            sql, values = str(row[0] or ""), ()
            if self.settings.replace_variables:
                sql = expand(sql, self.scope.state.variables)
        limit = self.settings.limit if self.settings.limit > 0 else None
        try:
            if self.scope.error_hop is None:
                return self._asked(sql, values)[:limit]
            with self.session.attempt():
                return self._asked(sql, values)[:limit]
        except StepError as error:
            if self.scope.error_hop is None:
                raise
            self.failed[row] = reason_of(error)
            return []

    def _asked(self, sql: str, values: Row) -> list[tuple[object, ...]]:
        """Return the answers.

        Raises:
            StepError: The database refuses the query, or its answers are not as they should be.
        """
        if values and marker_count(sql) != len(values):
            raise unbound(marker_count(sql), len(values))
        description, found = self.session.query(sql, values)
        if self.settings.sql_field and found:
            self._check(sql, description)
        return found

    def _check(self, sql: str, description: list[Any]) -> None:
        """Refuse a row's own query whose columns are not those of the step's."""
        if len(description) != len(self.fields):
            raise StepError(
                f"The query gives {len(description)} columns, and the step's template has"
                f" {len(self.fields)}: {sql}",
                f"查询返回 {len(description)} 列，而步骤的模板有 {len(self.fields)} 列：{sql}",
            )
        if self.session.database.dialect == "sqlite":
            return  # it tells no types
        given = fields_of(description, self.session.database)
        for mine, theirs in zip(given, self.fields, strict=True):
            if mine.type is not theirs.type:
                raise StepError(
                    f"Column {mine.name} is {mine.type}, and the step's template has {theirs.name}"
                    f" as {theirs.type}.",
                    f"列 {mine.name} 的类型为 {mine.type}，"
                    f"而步骤模板中 {theirs.name} 为 {theirs.type}。",
                )


def unbound(marks: int, values: int) -> StepError:
    """Return the failure of a query that has other question marks than there are values."""
    return StepError(
        f"The query has {marks} question marks, and {values} values are bound.",
        f"查询有 {marks} 个问号，而绑定了 {values} 个值。",
    )
