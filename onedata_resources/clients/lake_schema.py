"""Which frames a table takes: types that Delta can hold, and how a table's columns may change.

A full write sets the columns. A partial write (`where`, append, merge) may add columns, which
old rows then hold as null; it may not drop one or change its type.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from onedata_resources.clients.lake_errors import table_name
from onedata_resources.errors import BadInputError

if TYPE_CHECKING:
    import polars as pl


def storable(address: Sequence[str], frame: pl.LazyFrame, schema: pl.Schema) -> pl.LazyFrame:
    """Return the frame with every column in a type that Delta holds without loss.

    Raises:
        BadInputError: A column's type has no counterpart; the message names all of them.
    """
    import polars as pl

    types = {name: _stored_type(dtype) for name, dtype in schema.items()}
    wrong = {name: schema[name] for name, dtype in types.items() if dtype is None}
    if wrong or not types:
        raise _unfit(address, [f"{name}: {dtype}" for name, dtype in wrong.items()])
    return frame.select(pl.col(name).cast(dtype or schema[name]) for name, dtype in types.items())


def fitting(
    address: Sequence[str], frame: pl.LazyFrame, table: pl.Schema, schema: pl.Schema
) -> pl.LazyFrame:
    """Return the frame in the table's types and column order, new columns last.

    Raises:
        BadInputError: A column is missing, or its type does not fit the table's.
    """
    import polars as pl

    missing = [name for name in table if name not in schema]
    wrong = [
        f"{name}: {schema[name]} -> {dtype}"
        for name, dtype in table.items()
        if name in schema and not _widens(schema[name], dtype)
    ]
    if missing or wrong:
        raise _mismatch(address, missing, wrong)
    order = [*table, *(name for name in schema if name not in table)]
    ordered = frame.select(pl.col(name).cast(table.get(name, schema[name])) for name in order)
    return storable(address, ordered, pl.Schema({n: table.get(n, schema[n]) for n in order}))


def _stored_type(dtype: pl.DataType) -> pl.DataType | None:
    """Return the type that a column is stored in, or None where Delta has none."""
    import polars as pl

    if isinstance(dtype, (pl.List, pl.Array)):
        inner = _stored_type(_instance(dtype.inner))
        return None if inner is None else pl.List(inner)
    if isinstance(dtype, pl.Struct):
        return _stored_struct(dtype.fields)
    if isinstance(dtype, pl.Datetime):
        return pl.Datetime("us", "UTC" if dtype.time_zone else None)
    replaced: dict[type[pl.DataType], pl.DataType | None] = {
        pl.UInt8: pl.Int16(),
        pl.UInt16: pl.Int32(),
        pl.UInt32: pl.Int64(),
        pl.UInt64: pl.Decimal(38, 0),
        pl.Int128: pl.Decimal(38, 0),
        pl.Categorical: pl.String(),
        pl.Enum: pl.String(),
        **dict.fromkeys((pl.Null, pl.Time, pl.Duration, pl.Object, pl.Unknown)),
    }
    return replaced.get(type(dtype), dtype)


def _stored_struct(fields: Sequence[pl.Field]) -> pl.DataType | None:
    """Return the struct with stored types in every field."""
    import polars as pl

    stored = {field.name: _stored_type(_instance(field.dtype)) for field in fields}
    found = {name: dtype for name, dtype in stored.items() if dtype is not None}
    return pl.Struct(found) if len(found) == len(stored) else None


def _instance(dtype: object) -> pl.DataType:
    """Return an instance where Polars hands out the class of a type."""
    return dtype() if isinstance(dtype, type) else dtype  # type: ignore[return-value]


def _widens(source: pl.DataType, target: pl.DataType) -> bool:
    """Tell whether every value of one type is a value of the other."""
    import polars as pl

    stored = _stored_type(source)
    if source == pl.Null() or target in (source, stored):
        return True
    if stored is None:
        return False
    if stored.is_integer() and target.is_integer():
        order = [pl.Int8(), pl.Int16(), pl.Int32(), pl.Int64()]
        return order.index(stored) <= order.index(target)
    return target == pl.Float64() and (stored.is_integer() or stored == pl.Float32())


def _unfit(address: Sequence[str], columns: list[str]) -> BadInputError:
    name = table_name(address)
    listed = "; ".join(columns) or "no column at all"
    return BadInputError(
        f"{name}: the lake has no type for {listed}. Cast before writing "
        "(an all-null column to its intended type, a time or duration to text or number)",
        f"{name}：数据湖没有对应类型：{listed}。写入前请转换类型",
    )


def _mismatch(address: Sequence[str], missing: list[str], wrong: list[str]) -> BadInputError:
    name = table_name(address)
    en = [f"columns are missing: {', '.join(missing)}"] if missing else []
    en += [f"types do not fit: {'; '.join(wrong)}"] if wrong else []
    return BadInputError(
        f"{name}: a partial write must fit the table, but {' and '.join(en)}. "
        "Cast or add the columns, or replace the whole table",
        f"{name}：部分写入须与表结构一致；缺少列：{'、'.join(missing) or '无'}；"
        f"类型不符：{'；'.join(wrong) or '无'}。请转换或补列，或整表覆盖",
    )
