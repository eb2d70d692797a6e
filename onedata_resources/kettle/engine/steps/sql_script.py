"""ExecSQL and ExecSQLRow: statements before the first row, or for each row."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl

from onedata_resources.kettle.engine.databases import marker_count
from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.sql_session import Row, Session
from onedata_resources.kettle.engine.sql_sessions import session_of
from onedata_resources.kettle.engine.sql_text import statements
from onedata_resources.kettle.engine.sql_values import storable
from onedata_resources.kettle.engine.sql_work import Done, work_through
from onedata_resources.kettle.engine.sql_writer import reason_of
from onedata_resources.kettle.engine.stream import Inputs, Outputs, StepError, Stream
from onedata_resources.kettle.settings.database import ExecSqlSettings
from onedata_resources.kettle.settings.database_queries import SqlRowSettings
from onedata_resources.kettle.values.convert import to_text
from onedata_resources.kettle.values.stored import value_of
from onedata_resources.kettle.values.types import Field, KettleType, made_field

K = KettleType
Counts = dict[str, int]
Counters = tuple[tuple[str, str], ...]
_TEXT = "__kettle_text_"


@step("ExecSQL", first=True)
def exec_sql(scope: StepScope, settings: ExecSqlSettings, inputs: Inputs) -> Outputs:
    """Run the script; return one row of counters, or the rows that came in with theirs."""
    session = session_of(scope, settings.connection)
    if not settings.each_row:
        counts = _run(session, settings.sql, single=settings.single)
        session.commit()
        names = [(kind, name) for kind, name in settings.counters if name]
        frame = pl.LazyFrame({name: [counts[kind]] for kind, name in names})
        return Outputs(Stream(frame, tuple(_counters(settings.counters))))
    stream = inputs.required()
    names = [stream.field(name).name for name in settings.arguments]
    if settings.bind:
        described = [stream.field(name) for name in names]

        def bound(batch: pl.DataFrame) -> list[Callable[[], Counts]]:
            rows = storable(batch, described, session.database).rows() if names else []
            return [
                lambda row=row: _run(session, settings.sql, row, single=settings.single)
                for row in rows or [()] * batch.height
            ]

        work = _worker(scope, settings.counters, bound)
        added = _counters(settings.counters)
        return work_through(scope, stream, names, session, work, added=added, code="ESQL001")
    return _textual(scope, settings, session, stream, names)


def _textual(
    scope: StepScope,
    settings: ExecSqlSettings,
    session: Session,
    stream: Stream,
    names: list[str],
) -> Outputs:
    """Run the script once per row, with texts in place of its question marks."""
    shown = {f"{_TEXT}{n}": stream.field(name) for n, name in enumerate(names)}
    quoting = [settings.quote and field.type is K.STRING for field in shown.values()]
    texts = [to_text(value_of(field), field).alias(name) for name, field in shown.items()]
    wide = Stream(
        stream.frame.with_columns(texts), (*stream.fields, *(Field(name) for name in shown))
    )

    def filled(batch: pl.DataFrame) -> list[Callable[[], Counts]]:
        rows = batch.rows() if names else [()] * batch.height
        return [
            lambda row=row: _run(
                session, _filled(settings.sql, row, quoting), single=settings.single
            )
            for row in rows
        ]

    work = _worker(scope, settings.counters, filled)
    added = _counters(settings.counters)
    outputs = work_through(scope, wide, list(shown), session, work, added=added, code="ESQL001")
    return Outputs(
        _narrowed(outputs.main, set(shown)), rejected=_narrowed(outputs.rejected, set(shown))
    )


def _narrowed(stream: Stream | None, hidden: set[str]) -> Stream | None:
    if stream is None:
        return None
    kept = [each for each in stream.fields if each.name not in hidden]
    return stream.selected([(each, pl.col(each.name)) for each in kept])


def _filled(sql: str, row: Row, quoting: list[bool]) -> str:
    """Return the SQL with the row's texts in place of its question marks, wherever they are."""
    first, *others = sql.split("?")
    parts = [first]
    for number, rest in enumerate(others):
        text = "?"
        if number < len(row):
            value = row[number]
            text = "null" if value is None else str(value)
            if quoting[number] and value is not None:
                text = "'" + text.replace("'", "''") + "'"
        parts += [text, rest]
    return "".join(parts)


@step("ExecSQLRow")
def exec_sql_row(scope: StepScope, settings: SqlRowSettings, inputs: Inputs) -> Outputs:
    """Run the script that each row holds, or whose file it names."""
    stream = inputs.required()
    session = session_of(scope, settings.connection)
    done = 0

    def run(text: str | None) -> Counts:
        nonlocal done
        sql = _script(text) if settings.from_file else text or ""
        counts = _run(session, sql, single=settings.single)
        done += 1
        if settings.commit > 0 and done % settings.commit == 0:
            session.commit()
        return counts

    def scripts(batch: pl.DataFrame) -> list[Callable[[], Counts]]:
        return [lambda text=text: run(text) for text in batch.to_series().to_list()]

    work = _worker(scope, settings.counters, scripts)
    names = [settings.sql_field]
    added = _counters(settings.counters)
    return work_through(scope, stream, names, session, work, added=added, code="ExecSQLRow001")


def _script(name: str | None) -> str:
    path = Path(name or "")
    if not name or not path.is_file():
        raise StepError(f"There is no SQL file {name}.", f"没有 SQL 文件 {name}。")
    return path.read_text(encoding="utf-8-sig")


def _worker(
    scope: StepScope,
    counters: Counters,
    actions: Callable[[pl.DataFrame], list[Callable[[], Counts]]],
) -> Callable[[pl.DataFrame], Done]:
    """Return what runs an action per row and tells its counts."""
    kinds = [kind for kind, name in counters if name]

    def work(batch: pl.DataFrame) -> Done:
        refused: list[str | None] = []
        counts: list[Counts] = []
        for action in actions(batch):
            try:
                counts.append(action())
                refused.append(None)
            except StepError as error:
                if scope.error_hop is None:
                    raise
                counts.append(dict.fromkeys(kinds, 0))
                refused.append(reason_of(error))
        columns = {k: pl.Series([each[k] for each in counts], dtype=pl.Int64) for k in kinds}
        return Done(pl.DataFrame(columns) if kinds else None, refused)

    return work


def _run(session: Session, sql: str, values: Row = (), *, single: bool) -> Counts:
    """Run the statements; return the rows they touched, by kind."""
    counts = {"insert": 0, "update": 0, "delete": 0, "read": 0}
    with session.lock:
        for part in statements(sql, session.database.dialect, single=single):
            word = part.split(maxsplit=1)[0].lower()
            taken, values = values[: marker_count(part)], values[marker_count(part) :]
            if word == "select":
                counts["read"] += len(session.query(part, taken)[1])
            else:
                touched = session.execute(part, taken)
                counts[word] = counts.get(word, 0) + touched
    return counts


def _counters(counters: Counters) -> list[Field]:
    return [made_field(name, K.INTEGER, 10, 0) for _, name in counters if name]
