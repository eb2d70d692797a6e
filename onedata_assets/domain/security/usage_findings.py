"""What is odd in how people use the platform: all rules over a log, each finding with its reason.

A finding is no proof of anything: it names the person, the day, the records that stand behind it,
and what is usual for that person. The rules are in the modules beside this one; their limits and
why these are so in `usage_rules.py`.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onedata_assets.domain.i18n import Catalogue
from onedata_assets.domain.security.usage_accounts import (
    guessed_passwords,
    returned,
    rights_to_oneself,
)
from onedata_assets.domain.security.usage_amounts import histories, unusual_amounts
from onedata_assets.domain.security.usage_places import new_networks, off_hours
from onedata_assets.domain.security.usage_rules import UsageRules

if TYPE_CHECKING:
    import polars as pl

KINDS = (
    "guessed_password", "own_rights", "many_exports", "many_reads", "many_rows", "many_refusals",
    "dormant", "new_network", "off_hours",
)  # fmt: skip
"""The kinds of findings, what to look at first before the rest."""
SEVERE = frozenset({"guessed_password", "own_rights", "many_exports", "many_reads", "many_rows"})
"""What may have done harm already; the others are told so that somebody may ask."""
RULES = UsageRules()


def findings(
    log: pl.DataFrame,
    days: pl.DataFrame,
    first: date,
    last: date,
    rules: UsageRules = RULES,
) -> pl.DataFrame:
    """Return the findings about the days from `first` to `last`, the newest first.

    `log` is what `usage.prepared` returned, `days` the `activity` in it; what of both lies before
    `first` is the history. There is at most one finding of a kind for a person and a day.
    """
    import polars as pl

    judged = pl.col("day").is_between(first, last)
    known = histories(days, rules)
    parts = [
        unusual_amounts(log, known.filter(judged), rules),
        off_hours(log, known, judged, rules),
        new_networks(log, judged, rules),
        guessed_passwords(log, judged, rules),
        returned(log, known, judged, rules),
        rights_to_oneself(log, judged),
    ]
    order = pl.col("kind").replace_strict({kind: rank for rank, kind in enumerate(KINDS)})
    found = pl.concat(parts).sort(
        pl.col("day"), order, pl.col("actor"), descending=[True, False, False]
    )
    return found.with_columns(
        pl.when(pl.col("kind").is_in(list(SEVERE)))
        .then(pl.lit("warning"))
        .otherwise(pl.lit("notice"))
        .alias("severity"),
        *_reasons(found),
    )


@cache
def texts() -> Catalogue:
    """Return the reasons in both languages."""
    return Catalogue.load(Path(__file__).with_name("usage_texts.yaml"))


def _reasons(found: pl.DataFrame) -> list[pl.Series]:
    import polars as pl

    told = [_reason(row) for row in found.iter_rows(named=True)]
    return [
        pl.Series(f"reason_{code}", [each[code] for each in told], dtype=pl.String)
        for code in ("zh", "en")
    ]


def _reason(row: dict[str, Any]) -> dict[str, str]:
    numbers = {name: _number(row[name]) for name in ("value", "usual", "limit")}
    return texts().both(
        f"usage.{row['kind']}",
        subject=row["subject"] or "–",
        history=row["history_days"] or 0,
        records=row["records"],
        **numbers,
    )


def _number(value: float | None) -> str:
    """Return a number as people read it: with separators, without needless decimals."""
    if value is None:
        return ""
    return f"{value:,.0f}" if value == int(value) or value >= 100 else f"{value:,.1f}"
