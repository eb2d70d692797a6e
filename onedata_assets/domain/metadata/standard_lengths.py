"""How long the codes of national and international standards are, by what a column means.

How such codes are made is in `codings.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

HELD_SHARE = 0.95
"""From here on values of other lengths are errors, below it codes that are written otherwise."""
UUID = "[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}"
"""A UUID as RFC 9562 writes it."""
Lengths = tuple[int, int]
LENGTHS: Mapping[str, tuple[Lengths, ...]] = {
    "id_card": ((18, 18),),  # GB 11643
    "uscc": ((18, 18),),  # GB 32100
    "org_code": ((9, 9), (9, 10)),  # GB 11714, with its hyphen or without
    "mobile_phone": ((11, 11),),
    "licence_plate": ((7, 8),),  # GA 36, eight signs of cars with new energy
    "vin": ((17, 17),),  # ISO 3779
    "imei": ((15, 15),),
    "isbn": ((13, 13), (10, 10), (10, 13), (10, 17)),  # ISO 2108, with hyphens the last
    "barcode": ((13, 13), (8, 14)),  # GS1
    "bank_card": ((12, 19), (12, 23)),  # ISO/IEC 7812, with blanks the last
    "iban": ((15, 34),),  # ISO 13616
    "uuid": ((36, 36), (32, 32)),  # RFC 9562, without hyphens the last
    "ipv4": ((7, 15),),
    "ipv6": ((2, 39), (2, 45)),  # RFC 4291, with IPv4 within the last
    "mac": ((17, 17), (12, 12), (14, 14)),
    "region_code": ((6, 6), (2, 2), (4, 4), (9, 9), (12, 12)),  # GB/T 2260, GB/T 10114
    "country_code": ((2, 2), (3, 3)),  # ISO 3166-1
    "currency_code": ((3, 3),),  # ISO 4217
    "language_code": ((2, 2), (3, 3), (2, 35)),  # ISO 639, RFC 5646
    "email": ((3, 254),),  # RFC 5321
    "domain": ((1, 253),),  # RFC 1035
    "hash": ((32, 32), (40, 40), (56, 56), (64, 64), (96, 96), (128, 128)),
    "postal_code": ((6, 6),),
}


def lengths_of(meaning: str, seen: pl.Series) -> Lengths | None:
    """Return the least and most signs that texts of a meaning have, where nearly all keep to it.

    `seen` is how many signs known texts have.
    """
    for low, high in LENGTHS.get(meaning, ()):
        if seen.len() and int(seen.is_between(low, high).sum()) >= HELD_SHARE * seen.len():
            return low, high
    return None
