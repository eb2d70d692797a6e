"""The cases of `kettle_engine.py`: each as a Kettle transformation, and as Polars by hand.

A Kettle input converts every field of its list, a scan of Polars only the columns that are used: so
that both do the same work, the files that are grouped have just the columns that their case uses.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import polars as pl
from kettle_steps import (
    FILES,
    FILTER,
    JOIN,
    KEYS,
    LOOKUP,
    OUTPUT,
    PRODUCT_INPUT,
    PRODUCTS,
    SALES,
    SALES_INPUT,
    TABLES,
    UNIQUE,
    calculator,
    grouping,
    sales_input,
    sort,
)

WAREHOUSE = "BENCH_WAREHOUSE"
"""The environment variable with the URL of a PostgreSQL database that has the tables."""


@dataclass(frozen=True)
class Case:
    """What is compared: the steps with their hops, and the same by hand.

    `rows` names the file of the sales that both read; a case of `tables` reads and writes those of
    the warehouse instead.
    """

    steps: tuple[str, ...]
    by_hand: Callable[[Path, str], None]
    rows: str = "sales"
    hops: tuple[tuple[str, str], ...] = ()
    tables: bool = False

    def ktr(self) -> str:
        """Return the transformation; without hops each step leads to the next."""
        names = [each.split("<name>")[1].split("</name>")[0] for each in self.steps]
        hops = self.hops or tuple(pairwise(names))
        order = "".join(f"<hop><from>{a}</from><to>{b}</to></hop>" for a, b in hops)
        return (
            f"<transformation><info><name>bench</name></info><order>{order}</order>"
            f"{''.join(self.steps)}</transformation>"
        )


def sales(folder: Path, rows: str) -> pl.LazyFrame:
    """Return the sales as a person would scan them."""
    return pl.scan_csv(folder / f"{rows}.csv", schema=FILES[rows])


def products(folder: Path) -> pl.LazyFrame:
    """Return the products."""
    return pl.scan_csv(folder / "products.csv", schema=PRODUCTS)


def write(frame: pl.LazyFrame, folder: Path) -> None:
    """Write the rows as a person would."""
    frame.sink_csv(folder / "out.txt", separator=";", engine="streaming")


def calculated(frame: pl.LazyFrame) -> pl.LazyFrame:
    """Return the three results of the Calculator."""
    full = frame.with_columns(full_price=pl.col("sales_value") + pl.col("retail_disc"))
    unit = full.with_columns(unit_price=pl.col("full_price") / pl.col("quantity"))
    return unit.with_columns(squared=pl.col("unit_price") ** 2)


def chain_by_hand(folder: Path, rows: str) -> None:
    """Filter, sort, keep the first of each key, calculate."""
    kept = sales(folder, rows).filter(pl.col("quantity") > 0).sort(KEYS, maintain_order=True)
    write(calculated(kept.unique(KEYS, keep="first", maintain_order=True)), folder)


def lookup_by_hand(folder: Path, rows: str) -> None:
    """Look the department and brand of each product up."""
    found = products(folder).select("product_id", "department", "brand")
    joined = sales(folder, rows).join(found, on="product_id", how="left", maintain_order="left")
    write(joined, folder)


def join_by_hand(folder: Path, rows: str) -> None:
    """Join on the product, in its order."""
    left = sales(folder, rows).sort("product_id", maintain_order=True)
    right = products(folder).rename({"product_id": "product_id_1"})
    right = right.with_columns(product_id=pl.col("product_id_1"))
    joined = left.join(right, on="product_id", how="inner", maintain_order="left")
    chosen = joined.select(*SALES, "product_id_1", "manufacturer_id", "department", "brand")
    write(chosen, folder)


def groups_by_hand(folder: Path, rows: str) -> None:
    """Sum and count by household and product."""
    grouped = (
        sales(folder, rows)
        .group_by(KEYS)
        .agg(total=pl.col("sales_value").sum(), lines=pl.col("basket_id").count())
    )
    write(grouped.sort(KEYS), folder)


def many_by_hand(folder: Path, rows: str) -> None:
    """Filter, calculate, and sum by store."""
    kept = calculated(sales(folder, rows).filter(pl.col("quantity") > 0))
    grouped = kept.group_by("store_id").agg(
        total=pl.col("squared").sum(), lines=pl.col("basket_id").count()
    )
    write(grouped, folder)


def tables_by_hand(folder: Path, rows: str) -> None:
    """Read the table by connectorx, write the rows of a CSV by COPY."""
    import psycopg2

    del folder, rows
    url = os.environ[WAREHOUSE]
    lines = io.BytesIO()
    pl.read_database_uri("SELECT * FROM sales", url, engine="connectorx").write_csv(
        lines, include_header=False
    )
    lines.seek(0)
    with psycopg2.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute("TRUNCATE copied")
        cursor.copy_expert("COPY copied FROM STDIN (FORMAT csv)", lines)


CASES = {
    "chain": Case(
        (
            SALES_INPUT,
            FILTER.replace(">next<", ">sort<"),
            sort("sort", *KEYS),
            UNIQUE,
            calculator(),
            OUTPUT,
        ),
        chain_by_hand,
    ),
    "lookup": Case(
        (SALES_INPUT, PRODUCT_INPUT, LOOKUP, OUTPUT),
        lookup_by_hand,
        hops=(("read", "lookup"), ("products", "lookup"), ("lookup", "out")),
    ),
    "join": Case(
        (
            SALES_INPUT,
            sort("by product", "product_id"),
            PRODUCT_INPUT,
            sort("products by id", "product_id"),
            JOIN,
            OUTPUT,
        ),
        join_by_hand,
        hops=(
            ("read", "by product"),
            ("by product", "join"),
            ("products", "products by id"),
            ("products by id", "join"),
            ("join", "out"),
        ),
    ),
    "group": Case(
        (
            sales_input("baskets"),
            sort("sort", *KEYS),
            grouping("GroupBy", KEYS, "sales_value"),
            OUTPUT,
        ),
        groups_by_hand,
        rows="baskets",
    ),
    "10 million": Case(
        (
            sales_input("many"),
            FILTER.replace(">next<", ">calc<"),
            calculator(),
            grouping("MemoryGroupBy", ["store_id"], "squared"),
            OUTPUT,
        ),
        many_by_hand,
        rows="many",
    ),
    "tables": Case(TABLES, tables_by_hand, tables=True),
}
