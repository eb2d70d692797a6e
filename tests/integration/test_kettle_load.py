"""The retail jobs over HTTP on the embedded Carte: from a small source to the lake, and again."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import dagster as dg
import polars as pl
import pytest
from sqlalchemy import create_engine

from demo.source_schema import METADATA
from onedata_assets.components.kettle_job import KettleJob, job_assets
from onedata_assets.defs.ingestion.click_files import (
    RANGE_END,
    RANGE_START,
    new_click_files_sensor,
)
from onedata_resources.clients.carte import CarteClient
from onedata_resources.clients.folders import Folders
from onedata_resources.clients.lake import LakeClient
from onedata_resources.settings import project_dir
from tests.integration.carte.serving import serving

pytestmark = pytest.mark.integration

MASTER = KettleJob(job="retail/load_master")
DAILY = KettleJob(job="retail/load_daily", day_column="sold_date")
CLICKS = KettleJob(
    job="retail/load_clicks",
    day_column="log_date",
    files={"/clicks": "retail_files/clicks"},
    files_parameter="FILES_DIR",
)
PERSON = {"姓名": "王芳", "手机号": "13800000000", "身份证号": "1", "银行卡号": "2", "邮箱": "3"}
HEAD = {"age": "45-54", "income": "50-74K", "household_size": "1", "household_comp": "1 Adult"}
ROWS = {
    "households": [{"household_id": 1}],
    "stores": [{"store_id": 31}],
    "products": [
        {"product_id": 7, "department": "GROCERY", "brand": "Private"},
        {"product_id": 8, "department": None, "brand": None},
        {"product_id": 9, "department": "MOON CHEESE", "brand": "National"},
    ],
    "demographics": [{"household_id": 1, "kids_count": "0", **HEAD}],
    "campaign_descriptions": [
        {
            "campaign_id": 1,
            "campaign_type": "Type A",
            "start_date": date(2017, 2, 27),
            "end_date": date(2017, 3, 2),
        }
    ],
    "campaigns": [{"campaign_id": 1, "household_id": 1}],
    "coupons": [
        {"coupon_row_id": n, "coupon_upc": upc, "product_id": 7, "campaign_id": 1}
        for n, upc in enumerate([55, 44, 55, 55], start=1)
    ],
    "members": [{"会员号": "M1", "家庭号": 1, "住址": "北京市朝阳区", **PERSON}],
}
COUNTED = {"retail_disc": 0, "coupon_disc": 0, "coupon_match_disc": 0, "week": 1}


def sale(number: int, day: int) -> dict[str, object]:
    at = datetime(2017, 11, day, 23, 59, 59, tzinfo=UTC).replace(tzinfo=None)
    ids = {"household_id": 1, "store_id": 31, "basket_id": number, "product_id": 7}
    amounts = {"quantity": 1, "sales_value": 1.5, "transaction_timestamp": at}
    return {"transaction_id": number, **ids, **amounts, **COUNTED}


def event(number: int, **changed: object) -> str:
    at = f"2017-11-03T10:00:{number:02}"
    whole = {"event_id": f"e{number}", "session_id": "s1", "event_type": "page_view"}
    return json.dumps({**whole, "event_at": at, "household_id": 1, **changed}, ensure_ascii=False)


LOGS = {
    "2017-11-03.jsonl": [
        event(1, page="/商品", order_value_usd=2.5, product_id=7),
        event(2)[:40],
        event(3, session_id=None),
        event(4, event_at="yesterday"),
        '{"event_id": "e5"}',
        event(6),
    ],
    "2017-11-04.jsonl": [event(7)],
}


class House:
    """A source, its files, a Carte server and a lake, all in one folder."""

    def __init__(self, folder: Path, url: str = "") -> None:
        self.source = folder / "源.db"
        self.url = url or f"sqlite:///{self.source}"
        self.files = folder / "files"
        self.lake = LakeClient(str(folder / "lake"))
        self.kettle: CarteClient | None = None

    def fill(self) -> None:
        engine = create_engine(self.url)
        with engine.begin() as connection:
            METADATA.drop_all(connection)
            METADATA.create_all(connection)
            for table, rows in ROWS.items():
                connection.execute(METADATA.tables[table].insert(), rows)
        engine.dispose()
        self.sell(1, 2, day=3)
        self.sell(3, day=4)
        (self.files / "clicks").mkdir(parents=True)
        for name, lines in LOGS.items():
            self.write_log(name, lines)

    def sell(self, *numbers: int, day: int) -> None:
        engine = create_engine(self.url)
        with engine.begin() as connection:
            rows = [sale(number, day) for number in numbers]
            connection.execute(METADATA.tables["transactions"].insert(), rows)
        engine.dispose()

    def write_log(self, name: str, lines: list[str]) -> None:
        (self.files / "clicks" / name).write_text("\n".join(lines) + "\n", encoding="utf-8")

    def load(self, job: KettleJob, *days: str) -> dg.ExecuteInProcessResult:
        files = job.read(project_dir() / "kettle_jobs")
        window = {"start": days[0], "end": days[-1]} if days else {}
        return dg.materialize(
            [job_assets(job, files, pool="kettle")],
            resources={
                "kettle": self.kettle,
                "folders": Folders(self.files, self.files, self.files),
            },
            tags={f"dagster/asset_partition_range_{end}": day for end, day in window.items()},
            raise_on_error=False,
        )

    def rows(self, table: str) -> pl.DataFrame:
        return self.lake.scan(["ods", table]).collect()


@contextmanager
def running(house: House) -> Iterator[House]:
    house.fill()
    urls = {"retail": house.url}
    with (
        serving(connections=urls, lake_uri=house.lake.uri) as server,
        server.client() as house.kettle,
    ):
        yield house


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
    assert house.load(CLICKS, "2017-11-20").success
    assert house.rows("click_log").height == 0


@pytest.mark.row("S20")
def test_a_source_that_is_away_fails_with_what_to_do_and_keeps_the_tables(house):
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
