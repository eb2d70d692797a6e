"""The dbt component: specs from the manifest, real runs on a small lake, what failures do."""

from datetime import date, datetime
from pathlib import Path
from typing import cast

import dagster as dg
import polars as pl
import pytest

from onedata_assets.components.dbt_lake import DbtLakeComponent
from onedata_assets.lib import dbt_manifest
from onedata_resources.clients.lake import LakeClient
from onedata_resources.settings import project_dir

DAYS = [date(2017, 1, 1), date(2017, 1, 2)]


@pytest.fixture(scope="module")
def models():
    context = cast("dg.ComponentLoadContext", None)  # the component does not use it
    [assets] = DbtLakeComponent().build_defs(context).assets or []
    assert isinstance(assets, dg.AssetsDefinition)
    return assets


def keys(found):
    return {key.to_user_string() for key in found}


def test_every_model_file_is_an_asset(models):
    files = (project_dir() / "dbt_project" / "models").glob("*/*.sql")
    assert keys(models.keys) == {
        f"{path.parent.name}/{path.stem.removeprefix(path.parent.name + '_')}" for path in files
    }


def test_every_model_has_what_every_asset_has(models):
    for spec in models.specs:
        name = spec.key.to_user_string()
        zh, _, en = str(spec.description).partition(" / ")
        assert zh, name
        assert en, name
        assert spec.owners == [f"team:{spec.group_name}"], name
        assert spec.group_name == ("analytics" if spec.key.path[0] == "ads" else "processing")
        assert {"dbt", "duckdb"} <= spec.kinds, name
        assert {"domain", "pii"} <= set(spec.tags), name
        columns = spec.metadata["dagster/column_schema"].columns
        assert all(column.type and " / " in column.description for column in columns), name


def test_models_depend_on_the_tables_that_they_read(models):
    [rank] = [s for s in models.specs if s.key.path == ["ads", "department_rank"]]
    [day] = [s for s in models.specs if s.key.path == ["dws", "department_day"]]
    assert keys(dep.asset_key for dep in rank.deps) == {"dws/department_day"}
    assert keys(dep.asset_key for dep in day.deps) == {"dim/product", "dwd/sales_line"}


def test_tests_of_severity_error_block_and_warnings_do_not(models):
    by_name = {spec.name: spec for spec in models.check_specs}
    assert by_name["unique_dim_product_product_id"].blocking
    assert not by_name["accepted_values_dim_product_brand__National__Private"].blocking
    related = by_name[
        "relationships_dws_household_value_household_id__household_id__ref_dim_household_"
    ]
    assert keys(dep.asset_key for dep in related.additional_deps) == {"dim/household"}


def test_a_project_that_does_not_parse_is_an_error_with_dbts_words(tmp_path, monkeypatch):
    monkeypatch.setenv("ONEDATA_HOME", str(tmp_path / "home"))
    (tmp_path / "dbt_project.yml").write_text("name: x\nprofile: none\nversion: 1.0.0\n")
    with pytest.raises(dbt_manifest.DbtParseError, match="cannot parse"):
        dbt_manifest.manifest_path(tmp_path)
    assert list((tmp_path / "home" / "dbt" / "manifests").iterdir()) == []


def test_a_manifest_is_kept_until_a_file_of_the_project_changes(tmp_path, monkeypatch):
    parsed = []

    def parse(project: Path, target: Path) -> None:
        parsed.append(project)
        (target / "manifest.json").write_text("{}")

    monkeypatch.setenv("ONEDATA_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(dbt_manifest, "_parse", parse)
    project = tmp_path / "project"
    (project / "target").mkdir(parents=True)
    (project / "a.sql").write_text("select 1")
    first = dbt_manifest.manifest_path(project)
    (project / "target" / "b.sql").write_text("output, not source")
    assert dbt_manifest.manifest_path(project) == first
    (project / "a.sql").write_text("select 2")
    assert dbt_manifest.manifest_path(project) != first
    assert len(parsed) == 2


def sales(products=(1, 2), households=(7, 8)):
    return pl.DataFrame(
        {
            "sold_date": DAYS,
            "household_id": households,
            "store_id": [3, 3],
            "basket_id": [10, 11],
            "product_id": products,
            "quantity": [1, 2],
            "sales_usd": [2.0, 6.0],
            "retail_discount_usd": [0.5, 0.0],
            "coupon_discount_usd": [0.0, 0.25],
        }
    )


def products(ids=(1, 2)):
    names = ["department", "department_zh", "brand_zh", "product_category", "product_type"]
    return pl.DataFrame({"product_id": ids, "manufacturer_id": [1] * len(ids)}).with_columns(
        *(pl.lit("GROCERY").alias(name) for name in names),
        pl.lit("National").alias("brand"),
        pl.lit("1 LB").alias("package_size"),
    )


def no_clicks():
    names = ["session_id", "event_id", "event_type"]
    return pl.DataFrame(schema={"click_date": pl.Date} | dict.fromkeys(names, pl.String))


def run(models, lake, selection):
    return dg.materialize(
        [models], selection=selection, resources={"lake": lake}, raise_on_error=False
    )


def test_a_missing_source_names_the_asset_that_makes_it(models, tmp_path):
    result = run(models, LakeClient(str(tmp_path)), ["dim/product"])
    [failure] = [e for e in result.all_events if e.is_step_failure]
    assert "the lake has no table ods/products" in str(failure.event_specific_data)


@pytest.mark.row("S65")
def test_a_run_of_some_models_reads_the_others_from_the_lake(models, tmp_path):
    lake = LakeClient(str(tmp_path))
    lake.write(["dwd", "sales_line"], sales())
    lake.write(["dim", "product"], products((1,)))
    lake.write(["dwd", "click"], no_clicks())
    selection = ["dws/department_day", "ads/department_rank", "dws/conversion_day"]
    result = run(models, lake, selection)
    assert result.success
    assert lake.scan(["dws", "conversion_day"]).collect().height == 0
    assert lake.scan(["ads", "department_rank"]).sort("rank").collect().rows() == [
        ("UNKNOWN", 6.0, 2, 0.25, 75.0, 1),
        ("GROCERY", 2.0, 1, 0.5, 25.0, 2),
    ]
    told = {
        event.asset_key.to_user_string(): event.materialization.metadata
        for event in result.get_asset_materialization_events()
    }
    assert set(told) == set(selection)
    assert list(told).index(selection[0]) < list(told).index(selection[1])
    day = told["dws/department_day"]
    assert day["dagster/row_count"].value == 2
    assert [c.type for c in day["dagster/column_schema"].value.columns][:3] == [
        *("String", "Date", "Float64")
    ]
    lineage = day["dagster/column_lineage"].value.deps_by_column
    assert {f"{d.asset_key.to_user_string()}.{d.column_name}" for d in lineage["discount_usd"]} == {
        "dwd/sales_line.retail_discount_usd",
        "dwd/sales_line.coupon_discount_usd",
    }
    checks = result.get_asset_check_evaluations()
    assert len(checks) == 20
    assert all(check.passed for check in checks)


def test_a_failing_test_is_a_failed_blocking_check_and_stops_what_is_downstream(models, tmp_path):
    lake = LakeClient(str(tmp_path))
    lake.write(["ods", "products"], products((1, 2, 2)))
    lake.write(["dwd", "sales_line"], sales())
    result = run(models, lake, ["dim/product", "dws/department_day"])
    made = keys(event.asset_key for event in result.get_asset_materialization_events())
    failed = {c.check_name: c for c in result.get_asset_check_evaluations() if not c.passed}
    assert made == {"dim/product"}
    assert list(failed) == ["unique_dim_product_product_id"]
    assert failed["unique_dim_product_product_id"].severity is dg.AssetCheckSeverity.ERROR
    assert failed["unique_dim_product_product_id"].metadata["dagster_dbt/failed_row_count"].value
    assert not result.success


def test_a_model_that_cannot_be_built_fails_with_dbts_words(models, tmp_path):
    lake = LakeClient(str(tmp_path))
    lake.write(["dwd", "click"], pl.DataFrame({"other": [datetime(2017, 1, 1)]}))  # noqa: DTZ001
    result = run(models, lake, ["dws/conversion_day"])
    [failure] = [e for e in result.all_events if e.is_step_failure]
    assert "model.onedata.dws_conversion_day" in str(failure.event_specific_data)
    assert not lake.exists(["dws", "conversion_day"])
