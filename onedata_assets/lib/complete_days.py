"""Run configuration of the rule in `domain/days.py`, the same for every asset that follows it."""

import dagster as dg
from pydantic import Field

from onedata_assets.domain.days import INCOMPLETE_DAYS


class CompleteDaysConfig(dg.Config):
    """Which days count."""

    incomplete_days: int = Field(
        default=INCOMPLETE_DAYS,
        ge=0,
        description="不参与的最新天数（可能未到齐）/ Newest days left out: they may still fill.",
    )
