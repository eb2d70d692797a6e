"""The cases of `kettle_engine.py`: each as a Kettle transformation, and as Polars by hand.

A Kettle input converts every field of its list, a scan of Polars only the columns that are used: so
that both do the same work, the files that are grouped have just the columns that their case uses.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from xml.sax.saxutils import escape

import polars as pl

SALES = {
    "household_id": pl.Int64,
    "store_id": pl.Int64,
    "basket_id": pl.Int64,
    "product_id": pl.Int64,
    "quantity": pl.Int64,
    "sales_value": pl.Float64,
    "retail_disc": pl.Float64,
    "week": pl.Int64,
    "sold_at": pl.String,
}
PRODUCTS = {
    "product_id": pl.Int64,
    "manufacturer_id": pl.Int64,
    "department": pl.String,
    "brand": pl.String,
}
FILES = {
    "sales": SALES,
    "baskets": {
        name: SALES[name] for name in ("household_id", "product_id", "basket_id", "sales_value")
    },
    "many": {
        name: SALES[name]
        for name in ("store_id", "basket_id", "quantity", "sales_value", "retail_disc")
    },
}
"""The files of sales with their columns."""
KETTLE_TYPES = {pl.Int64: "Integer", pl.Float64: "Number", pl.String: "String"}
KEYS = ["household_id", "product_id"]


@dataclass(frozen=True)
class Case:
    """What is compared: the steps with their hops, and the same by hand.

    `rows` names the file of the sales that both read.
    """

    steps: tuple[str, ...]
    by_hand: Callable[[Path, str], pl.LazyFrame]
    rows: str = "sales"
    hops: tuple[tuple[str, str], ...] = ()

    def ktr(self) -> str:
        """Return the transformation; without hops each step leads to the next."""
        names = [each.split("<name>")[1].split("</name>")[0] for each in self.steps]
        hops = self.hops or tuple(pairwise(names))
        order = "".join(f"<hop><from>{a}</from><to>{b}</to></hop>" for a, b in hops)
        return (
            f"<transformation><info><name>bench</name></info><order>{order}</order>"
            f"{''.join(self.steps)}</transformation>"
        )


def step(name: str, kind: str, settings: str) -> str:
    """Return one step."""
    return f"<step><name>{name}</name><type>{kind}</type>{settings}</step>"


def csv_input(name: str, file: str, schema: dict[str, type[pl.DataType]]) -> str:
    """Return a CsvInput of every column, lazy conversion off."""
    fields = "".join(
        f"<field><name>{column}</name><type>{KETTLE_TYPES[kind]}</type></field>"
        for column, kind in schema.items()
    )
    return step(
        name,
        "CsvInput",
        f'<filename>${{FOLDER}}/{file}.csv</filename><separator>,</separator><enclosure>"</enclosure>'
        f"<header>Y</header><lazy_conversion>N</lazy_conversion><fields>{fields}</fields>",
    )


def sort(name: str, *keys: str) -> str:
    """Return a SortRows, ascending."""
    fields = "".join(
        f"<field><name>{key}</name><ascending>Y</ascending><case_sensitive>Y</case_sensitive></field>"
        for key in keys
    )
    return step(name, "SortRows", f"<sort_size>1000000</sort_size><fields>{fields}</fields>")


OUTPUT = step(
    "out",
    "TextFileOutput",
    '<separator>;</separator><enclosure>"</enclosure><header>Y</header><format>UNIX</format>'
    "<file><name>${FOLDER}/out</name><extention>txt</extention></file><fields/>",
)
FILTER = step(
    "filter",
    "FilterRows",
    "<send_true_to>next</send_true_to><compare><condition><leftvalue>quantity</leftvalue>"
    "<function>&gt;</function><value><name>c</name><type>Integer</type><text>0</text></value>"
    "</condition></compare>",
)


def sales_input(rows: str = "sales") -> str:
    """Return a CsvInput of the sales."""
    return csv_input("read", "${ROWS}", FILES[rows])


SALES_INPUT = sales_input()


def calculation(name: str, code: str, a: str, b: str) -> str:
    """Return one calculation of a Number."""
    return (
        f"<calculation><field_name>{name}</field_name><calc_type>{code}</calc_type>"
        f"<field_a>{a}</field_a><field_b>{b}</field_b><value_type>Number</value_type></calculation>"
    )


def calculator(name: str = "calc") -> str:
    """Return a Calculator of three operations."""
    return step(
        name,
        "Calculator",
        calculation("full_price", "ADD", "sales_value", "retail_disc")
        + calculation("unit_price", "DIVIDE", "full_price", "quantity")
        + calculation("squared", "SQUARE", "unit_price", ""),
    )


def sales(folder: Path, rows: str) -> pl.LazyFrame:
    """Return the sales as a person would scan them."""
    return pl.scan_csv(folder / f"{rows}.csv", schema=FILES[rows])


def products(folder: Path) -> pl.LazyFrame:
    """Return the products."""
    return pl.scan_csv(folder / "products.csv", schema=PRODUCTS)


def calculated(frame: pl.LazyFrame) -> pl.LazyFrame:
    """Return the three results of the Calculator."""
    full = frame.with_columns(full_price=pl.col("sales_value") + pl.col("retail_disc"))
    unit = full.with_columns(unit_price=pl.col("full_price") / pl.col("quantity"))
    return unit.with_columns(squared=pl.col("unit_price") ** 2)


def chain_by_hand(folder: Path, rows: str) -> pl.LazyFrame:
    """Filter, sort, keep the first of each key, calculate."""
    kept = sales(folder, rows).filter(pl.col("quantity") > 0).sort(KEYS, maintain_order=True)
    return calculated(kept.unique(KEYS, keep="first", maintain_order=True))


def lookup_by_hand(folder: Path, rows: str) -> pl.LazyFrame:
    """Look the department and brand of each product up."""
    found = products(folder).select("product_id", "department", "brand")
    return sales(folder, rows).join(found, on="product_id", how="left", maintain_order="left")


def join_by_hand(folder: Path, rows: str) -> pl.LazyFrame:
    """Join on the product, in its order."""
    left = sales(folder, rows).sort("product_id", maintain_order=True)
    right = products(folder).rename({"product_id": "product_id_1"})
    right = right.with_columns(product_id=pl.col("product_id_1"))
    joined = left.join(right, on="product_id", how="inner", maintain_order="left")
    return joined.select(*SALES, "product_id_1", "manufacturer_id", "department", "brand")


def groups_by_hand(folder: Path, rows: str) -> pl.LazyFrame:
    """Sum and count by household and product."""
    grouped = (
        sales(folder, rows)
        .group_by(KEYS)
        .agg(total=pl.col("sales_value").sum(), lines=pl.col("basket_id").count())
    )
    return grouped.sort(KEYS)


def many_by_hand(folder: Path, rows: str) -> pl.LazyFrame:
    """Filter, calculate, and sum by store."""
    kept = calculated(sales(folder, rows).filter(pl.col("quantity") > 0))
    return kept.group_by("store_id").agg(
        total=pl.col("squared").sum(), lines=pl.col("basket_id").count()
    )


UNIQUE = step(
    "unique",
    "Unique",
    "<fields>"
    + "".join(
        f"<field><name>{k}</name><case_insensitive>N</case_insensitive></field>" for k in KEYS
    )
    + "</fields>",
)
LOOKUP = step(
    "lookup",
    "StreamLookup",
    "<from>products</from><lookup><key><name>product_id</name><field>product_id</field></key>"
    "<value><name>department</name><rename>department</rename><type>String</type></value>"
    "<value><name>brand</name><rename>brand</rename><type>String</type></value></lookup>",
)
JOIN = step(
    "join",
    "MergeJoin",
    "<join_type>INNER</join_type><step1>by product</step1><step2>products by id</step2>"
    "<keys_1><key>product_id</key></keys_1><keys_2><key>product_id</key></keys_2>",
)


def grouping(kind: str, keys: list[str], subject: str) -> str:
    """Return a GroupBy or MemoryGroupBy with a sum and a count."""
    group = "".join(f"<field><name>{escape(key)}</name></field>" for key in keys)
    fields = (
        f"<field><aggregate>total</aggregate><subject>{subject}</subject><type>SUM</type></field>"
        "<field><aggregate>lines</aggregate><subject>basket_id</subject><type>COUNT_ALL</type></field>"
    )
    return step("group", kind, f"<group>{group}</group><fields>{fields}</fields>")


PRODUCT_INPUT = csv_input("products", "products", PRODUCTS)
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
}
