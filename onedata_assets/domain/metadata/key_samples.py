"""Which keys hold the values of which columns, asked for all of them at once with a few values.

Of each column those `TAKEN` different values are looked up whose hashes are the smallest: they are
the same in whatever order the rows stand. What passes is verified in full in `containment.py`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from onedata_assets.domain.metadata.about_table import about
from onedata_assets.domain.metadata.containment import SAMPLE_ROWS, compared, kind_of
from onedata_assets.domain.metadata.model import Family
from onedata_assets.domain.metadata.profiles import ColumnProfile, Place, TableData
from onedata_assets.domain.metadata.references import Side

TAKEN = 32
"""Values of a column that are looked up."""

FIRST = 3
"""Values of a column that every key is asked for: only those that have all are asked for more."""

WHOLE_ROWS = 4 * SAMPLE_ROWS
"""Tables of more rows are sampled from their first rows only."""

KINDS = {"number": 1, "text": 2, "day": 3, "moment": 4}
"""What values are compared as, by the seed of its hashes."""

AT_ONCE = 1_000_000
"""Pairs of a column and a key that are counted together."""

HELD_VALUES = 4_000_000
"""Values of keys that are held before those that no column asked for are left out."""


@dataclass(frozen=True)
class Pair:
    """A column and a key by their places in the lists, and what the column is compared as."""

    column: int
    key: int
    kind: str

    @property
    def sample(self) -> int:
        """Return the number of the column's sample."""
        return 8 * self.column + KINDS[self.kind]


class KeySamples:
    """Samples of columns, and which of them the keys have."""

    def __init__(
        self, tables: Mapping[Place, TableData], columns: Sequence[Side], keys: Sequence[Side]
    ) -> None:
        self._asked = _together(_samples(tables, columns), "sample")
        self._sizes = dict(self._asked.group_by("sample").len().iter_rows())
        wanted = self._asked.select("value").unique()
        self._keys = _together(_only(wanted, _values(tables, keys, wanted)), "key")

    def holding(self) -> dict[int, list[int]]:
        """Return by column the keys that have the first of its values, both by their places."""
        first = self._asked.sort("sample", "value").group_by("sample").head(FIRST).lazy()
        told = (
            first.join(self._keys.lazy(), on="value")
            .group_by("sample", "key")
            .len("held")
            .join(first.group_by("sample").len("of"), on="sample")
            .filter(pl.col("held") == pl.col("of"))
            .group_by(pl.col("sample") // 8)
            .agg(pl.col("key").unique().sort())
            .collect(engine="streaming")
        )
        return dict(told.iter_rows())

    def shares(self, pairs: Iterable[Pair]) -> dict[Pair, float]:
        """Return the share of each column's sample that the key has."""
        numbered = list(pairs)
        found: dict[Pair, float] = {}
        for at in range(0, len(numbered), AT_ONCE):
            part = numbered[at : at + AT_ONCE]
            asked = pl.LazyFrame(
                {"sample": [each.sample for each in part], "key": [each.key for each in part]},
                schema={"sample": pl.UInt32, "key": pl.UInt32},
            )
            told = (
                asked.join(self._asked.lazy(), on="sample")
                .join(self._keys.lazy(), on=["key", "value"], how="semi")
                .group_by("sample", "key")
                .len()
                .collect(engine="streaming")
            )
            hits = {(sample, key): count for sample, key, count in told.iter_rows()}
            for each in part:
                of = self._sizes.get(each.sample, 0)
                found[each] = hits.get((each.sample, each.key), 0) / max(1, of)
        return found


def _samples(tables: Mapping[Place, TableData], columns: Sequence[Side]) -> Iterable[pl.DataFrame]:
    for place, numbered in _by_place(columns).items():
        frame = tables[place].frame
        if numbered[0][1].profile.rows > WHOLE_ROWS:
            frame = frame.head(SAMPLE_ROWS)
        taken = {
            str(8 * at + KINDS[kind]): _hashed(side, kind).bottom_k(TAKEN)
            for at, side in numbered
            for kind in _kinds(side.profile)
        }
        if taken:
            with about(place):
                rows = _rows(frame, taken, "sample")
            yield rows


def _values(
    tables: Mapping[Place, TableData], keys: Sequence[Side], wanted: pl.DataFrame
) -> Iterable[pl.DataFrame]:
    for place, numbered in _by_place(keys).items():
        frame = tables[place].frame
        if numbered[0][1].profile.rows <= WHOLE_ROWS:
            lists = {
                f"{at}:{kind}": _hashed(side, kind)
                for at, side in numbered
                for kind in _kinds(side.profile)
            }
            with about(place):
                rows = _rows(frame, lists, "key") if lists else pl.DataFrame()
            yield rows
            continue
        for at, side in numbered:
            for kind in _kinds(side.profile):
                values = frame.select(value=_hashed(side, kind))
                asked = values.join(wanted.lazy(), on="value", how="semi")
                with about(place):
                    found = asked.collect(engine="streaming")
                yield found.select(pl.lit(at, pl.UInt32).alias("key"), "value")


def _only(wanted: pl.DataFrame, parts: Iterable[pl.DataFrame]) -> Iterable[pl.DataFrame]:
    """Yield the rows whose value is wanted, many parts at once."""
    waiting: list[pl.DataFrame] = []
    for part in parts:
        waiting.append(part)
        if sum(each.height for each in waiting) > HELD_VALUES:
            yield _together(waiting, "key").join(wanted, on="value", how="semi")
            waiting = []
    yield _together(waiting, "key").join(wanted, on="value", how="semi")


def _rows(frame: pl.LazyFrame, lists: Mapping[str, pl.Expr], named: str) -> pl.DataFrame:
    """Return one row for each value of each list, with the number before the list's colon."""
    row = frame.select(values.implode().alias(name) for name, values in lists.items())
    return (
        row.collect(engine="streaming")
        .unpivot(variable_name=named)
        .explode("value")
        .drop_nulls()
        .with_columns(pl.col(named).str.split(":").list.first().cast(pl.UInt32))
    )


def _by_place(sides: Sequence[Side]) -> dict[Place, list[tuple[int, Side]]]:
    found: dict[Place, list[tuple[int, Side]]] = defaultdict(list)
    for at, side in enumerate(sides):
        found[side.at.place].append((at, side))
    return found


def _hashed(side: Side, kind: str) -> pl.Expr:
    return compared(side.at.column, kind).drop_nulls().hash(KINDS[kind]).unique()


def _kinds(column: ColumnProfile) -> tuple[str, ...]:
    """Return what a column is compared as: texts that are whole numbers also as numbers."""
    kind = kind_of(column)
    if kind is None or not column.filled:
        return ()
    texts = column.family is Family.TEXT and column.integral
    return ("text", "number") if texts else (kind,)


def _together(frames: Iterable[pl.DataFrame], named: str) -> pl.DataFrame:
    held = [each for each in frames if each.width]
    empty = pl.DataFrame(schema={named: pl.UInt32, "value": pl.UInt64})
    return pl.concat(held) if held else empty
