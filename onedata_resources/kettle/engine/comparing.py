"""What decides whether two values of a field are the same, and which comes first."""

from __future__ import annotations

import polars as pl

from onedata_resources.kettle.engine.stream import Stream
from onedata_resources.kettle.values.collation import collation_key
from onedata_resources.kettle.values.convert import elementwise, not_empty
from onedata_resources.kettle.values.types import KettleType


def key_of(stream: Stream, name: str, *, ignore_case: bool = False) -> pl.Expr:
    """Return the value to compare a field by; an empty text counts as null."""
    value = stream.value(name)
    if stream.field(name).type is not KettleType.STRING:
        return value
    return not_empty(value.str.to_lowercase() if ignore_case else value)


def compared(stream: Stream, name: str, *, ignore_case: bool | None = None) -> pl.Expr:
    """Return what decides whether two values of the field are the same, by the field's own rules.

    A step that sorts leaves its rules for texts on the fields that it sorted by. A collator wins
    over the case, for which a step may have a rule of its own.
    """
    field = stream.field(name)
    strength = field.collation
    if field.type is not KettleType.STRING or strength is None:
        case = field.ignore_case if ignore_case is None else ignore_case
        return key_of(stream, name, ignore_case=case)
    return elementwise(
        key_of(stream, name), lambda text: collation_key(text, strength), pl.Binary()
    )
