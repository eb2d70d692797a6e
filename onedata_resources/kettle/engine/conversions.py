"""Texts of a stream converted once, with the places where that fails.

A conversion runs in Python per batch, so an expression that is used twice would run twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import polars as pl

from onedata_resources.kettle.engine.stream import Stream
from onedata_resources.kettle.values.convert import convert, failed, not_empty, trimmed
from onedata_resources.kettle.values.types import Field, KettleType

TYPED = "__kettle_typed_"
NEVER_FAIL = frozenset({KettleType.STRING, KettleType.BOOLEAN, KettleType.BINARY})


@dataclass(frozen=True)
class Typed:
    """A stream with typed values beside its texts, and the fields whose texts may not fit."""

    stream: Stream
    lost: list[tuple[Field, pl.Expr]]

    def value(self, name: str) -> pl.Expr:
        """Return the typed value of the text."""
        return pl.col(TYPED + name)


def with_typed(stream: Stream, wanted: Iterable[tuple[str, Field]]) -> Typed:
    """Return the stream with the value of each named text, read as its field says.

    An empty text stays one; it is null as a value of any other type.
    """
    pairs = list(wanted)
    added = []
    for name, field in pairs:
        text = replace(field, name=name, type=KettleType.STRING, lazy=False)
        raw = trimmed(pl.col(name), field.trim)
        raw = raw if field.type is KettleType.STRING else not_empty(raw)
        added.append(convert(raw, text, field.type).alias(TYPED + name))
    lost = [
        (field, failed(not_empty(pl.col(name)), pl.col(TYPED + name)))
        for name, field in pairs
        if field.type not in NEVER_FAIL
    ]
    return Typed(stream.with_frame(stream.frame.with_columns(added)), lost)
