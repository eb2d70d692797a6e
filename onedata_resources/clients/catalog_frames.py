"""What the columns of a frame hold; what those of a SQL database do is in `catalog_types.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onedata_assets.domain.metadata.model import UNDECLARED, Declared, Family, Table

if TYPE_CHECKING:
    import polars as pl

INFINITE_DAY = 2**31 - 1


def family_of(dtype: pl.DataType) -> Family:
    """Return what a column of a frame holds."""
    import polars as pl

    if dtype.is_integer():
        return Family.INTEGER
    families: dict[type[pl.DataType], Family] = {
        pl.Boolean: Family.BOOLEAN,
        pl.Decimal: Family.DECIMAL,
        pl.Date: Family.DATE,
        pl.Time: Family.TIME,
        pl.Datetime: Family.MOMENT,
        pl.Binary: Family.BINARY,
        pl.String: Family.TEXT,
        pl.Categorical: Family.TEXT,
        pl.Enum: Family.TEXT,
        pl.Float32: Family.FLOAT,
        pl.Float64: Family.FLOAT,
    }
    return Family.NESTED if dtype.is_nested() else families.get(dtype.base_type(), Family.OTHER)


def declared_of(dtype: pl.DataType) -> Declared:
    """Return what the type of a column that was written with types holds its values to."""
    import polars as pl

    if isinstance(dtype, pl.Decimal):
        return Declared(precision=dtype.precision, scale=dtype.scale)
    if isinstance(dtype, pl.Enum):
        return Declared(codes=tuple(dtype.categories))
    bits = {
        pl.Int8: 8, pl.Int16: 16, pl.Int32: 32, pl.UInt8: 9, pl.UInt16: 17, pl.UInt32: 33,
        pl.UInt64: 65, pl.Int128: 128,
    }.get(dtype.base_type())  # fmt: skip
    return (
        Declared(bits=bits, low="0" if dtype.is_unsigned_integer() else None)
        if bits
        else UNDECLARED
    )


def type_of(dtype: pl.DataType) -> str:
    """Return the type of a column as people write it: `Datetime`, or `Datetime UTC`."""
    import polars as pl

    if isinstance(dtype, pl.Datetime):
        return f"Datetime {dtype.time_zone}" if dtype.time_zone else "Datetime"
    return str(dtype)


def finite_days(frame: pl.DataFrame) -> pl.DataFrame:
    """Return rows with the infinite days, for which DuckDB takes `inf`, as what they are written.

    A column of nothing else is of numbers; beside real days they are null. Polars ends the process
    over them.
    """
    import polars as pl

    changed = []
    for each in frame.get_columns():
        if each.dtype == pl.Date and (number := each.to_physical()).abs().max() == INFINITE_DAY:
            outside = number.abs() == INFINITE_DAY
            sign = pl.select(pl.when(outside).then(number.sign() * float("inf"))).to_series()
            inside = pl.select(pl.when(~outside).then(each)).to_series()
            changed.append(
                (sign if inside.null_count() == frame.height else inside).alias(each.name)
            )
    return frame.with_columns(changed)


def without_rows(table: Table) -> pl.DataFrame:
    """Return the columns of a table as a frame without rows, where none can be asked for."""
    import polars as pl

    return pl.DataFrame(schema={each.name: pl.String for each in table.columns})
