"""TableExists, ColumnExists and GetTableNames: what a database has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import polars as pl

from onedata_resources.kettle.engine.databases import engine_of
from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.sql_session import Session
from onedata_resources.kettle.engine.sql_sessions import session_of
from onedata_resources.kettle.engine.sql_tables import column_exists, table_exists
from onedata_resources.kettle.engine.sql_work import Done, work_through
from onedata_resources.kettle.engine.stream import Inputs, Outputs, Stream
from onedata_resources.kettle.settings.database_queries import ExistsSettings, TableNamesSettings
from onedata_resources.kettle.values.types import Field, KettleType, made_field

K = KettleType
_PROCEDURES = {
    "postgresql": "SELECT proname FROM pg_proc, pg_user"
    " WHERE usesysid = proowner AND upper(usename) = upper(current_user)",
    "mysql": "SELECT concat(routine_schema, '.', routine_name) FROM information_schema.routines"
    " WHERE routine_type = 'PROCEDURE' ORDER BY routine_schema, routine_name",
}


@step("TableExists")
def table_is_there(scope: StepScope, settings: ExistsSettings, inputs: Inputs) -> Outputs:
    """Return the rows with whether the table that each names is there."""
    session = session_of(scope, settings.connection)

    def exists(table: str | None) -> bool:
        return bool(table) and table_exists(
            session, session.database.table(settings.schema, table or "")
        )

    return _checked(
        scope, inputs, session, [settings.table_field], result=settings.result, exists=exists,
        code="TableExistsO01",  # with the letter O, as Kettle writes it
    )  # fmt: skip


@step("ColumnExists")
def column_is_there(scope: StepScope, settings: ExistsSettings, inputs: Inputs) -> Outputs:
    """Return the rows with whether the column that each names is in the table."""
    session = session_of(scope, settings.connection)

    def exists(*names: str | None) -> bool:
        *tables, column = names
        table = tables[0] if tables else settings.table
        if not table or not column:
            return False
        quoted = session.database.quoted(column)
        return column_exists(session, session.database.table(settings.schema, table), quoted)

    names = [each for each in (settings.table_field, settings.column_field) if each]
    return _checked(
        scope, inputs, session, names, result=settings.result, exists=exists,
        code="ColumnExists001",
    )  # fmt: skip


def _checked(
    scope: StepScope,
    inputs: Inputs,
    session: Session,
    names: list[str],
    *,
    result: str,
    exists: Callable[..., bool],
    code: str,
) -> Outputs:
    known: dict[tuple[object, ...], bool] = {}

    def work(batch: pl.DataFrame) -> Done:
        rows = batch.rows()
        for row in rows:
            if row not in known:
                known[row] = exists(*row)
        return Done(pl.DataFrame({"found": [known[row] for row in rows]}))

    added = [Field(result, K.BOOLEAN)]
    stream = inputs.required()
    return work_through(scope, stream, names, session, work, added=added, code=code)


@step("GetTableNames")
def get_table_names(scope: StepScope, settings: TableNamesSettings, inputs: Inputs) -> Outputs:
    """Return a row for each table and view of the database, or of each row's schema."""
    session = session_of(scope, settings.connection)
    names = _Names(settings, session)
    added = names.fields
    if inputs.main is None or not settings.schema_field:
        rows = names.rows(settings.schema)
        scope.add("input", len(rows))
        schema = {each.name: pl.Boolean if each.type is K.BOOLEAN else pl.String for each in added}
        return Outputs(Stream(pl.LazyFrame(rows, schema=schema, orient="row"), tuple(added)))
    stream = inputs.main

    def work(batch: pl.DataFrame) -> Done:
        schemas = batch.to_series().to_list()
        lists = [names.rows(each or "") for each in schemas]
        found = [row for each in lists for row in each]
        kept = [number for number, each in enumerate(lists) for _ in each]
        columns = list(zip(*found, strict=True)) if found else [()] * len(added)
        frame = pl.DataFrame(
            {f"c{n}": pl.Series(values, dtype=pl.Boolean if each.type is K.BOOLEAN else pl.String)
             for n, (each, values) in enumerate(zip(added, columns, strict=True))}
        )  # fmt: skip
        return Done(frame, None, pl.Series(kept, dtype=pl.Int64))

    return work_through(scope, stream, [settings.schema_field], session, work, added=added)


@dataclass
class _Names:
    """The tables of schemas, each asked for once."""

    settings: TableNamesSettings
    session: Session
    known: dict[str, list[tuple[object, ...]]] = field(default_factory=dict)

    @property
    def fields(self) -> list[Field]:
        """Return the fields that tell of a table."""
        settings = self.settings
        named = (
            (settings.name_field, K.STRING),
            (settings.kind_field, K.STRING),
            (settings.system_field, K.BOOLEAN),
        )
        return [made_field(name, kind, 500 if kind is K.STRING else -1) for name, kind in named
                if name]  # fmt: skip

    def rows(self, schema: str) -> list[tuple[object, ...]]:
        """Return the values of the fields for each table of the schema, in order of names."""
        if schema not in self.known:
            self.known[schema] = [self._row(schema, *each) for each in self._listed(schema)]
        return self.known[schema]

    def _listed(self, schema: str) -> list[tuple[str, str]]:
        from sqlalchemy import inspect

        inspector = inspect(engine_of(self.session.database.url))
        listed = []
        if "Table" in self.settings.kinds:
            listed += [
                (name, "Table") for name in sorted(inspector.get_table_names(schema or None))
            ]
        if "View" in self.settings.kinds:
            listed += [(name, "View") for name in sorted(inspector.get_view_names(schema or None))]
        if "Procedure" in self.settings.kinds:
            listed += [(name, "Procedure") for name in self._procedures()]
        return listed

    def _procedures(self) -> list[str]:
        """Return the names of the procedures, as Kettle asks each database for them."""
        sql = _PROCEDURES.get(self.session.database.dialect)
        return [row[0] for row in self.session.query(sql)[1]] if sql else []

    def _row(self, schema: str, name: str, kind: str) -> tuple[object, ...]:
        settings = self.settings
        prefixed = settings.with_schema and schema and kind != "Procedure"
        shown = f"{schema}.{name}" if prefixed else name
        values = (
            (settings.name_field, shown),
            (settings.kind_field, kind),
            (settings.system_field, False),
        )
        return tuple(value for field_name, value in values if field_name)
