"""Partitions of Kettle units: which there are, and what Kettle is told of those that a run covers.

The parameters say what to read. The variables tell the embedded engine which rows of the lake's
tables the run replaces; a real Carte ignores them, and the landing does the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Literal, Self

import dagster as dg
from pydantic import Field, model_validator

from onedata_assets.domain.ingestion.days import days_pattern
from onedata_resources.kettle.lake_parts import LakePart

if TYPE_CHECKING:
    import polars as pl

KINDS = {
    "daily": dg.DailyPartitionsDefinition,
    "weekly": dg.WeeklyPartitionsDefinition,
    "monthly": dg.MonthlyPartitionsDefinition,
}
DAY_PARAMETERS = {"FROM_DAY": "{first}", "TO_DAY": "{last}", "DAYS_PATTERN": "{pattern}"}
KEY_PARAMETERS = {"PARTITION": "{key}"}
SAMPLE = date(2000, 1, 1)


@dataclass(frozen=True)
class Covered:
    """The partitions of one run: the first and last day, both inclusive, or a static key.

    `column` holds the day or the key in every table of the unit; without one whole tables are
    replaced.
    """

    keys: tuple[str, ...]
    column: str | None
    first: date = SAMPLE
    last: date = SAMPLE
    static: bool = False

    @property
    def words(self) -> dict[str, Any]:
        """Return what the values of parameters and variables may name in braces."""
        if self.static:
            return {"key": ",".join(self.keys)}
        return {
            "first": self.first,
            "last": self.last,
            "end": self.last + timedelta(days=1),
            "pattern": days_pattern(self.first, self.last),
            "key": ",".join(self.keys),
        }

    @property
    def part(self) -> LakePart | None:
        """Return the rows of a table that the run replaces; None for all."""
        if self.column is None:
            return None
        if self.static:
            return LakePart(self.column, values=self.keys)
        end = self.last + timedelta(days=1)
        return LakePart(self.column, first=self.first.isoformat(), end=end.isoformat())

    def rows(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """Return the rows of a table that belong to the partitions of the run."""
        import polars as pl

        if self.column is None:
            return frame
        column = pl.col(self.column)
        if self.static:
            return frame.filter(column.cast(pl.String).is_in(self.keys))
        return frame.filter(column.cast(pl.Date).is_between(self.first, self.last))

    def rows_by_key(self, frame: pl.LazyFrame) -> dict[str, int]:
        """Return how many rows each partition of the run has in the table."""
        import polars as pl

        if self.column is None:
            return {}
        kind = pl.String if self.static else pl.Date
        counted = self.rows(frame).group_by(pl.col(self.column).cast(kind)).agg(pl.len()).collect()
        found = dict.fromkeys(self.keys, 0)
        for value, rows in counted.iter_rows():
            found[self._key_of(value)] += rows
        return found

    def _key_of(self, value: date | str) -> str:
        """Return the partition of a value: the last one that begins no later than it."""
        begun = [key for key in self.keys if key <= str(value)]
        return str(value) if self.static else max(begun)


class KettlePartitions(dg.Model):
    """Time partitions from `start` on, or the static `keys`.

    Values of `parameters` and `variables` may name `{first}`, `{last}` (both days inclusive),
    `{end}` (the day after the last), `{pattern}` (a regular expression of all days) and `{key}`,
    each with a format: `{first:%Y%m%d}`.
    """

    kind: Literal["daily", "weekly", "monthly", "static"] = "daily"
    start: str = Field(default="", description="First day: 2024-01-31.")
    end: str | None = Field(default=None, description="First day after the last partition.")
    timezone: str = "UTC"
    keys: list[str] = Field(default_factory=list, description="The static partitions.")
    column: str | None = Field(
        default=None,
        description="Column of every lake table of the unit that holds the day or the key; a run"
        " replaces the rows of its partitions alone.",
    )
    parameters: dict[str, str] | None = Field(
        default=None, description="Kettle parameters that tell a run what to read."
    )
    variables: dict[str, str] = Field(default_factory=dict, description="Likewise, Kettle's vars.")

    @model_validator(mode="after")
    def _can_work(self) -> Self:
        if self.kind == "static":
            if not self.keys or self.start or self.end:
                raise ValueError("static partitions have `keys`, and neither `start` nor `end`")
        elif self.keys or not self.start:
            raise ValueError(f"{self.kind} partitions have a `start`, and no `keys`")
        self.definition()
        covered = Covered(("key",), None, static=self.kind == "static")
        try:
            self.values(covered)
        except (KeyError, IndexError, ValueError, AttributeError) as error:
            known = ", ".join(f"{{{word}}}" for word in covered.words)
            raise ValueError(
                f"a value of `parameters` or `variables` cannot be filled ({error}); it may name"
                f" {known}"
            ) from error
        return self

    def definition(self) -> dg.PartitionsDefinition:
        """Return Dagster's definition."""
        if self.kind == "static":
            return dg.StaticPartitionsDefinition(self.keys)
        return KINDS[self.kind](start_date=self.start, end_date=self.end, timezone=self.timezone)

    @property
    def backfill_policy(self) -> dg.BackfillPolicy:
        """Return how a backfill is run: days in one run, static keys each in their own."""
        if self.kind == "static":
            return dg.BackfillPolicy.multi_run(max_partitions_per_run=1)
        return dg.BackfillPolicy.single_run()

    def covered(self, context: dg.AssetExecutionContext) -> Covered:
        """Return what the run covers."""
        keys = tuple(context.partition_keys)
        if self.kind == "static":
            return Covered(keys, self.column, static=True)
        window = context.partition_time_window
        last = (window.end - timedelta(days=1)).date()
        return Covered(keys, self.column, window.start.date(), last)

    def values(self, covered: Covered) -> tuple[dict[str, str], dict[str, str]]:
        """Return the parameters and the variables of a run of these partitions."""
        usual = KEY_PARAMETERS if covered.static else DAY_PARAMETERS
        parameters = usual if self.parameters is None else self.parameters
        part = covered.part
        return (
            _filled(parameters, covered.words),
            {**(part.variables if part else {}), **_filled(self.variables, covered.words)},
        )


def _filled(values: Mapping[str, str], words: Mapping[str, Any]) -> dict[str, str]:
    return {name: value.format_map(words) for name, value in values.items()}
