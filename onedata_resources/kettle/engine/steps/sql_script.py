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
        try:
            counts = _run(session, settings.sql, single=settings.single)
        finally:
            session.commit()  # each statement stands, as with JDBC's automatic commits
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

        work = _worker(scope, session, settings.counters, bound)
        added = _counters(settings.counters)
        return work_through(scope, stream, names, session, work, added=added, code="ExecSQL001")
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
                session,
                _filled(settings.sql, row, quoting, session.database.dialect),
                single=settings.single,
            )
            for row in rows
        ]

    work = _worker(scope, session, settings.counters, filled)
    added = _counters(settings.counters)
    outputs = work_through(scope, wide, list(shown), session, work, added=added, code="ExecSQL001")
    return Outputs(
        _narrowed(outputs.main, set(shown)), rejected=_narrowed(outputs.rejected, set(shown))
    )


def _narrowed(stream: Stream | None, hidden: set[str]) -> Stream | None:
    if stream is None:
        return None
    kept = [each for each in stream.fields if each.name not in hidden]
    return stream.selected([(each, pl.col(each.name)) for each in kept])


def _filled(sql: str, row: Row, quoting: list[bool], dialect: str) -> str:
    """Return the SQL with the row's texts in place of its question marks, wherever they are.

    Raises:
        StepError: There are fewer fields than question marks.
    """
    first, *others = sql.split("?")
    if len(others) > len(row):
        raise StepError(
            f"The script has {len(others)} question marks, and {len(row)} fields are given.",
            f"脚本有 {len(others)} 个问号，而只给出 {len(row)} 个字段。",
        )
    parts = [first]
    for number, rest in enumerate(others):
        text = str(row[number] or "")
        parts += [_quoted(text, dialect) if quoting[number] else text, rest]
    return "".join(parts)


def _quoted(text: str, dialect: str) -> str:
    """Return the text in quotes, with line breaks written out, as Kettle writes it into SQL."""
    text = text.replace("'", "\\'" if dialect == "mysql" else "''")
    return "'" + text.replace("\n", "\\n").replace("\r", "\\r") + "'"


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
        # Kettle looks at the rows written before this one; without a next step it counts none
        if settings.commit <= 0 or not scope.next_steps or (done - 1) % settings.commit == 0:
            session.commit()
        return counts

    def scripts(batch: pl.DataFrame) -> list[Callable[[], Counts]]:
        return [lambda text=text: run(text) for text in batch.to_series().to_list()]

    work = _worker(scope, session, settings.counters, scripts, keeps=settings.commit <= 0)
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
    session: Session,
    counters: Counters,
    actions: Callable[[pl.DataFrame], list[Callable[[], Counts]]],
    *,
    keeps: bool = True,
) -> Callable[[pl.DataFrame], Done]:
    """Return what runs an action per row and tells its counts.

    With `keeps` the statements before a refused one stand, as with JDBC's automatic commits.
    """
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
                    if keeps:
                        session.commit()
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
            if values and marker_count(part) != len(values):
                raise _unbound(marker_count(part), len(values))
            if word != "select" or single:
                touched = _executed(session, part, values)
                counts[word] = counts.get(word, 0) + (touched if word != "select" else 0)
            else:
                counts["read"] += len(session.query(part, values)[1])
    return counts


def _executed(session: Session, sql: str, values: Row) -> int:
    """Run a statement; on PostgreSQL a refused one leaves what came before it as it is."""
    if session.database.dialect != "postgresql" or not session.dirty:
        return session.execute(sql, values)
    with session.attempt():
        return session.execute(sql, values)


def _unbound(marks: int, values: int) -> StepError:
    return StepError(
        f"A statement has {marks} question marks, and {values} values are bound to each.",
        f"有一条语句含 {marks} 个问号，而每条语句绑定 {values} 个值。",
    )


def _counters(counters: Counters) -> list[Field]:
    return [made_field(name, K.INTEGER, 10, 0) for _, name in counters if name]
