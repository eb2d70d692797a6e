"""The metrics that are online: their values as lake tables, with checks."""

import dagster as dg

from onedata_assets.lib.metric_assets import metric_assets


@dg.definitions
def defs() -> dg.Definitions:
    """Return the assets of the metrics that the store last left here."""
    return dg.Definitions(assets=metric_assets())
