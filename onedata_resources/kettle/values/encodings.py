"""Texts as bytes and back, in the encodings that fields name."""

from __future__ import annotations

import codecs

import polars as pl

from onedata_resources.kettle.values.by_value import by_value


def _is_utf8(encoding: str) -> bool:
    return codecs.lookup(encoding or "utf-8").name == "utf-8"


def encoded(texts: pl.Series, encoding: str) -> pl.Series:
    """Return the bytes; as in Java, a character that has none is a question mark."""
    if _is_utf8(encoding):
        return texts.cast(pl.Binary)
    return by_value(texts, lambda each: str(each).encode(encoding, "replace"), pl.Binary())


def decoded(values: pl.Series, encoding: str) -> pl.Series:
    """Return the texts; bytes that are no text become U+FFFD."""
    if _is_utf8(encoding):
        texts = values.cast(pl.String, strict=False)
        if texts.null_count() == values.null_count():
            return texts
    codec = encoding or "utf-8"

    def read(each: object) -> str:
        return each.decode(codec, "replace") if isinstance(each, bytes) else str(each)

    return by_value(values, read, pl.String())
