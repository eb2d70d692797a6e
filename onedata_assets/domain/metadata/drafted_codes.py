"""The code set that a column is drafted to have: declared, of a standard, or seen again and again.

Whole drafts are made in `standard_drafts.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from onedata_assets.domain.metadata.codings import CODINGS, OF_MEANING
from onedata_assets.domain.metadata.drafted_meanings import ROWS_FLOOR, Meant, same
from onedata_assets.domain.metadata.model import Column, Family
from onedata_assets.domain.metadata.shared_code_sets import set_of
from onedata_assets.domain.metadata.standards import CODED, Code
from onedata_assets.domain.processing.contract import Sensitivity

if TYPE_CHECKING:
    import polars as pl

CODES_MOST = 50
DECLARED_MOST = 1000
CODE_LONGEST = 100
ROWS_PER_CODE = 20
"""A set of values is a code set where each stands there this often on the average."""
ROWS_OF_EACH = 5
"""Where the rarest stands there less often, there are others that nobody saw."""
CODED_SHARE = 0.95
"""From here on codes that fail their check are errors, below it codes of another kind."""
CLOSED = frozenset(
    {"status", "flag", "gender", "blood_type", "marital_status", "education", "quarter"}
)
"""Meanings whose values are a fixed set, so that rare ones are errors as likely as codes."""
OPEN = frozenset({"category", "enumeration"})
"""Meanings whose few values are codes where each comes again and again."""


def declared_codes(column: Column, known: pl.Series, meant: Meant) -> tuple[Code, ...]:
    """Return the values that the source allows, none where rows have others all the same."""
    values = column.declared.codes
    if column.family not in CODED or not 0 < len(values) <= DECLARED_MOST:
        return ()
    seen = set(_written(known))
    return _titled(values, meant) if seen <= set(values) else ()


def shared_set(column: Column, known: pl.Series, meant: Meant) -> str:
    """Return the shared code set that has all values of a column whose meaning calls for one."""
    if not meant.known_list or column.family not in CODED or known.len() < ROWS_FLOOR:
        return ""
    return set_of(_written(known), meant.known_list)


def coding_of(column: Column, known: pl.Series, meant: Meant) -> str:
    """Return the rule that a column's codes are made by, where all but slips of the pen pass it."""
    import polars as pl

    name = OF_MEANING.get(meant.meaning, "")
    if not name or column.family not in {Family.TEXT, Family.INTEGER} or known.len() < ROWS_FLOOR:
        return ""
    text = known.cast(pl.String).str.strip_chars().to_frame("value")
    passed = text.select(CODINGS[name].passes(pl.col("value"), date.max)).to_series()
    return name if int(passed.sum()) >= CODED_SHARE * known.len() else ""


def seen_codes(column: Column, known: pl.Series, meant: Meant) -> tuple[Code, ...]:
    """Return the few values of a column that means a code, which come again and again.

    Few whole numbers are counts or grades as often as codes: theirs must stand for something.
    """
    if (
        meant.meaning not in CLOSED | OPEN
        or meant.sensitivity is Sensitivity.DIRECT
        or column.family not in {Family.TEXT, Family.INTEGER}
        or known.len() < ROWS_FLOOR
        or (column.family is Family.INTEGER and not meant.codes)
    ):
        return ()
    counted = known.value_counts(name="count")
    if not 1 < counted.height <= min(CODES_MOST, known.len() // ROWS_PER_CODE):
        return ()
    if meant.meaning in OPEN and not (counted["count"] >= ROWS_OF_EACH).all():
        return ()
    values = [str(each) for each in known.unique().sort().to_list()]
    if any(len(each) > CODE_LONGEST or not each.isprintable() for each in values):
        return ()
    return _titled(values, meant)


def _written(known: pl.Series) -> list[str]:
    import polars as pl

    return known.unique().cast(pl.String).to_list()


def _titled(values: Iterable[str], meant: Meant) -> tuple[Code, ...]:
    return tuple(Code(value=each, title=meant.codes.get(each) or same(each)) for each in values)
