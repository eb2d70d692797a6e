"""Members with tidy, checked identifiers, and what an identity card tells about its holder."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from onedata_assets.domain.processing import identifiers
from onedata_assets.domain.processing.derived import Derived, same, select

if TYPE_CHECKING:
    import polars as pl

_TIDY = "REPLACE(REPLACE(TRIM({0}), ' ', ''), '-', '')"


def _tidy(column: str) -> str:
    return _TIDY.format(f'"{column}"')


MEMBER = {
    "member_id": same("会员号"),
    "household_id": same("家庭号"),
    "name": Derived('TRIM("姓名")', ("姓名",)),
    "mobile": Derived(_tidy("手机号"), ("手机号",)),
    "id_card": Derived(f"UPPER({_tidy('身份证号')})", ("身份证号",)),
    "bank_card": Derived(_tidy("银行卡号"), ("银行卡号",)),
    "email": Derived('LOWER(TRIM("邮箱"))', ("邮箱",)),
    "address": Derived('TRIM("住址")', ("住址",)),
}
"""Each column that `dwd/member` takes from `ods/members`."""

FROM_ID_CARD = ("birth_date", "sex", "province_code")
"""The columns that are read from the identity card."""

SOURCES = {name: column.sources for name, column in MEMBER.items()} | dict.fromkeys(
    FROM_ID_CARD, ("身份证号",)
)
"""For each column of `dwd/member` the columns of `ods/members` that it is made from."""


def members(source: pl.LazyFrame, today: date) -> pl.LazyFrame:
    """Return the members with what the contract's rules ask: `is_repeat` and `is_*_valid`.

    Nobody is born after `today`.
    """
    import polars as pl

    id_card, mobile = pl.col("id_card"), pl.col("mobile").str.replace(r"^\+?86(1[0-9]{10})$", "$1")
    first = pl.col("member_id").is_first_distinct() | pl.col("member_id").is_null()
    tidy = select(source.sort("会员号", maintain_order=True), MEMBER).with_columns(mobile)
    return tidy.with_columns(
        identifiers.birth_date(id_card).alias("birth_date"),
        identifiers.sex(id_card).alias("sex"),
        id_card.str.slice(0, 2).alias("province_code"),
        (~first).alias("is_repeat"),
        identifiers.id_card_is_valid(id_card, today).alias("is_id_card_valid"),
        identifiers.mobile_is_valid(pl.col("mobile")).alias("is_mobile_valid"),
        identifiers.bank_card_is_valid(pl.col("bank_card")).alias("is_bank_card_valid"),
        identifiers.email_is_valid(pl.col("email")).alias("is_email_valid"),
    )
