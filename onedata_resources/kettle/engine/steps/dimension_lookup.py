"""DimensionLookup: a dimension's technical key for each row, its versions kept on the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import polars as pl

from onedata_resources.kettle.engine.dimension import Dimension, Version
from onedata_resources.kettle.engine.dimension_writes import DimensionWriter, planned
from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.sql_commits import Writes
from onedata_resources.kettle.engine.sql_keys import segments
from onedata_resources.kettle.engine.sql_session import Row
from onedata_resources.kettle.engine.sql_sessions import session_of
from onedata_resources.kettle.engine.sql_tables import column_field, table_fields
from onedata_resources.kettle.engine.sql_values import compared, frame_of, storable
from onedata_resources.kettle.engine.sql_work import Done, work_through
from onedata_resources.kettle.engine.stream import Inputs, Outputs, StepError, Stream
from onedata_resources.kettle.engine.technical_keys import TechnicalKeys
from onedata_resources.kettle.settings.dimensions import (
    Attribute,
    DimensionSettings,
    StartDate,
)
from onedata_resources.kettle.values.time_zones import wall_clock
from onedata_resources.kettle.values.types import Field, KettleType, made_field

K = KettleType


@step("DimensionLookup")
def dimension_lookup(scope: StepScope, settings: DimensionSettings, inputs: Inputs) -> Outputs:
    """Return the rows with the technical key of their version, made or changed where needed."""
    stream = inputs.required()
    session = session_of(scope, settings.connection)
    table = session.database.table(settings.schema, settings.table)
    technical = TechnicalKeys(
        session, table, settings.key_column, settings.new_key, settings.sequence
    )
    now = wall_clock().replace(microsecond=0)
    dimension = Dimension(settings, session, technical, None)
    dimension.run_start = dimension.moment(now)
    columns = table_fields(session, table)
    stored = [column_field(columns, each.column, table) for each in dimension.attributes]
    lookup = _Lookup(scope, settings, dimension, stream, stored)
    added = [made_field(settings.key_field, K.INTEGER, 9, 0)]
    if not settings.update:
        added += [
            replace(column, name=each.field or each.column)
            for each, column in zip(settings.attributes, stored, strict=True)
        ]
    work = lookup.keep if settings.update else lookup.look_up
    return work_through(scope, stream, lookup.names, session, work, added=added)


@dataclass
class _Lookup:
    """The dimension, and where in a batch its keys, dates and attributes are."""

    scope: StepScope
    settings: DimensionSettings
    dimension: Dimension
    stream: Stream
    stored: list[Field]
    began: bool = False
    names: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """List the fields that a batch has."""
        settings = self.settings
        start = settings.start_field if settings.start is StartDate.FIELD else ""
        self.dates = [name for name in (settings.date_field, start) if name]
        attributes = [each.field for each in self.dimension.attributes] if settings.update else []
        self.writes = Writes(self.dimension.session, settings.commit)
        self.names = [*(name for name, _ in settings.keys), *self.dates, *attributes]

    def _versions(self, batch: pl.DataFrame) -> list[Version]:
        """Return the batch's rows.

        Raises:
            StepError: A row has no date, and the dimension's date comes from the stream.
        """
        fields = [self.stream.field(name) for name in self.names]
        database = self.dimension.session.database
        wanted = [replace(f, type=K.DATE) if f.name in self.dates else f for f in fields]
        rows = storable(batch, wanted, database).rows()
        keys, dates = len(self.settings.keys), len(self.dates)
        versions = []
        for row in rows:
            given = row[keys : keys + dates]
            moment = given[0] if self.settings.date_field else self.dimension.run_start
            if moment is None:
                raise StepError(
                    f"The dimension's date field '{self.settings.date_field}' is empty in a row.",
                    f"有一行的维度日期字段 '{self.settings.date_field}' 为空。",
                )
            start = given[-1] if self.settings.start is StartDate.FIELD else None
            versions.append(Version(row[:keys], moment, start, row[keys + dates :]))
        return versions

    def look_up(self, batch: pl.DataFrame) -> Done:
        """Return the technical keys and columns of the versions that the rows fall into."""
        asked: list[tuple[Row, Any]] = [(v.keys, v.moment) for v in self._versions(batch)]
        new = list(dict.fromkeys(asked))
        answers = dict(zip(new, self.dimension.look_up(new), strict=True))
        self.scope.add("input", len(asked))
        nothing = (self.dimension.technical.unknown, *(None for _ in self.stored))
        rows = [answers[each][0] if answers[each] else nothing for each in asked]
        named = [replace(each, name=f"c{n}") for n, each in enumerate(self.stored)]
        fields = [Field("key", K.INTEGER), *named]
        return Done(frame_of(rows, fields, self.dimension.session.database))

    def keep(self, batch: pl.DataFrame) -> Done:
        """Write what is new or changed; return the technical keys."""
        if not self.began:
            self.began = True
            if self.scope.metrics.copy == 0:
                self.dimension.technical.add_unknown(self.settings.version_column)
                self.writes.settle()
        keys = batch.columns[: len(self.settings.keys)]
        found = [key for part in segments(batch, keys) for key in self._kept(part)]
        return Done(pl.DataFrame({"key": pl.Series(found, dtype=pl.Int64)}))

    def _kept(self, batch: pl.DataFrame) -> Sequence[int]:
        """Write rows of which no two have the same key."""
        versions = self._versions(batch)
        answers = self.dimension.look_up([(v.keys, v.moment) for v in versions])
        self.scope.add("input", len(versions))
        empty: Row = (None,) * (2 + len(self.stored))
        current: list[Row] = [answer[0] if answer else empty for answer in answers]
        changes = [a.change for a in self.dimension.attributes]
        plan = [
            planned(version, answer, [c for c, d in zip(changes, row, strict=True) if d])
            for version, answer, row in zip(
                versions, current, self._different(batch, current), strict=True
            )
        ]
        work = DimensionWriter(self.scope, self.dimension, self.writes, plan)
        self.writes.in_commits(pl.Series([each.writes for each in plan], dtype=pl.Int64), work)
        return work.keys

    def _different(self, batch: pl.DataFrame, current: Sequence[Row]) -> list[tuple[bool, ...]]:
        """Return for each row which attributes are not what the table has."""
        if not self.stored:
            return [() for _ in current]
        named = [replace(each, name=f"c{n}") for n, each in enumerate(self.stored)]
        rows = [row[2:] for row in current]
        frame = frame_of(rows, named, self.dimension.session.database)
        first = len(self.settings.keys) + len(self.dates)
        columns = [
            self._changed(
                batch[batch.columns[first + number]], attribute, frame[column.name], column
            )
            for number, (attribute, column) in enumerate(
                zip(self.dimension.attributes, named, strict=True)
            )
        ]
        return list(zip(*columns, strict=True))

    def _changed(
        self, mine: pl.Series, attribute: Attribute, stored: pl.Series, column: Field
    ) -> list[bool]:
        both = compared(mine, self.stream.field(attribute.field), stored, column)
        why = both["why"].drop_nulls()
        if len(why):
            raise StepError(why[0], f"字段 '{attribute.field}' 的值无法与表中的值比较。")
        return both["differs"].to_list()
