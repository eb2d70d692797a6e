"""Java's hash codes of columns and rows, and the order in which its HashMap hands out keys.

A BigDecimal's code depends on its scale; here it is that of the number without zeros at its end,
because columns do not keep them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import polars as pl

from onedata_resources.kettle.values.java_text_hash import big_hash
from onedata_resources.kettle.values.types import Field, KettleType

K = KettleType
_GROUPS = 8192
SMALLEST = 16
LOAD = 0.75
_NULLS = {K.BOOLEAN: 1, K.DATE: 2, K.NUMBER: 4, K.STRING: 8, K.INTEGER: 16, K.BIG_NUMBER: 32}
"""What Kettle takes for the code of a null of each type; 0 for other types."""
_NAN = 0x7FF8000000000000


def map_order(hashes: np.ndarray, buckets: int = SMALLEST) -> np.ndarray:
    """Return the positions of keys in the order of a HashMap that has at least so many buckets.

    The hashes are those of distinct keys in the order in which they were put.
    """
    while len(hashes) > buckets * LOAD:
        buckets *= 2
    return np.argsort(spread(hashes) & np.int32(buckets - 1), kind="stable")


def spread(hashes: np.ndarray) -> np.ndarray:
    """Return the numbers whose lowest bits are the buckets of keys with these hash codes."""
    return hashes ^ (hashes.view(np.uint32) >> np.uint32(16)).view(np.int32)


def group_order(keys: Sequence[pl.Series], height: int) -> pl.Series:
    """Return the positions of the keys in the order of a HashMap made for 5000 of them.

    The keys are distinct and in the order in which they were put; each is one row of the columns.
    """
    hashes = np.ones(height, np.int32)
    with np.errstate(over="ignore"):
        for column in keys:
            hashes = hashes * np.int32(31) + hash_codes(column)
    return pl.Series(map_order(hashes, _GROUPS))


def name_order(names: Iterable[str]) -> list[str]:
    """Return the names in the order in which a HashMap gives them that was filled so."""
    unique = list(dict.fromkeys(names))
    return [unique[at] for at in map_order(hash_codes(pl.Series(unique, dtype=pl.String)))]


def row_hashes(rows: pl.DataFrame, fields: Sequence[Field]) -> pl.Series:
    """Return each row's hash as Kettle has it: the codes of its values, combined bit by bit."""
    hashes = np.zeros(rows.height, np.int32)
    for column, field in zip(rows.get_columns(), fields, strict=True):
        present = column.is_not_null().to_numpy()
        hashes ^= np.where(present, hash_codes(column), np.int32(_NULLS.get(field.type, 0)))
    return pl.Series(hashes.astype(np.int64))


def hash_codes(values: pl.Series) -> np.ndarray:
    """Return `hashCode` of each value as Kettle's Java type has it; 0 for null and for bytes."""
    present = values.is_not_null().to_numpy()
    if values.dtype == pl.String:
        codes = _texts(values.fill_null(""))
    elif values.dtype == pl.Boolean:
        codes = np.where(values.fill_null(value=False).to_numpy(), 1231, 1237).astype(np.int32)
    elif values.dtype == pl.Float64:
        codes = _folded(_double_bits(values.fill_null(0.0).to_numpy()))
    elif values.dtype.is_temporal():
        codes = _folded(values.dt.epoch("ms").fill_null(0).to_numpy())
    elif values.dtype.is_integer():
        codes = _folded(values.fill_null(0).cast(pl.Int64).to_numpy())
    elif values.dtype.is_decimal():
        codes = _bigs(values)
    else:
        codes = np.zeros(len(values), np.int32)
    return np.where(present, codes, np.int32(0))


def _double_bits(numbers: np.ndarray) -> np.ndarray:
    """Return `Double.doubleToLongBits`: a zero below zero has a sign, and all NaN are one."""
    return np.where(np.isnan(numbers), np.int64(_NAN), np.ascontiguousarray(numbers).view(np.int64))


def _folded(numbers: np.ndarray) -> np.ndarray:
    bits = numbers.view(np.uint64)
    return (bits ^ (bits >> np.uint64(32))).astype(np.uint32).view(np.int32)


def _bigs(values: pl.Series) -> np.ndarray:
    """Return the codes of BigDecimals, computed once for each distinct number."""
    distinct = values.drop_nulls().unique()
    codes = pl.Series([big_hash(each) for each in distinct], dtype=pl.Int32)
    found = values.to_frame("v").join(
        pl.DataFrame({"v": distinct, "c": codes}), on="v", how="left", maintain_order="left"
    )
    return found["c"].fill_null(0).to_numpy()


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
