"""Steps that turn fields into rows and rows into fields: Normaliser and Flattener."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from onedata_resources.kettle.engine.in_order import in_order
from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.scope import StepScope, schema_of
from onedata_resources.kettle.engine.stream import Inputs, Outputs, Stream
from onedata_resources.kettle.settings.reshape import FlattenerSettings, NormaliserSettings
from onedata_resources.kettle.values.convert import convert
from onedata_resources.kettle.values.dtypes import column_dtype
from onedata_resources.kettle.values.types import Field, KettleType

K = KettleType
ROWS = "__kettle_rows"


@step("Normaliser")
def normaliser(scope: StepScope, settings: NormaliserSettings, inputs: Inputs) -> Outputs:
    """Return a row per type: the other fields, the type, and the fields of that type."""
    del scope
    stream = inputs.required()
    gone = {stream.field(each.name).name for each in settings.fields}
    kept = [each for each in stream.fields if each.name not in gone]
    targets = [_target(stream, settings, at) for at in range(len(settings.targets))]
    width = max((len(kind) for kind in settings.kinds), default=-1)
    made = [Field(settings.type_field, K.STRING, width), *targets]
    names = [f"{ROWS}_{at}" for at in range(len(made))]
    rows = [
        pl.struct(
            pl.lit(kind or None, pl.String).alias(names[0]),
            *(
                _value(stream, settings.sources(kind), at, field).alias(name)
                for at, (field, name) in enumerate(zip(targets, names[1:], strict=True))
            ),
        )
        for kind in settings.kinds
    ]
    frame = stream.frame.select(*(each.name for each in kept), pl.concat_list(rows).alias(ROWS))
    exploded = Stream(frame.explode(ROWS).unnest(ROWS), ())
    added = [(field, pl.col(name)) for field, name in zip(made, names, strict=True)]
    return Outputs(_named(exploded, stream, [(each, pl.col(each.name)) for each in kept], added))


def _named(
    frame: Stream,
    before: Stream,
    kept: list[tuple[Field, pl.Expr]],
    added: list[tuple[Field, pl.Expr]],
) -> Stream:
    """Return the fields; a new one gets `_1` even where the field of its name goes away."""
    names = list(before.names)
    renamed = []
    for field, value in added:
        name = field.name
        while name in names:
            name = _next(name)
        names.append(name)
        renamed.append((replace(field, name=name), value))
    return frame.selected([*kept, *renamed])


def _next(name: str) -> str:
    stem, _, number = name.rpartition("_")
    return f"{stem}_{int(number) + 1}" if stem and number.isdigit() else f"{name}_1"


def _target(stream: Stream, settings: NormaliserSettings, at: int) -> Field:
    """Return a new field; where its values come from fields of other types it is not lazy."""
    name, like = list(settings.targets.items())[at]
    field = replace(stream.field(like), name=name)
    found = [settings.sources(kind)[at : at + 1] for kind in settings.kinds]
    lazy = all(stream.field(source).lazy for sources in found for source in sources)
    return replace(field, lazy=lazy)


def _value(stream: Stream, sources: list[str], at: int, target: Field) -> pl.Expr:
    if at >= len(sources):
        return pl.lit(None, column_dtype(target))
    source = stream.field(sources[at])
    if target.lazy:
        return pl.col(source.name)
    return convert(stream.value(source.name), replace(source, lazy=False), target.type)


@step("Flattener")
def flattener(scope: StepScope, settings: FlattenerSettings, inputs: Inputs) -> Outputs:
    """Return one row for as many rows as there are targets: the last of them and their values."""
    stream = inputs.required()
    field = stream.field(settings.field)
    kept = [each for each in stream.fields if each.name != field.name]
    names = [f"{ROWS}_{at}" for at in range(len(settings.targets))]
    schema = {each.name: column_dtype(each) for each in kept}
    schema |= {name: column_dtype(field) for name in names}
    flat = _Flat(field.name, names, pl.DataFrame(schema=schema_of(stream)))
    frame = in_order(scope, stream.frame, flat.take, schema, flat.rest)
    fields = [
        (replace(field, name=target), pl.col(name))
        for target, name in zip(settings.targets, names, strict=True)
    ]
    return Outputs(Stream(frame, ()).selected([*((f, pl.col(f.name)) for f in kept), *fields]))


class _Flat:
    """Puts the values of a field in successive rows side by side."""

    def __init__(self, field: str, names: list[str], waiting: pl.DataFrame) -> None:
        self.field = field
        self.names = names
        self.waiting = waiting

    def take(self, batch: pl.DataFrame) -> pl.DataFrame:
        """Return the rows that are full; what is left waits for the next batch."""
        rows = pl.concat([self.waiting, batch])
        size = len(self.names)
        full = rows.height - rows.height % size
        self.waiting = rows[full:]
        values = rows[:full][self.field]
        flat = rows[:full].gather_every(size, size - 1).drop(self.field)
        return flat.with_columns(
            values.gather_every(size, at).alias(name) for at, name in enumerate(self.names)
        )

    def rest(self) -> pl.DataFrame:
        """Return the row that the last batch left unfinished, if any."""
        size, count = len(self.names), self.waiting.height
        values = self.waiting[self.field].extend_constant(None, size - count)
        flat = self.waiting.tail(1).drop(self.field)
        return flat.with_columns(
            values[at : at + 1].head(flat.height).alias(name) for at, name in enumerate(self.names)
        )
