"""What a statement checks of one column, and how a dialect writes names and values.

The statement is in `standard_ddl.py`.
"""

from __future__ import annotations

from onedata_assets.domain.metadata.ddl_dialects import Dialect
from onedata_assets.domain.metadata.model import NUMBERS, Family
from onedata_assets.domain.metadata.rule_values import json_value
from onedata_assets.domain.metadata.standards import ColumnStandard


def checks(column: ColumnStandard, dialect: Dialect, *, is_short: bool) -> list[str]:
    """Return the conditions of a column; `is_short` says that its type keeps the length."""
    name = quoted(column.name, dialect)
    made: list[str] = []
    if column.codes:
        values = ", ".join(literal(column, each.value, dialect) for each in column.codes)
        made.append(f"{name} IN ({values})")
    if column.low is not None:
        made.append(f"{name} >= {literal(column, column.low, dialect)}")
    if column.high is not None:
        made.append(f"{name} <= {literal(column, column.high, dialect)}")
    if column.shortest:
        made.append(f"{dialect.length}({name}) >= {column.shortest}")
    if column.longest is not None and not is_short:
        made.append(f"{dialect.length}({name}) <= {column.longest}")
    return made


def literal(column: ColumnStandard, value: str, dialect: Dialect) -> str:
    """Return a value of a column as the dialect writes it."""
    from sqlglot import exp

    plain = json_value(column, value)
    if isinstance(plain, bool):
        return dialect.booleans[plain]
    if column.family in NUMBERS and not isinstance(plain, str):
        return value.strip()
    text = exp.Literal.string(value).sql(dialect.name)
    if dialect.name == "tsql":
        return f"N{text}"
    if dialect.name == "oracle" and column.family in {Family.DATE, Family.MOMENT}:
        kind = "DATE" if column.family is Family.DATE else "TIMESTAMP"
        return f"{kind} {text.replace('T', ' ')}"
    return text


def quoted(name: str, dialect: Dialect) -> str:
    """Return a name as the dialect quotes it."""
    from sqlglot import exp

    return exp.to_identifier(name, quoted=True).sql(dialect.name)
