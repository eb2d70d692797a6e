"""What happens to accounts: guessed passwords, dormant ones that come back, rights to oneself."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from onedata_assets.domain.security.usage import Use
from onedata_assets.domain.security.usage_evidence import (
    facts_of_evidence,
    formed,
    named,
    with_evidence,
)
from onedata_assets.domain.security.usage_rules import UsageRules

if TYPE_CHECKING:
    import polars as pl


def guessed_passwords(log: pl.DataFrame, judged: pl.Expr, rules: UsageRules) -> pl.DataFrame:
    """Return the sign-ins that succeeded after many that failed, since the last success.

    It needs no history: whoever the name belongs to, somebody tried passwords until one fitted.
    """
    import polars as pl

    failed = pl.col("use") == Use.FAILED_SIGN_IN.value
    success = (pl.col("use") == Use.SIGN_IN.value) & ~pl.col("is_refused")
    # Each success ends a try; what comes after it belongs to the next one.
    attempt = (success.cum_sum() - success).over("actor")
    often = log.filter(failed).group_by("actor").len().filter(pl.col("len") >= rules.guesses)
    tries = (
        log.filter(failed | success)
        .join(often, on="actor", how="semi")
        .sort("at", "sequence")
        .with_columns(attempt=attempt)
    )
    ends = tries.filter(success).select("actor", "attempt", "day", ended=pl.col("at"))
    lately = pl.col("at") >= pl.col("ended") - timedelta(minutes=rules.guess_minutes)
    found = (
        tries.join(ends.rename({"day": "ended_on"}), on=["actor", "attempt"])
        .filter(lately)
        .group_by("actor", "attempt", pl.col("ended_on").alias("day"))
        .agg(
            failed.sum().cast(pl.Float64).alias("value"),
            *facts_of_evidence(named("address")),
        )
        .filter(judged & (pl.col("value") >= rules.guesses))
    )
    return formed(
        found.sort("since")
        .unique(["actor", "day"], keep="first", maintain_order=True)
        .with_columns(kind=pl.lit("guessed_password"), limit=pl.lit(float(rules.guesses)))
    )


def returned(
    log: pl.DataFrame, known: pl.DataFrame, judged: pl.Expr, rules: UsageRules
) -> pl.DataFrame:
    """Return the first days of accounts after a long time without activity.

    `known` is what `usage_amounts.histories` returned: the active days of everybody.
    """
    import polars as pl

    gap = (pl.col("day") - pl.col("day").shift(1).over("actor")).dt.total_days()
    days = known.sort("day").select("actor", "day", gap.alias("value"))
    found = days.filter(judged & (pl.col("value") > rules.dormant_days)).with_columns(
        kind=pl.lit("dormant"), limit=pl.lit(float(rules.dormant_days))
    )
    return with_evidence(found, log, pl.col("is_active"), about="action")


def rights_to_oneself(log: pl.DataFrame, judged: pl.Expr) -> pl.DataFrame:
    """Return the days on which somebody gave rights to their own account.

    It needs no history: who may give rights should not be who gets them.
    """
    import polars as pl

    given = log.filter(judged & pl.col("is_own_right"))
    what = pl.when(pl.col("project") != "").then("project").otherwise("action").alias("what")
    days = given.with_columns(what).group_by("actor", "day")
    found = days.agg(*facts_of_evidence(named("what")))
    return formed(found.with_columns(kind=pl.lit("own_rights"), value=pl.col("records")))
