"""Java's hash codes of columns, and the order in which its HashMap hands out keys."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

_BUCKETS = 8192
_LOAD = 0.75


def hash_map_order(keys: Sequence[pl.Series], height: int) -> pl.Series:
    """Return the positions of the keys in the order of a HashMap made for 5000 of them.

    The keys are distinct and in the order in which they were put; each is one row of the columns.
    """
    hashes = np.ones(height, np.int32)
    with np.errstate(over="ignore"):
        for column in keys:
            hashes = hashes * np.int32(31) + hash_codes(column)
    buckets = _BUCKETS
    while height > buckets * _LOAD:
        buckets *= 2
    spread = hashes ^ (hashes.view(np.uint32) >> np.uint32(16)).view(np.int32)
    return pl.Series(np.argsort(spread & np.int32(buckets - 1), kind="stable"))


def hash_codes(values: pl.Series) -> np.ndarray:
    """Return `hashCode` of each value as Kettle's Java type has it; 0 for null."""
    if values.dtype == pl.String:
        return _texts(values.fill_null(""))
    present = values.is_not_null().to_numpy()
    if values.dtype == pl.Boolean:
        codes = np.where(values.fill_null(value=False).to_numpy(), 1231, 1237).astype(np.int32)
    elif values.dtype == pl.Float64:
        codes = _folded((values.fill_null(0.0).to_numpy() + 0.0).view(np.int64))
    elif values.dtype.is_temporal():
        codes = _folded(values.dt.epoch("ms").fill_null(0).to_numpy())
    elif values.dtype.is_integer():
        codes = _folded(values.fill_null(0).to_numpy())
    else:
        codes = _texts(values.cast(pl.String, strict=False).fill_null(""))
    return np.where(present, codes, np.int32(0))


def _folded(numbers: np.ndarray) -> np.ndarray:
    bits = numbers.view(np.uint64)
    return (bits ^ (bits >> np.uint64(32))).astype(np.uint32).view(np.int32)


def _texts(texts: pl.Series) -> np.ndarray:
    """Return the hash codes of texts: a polynomial of their UTF-16 units."""
    joined = "".join(texts.to_list()).encode("utf-16-le", "surrogatepass")
    units = np.frombuffer(joined, np.uint16)
    lengths = np.array([len(each.encode("utf-16-le", "surrogatepass")) // 2 for each in texts])
    starts = np.cumsum(lengths) - lengths if len(lengths) else lengths
    codes = np.zeros(len(lengths), np.int32)
    with np.errstate(over="ignore"):
        for position in range(int(lengths.max(initial=0))):
            at = np.flatnonzero(lengths > position)
            unit = units[starts[at] + position].astype(np.int32)
            codes[at] = codes[at] * np.int32(31) + unit
    return codes
