"""Steps that order, drop or map rows: SortRows, Unique, UniqueRowsByHashSet, ValueMapper."""

from __future__ import annotations

import polars as pl

from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.steps.generate import parsed
from onedata_resources.kettle.engine.stream import Inputs, Outputs, Stream
from onedata_resources.kettle.settings.rows import (
    SortKey,
    SortSettings,
    UniqueKey,
    UniqueSettings,
    ValueMapperSettings,
)
from onedata_resources.kettle.values.collation import collation_key
from onedata_resources.kettle.values.compatible import compatible_text
from onedata_resources.kettle.values.convert import elementwise, not_empty
from onedata_resources.kettle.values.types import Field, KettleType

K = KettleType
REPEATED = "__kettle_repeated"


def key_of(stream: Stream, name: str, *, ignore_case: bool = False) -> pl.Expr:
    """Return the value to compare a field by; an empty text counts as null."""
    value = stream.value(name)
    if stream.field(name).type is not K.STRING:
        return value
    return not_empty(value.str.to_lowercase() if ignore_case else value)


def _sort_key(stream: Stream, key: SortKey) -> pl.Expr:
    value = key_of(stream, key.name, ignore_case=not key.case_sensitive)
    strength = key.collation
    if strength is None or stream.field(key.name).type is not K.STRING:
        return value
    return elementwise(value, lambda text: collation_key(text, strength), pl.Binary())


@step("SortRows")
def sort_rows(scope: StepScope, settings: SortSettings, inputs: Inputs) -> Outputs:
    """Return the rows sorted stably; null comes first ascending and last descending."""
    del scope
    stream = inputs.required()
    if not settings.keys:
        return Outputs(stream)
    keys = [_sort_key(stream, key) for key in settings.keys]
    frame = stream.frame.sort(
        keys,
        descending=[not key.ascending for key in settings.keys],
        nulls_last=[not key.ascending for key in settings.keys],
        maintain_order=True,
    )
    if settings.unique:
        names = [f"{REPEATED}{number}" for number in range(len(keys))]
        frame = frame.with_columns(key.alias(name) for key, name in zip(keys, names, strict=True))
        frame = frame.unique(names, keep="first", maintain_order=True).drop(names)
    return Outputs(stream.with_frame(frame))


def _unique_keys(stream: Stream, keys: tuple[UniqueKey, ...]) -> list[pl.Expr]:
    wanted = keys or tuple(UniqueKey(field.name, ignore_case=False) for field in stream.fields)
    return [key_of(stream, key.name, ignore_case=key.ignore_case) for key in wanted]


@step("UniqueRowsByHashSet")
def unique_rows_by_hash_set(scope: StepScope, settings: UniqueSettings, inputs: Inputs) -> Outputs:
    """Return the first row of each key, in order of input."""
    stream = inputs.required()
    keys = _unique_keys(stream, settings.keys)
    names = [f"{REPEATED}{number}" for number in range(len(keys))]
    frame = stream.frame.with_columns(
        key.alias(name) for key, name in zip(keys, names, strict=True)
    )
    if not settings.reject or scope.error_hop is None:
        kept = frame.unique(names, keep="first", maintain_order=True).drop(names)
        return Outputs(stream.with_frame(kept))
    repeated = pl.struct(names).is_first_distinct().not_()
    return _split_repeated(scope, stream, frame.with_columns(repeated.alias(REPEATED)), settings)


def _split_repeated(
    scope: StepScope, stream: Stream, marked: pl.LazyFrame, settings: UniqueSettings
) -> Outputs:
    """Send repeated rows to the error hop."""
    marked = marked.select(*stream.names, REPEATED).cache()
    kept = stream.with_frame(marked.filter(pl.col(REPEATED).not_()).drop(REPEATED))
    wrong = stream.with_frame(marked.filter(pl.col(REPEATED)).drop(REPEATED))
    fields = ",".join(key.name for key in settings.keys)
    why = pl.lit(settings.description or None, pl.String)
    rejected = scope.rejected(wrong, why, fields=fields, code="UNR001")
    return Outputs(kept, rejected=rejected)


@step("Unique")
def unique(scope: StepScope, settings: UniqueSettings, inputs: Inputs) -> Outputs:
    """Return the first row of each run of equal keys, with the length of the run if asked for."""
    stream = inputs.required()
    keys = _unique_keys(stream, settings.keys)
    same = pl.all_horizontal(key.eq_missing(key.shift(1)) for key in keys)
    first = pl.int_range(pl.len()) == 0
    marked = stream.frame.with_columns((same & first.not_()).alias(REPEATED))
    if settings.count_field:
        return Outputs(_counted_runs(stream, marked, settings.count_field))
    if settings.reject and scope.error_hop is not None:
        return _split_repeated(scope, stream, marked, settings)
    return Outputs(stream.with_frame(marked.filter(pl.col(REPEATED).not_()).drop(REPEATED)))


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
    return with_count.selected([*columns, (Field(name, K.INTEGER), pl.col(REPEATED))])


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
        length = max((len(new) for _, new in settings.mapping), default=-1)
        return Outputs(stream.appended([(Field(settings.target, K.STRING, length), result)]))
    texts = [*mapping.values(), otherwise, for_null]
    return Outputs(_in_place(stream, source, [text for text in texts if text], result))


def _in_place(stream: Stream, source: Field, targets: list[str], result: pl.Expr) -> Stream:
    """Return the stream with the mapped field; texts that are mapped to must fit its type."""
    if source.type is K.STRING:
        return stream.replaced(source, result)
    known = sorted(set(targets))
    values = parsed(list(known), source)
    text = compatible_text(stream.value(source.name), source)
    changed = pl.when(result.is_null()).then(None)
    if known:
        new = result.replace_strict(known, values, default=None, return_dtype=values.dtype)
        changed = changed.when(result.is_in(known) & result.ne_missing(text)).then(new)
    plain = Field(**{**vars(source), "lazy": False})
    return stream.replaced(plain, changed.otherwise(stream.value(source.name)))
