"""CombinationLookup: a technical key for each combination of values, made where there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from onedata_resources.errors import UnavailableError
from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.sql_commits import Writes
from onedata_resources.kettle.engine.sql_keys import segments
from onedata_resources.kettle.engine.sql_lookups import Lookup
from onedata_resources.kettle.engine.sql_session import Row, Session
from onedata_resources.kettle.engine.sql_sessions import session_of
from onedata_resources.kettle.engine.sql_values import storable
from onedata_resources.kettle.engine.sql_work import Done, work_through
from onedata_resources.kettle.engine.sql_writer import reason_of
from onedata_resources.kettle.engine.stream import Inputs, Outputs, StepError, Stream
from onedata_resources.kettle.engine.technical_keys import TechnicalKeys
from onedata_resources.kettle.settings.dimensions import CombinationSettings, NewKey
from onedata_resources.kettle.values.java_hash import row_hashes
from onedata_resources.kettle.values.time_zones import wall_clock
from onedata_resources.kettle.values.types import KettleType, made_field

K = KettleType


@step("CombinationLookup")
def combination_lookup(scope: StepScope, settings: CombinationSettings, inputs: Inputs) -> Outputs:
    """Return the rows with the technical key of their values, instead of these if asked for."""
    stream = inputs.required()
    session = session_of(scope, settings.connection)
    names = [name for name, _ in settings.keys]
    table = session.database.table(settings.schema, settings.table)
    keys = TechnicalKeys(session, table, settings.key_column, settings.new_key, settings.sequence)
    work = _Combinations(scope, settings, session, stream, keys).work
    added = [made_field(settings.key_column, K.INTEGER, 9, 0)]
    outputs = work_through(scope, stream, names, session, work, added=added, code="CBL001")
    if not settings.replace or outputs.main is None:
        return outputs
    gone = {stream.field(name).name for name in names}
    kept = [(f, pl.col(f.name)) for f in outputs.main.fields if f.name not in gone]
    return Outputs(outputs.main.selected(kept), rejected=outputs.rejected)


@dataclass
class _Combinations:
    """The combinations that are known, and the table of all of them."""

    scope: StepScope
    settings: CombinationSettings
    session: Session
    stream: Stream
    keys: TechnicalKeys
    known: dict[Row, int] = field(default_factory=dict)
    refused: dict[Row, str] = field(default_factory=dict)
    lookup: Lookup | None = None

    def __post_init__(self) -> None:
        """Begin to count the inserts."""
        self.writes = Writes(self.session, self.settings.commit)

    def work(self, batch: pl.DataFrame) -> Done:
        """Return the batch's technical keys."""
        fields = [self.stream.field(name) for name, _ in self.settings.keys]
        bound = storable(batch, fields, self.session.database)
        hashes = row_hashes(batch, fields) if self.settings.hash_column else pl.lit(0, pl.Int64)
        wide = bound.with_columns(hashes.alias("__hash"))
        new = wide.unique(maintain_order=True)
        numbers = [n for n, row in enumerate(new.iter_rows()) if row[:-1] not in self.known]
        self.refused.clear()
        for part in segments(new[numbers], bound.columns):
            self._learn(part)
        rows = bound.rows()
        found = pl.Series([self.known.get(row) for row in rows], dtype=pl.Int64)
        return Done(pl.DataFrame({"key": found}), [self.refused.get(row) for row in rows])

    def _learn(self, part: pl.DataFrame) -> None:
        """Look up the combinations, and insert those that the table does not have."""
        answers = self._answers(part.rows())
        self.scope.add("input", len(answers))
        missing = [row for row, answer in answers.items() if not answer]
        work = _Inserting(self, missing)
        self.writes.in_commits(pl.Series([1] * len(missing), dtype=pl.Int64), work)
        self.known.update(
            (row[:-1], int(answer[0][0])) for row, answer in answers.items() if answer
        )

    def _answers(self, rows: Sequence[Row]) -> dict[Row, list[tuple[Any, ...]]]:
        """Return what the table has; a combination that cannot be looked up is refused."""
        try:
            with self.session.attempt():
                return dict(zip(rows, self._look_up(rows), strict=True))
        except StepError as error:
            if self.scope.error_hop is None or error.kind is UnavailableError:
                raise
            if len(rows) > 1:
                singly = [self._answers([row]) for row in rows]
                return {row: answer for each in singly for row, answer in each.items()}
            self.refused[rows[0][:-1]] = reason_of(error)
            return {}

    def _look_up(self, rows: Sequence[Row]) -> list[list[tuple[Any, ...]]]:
        quoted = self.session.database.quoted
        columns = [quoted(column) for _, column in self.settings.keys]
        conditions = [f"( ( {c} = ? ) OR ( {c} IS NULL AND ? IS NULL ) )" for c in columns]
        if self.settings.hash_column:
            conditions.insert(0, f"{quoted(self.settings.hash_column)} = ?")
        sql = (
            f"SELECT {quoted(self.settings.key_column)} AS kettle_0 "  # noqa: S608 - quoted
            f"FROM {self.keys.table} WHERE {' AND '.join(conditions)}"
        )
        marks = [column for _, column in self.settings.keys for _ in range(2)]
        if self.settings.hash_column:
            marks.insert(0, self.settings.hash_column)
        self.lookup = self.lookup or Lookup(self.session, sql, self.keys.table, marks)
        return self.lookup.ask([self._asked(row) for row in rows])

    def insert(self, rows: Sequence[Row]) -> None:
        """Insert combinations, and know their keys."""
        made = self.keys.insert(self._columns(), [self._inserted(row) for row in rows])
        self.scope.add("output", len(made))
        self.known.update((row[:-1], key) for row, key in zip(rows, made, strict=True))

    def _asked(self, row: Row) -> list[Any]:
        values = [each for value in row[:-1] for each in (value, value)]
        return [row[-1], *values] if self.settings.hash_column else values

    def _columns(self) -> list[str]:
        more = [each for each in (self.settings.hash_column, self.settings.date_column) if each]
        return [*(column for _, column in self.settings.keys), *more]

    def _inserted(self, row: Row) -> list[Any]:
        values = list(row[:-1])
        if self.settings.hash_column:
            values.append(row[-1])
        if self.settings.date_column:
            now = wall_clock().replace(microsecond=0)
            sqlite = self.session.database.dialect == "sqlite"
            values.append(now.isoformat(sep=" ") if sqlite else now)
        return values


@dataclass
class _Inserting:
    """Combinations on their way into the table."""

    combinations: _Combinations
    rows: Sequence[Row]
    last: int | None = None
    output: int = 0

    @property
    def at_once(self) -> bool:
        """Return whether keys that are undone may be given again."""
        return self.combinations.keys.method is NewKey.MAXIMUM

    def begin(self) -> None:
        """Remember the last key."""
        self.last = self.combinations.keys.last
        self.output = self.combinations.scope.metrics.output

    def undone(self) -> None:
        """Have the keys of the rows that were undone given again."""
        self.combinations.keys.last = self.last
        self.combinations.scope.metrics.output = self.output

    def write(self, start: int, end: int) -> None:
        """Insert the rows from one number to another; an error hop takes what is refused."""
        mine, rows = self.combinations, self.rows[start:end]
        if not mine.writes.one_by_one or mine.scope.error_hop is None:
            mine.insert(rows)
        else:
            try:
                with mine.session.attempt():
                    mine.insert(rows)
            except StepError as error:
                mine.refused[rows[0][:-1]] = reason_of(error)
                return
        mine.writes.done()
