"""DBLookup: the first row of a table that the keys find."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.sql_keys import bound_fields, where
from onedata_resources.kettle.engine.sql_lookups import Lookup
from onedata_resources.kettle.engine.sql_session import Row, Session
from onedata_resources.kettle.engine.sql_sessions import session_of
from onedata_resources.kettle.engine.sql_tables import column_field, table_fields
from onedata_resources.kettle.engine.sql_values import frame_of, storable
from onedata_resources.kettle.engine.sql_work import Done, work_through
from onedata_resources.kettle.engine.stream import Inputs, Outputs, StepError, Stream
from onedata_resources.kettle.settings.database_keys import LookupSettings, Returned
from onedata_resources.kettle.values.convert import convert, failed
from onedata_resources.kettle.values.formatted import formatted
from onedata_resources.kettle.values.types import TEMPORAL, Field, KettleType, made_field

K = KettleType
_NOT_FOUND = "No lookup found"


@step("DBLookup")
def database_lookup(scope: StepScope, settings: LookupSettings, inputs: Inputs) -> Outputs:
    """Return the rows with the columns of the table's row for their keys, or with defaults."""
    stream = inputs.required()
    session = session_of(scope, settings.connection)
    lookup = _Lookup(scope, settings, session, stream)
    names = bound_fields(settings.keys)
    return work_through(
        scope, stream, names, session, lookup.work, added=lookup.added, code="DBLOOKUPD001",
        other_code=(_NOT_FOUND, "DBL001"),
    )  # fmt: skip


@dataclass
class _Lookup:
    """The query, and what it has already been asked."""

    scope: StepScope
    settings: LookupSettings
    session: Session
    stream: Stream
    known: dict[Row, list[tuple[object, ...]]] = field(default_factory=dict)
    whole: dict[Row, list[tuple[object, ...]]] | None = None

    def __post_init__(self) -> None:
        """Build the query from the table's columns."""
        settings, database = self.settings, self.session.database
        table = database.table(settings.schema, settings.table)
        columns = table_fields(self.session, table)
        self.returned = [column_field(columns, each.column, table) for each in settings.values]
        self.key_columns = [
            column_field(columns, key.column, table) for key in settings.keys for _ in key.fields
        ]
        shown = [f"{database.quoted(v.column)} AS kettle_{n}"
                 for n, v in enumerate(settings.values)] or ["1 AS kettle_0"]  # fmt: skip
        condition = where(settings.keys, database)
        order = f" ORDER BY {settings.order_by}" if settings.order_by.strip() else ""
        filtered = f" WHERE {condition}" if condition else ""
        sql = f"SELECT {', '.join(shown)} FROM {table}{filtered}{order}"  # noqa: S608 - quoted
        asked = [key.column for key in settings.keys for _ in key.fields]
        most = 2 if settings.fail_on_multiple else 1
        self.lookup = Lookup(self.session, sql, table, asked, most)
        # what comes out has the type of the table's column, whatever the settings say
        self.added = [
            made_field(mine.field, mine.type) if mine.type is theirs.type
            else replace(theirs, name=mine.field)
            for mine, theirs in zip(settings.values, self.returned, strict=True)
        ]  # fmt: skip
        self.defaults = [
            _default(each, theirs.type)
            for each, theirs in zip(settings.values, self.returned, strict=True)
        ]

        all_equal = bool(settings.keys) and all(key.condition == "=" for key in settings.keys)
        if settings.cached and settings.load_all and all_equal:
            self.whole = self._loaded(table, shown, asked)

    def _loaded(
        self, table: str, shown: list[str], asked: list[str]
    ) -> dict[Row, list[tuple[object, ...]]]:
        """Return the rows of the whole table by their keys.

        As in Kettle's cache the last row of a key counts, and null finds null.
        """
        keys = [self.session.database.quoted(column) for column in asked]
        order = self.settings.order_by.strip()
        ordered = f" ORDER BY {order}" if order else ""
        sql = f"SELECT {', '.join([*keys, *shown])} FROM {table}{ordered}"  # noqa: S608 - quoted
        found = self.session.query(sql)[1]
        self.session.rest()
        self.scope.add("input", len(found))
        if not found:
            return {}
        fields = [replace(each, name=f"k{n}") for n, each in enumerate(self.key_columns)]
        typed = frame_of([row[: len(keys)] for row in found], fields, self.session.database)
        bound = storable(typed, fields, self.session.database).rows()
        return {key: [row[len(keys) :]] for key, row in zip(bound, found, strict=True)}

    def work(self, batch: pl.DataFrame) -> Done:
        """Return what the table has for the batch's keys."""
        rows, wrong = self._keys(batch)
        answers = self._answers(rows)
        there = pl.Series([bool(each) for each in answers], dtype=pl.Boolean)
        refused: list[str | None] = list(wrong)
        for number, answer in enumerate(answers):
            if len(answer) > 1:
                refused[number] = (
                    "Only 1 row was expected as a result of a lookup, and at least 2 were found!"
                )
        self._fail_on(refused)
        added = self._added(answers, there)
        if self.settings.drop_missing:
            told = pl.Series([why is not None for why in refused], dtype=pl.Boolean)
            kept = (there | told).arg_true()
            return Done(added[kept], [refused[number] for number in kept], kept)
        if self.scope.error_hop is not None:
            refused = [
                why if found else why or _NOT_FOUND
                for why, found in zip(refused, there, strict=True)
            ]
        return Done(added, refused)

    def _fail_on(self, refused: list[str | None]) -> None:
        first = next((why for why in refused if why is not None), None)
        if first is not None and self.scope.error_hop is None:
            raise StepError(first, f"查询失败：{first}")

    def _keys(self, batch: pl.DataFrame) -> tuple[Sequence[Row], list[str | None]]:
        """Return the keys in the types of the columns, and why a row's key cannot be one."""
        names = bound_fields(self.settings.keys)
        converted, wrong = [], pl.Series([None] * batch.height, dtype=pl.String)
        for number, (name, column) in enumerate(zip(names, self.key_columns, strict=True)):
            mine = replace(self.stream.field(name), name=batch.columns[number], lazy=False)
            value = _timeless(pl.col(mine.name), mine)
            typed = convert(value, mine, column.type)
            bad = batch.select(
                pl.when(failed(value, typed)).then(
                    formatted(f"Couldn't convert field {name} with value [{{}}].", value)
                )
            ).to_series()
            wrong = wrong.zip_with(wrong.is_not_null(), bad)
            converted.append(typed.alias(mine.name))
        fields = [replace(column, name=name) for name, column in zip(names, self.key_columns,
                                                                     strict=True)]  # fmt: skip
        rows = batch.select(converted) if converted else pl.DataFrame({"_": [0] * batch.height})
        if not converted:
            return [() for _ in range(batch.height)], wrong.to_list()
        return storable(rows, fields, self.session.database).rows(), wrong.to_list()

    def _answers(self, rows: Sequence[Row]) -> list[list[tuple[object, ...]]]:
        """Return the answers; equal keys of a batch are asked for once, or once for the run."""
        if self.whole is not None:
            return [self.whole.get(row, []) for row in rows]
        known = self.known if self.settings.cached else {}
        new = [row for row in dict.fromkeys(rows) if row not in known]
        found = self.lookup.ask(new)
        known.update(zip(new, found, strict=True))
        asked = new if self.settings.cached else rows
        self.scope.add("input", sum(1 for row in asked if known[row]))
        return [known[row] for row in rows]

    def _added(self, answers: list[list[tuple[object, ...]]], there: pl.Series) -> pl.DataFrame:
        nothing = (None,) * max(len(self.returned), 1)
        rows = [answer[0] if answer else nothing for answer in answers]
        fields = [replace(each, name=f"c{n}") for n, each in enumerate(self.returned)]
        if not fields:
            return pl.DataFrame()
        frame = frame_of(rows, fields, self.session.database).with_columns(there.alias("there"))
        return frame.select(
            pl.when("there").then(theirs.name).otherwise(default).alias(theirs.name)
            for theirs, default in zip(fields, self.defaults, strict=True)
        )  # fmt: skip


def _default(value: Returned, kind: KettleType) -> pl.Expr:
    """Return the value for rows that are not found.

    Raises:
        StepError: The text does not fit the field's type.
    """
    text = pl.lit(value.default or None, pl.String)
    typed = pl.select(convert(text, Field(value.field), kind).alias("v"))
    if value.default and typed["v"].is_null().all():
        raise StepError(
            f"The default [{value.default}] of field {value.field} is no {kind}.",
            f"字段 {value.field} 的默认值 [{value.default}] 不是 {kind}。",
        )
    return pl.lit(typed["v"].first(), dtype=typed.schema["v"])


def _timeless(value: pl.Expr, field: Field) -> pl.Expr:
    """Return a date whose mask shows no time without its time."""
    if field.type not in TEMPORAL or not field.mask or set(field.mask) & set("HhKkmsSa"):
        return value
    return value.dt.truncate("1d")
