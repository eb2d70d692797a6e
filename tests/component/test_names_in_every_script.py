"""Assets of tables with names in any script are read, written and checked like others."""

import dagster as dg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onedata_assets.lib.dagster_names import accept_keys_in_every_script, plain_name

pytestmark = pytest.mark.row("S05", "S17")
NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)


@pytest.fixture(autouse=True, scope="module")
def accepted():
    accept_keys_in_every_script()
    accept_keys_in_every_script()


@given(NAMES)
def test_a_name_is_one_that_dagster_takes(name):
    made = plain_name(name)
    assert made.isascii()
    assert made.replace("_", "a").isalnum()
    assert plain_name(made) == made


@given(NAMES, NAMES)
def test_other_names_are_named_otherwise(one, other):
    assert (plain_name(one) == plain_name(other)) == (one == other)


def test_names_that_dagster_takes_stay_as_they_are():
    key = dg.AssetKey(["ods", "order-line.v2"])
    assert key.to_python_identifier() == "ods__order_line_v2"
    assert key.to_python_identifier("io") == "ods__order_line_v2__io"


TABLES = [["人事", "员工"], ["人事", "部门"], ["mess", "gbk订单.csv"], ["pg", "销售", "a b*c"]]


@pytest.mark.parametrize("path", TABLES, ids="/".join)
def test_an_asset_of_the_table_is_written_checked_and_read_further(path):
    key, ran = dg.AssetKey(path), list[str]()

    @dg.asset(key=key, check_specs=[dg.AssetCheckSpec("own", asset=key)])
    def table():
        ran.append("table")
        return dg.MaterializeResult(check_results=[dg.AssetCheckResult(passed=True)])

    @dg.multi_asset(specs=[dg.AssetSpec(["ods", *path], deps=[key])], can_subset=True)
    def copy():
        ran.append("copy")
        yield dg.MaterializeResult(asset_key=["ods", *path])

    @dg.multi_asset_check(specs=[dg.AssetCheckSpec("held", asset=key)])
    def held():
        ran.append("held")
        yield dg.AssetCheckResult(passed=False, asset_key=key, check_name="held")

    defs = dg.Definitions(assets=[table, copy], asset_checks=[held])
    dg.Definitions.validate_loadable(defs)
    result = defs.resolve_implicit_global_asset_job_def().execute_in_process()
    assert sorted(ran) == ["copy", "held", "table"]
    passed = {each.check_name: each.passed for each in result.get_asset_check_evaluations()}
    assert passed == {"own": True, "held": False}


def test_an_external_table_is_read_and_checked():
    key = dg.AssetKey(["人事", "员工"])

    @dg.asset(deps=[key])
    def headcount(): ...

    @dg.asset_check(asset=key)
    def some_rows():
        return dg.AssetCheckResult(passed=True)

    defs = dg.Definitions(assets=[dg.AssetSpec(key), headcount], asset_checks=[some_rows])
    job = defs.resolve_implicit_global_asset_job_def()
    assert job.execute_in_process().success
