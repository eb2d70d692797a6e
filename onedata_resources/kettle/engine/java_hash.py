"""Hash codes as Java's objects have them, because tables keep what Kettle computed from them."""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import polars as pl

from onedata_resources.kettle.values.java_text_hash import text_hash
from onedata_resources.kettle.values.types import Field, KettleType

K = KettleType
_NULLS = {K.BOOLEAN: 1, K.DATE: 2, K.NUMBER: 4, K.STRING: 8, K.INTEGER: 16, K.BIG_NUMBER: 32}
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - moments in Kettle have no time zone


def java_hash(rows: pl.DataFrame, fields: Sequence[Field]) -> list[int]:
    """Return each row's hash: those of its values, combined bit by bit."""
    kinds = [field.type for field in fields]
    hashes = []
    for row in rows.iter_rows():
        code = 0
        for value, kind in zip(row, kinds, strict=True):
            code ^= _NULLS.get(kind, 0) if value is None else _signed(_hash(value, kind))
        hashes.append(code)
    return hashes


def _hash(value: Any, kind: KettleType) -> int:  # noqa: ANN401 - a value of that type
    return _HASHES[kind](value) if kind in _HASHES else 0


def _truth(value: bool) -> int:
    return 1231 if value else 1237


def _double(value: float) -> int:
    return _long(struct.unpack(">q", struct.pack(">d", value))[0])


def _moment(value: datetime) -> int:
    return _long(round((value - _EPOCH).total_seconds() * 1000))


def _long(value: int) -> int:
    bits = value & 0xFFFFFFFFFFFFFFFF
    return (bits ^ (bits >> 32)) & 0xFFFFFFFF


def _big(value: Decimal) -> int:
    plain = value.normalize()
    sign, digits, exponent = plain.as_tuple()
    scale = max(-int(exponent), 0)
    unscaled = int("".join(map(str, digits))) * 10 ** max(int(exponent), 0)
    code = 0
    for shift in reversed(range(0, max(unscaled.bit_length(), 1), 32)):
        code = (code * 31 + ((unscaled >> shift) & 0xFFFFFFFF)) & 0xFFFFFFFF
    return (31 * (-code if sign else code) + scale) & 0xFFFFFFFF


_HASHES: dict[KettleType, Callable[[Any], int]] = {
    K.STRING: text_hash,
    K.BOOLEAN: _truth,
    K.INTEGER: _long,
    K.NUMBER: _double,
    K.BIG_NUMBER: _big,
    K.DATE: _moment,
    K.TIMESTAMP: _moment,
}


def _signed(code: int) -> int:
    return code - 0x100000000 if code & 0x80000000 else code
