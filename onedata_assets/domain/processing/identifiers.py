"""Chinese identifiers, judged column by column: identity card, bank card, mobile, mail address.

Each function returns an expression that is null where the value is.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ID_CHECKS = "10X98765432"
# Province-level codes of GB/T 2260.
PROVINCES = (
    *("11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37"),
    *("41", "42", "43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64"),
    *("65", "71", "81", "82", "83"),
)
BANK_CARD_DIGITS = (12, 19)
# ISO/IEC 7812: 3 to 6 are banking, 9 is for national use (old Chinese debit cards), 22 to 27 and 81
# to 82 are what banks have of 2 and 8; 0, 1 and 7 belong to airlines and fuel.
ISSUERS = r"^(?:[34569]|2[2-7]|8[12])"


def id_card_is_valid(number: pl.Expr, today: date) -> pl.Expr:
    """Tell whether it is an identity card number by GB 11643-1999, of a person born by `today`.

    It has 18 characters, a province, a date of birth that exists, and the right check character.
    """
    import polars as pl

    digits = [number.str.slice(place, 1).cast(pl.Int32, strict=False) for place in range(17)]
    weighted = [digit * weight for digit, weight in zip(digits, ID_WEIGHTS, strict=True)]
    expected = (pl.sum_horizontal(weighted) % 11).replace_strict(
        dict(enumerate(ID_CHECKS)), return_dtype=pl.String, default=None
    )
    valid = (
        number.str.contains(r"^[1-9][0-9]{16}[0-9X]$")
        & number.str.slice(0, 2).is_in(PROVINCES)
        & birth_date(number).le(today).fill_null(value=False)
        & expected.eq_missing(number.str.slice(17, 1))
    )
    return pl.when(number.is_not_null()).then(valid)


def birth_date(id_card: pl.Expr) -> pl.Expr:
    """Return the date of birth in an identity card number, null where it is no date since 1900."""
    import polars as pl

    born = id_card.str.slice(6, 8).str.to_date("%Y%m%d", strict=False)
    return pl.when(born.dt.year() >= 1900).then(born)


def sex(id_card: pl.Expr) -> pl.Expr:
    """Return 男 or 女: the 17th digit is odd for men."""
    import polars as pl

    odd = id_card.str.slice(16, 1).cast(pl.Int32, strict=False) % 2
    return pl.when(odd == 1).then(pl.lit("男")).when(odd == 0).then(pl.lit("女"))


def bank_card_is_valid(number: pl.Expr) -> pl.Expr:
    """Tell whether it has 12 to 19 digits that pass the Luhn test, after an issuer's of banks."""
    import polars as pl

    low, high = BANK_CARD_DIGITS
    backwards = number.str.reverse()
    total = pl.sum_horizontal(
        _luhn_term(backwards.str.slice(place, 1).cast(pl.Int32, strict=False), place)
        for place in range(high)
    )
    digits = number.str.contains(rf"^[0-9]{{{low},{high}}}$")
    return digits & number.str.contains(ISSUERS) & (total % 10).eq(0)


def mobile_is_valid(number: pl.Expr) -> pl.Expr:
    """Tell whether it is a mobile number of mainland China: 11 digits from 13 to 19."""
    return number.str.contains(r"^1[3-9][0-9]{9}$")


def email_is_valid(address: pl.Expr) -> pl.Expr:
    """Tell whether it has one `@` and a domain with a dot."""
    return address.str.contains(r"^[^@\s]+@[^@\s.]+(\.[^@\s.]+)+$")


def _luhn_term(digit: pl.Expr, place: int) -> pl.Expr:
    """Return what a digit adds to the Luhn sum; places past the number's start add nothing."""
    import polars as pl

    if place % 2 == 0:
        return digit.fill_null(0)
    doubled = digit * 2
    return pl.when(doubled > 9).then(doubled - 9).otherwise(doubled).fill_null(0)
