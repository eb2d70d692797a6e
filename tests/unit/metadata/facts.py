"""Tables of a few rows, and what is recognised of their columns."""

from datetime import date

import polars as pl

from onedata_assets.domain.metadata.model import Column, Family, Table, TableKind, TableName
from onedata_assets.domain.metadata.recognised_facts import ColumnFacts, facts_of
from onedata_assets.domain.metadata.recognition import recognised

TODAY = date(2026, 11, 26)
HAN = ["王小明", "李雷", "张伟", "刘洋", "欧阳娜娜"]


def table_of(columns: dict[str, list], comments: dict[str, str] | None = None):
    """Return a table of customers, and the facts of its columns."""
    rows = pl.DataFrame(columns, strict=False)
    said = comments or {}

    def family(kind: pl.DataType) -> Family:
        whole = Family.INTEGER if kind.is_integer() else Family.TEXT
        return Family.FLOAT if kind.is_float() else whole

    structure = Table(
        TableName("", "客户表"),
        TableKind.TABLE,
        tuple(
            Column(c, str(t), family(t), comment=said.get(c, "")) for c, t in rows.schema.items()
        ),
        primary_key=("编号",) if "编号" in columns else (),
    )
    return structure, [facts_of(each) for each in recognised(structure, rows, today=TODAY)]


def facts(name: str, values: list, comment: str = "") -> ColumnFacts:
    """Return the facts of a column."""
    return table_of({name: values}, {name: comment})[1][0]
