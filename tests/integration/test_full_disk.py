"""A disk that is really full under the lake: cleaned tables and dbt models keep their versions."""

from typing import cast

import dagster as dg
import polars as pl
import pytest

from onedata_assets.components.dbt_lake import DbtLakeComponent
from onedata_resources.clients.lake import LakeClient
from tests.component.cleaning import run as clean
from tests.component.cleaning import transactions
from tests.component.test_dbt_lake import products
from tests.tiny_disk import tiny_disk

pytestmark = pytest.mark.integration
PRODUCT = ["dim", "product"]


@pytest.fixture
def disk(tmp_path):
    with tiny_disk(tmp_path / "tiny", 8) as disk:
        yield disk


@pytest.fixture
def lake(disk):
    return LakeClient(str(disk.path / "lake"))


def failure_of(result) -> str:
    [failure] = [event for event in result.all_events if event.is_step_failure]
    return failure.step_failure_data.user_failure_data.description


def test_a_cleaned_table_keeps_its_version_and_is_made_again_once_there_is_room(disk, lake):
    lake.write(["ods", "transactions"], transactions())
    assert clean(lake).success
    before = lake.scan(["dwd", "sales_line"]).collect()
    disk.fill()
    told = failure_of(clean(lake))
    assert "dwd/sales_line: no room left in the lake" in told
    assert "空间不足" in told
    assert lake.scan(["dwd", "sales_line"]).collect().equals(before)
    disk.free()
    assert clean(lake).success


def build(lake: LakeClient) -> dg.ExecuteInProcessResult:
    context = cast("dg.ComponentLoadContext", None)  # the component does not use it
    [models] = DbtLakeComponent().build_defs(context).assets or []
    assert isinstance(models, dg.AssetsDefinition)
    return dg.materialize(
        [models], selection=["dim/product"], resources={"lake": lake}, raise_on_error=False
    )


def test_a_dbt_model_keeps_its_version_and_the_failure_asks_for_room(disk, lake):
    lake.write(["ods", "products"], products((1, 2)))
    assert build(lake).success
    before = lake.scan(PRODUCT).collect()
    lake.write(["ods", "products"], products((1, 2, 3)))
    disk.fill()
    told = failure_of(build(lake))
    assert "no room left for what dbt builds" in told
    assert "空间不足" in told
    assert "mend the model" not in told
    assert lake.scan(PRODUCT).collect().equals(before)
    disk.free()
    assert build(lake).success
    assert lake.scan(PRODUCT).select(pl.len()).collect().item() == 3
