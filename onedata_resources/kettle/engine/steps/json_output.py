"""JsonOutput: rows as JSON objects in blocs, into files, a field, or both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import polars as pl

from onedata_resources.kettle.engine.failures import unwritable
from onedata_resources.kettle.engine.json_text import quoted
from onedata_resources.kettle.engine.output_names import extended, stem
from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.stream import Inputs, Outputs, Stream
from onedata_resources.kettle.settings.json_output import JsonOutputSettings
from onedata_resources.kettle.values.convert import elementwise, to_text
from onedata_resources.kettle.values.formatted import formatted
from onedata_resources.kettle.values.java_double import java_decimal, java_double
from onedata_resources.kettle.values.java_hash import name_order
from onedata_resources.kettle.values.stored import value_of
from onedata_resources.kettle.values.time_zones import wall_clock
from onedata_resources.kettle.values.types import Field, KettleType

K = KettleType
OBJECT, BLOC, ROWS = "__kettle_object", "__kettle_bloc", "__kettle_rows"
_SPECIAL = r'["\\/\x00-\x1f\x7f-\x{9f}\x{2000}-\x{20ff}]'


@step("JsonOutput")
def json_output(scope: StepScope, settings: JsonOutputSettings, inputs: Inputs) -> Outputs:
    """Write each bloc to a file, or give it in a field of its last row.

    As in Kettle, the row of a last bloc that is not full has only the JSON.
    """
    stream = inputs.required()
    shared = stream.with_frame(stream.frame.cache()) if _rows_go_on(scope, settings) else stream
    blocs = _blocs(settings, shared)
    if settings.to_file:
        blocs = blocs.cache() if settings.result else blocs
        _write(scope, settings, blocs)
    if settings.result:
        columns = [(each, pl.col(each.name)) for each in stream.fields]
        made = Stream(scope.counted(blocs, "output"), stream.fields)
        return Outputs(made.selected([*columns, (Field(settings.result), pl.col(OBJECT))]))
    if scope.next_steps:
        return Outputs(shared.with_frame(scope.counted(shared.frame, "output")))
    return Outputs()


def _rows_go_on(scope: StepScope, settings: JsonOutputSettings) -> bool:
    return bool(scope.next_steps) and not settings.result


def _blocs(settings: JsonOutputSettings, stream: Stream) -> pl.LazyFrame:
    """Return one row per bloc: the fields of its last row, its JSON, and how many rows it has."""
    frame = stream.frame.with_columns(_object(settings, stream).alias(OBJECT))
    size = settings.bloc_rows
    number = pl.int_range(pl.len()) // size if size > 0 else pl.lit(0, pl.Int64)
    names = stream.names
    if size == 1:
        grouped = frame.with_columns(pl.lit(1, pl.UInt32).alias(ROWS))
    else:
        grouped = (
            frame.with_columns(number.alias(BLOC))
            .group_by(BLOC, maintain_order=True)
            .agg(pl.col(names).last(), pl.col(OBJECT).str.join(","), pl.len().alias(ROWS))
            .drop(BLOC)
        )
    full = pl.col(ROWS) == size
    array = formatted("[{}]", pl.col(OBJECT))
    text = array
    if settings.bloc is not None:
        text = pl.concat_str([pl.lit("{" + quoted(settings.bloc) + ":"), array, pl.lit("}")])
    kept = [pl.when(full).then(pl.col(name)).alias(name) for name in names]
    return grouped.select(*kept, text.alias(OBJECT), ROWS)


def _object(settings: JsonOutputSettings, stream: Stream) -> pl.Expr:
    """Return the row's object; its keys come in the order of Java's hash map."""
    values = {key: _value(stream.field(name)) for name, key in settings.fields}
    if settings.compatible:
        each = [
            pl.concat_str(
                [pl.lit("{" + quoted(key) + ":"), _value(stream.field(name)), pl.lit("}")]
            )
            for name, key in settings.fields
        ]
        return pl.concat_str(each, separator=",") if each else pl.lit("")
    pairs = [pl.concat_str([pl.lit(quoted(key) + ":"), values[key]]) for key in name_order(values)]
    inner = pl.concat_str(pairs, separator=",") if pairs else pl.lit("")
    return pl.concat_str([pl.lit("{"), inner, pl.lit("}")])


def _value(known: Field) -> pl.Expr:
    value = value_of(known)
    if known.type is K.BOOLEAN:
        text = pl.when(value).then(pl.lit("true")).when(value.not_()).then(pl.lit("false"))
    elif known.type is K.INTEGER:
        text = value.cast(pl.String)
    elif known.type is K.NUMBER:
        text = _mapped(
            value, lambda each: java_double(each) if abs(each) < float("inf") else "null"
        )
    elif known.type is K.BIG_NUMBER:
        text = _mapped(value, java_decimal)
    else:
        text = elementwise(to_text(value, known), _quoted, pl.String())
    return text.fill_null("null")


def _mapped(value: pl.Expr, function: Callable[..., str]) -> pl.Expr:
    def kernel(values: pl.Series) -> pl.Series:
        texts = [None if each is None else function(each) for each in values.to_list()]
        return pl.Series(values.name, texts, dtype=pl.String)

    return elementwise(value, kernel, pl.String())


def _quoted(texts: pl.Series) -> pl.Series:
    plain = '"' + texts + '"'
    special = texts.str.contains(_SPECIAL).fill_null(value=False)
    if not special.any():
        return plain
    changed = [quoted(text) if text else None for text in texts.filter(special).to_list()]
    known = pl.Series(changed, dtype=pl.String)
    return plain.scatter(special.arg_true(), known)


@dataclass
class JsonFiles:
    """The files of one step copy: one per bloc, the first opened before any row comes."""

    scope: StepScope
    settings: JsonOutputSettings
    started: datetime = field(default_factory=wall_clock)
    part: int = 0
    pending: Path | None = None

    def open(self) -> Path:
        """Make the next file, empty unless it is appended to, and return its path."""
        if self.pending is not None:
            path, self.pending = self.pending, None
            return path
        settings = self.settings
        numbers = (["null"] if settings.part_number else []) + (
            [str(self.part)] if settings.numbered else []
        )
        base = stem(settings.file, self.started, self.scope.metrics.copy, "_".join(numbers))
        path = extended(base, settings.file.extension)
        try:
            if settings.create_folder:
                path.parent.mkdir(parents=True, exist_ok=True)
            path.open("ab" if settings.append else "wb").close()
        except OSError as error:
            raise unwritable(path, error) from error
        self.part += 1
        self.scope.reads(path, wanted=settings.add_result_file)
        return path

    def write(self, text: str) -> None:
        """Write a bloc."""
        path = self.open()
        try:
            with path.open("ab") as file:
                file.write(text.encode(self.settings.encoding, "replace"))
        except (OSError, LookupError) as error:
            raise unwritable(path, error) from error


def _write(scope: StepScope, settings: JsonOutputSettings, blocs: pl.LazyFrame) -> None:
    """Have every bloc written to a file, in order."""
    files = JsonFiles(scope, settings)
    if not settings.open_late:
        files.pending = files.open()

    def write(batch: pl.DataFrame) -> None:
        for text in batch[OBJECT].to_list():
            files.write(text)
        if not settings.result and not scope.next_steps:
            rows = int(batch[ROWS].sum())
            scope.add("output", rows)
            scope.add("written", rows)

    scope.sink(blocs, write)
