"""Rules that codes of many parts are made by, check signs among them: what a value must pass.

The tests themselves are in `check_sums.py`; sets of single codes are in `shared_code_sets.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from onedata_assets.domain.metadata import check_sums
from onedata_assets.domain.processing.contract import Text

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True)
class Coding:
    """A rule by the standard that has it; `meaning` is that of columns which it is drafted for."""

    name: str
    title: Text
    meaning: str
    passes: Callable[[pl.Expr, date], pl.Expr]


def _coding(
    name: str, en: str, zh: str, meaning: str, passes: Callable[[pl.Expr], pl.Expr]
) -> Coding:
    return Coding(name, Text(en=en, zh=zh), meaning, lambda value, _: passes(value))


_ALL = (
    Coding(
        "GB 11643",
        Text(en="Resident identity card number", zh="公民身份号码"),
        "id_card",
        check_sums.is_id_card,
    ),
    _coding(
        "GB 32100",
        "Unified social credit code",
        "统一社会信用代码",
        "uscc",
        check_sums.is_credit_code,
    ),
    _coding("GB 11714", "Organisation code", "组织机构代码", "org_code", check_sums.is_org_code),
    _coding("ISO/IEC 7812", "Bank card number", "银行卡号", "bank_card", check_sums.is_bank_card),
    _coding("ISO 13616", "International bank account", "国际银行账号", "iban", check_sums.is_iban),
    _coding("ISO 2108", "Number of a book", "国际标准书号", "isbn", check_sums.is_isbn),
    _coding("GS1 GTIN", "Barcode of goods", "商品条码", "barcode", check_sums.is_barcode),
    _coding("ISO 3779", "Vehicle identification", "车辆识别代号", "vin", check_sums.is_vin),
    _coding("GSMA IMEI", "Number of a device", "设备识别码", "imei", check_sums.is_imei),
)
CODINGS: Mapping[str, Coding] = {each.name: each for each in _ALL}
OF_MEANING: Mapping[str, str] = {each.meaning: each.name for each in _ALL}
