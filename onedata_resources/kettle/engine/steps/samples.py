"""Steps that let some rows pass or repeat them: SampleRows, ReservoirSampling, CloneRow."""

from __future__ import annotations

import numpy as np
import polars as pl

from onedata_resources.kettle.engine.in_order import in_order
from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.scope import StepScope, schema_of
from onedata_resources.kettle.engine.stream import Inputs, Outputs, Stream
from onedata_resources.kettle.settings.samples import (
    CloneRowSettings,
    ReservoirSettings,
    SampleRowsSettings,
)
from onedata_resources.kettle.values.convert import convert
from onedata_resources.kettle.values.java_random import JavaRandom
from onedata_resources.kettle.values.types import Field, KettleType, made_field

K = KettleType
LINE = "__kettle_line"
SKIPPED_AT_START = 100
"""Random numbers that Kettle throws away first."""


@step("SampleRows")
def sample_rows(scope: StepScope, settings: SampleRowsSettings, inputs: Inputs) -> Outputs:
    """Return the rows whose numbers are in the ranges."""
    del scope
    stream = inputs.required()
    line = pl.col(LINE)
    wanted = pl.lit(value=False)
    for start, end in settings.ranges:
        wanted = wanted | line.is_between(start, end)
    numbered = stream.frame.with_row_index(LINE, offset=1).filter(wanted)
    found = Stream(numbered.with_columns(line.cast(pl.Int64)), stream.fields)
    kept = [(each, pl.col(each.name)) for each in stream.fields]
    if settings.number_field:
        kept.append((made_field(settings.number_field, K.INTEGER, 10, 0), line))
    return Outputs(found.selected(kept))


@step("CloneRow")
def clone_row(scope: StepScope, settings: CloneRowSettings, inputs: Inputs) -> Outputs:
    """Return each row followed by its clones."""
    stream = inputs.required()
    clones = pl.lit(settings.clones, pl.Int64)
    if settings.clones_field:
        field = stream.field(settings.clones_field)
        clones = convert(stream.value(field.name), Field(field.name, field.type), K.INTEGER)
        stream = scope.checked(stream, clones.is_null(), pl.lit("The number of clones is null."))
    numbers = pl.int_ranges(0, pl.max_horizontal(clones, pl.lit(0)) + 1)
    repeated = Stream(stream.frame.with_columns(numbers.alias(LINE)).explode(LINE), stream.fields)
    kept = [(each, pl.col(each.name)) for each in stream.fields]
    if settings.flag_field:
        kept.append((Field(settings.flag_field, K.BOOLEAN), pl.col(LINE) > 0))
    if settings.number_field:
        kept.append((made_field(settings.number_field, K.INTEGER), pl.col(LINE)))
    return Outputs(repeated.selected(kept))


@step("ReservoirSampling")
def reservoir_sampling(scope: StepScope, settings: ReservoirSettings, inputs: Inputs) -> Outputs:
    """Return the sample that Kettle draws with the seed, in its order."""
    stream = inputs.required()
    if settings.size == 0:
        return Outputs(stream)
    schema = schema_of(stream)
    reservoir = _Reservoir(max(settings.size, 0), settings.seed, pl.DataFrame(schema=schema))
    return Outputs(
        stream.with_frame(
            in_order(scope, stream.frame, reservoir.take, schema, lambda: reservoir.sample)
        )
    )


class _Reservoir:
    """Vitter's algorithm R: later rows replace rows of the sample at random places."""

    def __init__(self, size: int, seed: int, empty: pl.DataFrame) -> None:
        self.size = size
        self.empty = empty
        self.sample = empty
        self.seen = 0
        self.random = JavaRandom(seed)
        self.random.take(SKIPPED_AT_START)

    def take(self, batch: pl.DataFrame) -> pl.DataFrame:
        """Draw from the rows; nothing leaves before the last one."""
        both = pl.concat([self.sample, batch])
        held = self.sample.height
        filled = min(self.size, held + batch.height)
        places = np.arange(filled)
        at = filled - held
        self.seen += at
        while self.size and at < batch.height:
            at, place = self._next(at, batch.height)
            if place is not None:
                places[place] = held + at - 1
        self.sample = both[places]
        return self.empty

    def _next(self, at: int, height: int) -> tuple[int, int | None]:
        """Return the row after the next one that is drawn, and the place that it takes."""
        count = min(height - at, 4096)
        chances = self.size / np.arange(self.seen, self.seen + count)
        drawn = np.flatnonzero(self.random.peek(count)[:count] < chances)
        passed = int(drawn[0]) + 1 if len(drawn) else count
        self.random.take(passed)
        self.seen += passed
        place = int(self.size * self.random.take(1)[0]) if len(drawn) else None
        return at + passed, place
