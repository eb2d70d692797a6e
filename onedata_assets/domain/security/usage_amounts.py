"""Days on which somebody did far more of something than on their own usual days.

The usual is the median of the person's days with activity before the day, its spread the median
absolute deviation of the logarithms: neither moves much by the very days that are looked for, and
work varies by multiples, twice as much as half as much.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from onedata_assets.domain.security.usage import Use
from onedata_assets.domain.security.usage_evidence import with_evidence
from onedata_assets.domain.security.usage_rules import UsageRules

if TYPE_CHECKING:
    import polars as pl

NORMAL = 1.4826
"""What makes a median absolute deviation a standard deviation, where values are normal."""


@dataclass(frozen=True)
class Amount:
    """A sum of a day that may be too large: the finding's kind, the sum, its least large value."""

    kind: str
    column: str
    least: int
    use: Use | None = None
    """Whose records are the evidence; none for refusals of any use."""


def amounts(rules: UsageRules) -> tuple[Amount, ...]:
    """Return the sums that are looked at."""
    return (
        Amount("many_reads", "reads", rules.least_reads, Use.READ),
        Amount("many_exports", "exports", rules.least_exports, Use.EXPORT),
        Amount("many_rows", "rows_read", rules.least_rows, Use.READ),
        Amount("many_refusals", "refusals", rules.least_refusals),
    )


def histories(days: pl.DataFrame, rules: UsageRules) -> pl.DataFrame:
    """Return, for each person and active day, how their active days before it were.

    `history_days` counts them; each sum has its median, deviation and the mark of busy days.
    """
    import polars as pl

    active = days.filter(pl.col("actions") > 0).sort("actor", "day")
    usual = [
        expression
        for each in amounts(rules)
        for column, logged in [(pl.col(each.column), pl.col(each.column).log1p())]
        for expression in (
            column.median().alias(f"{each.column}_usual"),
            (logged - logged.median()).abs().median().alias(f"{each.column}_spread"),
            column.quantile(rules.busy_share, "higher").alias(f"{each.column}_busy"),
        )
    ]
    before = active.rolling(
        index_column="day",
        period=timedelta(days=rules.baseline_days),
        closed="left",
        group_by="actor",
    ).agg(pl.len().cast(pl.Int64).alias("history_days"), *usual)
    return active.join(before, on=["actor", "day"], how="left")


def unusual_amounts(log: pl.DataFrame, known: pl.DataFrame, rules: UsageRules) -> pl.DataFrame:
    """Return the findings about the days of `known`, which `histories` returned."""
    import polars as pl

    enough = known.filter(pl.col("history_days") >= rules.least_history)
    return pl.concat([_unusual(log, enough, each, rules) for each in amounts(rules)])


def limit_of(each: Amount, rules: UsageRules) -> pl.Expr:
    """Return how much is still usual: the largest of four limits."""
    import polars as pl

    usual, busy = pl.col(f"{each.column}_usual"), pl.col(f"{each.column}_busy")
    spread = NORMAL * pl.col(f"{each.column}_spread")
    return pl.max_horizontal(
        pl.lit(float(each.least)),
        usual * rules.times,
        (usual + 1) * (rules.deviations * spread).exp() - 1,
        busy * rules.busy_times,
    )


def _unusual(
    log: pl.DataFrame, known: pl.DataFrame, each: Amount, rules: UsageRules
) -> pl.DataFrame:
    import polars as pl

    found = known.with_columns(
        kind=pl.lit(each.kind),
        value=pl.col(each.column).cast(pl.Float64),
        usual=pl.col(f"{each.column}_usual").cast(pl.Float64),
        limit=limit_of(each, rules),
    ).filter(pl.col("value") > pl.col("limit"))
    evidence = pl.col("is_refused") if each.use is None else pl.col("use") == each.use.value
    return with_evidence(found, log, evidence)
