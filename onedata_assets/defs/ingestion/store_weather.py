"""Store weather, read page by page from its HTTP interface."""

from collections.abc import Iterator
from datetime import date, timedelta

import dagster as dg

from onedata_assets.lib.failures import HEALING, PermanentFailure, healed
from onedata_assets.lib.keys import Layer, System, source_key, table_key
from onedata_assets.lib.lineage import column_lineage
from onedata_assets.lib.partitions import RETAIL_DAYS
from onedata_assets.lib.tables import contract_of, table_spec
from onedata_assets.lib.truths import truth_specs, truths
from onedata_assets.lib.written import written_schema
from onedata_resources.clients.lake import LakeClient
from onedata_resources.clients.paged_json import PagedJsonClient
from onedata_resources.errors import BadInputError

KEY = table_key(Layer.ODS, "store_weather")
SOURCE = source_key("weather", "store_weather")
PATH = "/v1/store-weather"
COLUMNS = contract_of(KEY).columns
LINEAGE = column_lineage({column.name: [(SOURCE, column.name)] for column in COLUMNS})


class WeatherWindow(dg.Config):
    """The days to ask for, both inclusive, and the rows of one page."""

    first_day: str = RETAIL_DAYS.start.date().isoformat()
    last_day: str = ""
    page_size: int = 10_000

    def asked(self) -> dict[str, str | int]:
        """Return the query; without `last_day` it ends with the retail source."""
        end = RETAIL_DAYS.end.date() - timedelta(days=1) if RETAIL_DAYS.end else date.max
        return {
            "from": date.fromisoformat(self.first_day).isoformat(),
            "to": self.last_day or end.isoformat(),
            "size": self.page_size,
        }


@dg.multi_asset(
    name="store_weather",
    specs=[
        table_spec(
            KEY,
            system=System.INGESTION,
            deps=[SOURCE],
            kinds={"http", "deltalake"},
            lineage=LINEAGE,
        )
    ],
    check_specs=truth_specs(KEY),
)
def store_weather(
    context: dg.AssetExecutionContext,
    config: WeatherWindow,
    weather: dg.ResourceParam[PagedJsonClient],
    lake: dg.ResourceParam[LakeClient],
) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
    """Replace the table by all pages of the window; a page that fails changes nothing."""
    from onedata_assets.domain.ingestion.weather import WeatherFormError, weather_table

    with healed(context, HEALING):
        pages = list(weather.pages(PATH, config.asked()))
        try:
            frame = weather_table(item for page in pages for item in page)
        except WeatherFormError as error:
            raise PermanentFailure(
                BadInputError(
                    f"{weather.base_url}{PATH}: {error}. Nothing was written; ask its owner.",
                    f"{weather.base_url}{PATH} 的数据不合约定：{error}。未写入，请联系接口负责人。",
                )
            ) from error
        written = lake.write(KEY.path, frame)
    yield dg.MaterializeResult(
        asset_key=KEY,
        metadata={
            "dagster/row_count": written.rows,
            "dagster/column_schema": written_schema(lake, KEY),
            "dagster/column_lineage": LINEAGE,
            "pages": len(pages),
        },
    )
    yield from truths(lake, KEY, {check.name for check in context.selected_asset_check_keys})
