"""What may be shown of a registered table's rows, and whether its newest partition is fresh."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Self

from onedata_assets.domain.metadata.model import Table
from onedata_assets.domain.metadata.recognised_facts import ColumnFacts, facts_of
from onedata_assets.domain.metadata.recognition import recognised
from onedata_assets.domain.metadata.samples import shown_of

if TYPE_CHECKING:
    import polars as pl

LONGEST = 80
"""Signs of a value that are shown."""
_DAY = re.compile(r"(?<!\d)(\d{4})[-/]?(\d{2})(?:[-/]?(\d{2})(?:\d{2})?)?(?!\d)")


@dataclass(frozen=True)
class Partition:
    """Whether the newest partition is as wanted, how many days old it is, and that in words."""

    passed: bool
    age_days: int | None
    en: str
    zh: str


def newest_partition(written: str, rows: int, today: date, *, fresh_days: int | None) -> Partition:
    """Return what the newest partition is like; without `fresh_days` it must only have rows."""
    if not written or not rows:
        return Partition(False, None, "The table has no partition with rows.", "没有含数据的分区。")
    day = day_of(written)
    if day is None:
        return Partition(
            fresh_days is None,
            None,
            f"The newest partition is {written}, which is no day, with {rows} rows.",
            f"最新分区为 {written}（不是日期），含 {rows} 行。",
        )
    age = (today - day).days
    limit = "" if fresh_days is None else f"; at most {fresh_days} are allowed"
    limit_zh = "" if fresh_days is None else f"，上限 {fresh_days} 天"
    return Partition(
        fresh_days is None or age <= fresh_days,
        age,
        f"The newest partition is {written}, {age} days old{limit}, with {rows} rows.",
        f"最新分区为 {written}，距今 {age} 天{limit_zh}，含 {rows} 行。",
    )


def day_of(written: str) -> date | None:
    """Return the day of a partition as people write it; of a month its last day."""
    found = _DAY.search(written.split("=", 1)[-1])
    if found is None:
        return None
    year, month = int(found[1]), int(found[2])
    try:
        if found[3]:
            return date(year, month, int(found[3]))
        after = date(year + month // 12, month % 12 + 1, 1)
        return after - timedelta(days=1)
    except ValueError:
        return None


@dataclass(frozen=True)
class Mask:
    """How the values of a table are shown: by what a sample says that each column may mean."""

    facts: Mapping[str, ColumnFacts]

    @classmethod
    def of(cls, table: Table, sample: pl.DataFrame, today: date) -> Self:
        """Return the mask of a table."""
        found = (facts_of(each) for each in recognised(table, sample, today=today))
        return cls({each.recognised.column.name: each for each in found})

    def values(self, column: str, values: Sequence[str | None]) -> list[str | None]:
        """Return values of a column as anybody may see them; what nobody recognised is starred."""
        facts = self.facts.get(column)
        if facts is None:
            return [None if each is None else "***" for each in values]
        meaning = facts.meaning.id if facts.meaning else None
        known = [each for each in values if each is not None]
        shown = iter(shown_of(facts.recognised.seen, known, meaning, facts.recognised.strictest))
        return [None if each is None else next(shown)[:LONGEST] for each in values]

    def rows(self, sample: pl.DataFrame, count: int) -> list[list[str | None]]:
        """Return the first rows as text."""
        import polars as pl

        texts = (
            self.values(name, sample[name].head(count).cast(pl.String, strict=False).to_list())
            for name in sample.columns
        )
        return [list(row) for row in zip(*texts, strict=True)]
