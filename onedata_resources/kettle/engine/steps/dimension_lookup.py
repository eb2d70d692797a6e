"""DimensionLookup: a dimension's technical key for each row, its versions kept on the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import polars as pl

from onedata_resources.kettle.engine.dimension import Dimension, Version
from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.sql_keys import segments
from onedata_resources.kettle.engine.sql_session import Row, session_of
from onedata_resources.kettle.engine.sql_tables import column_field, table_fields
from onedata_resources.kettle.engine.sql_values import differs, frame_of, storable
from onedata_resources.kettle.engine.sql_work import Done, work_through
from onedata_resources.kettle.engine.stream import Inputs, Outputs, StepError, Stream
from onedata_resources.kettle.engine.technical_keys import TechnicalKeys
from onedata_resources.kettle.settings.dimensions import Change, DimensionSettings, StartDate
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
    now = datetime.now(UTC).astimezone().replace(tzinfo=None, microsecond=0)
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
    pending: int = 0
    names: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """List the fields that a batch has."""
        settings = self.settings
        start = settings.start_field if settings.start is StartDate.FIELD else ""
        self.dates = [name for name in (settings.date_field, start) if name]
        attributes = [each.field for each in self.dimension.attributes] if settings.update else []
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
        keys = batch.columns[: len(self.settings.keys)]
        found = [key for part in segments(batch, keys) for key in self._kept(part)]
        if self.settings.commit > 0 and self.pending >= self.settings.commit:
            self.dimension.session.commit()
            self.pending = 0
        return Done(pl.DataFrame({"key": pl.Series(found, dtype=pl.Int64)}))

    def _kept(self, batch: pl.DataFrame) -> Sequence[int]:
        """Write rows of which no two have the same key."""
        versions = self._versions(batch)
        answers = self.dimension.look_up([(v.keys, v.moment) for v in versions])
        self.scope.add("input", len(versions))
        empty: Row = (None,) * (2 + len(self.stored))
        current: list[Row] = [answer[0] if answer else empty for answer in answers]
        different = self._different(batch, current)
        plan = [
            _planned(answer, [a.change for a, d in zip(self.dimension.attributes, row, strict=True)
                              if d])
            for answer, row in zip(current, different, strict=True)
        ]  # fmt: skip
        numbered = [
            (v, 1 if now[0] is None else int(now[1]) + 1)
            for v, now, each in zip(versions, current, plan, strict=True)
            if each.add
        ]
        made = iter(self.dimension.add(numbered))
        keys = [next(made) if each.add else int(now[0])
                for now, each in zip(current, plan, strict=True)]  # fmt: skip
        self.dimension.close([(v, number - 1) for v, number in numbered if number > 1])
        changed = [(v, k) for v, k, each in zip(versions, keys, plan, strict=True) if each.change]
        self.dimension.change(changed)
        punched = [v for v, each in zip(versions, plan, strict=True) if each.punch]
        self.dimension.punch_through(punched)
        self.scope.add("output", len(numbered))
        self.scope.add("updated", len(changed) + len(punched))
        self.pending += len(numbered) + len(changed) + len(punched)
        return keys

    def _different(self, batch: pl.DataFrame, current: Sequence[Row]) -> list[tuple[bool, ...]]:
        """Return for each row which attributes are not what the table has."""
        if not self.stored:
            return [() for _ in current]
        named = [replace(each, name=f"c{n}") for n, each in enumerate(self.stored)]
        rows = [row[2:] for row in current]
        frame = frame_of(rows, named, self.dimension.session.database)
        first = len(self.settings.keys) + len(self.dates)
        columns = [
            differs(
                batch[batch.columns[first + number]],
                self.stream.field(attribute.field),
                frame[column.name],
                column,
            ).to_list()
            for number, (attribute, column) in enumerate(
                zip(self.dimension.attributes, named, strict=True)
            )
        ]
        return list(zip(*columns, strict=True))


@dataclass(frozen=True)
class _Planned:
    """What a row does: a new version, a change of its version, a change of all versions."""

    add: bool = False
    change: bool = False
    punch: bool = False


def _planned(current: Row, changes: Sequence[Change]) -> _Planned:
    """Return what a row does, by the changes of its attributes and the version that it has."""
    if current[0] is None:
        return _Planned(add=True)
    add = Change.INSERT in changes
    return _Planned(add, bool(changes) and not add, Change.PUNCH_THROUGH in changes)
