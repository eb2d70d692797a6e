"""DBProc: a stored procedure or function, called for each row."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import replace

import polars as pl

from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.sql_session import Row, Session
from onedata_resources.kettle.engine.sql_sessions import session_of
from onedata_resources.kettle.engine.sql_values import frame_of, storable
from onedata_resources.kettle.engine.sql_work import Done, work_through
from onedata_resources.kettle.engine.sql_writer import reason_of
from onedata_resources.kettle.engine.stream import Inputs, Outputs, StepError, Stream
from onedata_resources.kettle.settings.procedures import ProcedureSettings
from onedata_resources.kettle.values.types import KettleType, made_field

CALLING = frozenset({"mysql", "postgresql"})
_NONE = "__kettle_none"


@step("DBProc")
def db_proc(scope: StepScope, settings: ProcedureSettings, inputs: Inputs) -> Outputs:
    """Return the rows with what the procedure returns for each; without input it is called once.

    What it did before a failure stands, as with JDBC's automatic commits.
    """
    stream = inputs.main or _one_row()
    session = session_of(scope, settings.connection)
    if session.database.dialect not in CALLING:
        raise StepError(
            f"Procedures are called on PostgreSQL and MySQL, not on {session.database.dialect}.",
            f"仅支持在 PostgreSQL 与 MySQL 上调用存储过程，不支持 {session.database.dialect}。",
        )
    if any(each.direction == "INOUT" for each in settings.arguments):
        raise StepError(
            "Arguments that go in and come out are not supported: use one of each.",
            "不支持 INOUT 参数：请分别使用 IN 与 OUT 参数。",
        )
    fields = [made_field(name, kind) for name, kind in settings.returned]
    given = [stream.field(name) for name in settings.given]
    nothing = (None,) * len(fields)
    apart = session.database.dialect == "postgresql"  # elsewhere a procedure may commit

    def work(batch: pl.DataFrame) -> Done:
        rows: Sequence[Row] = [()] * batch.height
        if given:
            rows = storable(batch, given, session.database).rows()
        answers: list[Row] = []
        refused: list[str | None] = []
        for row in rows:
            try:
                with session.attempt() if apart else nullcontext():
                    answers.append(_called(session, settings, row))
                refused.append(None)
            except StepError as error:
                if scope.error_hop is None:
                    session.commit()
                    raise
                answers.append(nothing)
                refused.append(reason_of(error))
        numbered = [replace(each, name=f"c{n}") for n, each in enumerate(fields)]
        added = frame_of(answers, numbered, session.database) if fields else None
        return Done(added, refused)

    names = list(settings.given)
    outputs = work_through(scope, stream, names, session, work, added=fields, code="DBP001")
    if inputs.main is not None or outputs.main is None:
        return outputs
    made = [each for each in outputs.main.fields if each.name != _NONE]
    return Outputs(outputs.main.selected([(each, pl.col(each.name)) for each in made]))


def _one_row() -> Stream:
    """Return a row without a field of its own, for a step that nothing leads to."""
    return Stream(pl.LazyFrame({_NONE: [0]}), (made_field(_NONE, KettleType.INTEGER),))


def _called(session: Session, settings: ProcedureSettings, row: Row) -> Row:
    """Call the procedure; return its result and what comes out, in that order."""
    marks = ", ".join("?" for _ in row)
    width = len(settings.returned)
    if session.database.dialect == "postgresql":
        rows = session.query(f"SELECT * FROM {settings.procedure}({marks})", row)[1]  # noqa: S608
    elif settings.result:
        rows = session.query(f"SELECT {settings.procedure}({marks})", row)[1]
    else:
        rows = _called_in_mysql(session, settings, row)
    session.dirty = True
    return rows[0][:width] if rows and len(rows[0]) >= width else (None,) * width


def _called_in_mysql(session: Session, settings: ProcedureSettings, row: Row) -> list[Row]:
    """Call a procedure of MySQL with variables for what comes out."""
    outs = [f"@kettle_{n}" for n, a in enumerate(settings.arguments) if a.direction == "OUT"]
    passed = ["?" if a.direction == "IN" else f"@kettle_{n}"
              for n, a in enumerate(settings.arguments)]  # fmt: skip
    session.query(f"CALL {settings.procedure}({', '.join(passed)})", row)
    return list(session.query(f"SELECT {', '.join(outs)}")[1]) if outs else []
