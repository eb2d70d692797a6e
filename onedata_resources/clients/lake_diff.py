"""What changed between two versions of a table, row by row, matched by key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from onedata_resources.clients.lake_errors import table_name
from onedata_resources.errors import BadInputError

if TYPE_CHECKING:
    import polars as pl

CHANGE = "_change_type"
"""Column of the result: `insert`, `delete`, `update_preimage` or `update_postimage`, the words
of Delta's change data feed."""


def difference(
    address: Sequence[str], before: pl.LazyFrame, after: pl.LazyFrame, on: Sequence[str]
) -> pl.DataFrame:
    """Return the rows that were added, removed or changed, ordered by key.

    A changed row is there twice, as it was and as it is. A column that only one version has
    counts as null in the other.

    Raises:
        BadInputError: A key column is missing, or keys repeat within a version.
    """
    import polars as pl

    old, new = _aligned(before, after)
    _check_keys(address, on, old, new)
    values = [name for name in old.columns if name not in on]
    joined = {"on": list(on), "how": "semi", "nulls_equal": True}
    kept_old, kept_new = old.join(new, **joined), new.join(old, **joined)
    pairs = kept_new.join(
        kept_old, on=list(on), how="inner", nulls_equal=True, suffix="\u0000before"
    )
    differs = [pl.col(name).ne_missing(pl.col(f"{name}\u0000before")) for name in values]
    changed = pairs.filter(pl.any_horizontal(differs) if differs else False).select(list(on))
    parts = {
        "insert": new.join(old, on=list(on), how="anti", nulls_equal=True),
        "delete": old.join(new, on=list(on), how="anti", nulls_equal=True),
        "update_preimage": kept_old.join(changed, **joined),
        "update_postimage": kept_new.join(changed, **joined),
    }
    marked = [part.select(pl.lit(name).alias(CHANGE), pl.all()) for name, part in parts.items()]
    return pl.concat(marked, how="vertical_relaxed").sort([*on, CHANGE], nulls_last=True)


def _aligned(before: pl.LazyFrame, after: pl.LazyFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return both versions with the columns of either, the newer version's first."""
    import polars as pl

    old, new = before.collect(), after.collect()
    names = [*new.columns, *(name for name in old.columns if name not in new.columns)]

    def aligned(frame: pl.DataFrame) -> pl.DataFrame:
        absent = [pl.lit(None).alias(name) for name in names if name not in frame.columns]
        return frame.with_columns(absent).select(names)

    return aligned(old), aligned(new)


def _check_keys(address: Sequence[str], on: Sequence[str], *versions: pl.DataFrame) -> None:
    """Refuse keys that do not identify a row: a diff by them would say something untrue."""
    for frame in versions:
        absent = [name for name in on if name not in frame.columns]
        repeated = 0 if absent else frame.height - frame.select(on).n_unique()
        if absent or repeated or not on:
            table, keys = table_name(address), ", ".join(on)
            en = f"has no column {', '.join(absent)}" if absent else f"repeats {repeated} keys"
            raise BadInputError(
                f"{table}: ({keys}) does not identify a row: one version {en}",
                f"{table}：({keys}) 不能唯一标识一行",
            )
