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
    """A rule by the standard that has it; `meaning` is that of columns which it is drafted for.

    Whatever passes has the `form`, which is all that a regular expression can tell of it.
    """

    name: str
    title: Text
    meaning: str
    passes: Callable[[pl.Expr, date], pl.Expr]
    form: str

    @property
    def pattern(self) -> str:
        """Return the form of a whole value, with blanks around it, which the rule leaves out."""
        return rf"^\s*(?:{self.form})\s*$"


def _coding(
    name: str, title: Text, meaning: str, passes: Callable[[pl.Expr], pl.Expr], form: str
) -> Coding:
    return Coding(name, title, meaning, lambda value, _: passes(value), form)


_ALL = (
    Coding(
        "GB 11643",
        Text(en="Resident identity card number", zh="公民身份号码"),
        "id_card",
        check_sums.is_id_card,
        r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])[0-9]{4}(?:19|[2-9][0-9])[0-9]{2}"
        r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]",
    ),
    _coding(
        "GB 32100",
        Text(en="Unified social credit code", zh="统一社会信用代码"),
        "uscc",
        check_sums.is_credit_code,
        r"[1-9A-HJ-NP-RTUWXYa-hj-np-rtuwxy][1-59A-Za-z][0-9]{6}[0-9A-HJ-NPQRTUWXYa-hj-npqrtuwxy]{10}",
    ),
    _coding(
        "GB 11714",
        Text(en="Organisation code", zh="组织机构代码"),
        "org_code",
        check_sums.is_org_code,
        r"(?:-*[0-9A-Za-z]){8}-*[0-9Xx]-*",
    ),
    _coding(
        "ISO/IEC 7812",
        Text(en="Bank card number", zh="银行卡号"),
        "bank_card",
        check_sums.is_bank_card,
        r"[ -]*[2-689](?:[ -]*[0-9]){12,18}[ -]*",
    ),
    _coding(
        "ISO 13616",
        Text(en="International bank account", zh="国际银行账号"),
        "iban",
        check_sums.is_iban,
        r"(?: *[A-Za-z]){2}(?: *[0-9]){2}(?: *[0-9A-Za-z]){11,30} *",
    ),
    _coding(
        "ISO 2108",
        Text(en="Number of a book", zh="国际标准书号"),
        "isbn",
        check_sums.is_isbn,
        r"[ -]*(?:(?:[0-9][ -]*){9}[0-9Xx]|9[ -]*7[ -]*[89](?:[ -]*[0-9]){10})[ -]*",
    ),
    _coding(
        "GS1 GTIN",
        Text(en="Barcode of goods", zh="商品条码"),
        "barcode",
        check_sums.is_barcode,
        r"[0-9]{8}|[0-9]{12,14}",
    ),
    _coding(
        "ISO 3779",
        Text(en="Vehicle identification", zh="车辆识别代号"),
        "vin",
        check_sums.is_vin,
        r"[A-HJ-NPR-Za-hj-npr-z0-9]{17}",
    ),
    _coding(
        "GSMA IMEI",
        Text(en="Number of a device", zh="设备识别码"),
        "imei",
        check_sums.is_imei,
        r"[0-9]{15}",
    ),
)
CODINGS: Mapping[str, Coding] = {each.name: each for each in _ALL}
OF_MEANING: Mapping[str, str] = {each.meaning: each.name for each in _ALL}
