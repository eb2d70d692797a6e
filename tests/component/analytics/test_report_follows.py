"""The report's data set follows the tables that it is made of."""

import dagster as dg
import pytest

from onedata_assets.defs.analytics import inputs
from onedata_assets.defs.analytics.report import REPORT, sales_report


@pytest.mark.row("S55")
@pytest.mark.parametrize("table", inputs.TABLES.values(), ids=lambda key: key.path[-1])
def test_an_update_of_a_wide_table_requests_the_report(table):
    defs = dg.Definitions(
        assets=[sales_report, *(dg.AssetSpec(dep.asset_key) for dep in deps(sales_report))],
        resources={"lake": object(), "folders": object()},  # no run is started
    )
    with dg.DagsterInstance.ephemeral() as instance:
        for dep in deps(sales_report):
            instance.report_runless_asset_event(dg.AssetMaterialization(dep.asset_key))
        instance.report_runless_asset_event(dg.AssetMaterialization(REPORT))
        seen = dg.evaluate_automation_conditions(defs, instance)
        unchanged = dg.evaluate_automation_conditions(defs, instance, cursor=seen.cursor)
        instance.report_runless_asset_event(dg.AssetMaterialization(table))
        updated = dg.evaluate_automation_conditions(defs, instance, cursor=unchanged.cursor)
    assert (unchanged.total_requested, updated.total_requested) == (0, 1)
    assert updated.get_num_requested(REPORT) == 1


def deps(asset: dg.AssetsDefinition) -> list[dg.AssetDep]:
    [spec] = asset.specs
    return list(spec.deps)
