"""Product promotions by week, from the file of every store's displays and mailers."""

import dagster as dg

from onedata_assets.domain.processing.promotions import SOURCES, promotion_weeks
from onedata_assets.lib.automation import when_inputs_change
from onedata_assets.lib.checks import contract_checks
from onedata_assets.lib.failures import PermanentFailure
from onedata_assets.lib.keys import Layer, System, source_key, table_key
from onedata_assets.lib.lineage import column_lineage
from onedata_assets.lib.tables import table_spec
from onedata_assets.lib.written import written_schema
from onedata_resources.clients.folders import Folders
from onedata_resources.clients.lake import LakeClient
from onedata_resources.errors import BadInputError, OneDataError

KEY = table_key(Layer.DWD, "promotion_week")
SOURCE = source_key("retail_files", "promotions")
LINEAGE = column_lineage(
    {name: [(SOURCE, column) for column in columns] for name, columns in SOURCES.items()}
)


@dg.multi_asset(
    name="promotion_week",
    specs=[
        table_spec(
            KEY,
            system=System.PROCESSING,
            deps=[SOURCE],
            kinds={"polars", "deltalake"},
            lineage=LINEAGE,
            automation_condition=when_inputs_change(),
        )
    ],
)
def promotion_week(
    folders: dg.ResourceParam[Folders], lake: dg.ResourceParam[LakeClient]
) -> dg.MaterializeResult:
    """Replace the table by the counts of every week in the file."""
    import polars as pl

    path = folders.files / "promotions.parquet"
    if not path.exists():
        raise PermanentFailure(
            BadInputError(
                f"{path} is missing: seed the retail source, or correct RETAIL_FILES_DIR",
                f"缺少 {path}：请先生成零售源数据，或更正 RETAIL_FILES_DIR",
            )
        )
    try:
        written = lake.write(KEY.path, promotion_weeks(pl.scan_parquet(path)))
    except OneDataError as error:
        raise PermanentFailure(error) from error
    return dg.MaterializeResult(
        asset_key=KEY,
        metadata={
            "dagster/row_count": written.rows,
            "dagster/column_schema": written_schema(lake, KEY),
            "dagster/column_lineage": LINEAGE,
            "lake_version": written.version,
        },
    )


promotion_week_checks = contract_checks(KEY)
