"""Identifiers with a check sum or a grammar of their own, as Polars tests on texts.

Identity card, bank card and mobile are in `processing/identifiers.py`; which column a test says
something of is decided in `meanings.py`. A null stays null or counts as no hit.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from onedata_assets.domain.processing.identifiers import (
    PROVINCES,
    bank_card_is_valid,
    id_card_is_valid,
)

if TYPE_CHECKING:
    import polars as pl

CREDIT_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
VIN_VALUES = dict(
    zip(
        "0123456789ABCDEFGHJKLMNPRSTUVWXYZ",
        map(int, "012345678912345678123457923456789"),
        strict=True,
    )
)
VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


def is_id_card(value: pl.Expr, today: date) -> pl.Expr:
    """Tell whether it is a resident identity card number of 18 characters."""
    return id_card_is_valid(value.str.to_uppercase(), today)


def is_old_id_card(value: pl.Expr) -> pl.Expr:
    """Tell whether it could be one of 15 digits: a province and a day of birth, no check digit."""
    import polars as pl

    shaped = pl.when(value.str.contains(r"^[1-9][0-9]{14}$")).then(value)
    born = (pl.lit("19") + shaped.str.slice(6, 6)).str.to_date("%Y%m%d", strict=False)
    return shaped.str.slice(0, 2).is_in(PROVINCES) & born.is_not_null()


def is_id_card_made_up(value: pl.Expr, today: date) -> pl.Expr:
    """Tell whether it is one of 18 signs by its province and day of birth alone.

    Cards that people make up to try a program have no right check sign; the name must promise one.
    """
    import polars as pl

    shaped = pl.when(value.str.contains(r"^[1-9][0-9]{16}[0-9Xx]$")).then(value)
    born = shaped.str.slice(6, 8).str.to_date("%Y%m%d", strict=False)
    lived = born.is_between(date(1900, 1, 1), today).fill_null(value=False)
    return (shaped.str.slice(0, 2).is_in(PROVINCES) & lived).fill_null(value=False)


def is_id_card_masked(value: pl.Expr) -> pl.Expr:
    """Tell whether it is one that is masked; the name must promise one."""
    masked = value.str.contains(r"^[1-9][0-9]{2,9}\*{4,14}[0-9Xx]{0,4}$")
    return masked & value.str.slice(0, 2).is_in(PROVINCES)


def is_bank_card(value: pl.Expr) -> pl.Expr:
    """Tell whether it is a bank card: issuer, length and Luhn; spaces between fours are allowed.

    Fifteen digits only as American Express has them: numbers of phones (IMEI) pass Luhn too.
    """
    plain = value.str.replace_all(r"[ -]", "")
    fifteen = plain.str.contains(r"^[0-9]{15}$") & ~plain.str.contains("^3[47]")
    return bank_card_is_valid(plain) & ~fifteen & plain.str.contains(r"^[0-9]{13,}$")


def is_credit_code(value: pl.Expr) -> pl.Expr:
    """Tell whether it is a unified social credit code by GB 32100: province and check sign."""
    signs = rf"^[1-9A-HJ-NP-RTUWXY][1-59A-Z][0-9]{{6}}[{CREDIT_SIGNS}]{{10}}$"
    upper = value.str.to_uppercase()
    total = _weighted(upper, CREDIT_SIGNS, CREDIT_WEIGHTS)
    expected = _sign((31 - total % 31) % 31, CREDIT_SIGNS)
    return (
        upper.str.contains(signs)
        & upper.str.slice(2, 2).is_in([*PROVINCES, "10"])
        & expected.eq_missing(upper.str.slice(17, 1))
    )


def is_org_code(value: pl.Expr) -> pl.Expr:
    """Tell whether it is an organisation code by GB 11714."""
    plain = value.str.to_uppercase().str.replace_all("-", "")
    total = _weighted(plain, ALPHANUMERIC, ORG_WEIGHTS)
    expected = _sign((11 - total % 11) % 11, "0123456789X")
    return plain.str.contains(r"^[0-9A-Z]{8}[0-9X]$") & expected.eq_missing(plain.str.slice(8, 1))


def is_iban(value: pl.Expr) -> pl.Expr:
    """Tell whether it is an international account number: its country, length and remainder."""
    import polars as pl

    plain = value.str.to_uppercase().str.replace_all(" ", "")
    shaped = pl.when(plain.str.contains(r"^[A-Z]{2}[0-9]{2}[0-9A-Z]{11,30}$")).then(plain)
    turned = shaped.str.slice(4) + shaped.str.slice(0, 4)
    digits = turned.str.replace_many(list(ALPHANUMERIC[10:]), [str(n) for n in range(10, 36)])
    rest = pl.lit(0, dtype=pl.Int64)
    for place in range(0, 72, 9):
        part = digits.str.slice(place, 9)
        width = part.str.len_chars()
        number = part.cast(pl.Int64, strict=False).fill_null(0)
        rest = (rest * pl.lit(10, dtype=pl.Int64).pow(width.fill_null(0)) + number) % 97
    return shaped.is_not_null() & rest.eq(1)


def is_isbn(value: pl.Expr) -> pl.Expr:
    """Tell whether it is a number of a book, of ten or thirteen signs."""
    plain = value.str.to_uppercase().str.replace_all(r"[ -]", "")
    ten = _weighted(plain, "0123456789X", tuple(range(10, 0, -1))) % 11
    return (plain.str.contains(r"^[0-9]{9}[0-9X]$") & ten.eq(0)) | (
        plain.str.contains(r"^97[89][0-9]{10}$") & is_barcode(plain)
    )


def is_barcode(value: pl.Expr) -> pl.Expr:
    """Tell whether it is a GTIN of 8, 12, 13 or 14 digits with its check digit."""
    backwards = value.str.reverse()
    total = _weighted(backwards, "0123456789", (1, 3) * 7)
    return value.str.contains(r"^(?:[0-9]{8}|[0-9]{12,14})$") & (total % 10).eq(0)


def is_imei(value: pl.Expr) -> pl.Expr:
    """Tell whether it is a number of a mobile device: fifteen digits that pass the Luhn test."""
    import polars as pl

    places = [value.str.slice(n, 1).cast(pl.Int32, strict=False) for n in range(15)]
    terms = [
        digit if n % 2 == 0 else digit * 2 // 10 + digit * 2 % 10 for n, digit in enumerate(places)
    ]
    return value.str.contains(r"^[0-9]{15}$") & (pl.sum_horizontal(terms) % 10).eq(0)


def is_vin(value: pl.Expr) -> pl.Expr:
    """Tell whether it has the seventeen signs of a vehicle; Chinese ones have a check digit."""
    upper = value.str.to_uppercase()
    total = _mapped(upper, VIN_VALUES, VIN_WEIGHTS)
    expected = _sign(total % 11, "0123456789X")
    return upper.str.contains(r"^[A-HJ-NPR-Z0-9]{17}$") & expected.eq_missing(upper.str.slice(8, 1))


def _weighted(value: pl.Expr, signs: str, weights: tuple[int, ...]) -> pl.Expr:
    return _mapped(value, {sign: place for place, sign in enumerate(signs)}, weights)


def _mapped(value: pl.Expr, values: dict[str, int], weights: tuple[int, ...]) -> pl.Expr:
    """Return the sum of signs' values times weights; a sign that is none adds nothing."""
    import polars as pl

    terms = [
        value.str.slice(place, 1).replace_strict(values, default=0, return_dtype=pl.Int32) * weight
        for place, weight in enumerate(weights)
    ]
    return pl.sum_horizontal(terms)


def _sign(number: pl.Expr, signs: str) -> pl.Expr:
    import polars as pl

    return number.replace_strict(dict(enumerate(signs)), default=None, return_dtype=pl.String)
