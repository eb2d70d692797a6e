"""Rows that break a rule of their contract, kept apart with the reason; no row is lost.

Expectations about the rows that remain are run in `lib/checks.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from onedata_assets.domain.processing.contract import (
    Column,
    Contract,
    ContractError,
    RejectRule,
    Text,
)

if TYPE_CHECKING:
    import polars as pl

SUFFIX = "__rejected"
"""What the name of the table with the rejected rows ends with."""

CODE = Column(
    name="reject_code",
    type="String",
    meaning=Text(zh="剔除代码", en="Code of the reason"),
    nullable=False,
)
REASON = Column(
    name="reject_reason",
    type="String",
    meaning=Text(zh="剔除原因", en="Reason of the rejection"),
    nullable=False,
)


@dataclass(frozen=True)
class Split:
    """Every row of the input is in exactly one of the two."""

    accepted: pl.LazyFrame
    rejected: pl.LazyFrame


def split(frame: pl.LazyFrame, contract: Contract) -> Split:
    """Return the rows that pass every reject rule, and the others with the first rule they break.

    Rules may name columns that the contract does not keep. A rule that is null for a row does
    not reject it.

    Raises:
        ContractError: A rule is no SQL expression or names a column that there is not, or the
            frame lacks a column of the contract; nothing was read yet.
    """
    import polars as pl

    kept = [column.name for column in contract.columns]
    known = frame.collect_schema().names()
    _require(contract, "columns", kept, known)
    code = pl.coalesce(
        *(
            pl.when(_condition(contract, rule, known)).then(pl.lit(rule.code))
            for rule in contract.reject
        ),
        pl.lit(None, pl.String),
    )
    reasons = {rule.code: str(rule.reason) for rule in contract.reject}
    marked = frame.with_columns(code.alias(CODE.name))
    reason = pl.col(CODE.name).replace_strict(reasons, return_dtype=pl.String, default=None)
    return Split(
        marked.filter(pl.col(CODE.name).is_null()).select(kept),
        marked.filter(pl.col(CODE.name).is_not_null()).select(
            *kept, CODE.name, reason.alias(REASON.name)
        ),
    )


def rejected_contract(contract: Contract) -> Contract:
    """Return the contract of the table that holds a table's rejected rows.

    It has no freshness of its own: its table's step writes it, asked for or not.
    """
    return Contract(
        table=contract.table + SUFFIX,
        title=Text(zh=f"{contract.title.zh}（剔除）", en=f"{contract.title.en}, rejected"),
        grain=Text(zh="每行一条剔除的记录", en="one row for each rejected row"),
        domain=contract.domain,
        columns=[
            *(column.model_copy(update={"nullable": True}) for column in contract.columns),
            CODE,
            REASON,
        ],
        synthetic=contract.synthetic,
    )


def _condition(contract: Contract, rule: RejectRule, known: Sequence[str]) -> pl.Expr:
    """Return the rule's expression."""
    import polars as pl

    try:
        expression = pl.sql_expr(rule.when)
    except pl.exceptions.PolarsError as error:
        raise ContractError(
            f"{contract.table}: reject rule {rule.code} is no SQL expression: {rule.when} "
            f"({error})",
            f"{contract.table}：剔除规则 {rule.code} 不是 SQL 表达式：{rule.when}（{error}）",
        ) from error
    _require(contract, f"reject rule {rule.code}", expression.meta.root_names(), known)
    return expression.fill_null(value=False)


def _require(contract: Contract, what: str, names: Iterable[str], known: Sequence[str]) -> None:
    """Refuse a contract that names columns which its rows do not have."""
    if absent := sorted(set(names).difference(known)):
        near = [match for name in absent for match in get_close_matches(name, known, n=1)]
        raise ContractError(
            f"{contract.table}: {what}: the rows have no column {', '.join(absent)}"
            f"{'; near names: ' + ', '.join(near) if near else ''}. Correct the contract",
            f"{contract.table}：{what}：数据中没有字段 {'、'.join(absent)}"
            f"{'；相近的字段：' + '、'.join(near) if near else ''}。请更正契约",
        )
