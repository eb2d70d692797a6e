"""Rows that break a rule of their contract, kept apart with the reason; no row is lost.

Expectations about the rows that remain are run in `lib/checks.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from onedata_assets.domain.processing.contract import Column, Contract, Text

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
        ValueError: A rule is no SQL expression; the message names it.
    """
    import polars as pl

    kept = [column.name for column in contract.columns]
    code = pl.coalesce(
        *(
            pl.when(_condition(contract, rule.code, rule.when)).then(pl.lit(rule.code))
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
    """Return the contract of the table that holds a table's rejected rows."""
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
        freshness_hours=contract.freshness_hours,
        synthetic=contract.synthetic,
    )


def _condition(contract: Contract, code: str, when: str) -> pl.Expr:
    """Return the rule's expression."""
    import polars as pl

    try:
        return pl.sql_expr(when).fill_null(value=False)
    except pl.exceptions.PolarsError as error:
        message = f"{contract.table}: reject rule {code} is no SQL expression: {when} ({error})"
        raise ValueError(message) from error
