"""Long lists of codes named instead of written out: which standard, how many, where they are.

The lists themselves are in `shared_code_sets.py`.
"""

from __future__ import annotations

from onedata_assets.domain.metadata.shared_code_sets import standard_sets
from onedata_assets.domain.metadata.standards import ColumnStandard

LISTED_MOST = 50
"""A shared code set of more codes is named where people read."""


def is_long_list(column: ColumnStandard) -> bool:
    """Tell whether a column has a shared code set that nobody reads code by code."""
    known = standard_sets().get(column.code_set)
    codes = len(column.codes) or (len(known.codes) if known else 0)
    return bool(column.code_set) and codes > LISTED_MOST


def told_list(column: ColumnStandard) -> str:
    """Return what a shared code set is, in both languages: title, standard, count, where it is.

    Titles are known of the sets that everybody has, as long as nobody changed their number of
    codes; of others the name tells.
    """
    known = standard_sets().get(column.code_set)
    count = len(column.codes) or (len(known.codes) if known else 0)
    told = f"`{column.code_set}`"
    if known and count == len(known.codes):
        told = f"{told} {known.title.zh} / {known.title.en} · {known.source}"
    return (
        f"{told} · {count} 个代码 codes · `onedata metadata standards code-sets {column.code_set}`"
    )
