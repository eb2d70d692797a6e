"""The retail jobs over HTTP on the embedded Carte: from a small source to the lake, and again."""

import dagster as dg
import pytest

from onedata_assets.defs.ingestion.click_files import new_click_files_sensor
from onedata_assets.lib.partitions import RANGE_END, RANGE_START
from onedata_resources.clients.folders import Folders
from tests.component.ingestion.projects import CLICKS, DAILY, MASTER
from tests.integration.kettle_house import LOGS, House, event, running

pytestmark = pytest.mark.integration


@pytest.fixture
def house(tmp_path):
    with running(House(tmp_path)) as house:
        yield house


@pytest.mark.row("S28", "S43", "S44", "S46")
def test_master_data_are_cleaned_mapped_and_calculated_on_the_way(house):
    assert house.load(MASTER).success
    products = {row["product_id"]: row for row in house.rows("products").to_dicts()}
    assert [products[n]["department_zh"] for n in (7, 8, 9)] == ["杂货", "未登记", "其他"]
    assert [products[n]["brand_zh"] for n in (7, 8, 9)] == ["自有品牌", "未登记", "全国品牌"]
    assert house.rows("campaign_descriptions")["duration_days"].to_list() == [3]
    assert house.rows("demographics")["has_kids"].to_list() == ["N"]
    assert house.rows("members")["姓名"].to_list() == ["王芳"]


@pytest.mark.row("S43")
def test_repeated_coupons_are_rejected_with_the_reason_and_none_is_lost(house):
    result = house.load(MASTER)
    assert house.rows("coupons").sort("coupon_row_id")["coupon_row_id"].to_list() == [1, 2]
    rejected = house.rows("coupons__rejected").sort("coupon_row_id").to_dicts()
    assert [row["coupon_row_id"] for row in rejected] == [3, 4]
    assert {row["reject_code"] for row in rejected} == {"UNR001"}
    assert all("duplicate" in row["reject_reason"] for row in rejected)
    made = {
        e.asset_key.path[-1]: e.materialization for e in result.get_asset_materialization_events()
    }
    assert made["coupons"].metadata["dagster/row_count"].value == 2
    assert made["coupons__rejected"].metadata["dagster/row_count"].value == 2


@pytest.mark.row("S21", "S25")
def test_lines_that_cannot_be_used_land_beside_the_log_with_the_reason(house):
    assert house.load(CLICKS, "2017-11-03", "2017-11-04").success
    events = house.rows("click_log").sort("event_at")
    assert events["event_id"].to_list() == ["e1", "e6", "e7"]
    first = events.row(0, named=True)
    assert (first["page"], first["order_value_usd"], first["line_number"]) == ("/商品", 2.5, 1)
    assert str(first["log_date"]) == "2017-11-03 00:00:00"
    rejected = house.rows("click_log__rejected").sort("line_number")
    assert rejected["line_number"].to_list() == [2, 3, 4, 5]
    assert rejected["line"].to_list() == LOGS["2017-11-03.jsonl"][1:5]
    assert rejected["log_file"].unique().to_list() == ["2017-11-03.jsonl"]
    assert all(rejected["reject_reason"])
    assert rejected["reject_code"].to_list()[1::2] == ["MISSING_FIELD", "MISSING_FIELD"]


@pytest.mark.row("S21", "S30")
def test_a_new_log_file_is_a_signal_whose_run_loads_its_day_through_carte(house):
    with dg.DagsterInstance.ephemeral() as instance:
        folders = Folders(house.files, house.files, house.files)
        context = dg.build_sensor_context(instance=instance, resources={"folders": folders})
        tick = new_click_files_sensor(context)
    assert isinstance(tick, dg.SensorResult)
    [request] = tick.run_requests or []
    assert house.load(CLICKS, request.tags[RANGE_START], request.tags[RANGE_END]).success
    assert house.rows("click_log")["event_id"].sort().to_list() == ["e1", "e6", "e7"]


@pytest.mark.row("S23")
def test_a_run_of_days_replaces_these_days_alone(house):
    assert house.load(DAILY, "2017-11-01", "2017-11-30").success
    house.sell(4, 5, day=4)
    house.sell(6, day=3)
    assert house.load(DAILY, "2017-11-04").success
    assert sorted(house.rows("transactions")["transaction_id"]) == [1, 2, 3, 4, 5]


@pytest.mark.row("S23")
def test_a_day_whose_log_shrank_keeps_no_old_rows(house):
    assert house.load(CLICKS, "2017-11-03", "2017-11-04").success
    house.write_log("2017-11-03.jsonl", [event(1)])
    assert house.load(CLICKS, "2017-11-03").success
    assert house.rows("click_log")["event_id"].sort().to_list() == ["e1", "e7"]
    assert house.rows("click_log__rejected").height == 0


@pytest.mark.parametrize(
    ("job", "days"), [(MASTER, ()), (DAILY, ("2017-11-03",)), (CLICKS, ("2017-11-03",))]
)
def test_a_repeated_run_ends_in_the_same_state(house, job, days):
    assert house.load(job, *days).success
    before = {name: house.lake.scan(name.split("/")).collect() for name in house.lake.tables()}
    assert house.load(job, *days).success
    after = {name: house.lake.scan(name.split("/")).collect() for name in house.lake.tables()}
    assert before.keys() == after.keys()
    for name, frame in before.items():
        assert frame.sort(frame.columns).equals(after[name].sort(frame.columns)), name


def test_a_day_without_a_log_is_an_empty_day(house):
    assert house.load(CLICKS, "2017-11-03", "2017-11-04").success
    result = house.load(CLICKS, "2017-11-20")
    assert result.success
    [told] = [
        event.materialization.metadata["dagster/partition_row_count"].value
        for event in result.get_asset_materialization_events()
        if event.asset_key.path[-1] == "click_log"
    ]
    assert told == 0
    assert house.rows("click_log").height == 3


@pytest.mark.row("S25")
@pytest.mark.parametrize("lines", [[], ["{broken"] * 3])
def test_a_first_log_that_is_empty_or_wholly_corrupt_does_not_pass(house, lines):
    for name in LOGS:
        house.write_log(name, lines)
    result = house.load(CLICKS, "2017-11-03", "2017-11-04")
    failed = {c.check_name for c in result.get_asset_check_evaluations() if not c.passed}
    assert failed == {"rows_fit_the_contract"} | ({"rejected_share_is_usual"} if lines else set())
    assert not result.success


@pytest.mark.row("S25")
def test_each_day_tells_its_own_rows_and_source_and_lake_balance(house):
    house.sell(4, 5, 6, day=4)
    result = house.load(DAILY, "2017-11-03", "2017-11-05")
    made = [event.materialization for event in result.get_asset_materialization_events()]
    assert {m.partition: m.metadata["dagster/partition_row_count"].value for m in made} == {
        "2017-11-03": 2,
        "2017-11-04": 4,
        "2017-11-05": 0,
    }
    [balance] = [c for c in result.get_asset_check_evaluations() if "read" in c.check_name]
    assert balance.passed
    assert balance.metadata["rows_read"].value == 6


@pytest.mark.row("S20")
def test_a_source_that_is_away_fails_with_what_to_do_and_keeps_the_tables(house, monkeypatch):
    at_once = dg.RetryPolicy(max_retries=2)  # the real policy pauses between attempts
    monkeypatch.setattr("onedata_assets.lib.kettle_facts.HEALING", at_once)
    assert house.load(DAILY, "2017-11-01", "2017-11-30").success
    before = house.rows("transactions")
    house.source.rename(house.source.with_suffix(".away"))
    result = house.load(DAILY, "2017-11-01", "2017-11-30")
    assert not result.success
    [failed] = [event for event in result.all_events if event.is_step_failure]
    told = failed.step_failure_data.user_failure_data.description
    assert "load_daily" in told
    assert "retail" in told or "源.db" in told
    assert house.rows("transactions").equals(before)


@pytest.mark.row("S20")
@pytest.mark.parametrize("database", ["postgres_url", "mariadb_url"])
def test_a_server_gives_the_lake_the_same_rows_and_types_as_sqlite(database, request, tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    found = []
    for house in (
        House(tmp_path / "a"),
        House(tmp_path / "b", request.getfixturevalue(database)),
    ):
        with running(house):
            assert house.load(MASTER).success
            assert house.load(DAILY, "2017-11-03", "2017-11-04").success
        found.append(
            {name: house.lake.scan(name.split("/")).collect() for name in house.lake.tables()}
        )
    ours, theirs = found
    assert ours.keys() == theirs.keys()
    for name, frame in ours.items():
        assert frame.schema == theirs[name].schema, name
        assert frame.sort(frame.columns).equals(theirs[name].sort(frame.columns)), name
