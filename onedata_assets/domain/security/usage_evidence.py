"""The form of a finding, and the records of the audit log that stand behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

NAMED = 3
"""Objects that a finding names."""


def finding_schema() -> dict[str, pl.DataType]:
    """Return the columns of a finding before it is put in words.

    `value`, `usual` and `limit` are empty where nothing is compared by amount; `subject` is what it
    is about: objects, hours, a network, projects.
    """
    import polars as pl

    moment = pl.Datetime("us", "UTC")
    return {
        "kind": pl.String(),
        "actor": pl.String(),
        "day": pl.Date(),
        "since": moment,
        "until": moment,
        "records": pl.Int64(),
        "first_sequence": pl.Int64(),
        "value": pl.Float64(),
        "usual": pl.Float64(),
        "limit": pl.Float64(),
        "history_days": pl.Int64(),
        "subject": pl.String(),
    }


def formed(found: pl.DataFrame) -> pl.DataFrame:
    """Return a rule's findings with all columns of a finding, and no others."""
    import polars as pl

    return found.select(
        (pl.col(name) if name in found.columns else pl.lit(None)).cast(dtype).alias(name)
        for name, dtype in finding_schema().items()
    )


def facts_of_evidence(subject: pl.Expr) -> list[pl.Expr]:
    """Return what a group of records tells of itself; `subject` says what they are about."""
    import polars as pl

    return [
        pl.col("at").min().alias("since"),
        pl.col("at").max().alias("until"),
        pl.len().cast(pl.Int64).alias("records"),
        pl.col("sequence").min().alias("first_sequence"),
        subject.alias("subject"),
    ]


def named(column: str) -> pl.Expr:
    """Return the first values of a column in a group, and how many there are beside them."""
    import polars as pl

    values = pl.col(column).filter(pl.col(column) != "").unique().sort()
    shown = values.head(NAMED).str.join(", ")
    more = values.len().cast(pl.Int64) - NAMED
    return pl.when(more > 0).then(pl.format("{} (+{})", shown, more)).otherwise(shown)


def with_evidence(
    found: pl.DataFrame, log: pl.DataFrame, evidence: pl.Expr, *, about: str = "object"
) -> pl.DataFrame:
    """Return findings about persons and days with the facts of those days' records.

    `evidence` is true of the records that count; the column `about` says what they are about.
    """
    days = found.lazy().select("actor", "day")
    records = log.lazy().join(days, on=["actor", "day"], how="semi").filter(evidence)
    facts = records.group_by("actor", "day").agg(*facts_of_evidence(named(about))).collect()
    return formed(found.join(facts, on=["actor", "day"], how="inner"))
