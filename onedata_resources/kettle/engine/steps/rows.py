"""Steps that drop or map rows: Unique, UniqueRowsByHashSet, ValueMapper."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from onedata_resources.kettle.engine.comparing import compared, key_of
from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.rejections import placed
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.steps.generate import parsed
from onedata_resources.kettle.engine.stream import Inputs, Outputs, Stream
from onedata_resources.kettle.settings.rows import (
    UniqueKey,
    UniqueSettings,
    ValueMapperSettings,
)
from onedata_resources.kettle.values.compatible import compatible_text
from onedata_resources.kettle.values.convert import not_empty
from onedata_resources.kettle.values.types import Field, KettleType, made_field

K = KettleType
REPEATED = "__kettle_repeated"


def _unique_keys(stream: Stream, keys: tuple[UniqueKey, ...]) -> list[pl.Expr]:
    if not keys:
        return [compared(stream, field.name) for field in stream.fields]
    return [compared(stream, key.name, ignore_case=key.ignore_case) for key in keys]


@step("UniqueRowsByHashSet")
def unique_rows_by_hash_set(scope: StepScope, settings: UniqueSettings, inputs: Inputs) -> Outputs:
    """Return the first row of each key, in order of input.

    Java compares values that were not read yet as objects, so that no two of them are the same.
    """
    stream = inputs.required()
    wanted = [key.name for key in settings.keys] or stream.names
    if any(stream.field(name).lazy for name in wanted):
        return Outputs(stream)
    keys = [key_of(stream, name) for name in wanted]
    names = [f"{REPEATED}{number}" for number in range(len(keys))]
    frame = stream.frame.with_columns(
        key.alias(name) for key, name in zip(keys, names, strict=True)
    )
    if not settings.reject or scope.error_hop is None:
        kept = frame.unique(names, keep="first", maintain_order=True).drop(names)
        return Outputs(stream.with_frame(kept))
    repeated = pl.struct(names).is_first_distinct().not_()
    marked = frame.select(*stream.names, repeated.alias(REPEATED))
    marked = placed(marked, scope.error_hop).cache()
    kept = _first_ones(stream, marked)
    return Outputs(kept, rejected=_repeated(scope, stream, marked, settings, code="UNRH001"))


def _repeated(
    scope: StepScope,
    stream: Stream,
    marked: pl.LazyFrame,
    settings: UniqueSettings,
    *,
    code: str,
) -> Stream:
    """Return the repeated rows for the error hop."""
    wrong = stream.with_frame(marked.filter(pl.col(REPEATED)).drop(REPEATED))
    fields = ",".join(key.name for key in settings.keys)
    why = pl.lit(settings.description or None, pl.String)
    return scope.rejected(wrong, why, fields=fields, code=code)


@step("Unique")
def unique(scope: StepScope, settings: UniqueSettings, inputs: Inputs) -> Outputs:
    """Return the first row of each run of equal keys, with the length of the run if asked for."""
    stream = inputs.required()
    keys = _unique_keys(stream, settings.keys)
    same = pl.all_horizontal(key.eq_missing(key.shift(1)) for key in keys)
    first = pl.int_range(pl.len()) == 0
    marked = stream.frame.with_columns((same & first.not_()).alias(REPEATED))
    rejected = None
    if settings.reject and scope.error_hop is not None:
        marked = placed(marked, scope.error_hop).cache()
        rejected = _repeated(scope, stream, marked, settings, code="UNR001")
    ruled = _ruled(stream, settings.keys)
    if settings.count_field:
        return Outputs(_counted_runs(ruled, marked, settings.count_field), rejected=rejected)
    return Outputs(_first_ones(ruled, marked), rejected=rejected)


def _first_ones(stream: Stream, marked: pl.LazyFrame) -> Stream:
    return stream.with_frame(marked.filter(pl.col(REPEATED).not_()).select(stream.names))


def _ruled(stream: Stream, keys: tuple[UniqueKey, ...]) -> Stream:
    """Return the stream whose key fields have the step's rule for case, for later steps."""
    rules = {stream.field(key.name).name: key.ignore_case for key in keys}
    fields = (replace(f, ignore_case=rules.get(f.name, f.ignore_case)) for f in stream.fields)
    return Stream(stream.frame, tuple(fields))


def _counted_runs(stream: Stream, marked: pl.LazyFrame, name: str) -> Stream:
    run = f"{REPEATED}_run"
    numbered = marked.with_columns(pl.col(REPEATED).not_().cum_sum().alias(run)).drop(REPEATED)
    counted = (
        numbered.group_by(run, maintain_order=True)
        .agg(pl.col(stream.names).first(), pl.len().cast(pl.Int64).alias(REPEATED))
        .drop(run)
    )
    fields = (*stream.fields, Field(REPEATED, K.INTEGER))
    with_count = Stream(counted.select(*stream.names, REPEATED), fields)
    columns = [(each, pl.col(each.name)) for each in stream.fields]
    return with_count.selected([*columns, (made_field(name, K.INTEGER, 10, 0), pl.col(REPEATED))])


@step("ValueMapper")
def value_mapper(scope: StepScope, settings: ValueMapperSettings, inputs: Inputs) -> Outputs:
    """Return the rows with one field's texts mapped, in place or into a new field."""
    del scope
    stream = inputs.required()
    source = stream.field(settings.field)
    text = not_empty(compatible_text(stream.value(settings.field), source))
    for_null = dict(settings.mapping).get("")
    mapping = {old: new or None for old, new in settings.mapping if old}
    into_new = bool(settings.target)
    otherwise = settings.default or None
    mapped = text.replace_strict(
        list(mapping), list(mapping.values()), default=pl.lit(otherwise, pl.String),
        return_dtype=pl.String,
    ) if mapping else pl.lit(otherwise, pl.String)  # fmt: skip
    if not into_new and otherwise is None:
        mapped = pl.when(text.is_in(list(mapping))).then(mapped).otherwise(text)
    when_null = pl.lit(for_null or None, pl.String)
    result = pl.when(text.is_null()).then(when_null).otherwise(mapped)
    if into_new:
        written = [*(new for _, new in settings.mapping), settings.default]
        length = max((len(text) for text in written if text), default=-1)
        return Outputs(stream.appended([(Field(settings.target, K.STRING, length), result)]))
    texts = [*mapping.values(), otherwise, for_null]
    return Outputs(_in_place(stream, source, [text for text in texts if text], result))


def _in_place(stream: Stream, source: Field, targets: list[str], result: pl.Expr) -> Stream:
    """Return the stream with the mapped field; texts that are mapped to must fit its type.

    They are read without the field's mask: dates as `yyyy/MM/dd HH:mm:ss.SSS`.
    """
    if source.type is K.STRING:
        return stream.replaced(source, result)
    known = sorted(set(targets))
    values = parsed(list(known), Field(source.name, source.type))
    text = compatible_text(stream.value(source.name), source)
    changed = pl.when(result.is_null()).then(None)
    if known:
        new = result.replace_strict(known, values, default=None, return_dtype=values.dtype)
        changed = changed.when(result.is_in(known) & result.ne_missing(text)).then(new)
    plain = Field(**{**vars(source), "lazy": False})
    return stream.replaced(plain, changed.otherwise(stream.value(source.name)))
