"""Kettle steps of the cases in `kettle_cases.py`, as their XML, and the files that they read."""

from __future__ import annotations

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
TABLES = (
    step(
        "read table",
        "TableInput",
        "<connection>warehouse</connection><sql>SELECT * FROM sales</sql>",
    ),
    step(
        "write table",
        "TableOutput",
        "<connection>warehouse</connection><table>copied</table><commit>1000</commit>"
        "<truncate>Y</truncate><use_batch>Y</use_batch>",
    ),
)
