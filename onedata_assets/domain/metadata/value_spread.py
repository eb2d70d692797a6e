"""Whether values that pass a test are of as many kinds as the thing has.

The tests are in `value_checks.py`; how much spread a meaning needs is in `meanings.yaml`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onedata_assets.domain.metadata.meaning_catalogue import Meaning
from onedata_assets.domain.metadata.meaning_clues import Clues
from onedata_assets.domain.metadata.value_checks import check_of

if TYPE_CHECKING:
    import polars as pl

PERSON, MOBILE = "person_name", "mobile_phone"
MOBILE_DIGITS = 11
SCATTERED = 0.5
"""Share of numbers that must differ before their last four digits, which count up elsewhere."""
DATED = 0.5
"""Share of numbers with a day behind their first two digits, from which they are told by days:
eleven digits of a mobile have one in a twentieth of all."""


def is_spread(meaning: Meaning, clues: Clues) -> bool:
    """Tell whether the values begin in enough ways: numbers that count up begin all the same.

    Of mobile numbers the first two digits tell: between 13 and 19 lie beginnings that no network
    has, so that numbers of orders that reach from one to a third one would have those too.
    """
    import polars as pl

    if not meaning.spread:
        return True
    value, check = pl.col("value"), check_of(meaning.test_alone, clues.today)
    passing = clues.seen.values.filter(check.test(value))
    if meaning.id == MOBILE:
        return _are_mobiles(passing, meaning.spread)
    return passing.select(value.str.slice(0, 1).n_unique()).item() >= meaning.spread


def _are_mobiles(passing: pl.DataFrame, networks: int) -> bool:
    import polars as pl

    value = pl.col("value")
    digits = value.str.replace(r"^\+?(?:00)?86[- ]?", "").str.replace_all(r"[ -]", "")
    whole = value.filter(value.str.contains(rf"^[0-9]{{{MOBILE_DIGITS}}}$"))
    counted = passing.select(digits).select(
        begin=value.str.slice(0, 2).n_unique(),
        whole=whole.len(),
        days=whole.str.contains(r"^\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])").sum(),
        differ=whole.str.slice(0, MOBILE_DIGITS - 4).n_unique(),
    )
    begin, known, days, differ = counted.row(0)
    if begin < networks:
        return False
    # Where none is whole, all are masked, as only phones are.
    return not known or (differ >= SCATTERED * known and days < DATED * known)
