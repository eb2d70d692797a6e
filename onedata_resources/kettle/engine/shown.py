"""Values and rows as texts in messages, as Kettle's getString gives them."""

from __future__ import annotations

import polars as pl

from onedata_resources.kettle.engine.stream import Stream
from onedata_resources.kettle.values.convert import to_text, trimmed
from onedata_resources.kettle.values.types import Field, KettleType


def shown(value: pl.Expr, field: Field) -> pl.Expr:
    """Return the value as text with the field's mask; a text is trimmed as its field says."""
    text = to_text(value, field)
    return trimmed(text, field.trim) if field.type is KettleType.STRING else text


def row_text(stream: Stream) -> pl.Expr:
    """Return each row as one text: `[1], [null]`."""
    texts = [
        pl.concat_str(
            [
                pl.lit("["),
                shown(stream.value(each.name), each).fill_null("null"),
                pl.lit("]"),
            ]
        )
        for each in stream.fields
    ]
    return pl.concat_str(texts, separator=", ")
