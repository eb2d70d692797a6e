"""What lies outside the platform: source tables, source files and interfaces, as external assets.

Nothing here is materialized. Their columns are declared in `contracts/<connection>/`; which tables
are loaded, and how, is in `kettle_jobs/` and `kettle/defs.yaml`.
"""

import dagster as dg

from onedata_assets.lib.keys import System, source_key
from onedata_assets.lib.tables import table_spec

RETAIL_TABLES = (
    "campaign_descriptions",
    "campaigns",
    "coupon_redemptions",
    "coupons",
    "demographics",
    "households",
    "members",
    "products",
    "stores",
    "transactions",
)
OTHER_SOURCES = {
    ("retail_files", "clicks"): "json",
    ("retail_files", "promotions"): "parquet",
    ("weather", "store_weather"): "http",
}
"""Connection and name, with the kind that the graph shows."""


@dg.definitions
def defs() -> dg.Definitions:
    """Return the sources of the retail demo."""
    kinds = {("retail", table): "sql" for table in RETAIL_TABLES} | OTHER_SOURCES
    return dg.Definitions(
        assets=[
            table_spec(
                source_key(connection, name), system=System.INGESTION, kinds={kind, "source"}
            )
            for (connection, name), kind in kinds.items()
        ]
    )
