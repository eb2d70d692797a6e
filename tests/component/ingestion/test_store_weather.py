"""ods/store_weather through its pages, and what it does with bad ones."""

from pathlib import Path

import dagster as dg
import httpx
import pytest
from starlette.testclient import TestClient

from demo.weather_api import weather_app
from onedata_assets.defs.ingestion.store_weather import KEY, store_weather
from onedata_resources.clients.lake import LakeClient
from onedata_resources.clients.paged_json import PagedJsonClient
from onedata_resources.errors import StorageFullError
from tests.fakes import FakeLake

pytestmark = pytest.mark.row("S22")
DAYS = {"first_day": "2017-01-01", "last_day": "2017-01-10", "page_size": 7}


def served(request: httpx.Request) -> httpx.Response:
    """Answer from the demo's interface, without a socket."""
    answer = TestClient(weather_app([31, 330, 402])).get(str(request.url.raw_path, "ascii"))
    return httpx.Response(answer.status_code, content=answer.content)


def materialize(lake, answer=served):
    client = PagedJsonClient(
        "http://weather.test", transport=httpx.MockTransport(answer), pause=lambda _: None
    )
    return dg.materialize(
        [store_weather],
        resources={"weather": client, "lake": lake},
        run_config={"ops": {"store_weather": {"config": DAYS}}},
        raise_on_error=False,
    )


def failure_of(result) -> str:
    [event] = [event for event in result.all_events if event.is_step_failure]
    return event.step_failure_data.user_failure_data.description


def test_every_row_of_every_page_lands(tmp_path: Path):
    lake = LakeClient(str(tmp_path))
    result = materialize(lake)
    [event] = result.get_asset_materialization_events()
    frame = lake.scan(KEY.path).collect()
    assert frame.height == 30
    assert event.materialization.metadata["dagster/row_count"].value == 30
    assert event.materialization.metadata["pages"].value == 5


def test_a_repeated_run_ends_in_the_same_state(tmp_path: Path):
    lake = LakeClient(str(tmp_path))
    materialize(lake)
    before = lake.scan(KEY.path).collect()
    materialize(lake)
    assert lake.scan(KEY.path).collect().equals(before)


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (lambda request: httpx.Response(404), "HTTP 404"),
        (lambda request: httpx.Response(200, text="oops"), "is not JSON"),
        (
            lambda request: httpx.Response(200, json={"items": [{"store_id": "x"}], "next": None}),
            "not the agreed form",
        ),
    ],
)
def test_a_bad_page_fails_at_once_and_keeps_the_table(answer, told):
    lake = FakeLake()
    materialize(lake)
    before = lake.tables["ods/store_weather"]
    result = materialize(lake, answer)
    assert not result.success
    assert told in failure_of(result)
    assert not [event for event in result.all_events if event.is_step_up_for_retry]
    assert lake.tables["ods/store_weather"] is before


def test_a_full_disk_is_told_and_keeps_the_table():
    lake = FakeLake(error=StorageFullError("no room under the lake", "数据湖空间不足"))
    result = materialize(lake)
    assert "no room under the lake" in failure_of(result)
