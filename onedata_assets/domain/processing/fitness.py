"""Whether a stored table is what its contract says, and whether its days are as usual.

Values are judged by expectations (`expectations.py`); here are columns, types, nulls, keys, shares
of rejected rows and rows by day. How findings become asset checks is in `lib/truths.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import TYPE_CHECKING

from onedata_assets.domain.processing.contract import Contract
from onedata_assets.domain.processing.contract_faults import Fault
from onedata_assets.domain.processing.quality import SUFFIX

if TYPE_CHECKING:
    import polars as pl
    from polars._typing import PolarsDataType


@dataclass(frozen=True)
class Fitness:
    """How a table compares with its contract: its rows, and every way in which it differs."""

    rows: int
    nulls: int
    repeated_keys: int
    faults: tuple[Fault, ...]


@dataclass(frozen=True)
class Rejection:
    """The largest share of rejected rows, of a day where there are days, else of the table."""

    percent: float
    rejected: int
    rows: int
    day: str = ""


def type_name(dtype: PolarsDataType) -> str:
    """Return a Polars type as contracts write it: `Int64`, `Datetime[UTC]`, `List[String]`."""
    import polars as pl

    match dtype:
        case pl.Datetime(time_zone=None):
            return "Datetime"
        case pl.Datetime():
            return f"Datetime[{dtype.time_zone}]"
        case pl.Decimal():
            return f"Decimal[{dtype.precision},{dtype.scale}]"
        case pl.List():
            return f"List[{type_name(dtype.inner)}]"
        case _:
            return str(dtype.base_type())


def fitness(frame: pl.LazyFrame, contract: Contract) -> Fitness:
    """Compare a stored table with its contract; every row is read once, the key once more."""
    import polars as pl

    found = {name: type_name(dtype) for name, dtype in frame.collect_schema().items()}
    required = [c.name for c in contract.columns if not c.nullable and c.name in found]
    counts = frame.select(
        pl.len().alias("\0rows"), *(pl.col(name).null_count() for name in required)
    ).collect()
    rows, nulls = counts.row(0)[0], dict(zip(required, counts.row(0)[1:], strict=True))
    whole_key = contract.key if set(contract.key) <= found.keys() else []
    repeated = rows - _distinct(frame, whole_key) if whole_key else 0
    faults = [*_columns(found, contract), *_values(rows, nulls, repeated, contract)]
    return Fitness(rows, sum(nulls.values()), repeated, tuple(faults))


def _distinct(frame: pl.LazyFrame, key: list[str]) -> int:
    """Return how many different keys there are; `unique` is twice as fast as a struct's count."""
    import polars as pl

    return frame.select(key).unique().select(pl.len()).collect(engine="streaming").item()


def _columns(found: Mapping[str, str], contract: Contract) -> Iterable[Fault]:
    declared = {column.name: column.type for column in contract.columns}
    for name in declared.keys() - found.keys():
        yield Fault(f"column {name} is missing", f"缺少字段 {name}")
    for name in found.keys() - declared.keys():
        yield Fault(f"column {name} is not declared", f"字段 {name} 未在契约中声明")
    for name in declared.keys() & found.keys():
        if not _same(declared[name], found[name]):
            yield Fault(
                f"column {name} is {found[name]}, declared {declared[name]}",
                f"字段 {name} 的类型为 {found[name]}，契约为 {declared[name]}",
            )


def _same(declared: str, found: str) -> bool:
    """Tell whether a type is the declared one; a moment with a zone must be declared with it."""
    base = found.partition("[")[0]
    return declared == found or (declared == base and base != "Datetime")


def _values(
    rows: int, nulls: Mapping[str, int], repeated: int, contract: Contract
) -> Iterable[Fault]:
    if not rows and not (contract.may_be_empty or contract.table.endswith(SUFFIX)):
        yield Fault("it has no row", "表中没有任何行")
    for name, count in nulls.items():
        if count:
            yield Fault(
                f"column {name} has {count} nulls and may have none",
                f"字段 {name} 有 {count} 个空值，契约不允许为空",
            )
    if repeated:
        key = ", ".join(contract.key)
        yield Fault(f"{repeated} rows repeat the key ({key})", f"{repeated} 行的主键（{key}）重复")


def rows_by_day(frame: pl.LazyFrame, column: str) -> dict[date, int]:
    """Return how many rows each day has, in order of days; rows without a day are left out."""
    import polars as pl

    day = pl.col(column).cast(pl.Date)
    counted = frame.group_by(day).agg(pl.len().alias("rows")).drop_nulls().sort(column).collect()
    return dict(counted.iter_rows())


def worst_rejection(
    accepted: Mapping[date | None, int], rejected: Mapping[date | None, int]
) -> Rejection:
    """Return the largest share of rejected rows; a table without days counts as the day None."""
    shares = [
        Rejection(
            round(100 * count / (count + accepted.get(day, 0)), 3),
            count,
            count + accepted.get(day, 0),
            day.isoformat() if day else "",
        )
        for day, count in rejected.items()
        if count
    ]
    most = Rejection(0.0, 0, sum(accepted.values()))
    return max(shares, key=lambda share: share.percent, default=most)


def thin_days(
    counts: Mapping[date, int], expected: Iterable[date], min_percent: float
) -> dict[date, int]:
    """Return the days with fewer rows than `min_percent` of the median day, with their rows.

    The days are those from the first to the last that has rows or is expected.
    """
    known = sorted({*counts, *expected})
    if not counts:
        return dict.fromkeys(known, 0)
    days = [known[0] + timedelta(number) for number in range((known[-1] - known[0]).days + 1)]
    usual = median(counts.values()) * min_percent / 100
    return {day: counts.get(day, 0) for day in days if counts.get(day, 0) < usual}
