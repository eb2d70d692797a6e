"""A small retail house for tests: a source database, its files, a Carte server and a lake."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import dagster as dg
import polars as pl
from sqlalchemy import create_engine

from demo.source_schema import METADATA
from onedata_resources.clients.carte import CarteClient
from onedata_resources.clients.folders import Folders
from onedata_resources.clients.lake import LakeClient
from onedata_resources.clients.staging import StagingClient
from tests.component.ingestion.projects import JOBS, assets_of, demo
from tests.integration.carte.serving import Server, serving

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
    "coupon_redemptions": [
        {
            "redemption_id": 1,
            "household_id": 1,
            "coupon_upc": 44,
            "campaign_id": 1,
            "redemption_date": date(2017, 3, 1),
        }
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

    def __init__(
        self, folder: Path, url: str = "", lake: Path | None = None, staging: str = ""
    ) -> None:
        self.source = folder / "源.db"
        self.url = url or f"sqlite:///{self.source}"
        self.files = folder / "files"
        self.lake = LakeClient(str(lake or folder / "lake"))
        self.jobs = JOBS
        self.kettle: CarteClient | None = None
        self.strict = True
        self.staged = bool(staging)
        self.staging = StagingClient(staging or f"sqlite:///{folder / 'staging.db'}")

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

    def load(self, unit: str, *days: str, **options: Any) -> dg.ExecuteInProcessResult:
        made = demo(server="embedded" if self.strict and not self.staged else "carte")
        window = {"start": days[0], "end": days[-1]} if days else {}
        return dg.materialize(
            [assets_of(unit, self.jobs, made)],
            resources={
                "kettle": self.kettle,
                "folders": Folders(self.files, self.files, self.files),
                "lake": self.lake,
                "staging": self.staging,
            },
            tags={f"dagster/asset_partition_range_{end}": day for end, day in window.items()},
            raise_on_error=False,
            **options,
        )

    def rows(self, table: str) -> pl.DataFrame:
        return self.lake.scan(["ods", table]).collect()


def failure_of(result: dg.ExecuteInProcessResult) -> tuple[str, str]:
    """Return the English and the Chinese text of the failure."""
    assert not result.success
    event = [event for event in result.all_events if event.is_step_failure][-1]
    en, mark, zh = event.step_failure_data.user_failure_data.description.partition("Kettle 的 ")
    return en, mark + zh


def attempts(result: dg.ExecuteInProcessResult) -> int:
    """Return how often the step was tried."""
    return 1 + sum(event.event_type_value == "STEP_RESTARTED" for event in result.all_events)


@contextmanager
def running(house: House) -> Iterator[House]:
    """Fill the house and lend it with a server of its own."""
    house.fill()
    with serve(house):
        yield house


@contextmanager
def serve(house: House) -> Iterator[Server]:
    """Start a server for the house."""
    with (
        serving(
            connections={"retail": house.url},
            settings={"retail": "RETAIL_SOURCE_URL"},
            lake_uri=None if house.staged else house.lake.uri,
        ) as server,
        server.client() as house.kettle,
    ):
        yield server
