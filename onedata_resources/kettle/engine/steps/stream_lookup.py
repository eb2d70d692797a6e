"""StreamLookup: values of another input's last row with the same keys."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from onedata_resources.kettle.engine.gathered import named_input
from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.stream import Inputs, Outputs, StepError, Stream
from onedata_resources.kettle.settings.lookups import LookupValue, StreamLookupSettings
from onedata_resources.kettle.values.compatible import compatible
from onedata_resources.kettle.values.convert import convert, failed, not_empty
from onedata_resources.kettle.values.types import Field, KettleType

K = KettleType
KEY, VALUE, FOUND = "__kettle_key", "__kettle_value", "__kettle_found"
SOME = "__kettle_some"
SHORT_MOMENT = "M/d/yy h:mm a"


@step("StreamLookup")
def stream_lookup(scope: StepScope, settings: StreamLookupSettings, inputs: Inputs) -> Outputs:
    """Return the rows with the values found; null keys meet null keys."""
    stream, lookup = inputs.required(), named_input(inputs, settings.source)
    if settings.integer_pair:
        _require_integers(lookup, settings)
    keys = [f"{KEY}{number}" for number in range(len(settings.keys))]
    asked = _with_keys(scope, stream, lookup, settings)
    columns = [_returned(lookup, each, f"{VALUE}{n}") for n, each in enumerate(settings.values)]
    known = lookup.frame.select(
        *[
            _comparable(lookup, name).alias(k)
            for (_, name), k in zip(settings.keys, keys, strict=True)
        ],
        *[column for _, column, _ in columns],
        pl.lit(value=True).alias(FOUND),
    ).unique(keys, keep="last")
    frame = asked.frame.join(known, on=keys, how="left", nulls_equal=True, maintain_order="left")
    found = pl.col(FOUND)
    if settings.integer_pair:
        found = found & pl.col(f"{VALUE}0").is_not_null()
    added = [
        (field, pl.when(found).then(pl.col(f"{VALUE}{n}")).otherwise(default))
        for n, (field, _, default) in enumerate(columns)
    ]
    out = stream.with_frame(frame).appended(added)
    return Outputs(out.fields_only())


def _comparable(stream: Stream, name: str) -> pl.Expr:
    value = stream.value(name)
    return not_empty(value) if stream.field(name).type is K.STRING else value


def _with_keys(
    scope: StepScope, stream: Stream, lookup: Stream, settings: StreamLookupSettings
) -> Stream:
    """Return the rows with their keys in the types of the lookup's; one that does not fit fails."""
    keys, bad = [], pl.lit(value=False)
    for number, (mine, theirs) in enumerate(settings.keys):
        field, kind = stream.field(mine), lookup.field(theirs).type
        value = _comparable(stream, mine)
        keys.append(compatible(value, field, kind).alias(f"{KEY}{number}"))
        if field.type is K.STRING and kind not in (K.STRING, K.BOOLEAN, K.BINARY):
            bad = bad | failed(value, pl.col(f"{KEY}{number}"))
    asked = stream.with_frame(stream.frame.with_columns(keys))
    if bad.meta.is_literal():
        return asked
    # Where the lookup has no row Kettle does not know its types, and converts nothing.
    some = lookup.frame.select(pl.len().alias(SOME))
    known = asked.with_frame(asked.frame.join(some, how="cross", maintain_order="left"))
    why = pl.lit("Error converting data while looking up value")
    return scope.checked(known, bad & (pl.col(SOME) > 0), why)


def _returned(lookup: Stream, value: LookupValue, column: str) -> tuple[Field, pl.Expr, pl.Expr]:
    """Return the field that is added, its column in the lookup, and its default."""
    field = replace(lookup.field(value.name), name=value.rename)
    default = default_of(value)
    if default is None:
        return field, pl.col(lookup.field(value.name).name).alias(column), pl.lit(None)
    field = replace(field, lazy=False)
    literal = convert(default, Field(value.name, value.type or K.STRING), field.type)
    return field, lookup.value(value.name).alias(column), literal


def default_of(value: LookupValue) -> pl.Expr | None:
    """Return the default as its own type; a text that does not spell one is null."""
    if value.type is K.BOOLEAN:
        return pl.lit(value.default.lower() in {"true", "y"})
    if not value.default or value.type is None:
        return None
    if value.type is K.STRING:
        return pl.lit(value.default)
    text = value.default.strip() if value.type is K.NUMBER else value.default
    mask = SHORT_MOMENT if value.type is K.DATE else "0" if value.type is K.INTEGER else ""
    return convert(pl.lit(text), Field(value.name, mask=mask), value.type)


def _require_integers(lookup: Stream, settings: StreamLookupSettings) -> None:
    names = [name for _, name in settings.keys], [each.name for each in settings.values]
    single = all(len(each) == 1 for each in names)
    if not single or any(lookup.field(each[0]).type is not K.INTEGER for each in names):
        raise StepError(
            "An integer pair needs one key and one value, and both must be Integers in the lookup."
            " Switch off 'Key and value are exactly one integer field'.",
            "整数对要求恰好一个键和一个值，且在查询流中均为 Integer。请取消该选项。",
        )
