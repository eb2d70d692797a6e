"""CombinationLookup: a technical key for each combination of values, made where there is none."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import polars as pl

from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.sql_keys import segments
from onedata_resources.kettle.engine.sql_lookups import Lookup
from onedata_resources.kettle.engine.sql_session import Row, Session, session_of
from onedata_resources.kettle.engine.sql_values import storable
from onedata_resources.kettle.engine.sql_work import Done, work_through
from onedata_resources.kettle.engine.sql_writer import reason_of
from onedata_resources.kettle.engine.stream import Inputs, Outputs, StepError, Stream
from onedata_resources.kettle.engine.technical_keys import TechnicalKeys
from onedata_resources.kettle.settings.dimensions import CombinationSettings
from onedata_resources.kettle.values.java_hash import row_hashes
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
    pending: int = 0
    lookup: Lookup | None = None

    def work(self, batch: pl.DataFrame) -> Done:
        """Return the batch's technical keys."""
        fields = [self.stream.field(name) for name, _ in self.settings.keys]
        bound = storable(batch, fields, self.session.database)
        hashes = row_hashes(batch, fields) if self.settings.hash_column else pl.lit(0, pl.Int64)
        wide = bound.with_columns(hashes.alias("__hash"))
        new = wide.unique(maintain_order=True)
        numbers = [n for n, row in enumerate(new.iter_rows()) if row[:-1] not in self.known]
        try:
            with self.session.attempt():
                for part in segments(new[numbers], bound.columns):
                    self._learn(part)
        except StepError as error:
            if self.scope.error_hop is None:
                raise
            return self._singly(bound, reason_of(error))
        if self.settings.commit > 0 and self.pending >= self.settings.commit:
            self.session.commit()
            self.pending = 0
        return self._answered(bound)

    def _answered(self, bound: pl.DataFrame) -> Done:
        found = [self.known.get(row) for row in bound.iter_rows()]
        return Done(pl.DataFrame({"key": pl.Series(found, dtype=pl.Int64)}))

    def _singly(self, bound: pl.DataFrame, reason: str) -> Done:
        refused = [None if row in self.known else reason for row in bound.iter_rows()]
        return Done(self._answered(bound).added, refused)

    def _learn(self, part: pl.DataFrame) -> None:
        """Look up the combinations, and insert those that the table does not have."""
        rows = part.rows()
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
        answers = self.lookup.ask([self._asked(row) for row in rows])
        self.scope.add("input", len(rows))
        missing = [row for row, answer in zip(rows, answers, strict=True) if not answer]
        made = self.keys.insert(self._columns(), [self._inserted(row) for row in missing])
        self.scope.add("output", len(made))
        self.pending += len(made)
        self.known.update((row[:-1], key) for row, key in zip(missing, made, strict=True))
        self.known.update(
            (row[:-1], int(answer[0][0]))
            for row, answer in zip(rows, answers, strict=True)
            if answer
        )

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
            now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
            sqlite = self.session.database.dialect == "sqlite"
            values.append(now.isoformat(sep=" ") if sqlite else now)
        return values
