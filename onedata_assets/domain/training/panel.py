"""The panel that a forecast is made from: one dense series of daily sales per department.

A day without a row is a day without sales. What the model sees of a panel is in `features.py`.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import polars as pl
from numpy.typing import NDArray

from onedata_assets.domain.days import MAX_CLOSED_DAYS, complete_days

COLUMNS = ("department", "sold_date", "sales_usd")


@dataclass(frozen=True)
class PanelError(Exception):
    """The daily sales cannot be forecast from; the texts say why and what to do."""

    en: str
    zh: str

    def __str__(self) -> str:
        """Return both texts."""
        return f"{self.en}\n{self.zh}"


@dataclass(frozen=True)
class Panel:
    """Sales in US dollars, `sales[department, day]`; the days are consecutive from `first_day`."""

    departments: tuple[str, ...]
    first_day: date
    sales: NDArray[np.float64]

    @property
    def days(self) -> int:
        """Return how many days the panel spans."""
        return self.sales.shape[1]

    @property
    def last_day(self) -> date:
        """Return the newest day."""
        return self.day(self.days - 1)

    @property
    def closed_days(self) -> int:
        """Return how many days no department sold anything."""
        return int((self.sales == 0).all(axis=0).sum())

    @property
    def digest(self) -> str:
        """Return a short digest of names, days and values: equal panels have equal digests."""
        told = f"{self.departments}{self.first_day}{self.sales.shape}".encode()
        return hashlib.sha256(told + np.ascontiguousarray(self.sales).tobytes()).hexdigest()[:16]

    def day(self, index: int) -> date:
        """Return the date of a column; indices past the end are days to come."""
        return self.first_day + timedelta(days=int(index))

    def until(self, index: int) -> "Panel":
        """Return the panel as it was known at the end of day `index`."""
        return replace(self, sales=self.sales[:, : index + 1])


def panel_of(rows: pl.DataFrame, *, incomplete_days: int = 0) -> Panel:
    """Return the panel of a table with one row per department and day.

    Rows without a department cannot be forecast and are left out. The newest `incomplete_days`
    are left out too: a day that is still filling looks like a fall in sales.

    Raises:
        PanelError: A column is missing or has a wrong type, a sale is not a number, a department
            has two rows for a day, no row is left, or a week in between is missing.
    """
    sales = _well_formed(rows).drop_nulls("department")
    _refuse_ambiguous(sales)
    sales = complete_days(sales, "sold_date", incomplete_days)
    if sales.is_empty():
        raise PanelError(
            f"department sales hold no day before the newest {incomplete_days}: "
            "materialize more days of dws/department_day",
            f"部门销售表除最新 {incomplete_days} 天外没有数据：请物化更多天的 dws/department_day",
        )
    panel = _dense(sales)
    _refuse_gaps(panel)
    return panel


def _refuse_gaps(panel: Panel) -> None:
    sold = np.flatnonzero((panel.sales != 0).any(axis=0))
    for before, after in pairwise(sold.tolist()):
        if after - before - 1 > MAX_CLOSED_DAYS:
            first, last = panel.day(before + 1), panel.day(after - 1)
            raise PanelError(
                f"no department sold anything from {first} to {last}: materialize these days of "
                "dws/department_day and of what it is made from",
                f"{first} 至 {last} 所有部门均无销售：请物化 dws/department_day 及其上游的这些天",
            )


def _well_formed(rows: pl.DataFrame) -> pl.DataFrame:
    try:
        return rows.select(
            pl.col("department").cast(pl.String),
            pl.col("sold_date").cast(pl.Date),
            pl.col("sales_usd").cast(pl.Float64),
        )
    except pl.exceptions.PolarsError as error:
        raise PanelError(
            f"department sales need the columns {COLUMNS} as String, Date and Float64 ({error}): "
            "check the model dws/department_day",
            f"部门销售表需要列 {COLUMNS}，类型为 String、Date、Float64（{error}）："
            "请检查模型 dws/department_day",
        ) from error


def _refuse_ambiguous(sales: pl.DataFrame) -> None:
    bad = sales.filter(~pl.col("sales_usd").is_finite().fill_null(value=False))
    if not bad.is_empty():
        where = bad.row(0, named=True)
        raise PanelError(
            f"{bad.height} sales are not numbers, first {where}: correct them upstream",
            f"{bad.height} 个销售额不是数值，首个为 {where}：请在上游更正",
        )
    twice = sales.filter(pl.struct("department", "sold_date").is_duplicated())
    if not twice.is_empty():
        where = twice.select("department", "sold_date").row(0)
        raise PanelError(
            f"{twice.height} rows share their department and day, first {where}: "
            "the table must hold one row per department and day",
            f"{twice.height} 行的部门与日期重复，首个为 {where}：该表每部门每天只能有一行",
        )


def _dense(sales: pl.DataFrame) -> Panel:
    names = sales["department"].unique().sort().to_list()
    dates: list[date] = sales["sold_date"].to_list()
    first = min(dates)
    matrix = np.zeros((len(names), (max(dates) - first).days + 1))
    row = {name: code for code, name in enumerate(names)}
    at = sales["department"].replace_strict(row, return_dtype=pl.Int64).to_numpy()
    matrix[at, [(sold - first).days for sold in dates]] = sales["sales_usd"].to_numpy()
    return Panel(tuple(names), first, matrix)
