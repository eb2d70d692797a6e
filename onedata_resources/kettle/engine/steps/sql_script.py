"""ExecSQL: statements before the first row, or once per row with its fields."""

from __future__ import annotations

import polars as pl
import sqlglot
from sqlglot.errors import SqlglotError

from onedata_resources.kettle.engine.databases import connected, dialect_of, placeholders
from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.stream import Inputs, Outputs, StepError, Stream
from onedata_resources.kettle.settings.database import ExecSqlSettings
from onedata_resources.kettle.values.convert import to_text
from onedata_resources.kettle.values.types import Field, KettleType

K = KettleType


_DIALECTS = {"postgresql": "postgres", "mysql": "mysql", "sqlite": "sqlite"}


def statements(sql: str, dialect: str, *, single: bool = False) -> list[str]:
    """Return the statements of a script; semicolons inside quotes and comments do not split."""
    if single:
        return [sql] if sql.strip() else []
    try:
        tokens = sqlglot.tokenize(sql, read=_DIALECTS.get(dialect))
    except SqlglotError:
        return [part for part in sql.split(";") if part.strip()]
    ends = [token.start for token in tokens if token.token_type.name == "SEMICOLON"]
    starts = [0, *(end + 1 for end in ends)]
    parts = [sql[start:end] for start, end in zip(starts, [*ends, len(sql)], strict=True)]
    return [part.strip() for part in parts if part.strip()]


@step("ExecSQL", first=True)
def exec_sql(scope: StepScope, settings: ExecSqlSettings, inputs: Inputs) -> Outputs:
    """Run the script; return one row of counters, or the rows that came in with them."""
    url = scope.connection(settings.connection)
    if not url:
        raise StepError(
            "SQL scripts run on databases, not on the lake.", "SQL 脚本只能在数据库上执行。"
        )
    if not settings.each_row:
        counts = _run(url, statements(settings.sql, dialect_of(url), single=settings.single), [()])
        source = inputs.main or Stream(pl.LazyFrame({"i": [0]}), (Field("i", K.INTEGER),))
        stream = source.appended(_counters(settings, counts))
        if inputs.main is None:
            stream = Stream(stream.frame.drop("i"), stream.fields[1:])
        return Outputs(stream)
    stream = inputs.required()
    names = [stream.field(name).name for name in settings.arguments]

    def run(batch: pl.DataFrame) -> None:
        shown = batch.select(
            (stream.value(n) if settings.bind else to_text(stream.value(n), stream.field(n))).alias(
                n
            )
            for n in names
        )
        for row in shown.rows() if names else [()] * batch.height:
            _run_row(url, settings, row)
        scope.add("output", batch.height)

    return Outputs(stream.with_frame(scope.tap(stream.frame, run)))


def _run_row(url: str, settings: ExecSqlSettings, row: tuple[object, ...]) -> None:
    parts = statements(settings.sql, dialect_of(url), single=settings.single)
    if settings.bind:
        _run(url, parts, [row])
        return
    sql = settings.sql
    for value in row:
        text = "NULL" if value is None else str(value)
        sql = sql.replace("?", f"'{text}'" if settings.quote and value is not None else text, 1)
    _run(url, statements(sql, dialect_of(url), single=settings.single), [()])


def _run(url: str, parts: list[str], rows: list[tuple[object, ...]]) -> dict[str, int]:
    """Run the statements in one transaction; return the rows they touched, by kind."""
    counts = {"insert": 0, "update": 0, "delete": 0, "read": 0}
    with connected(url) as connection:
        for part in parts:
            for row in rows:
                statement = placeholders(url, part) if row else part.replace("%", "%%")
                statement = part if dialect_of(url) == "sqlite" else statement
                cursor = connection.exec_driver_sql(statement, tuple(row) if row else None)
                word = part.split(maxsplit=1)[0].lower()
                if word in counts:
                    counts[word] += max(cursor.rowcount, 0)
                elif word == "select":
                    counts["read"] += len(cursor.fetchall())
        connection.commit()
    return counts


def _counters(settings: ExecSqlSettings, counts: dict[str, int]) -> list[tuple[Field, pl.Expr]]:
    return [
        (Field(name, K.INTEGER), pl.lit(counts[kind], pl.Int64))
        for kind, name in settings.counters
        if name
    ]
