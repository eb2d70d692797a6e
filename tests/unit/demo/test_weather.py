"""Synthetic weather and its interface: repeatable, paged without a gap, clear about bad queries."""

from datetime import date

import httpx
import pytest
from starlette.testclient import TestClient

from demo.weather import row_count, store_weather
from demo.weather_api import weather_app

STORES = [31, 330, 402]
FIRST, LAST = date(2017, 1, 1), date(2017, 1, 10)


@pytest.fixture(scope="module")
def api():
    return TestClient(weather_app(STORES))


def test_pages_join_to_the_whole_without_gap_or_repeat():
    whole = store_weather(STORES, FIRST, LAST, 0, 1000)
    parts = [store_weather(STORES, FIRST, LAST, start, 7) for start in range(0, 35, 7)]
    assert sum(part.height for part in parts) == whole.height == row_count(STORES, FIRST, LAST)
    assert whole.equals(
        parts[0].vstack(parts[1]).vstack(parts[2]).vstack(parts[3]).vstack(parts[4])
    )


def test_a_day_of_a_store_is_the_same_whatever_window_is_asked():
    day = date(2017, 1, 5)
    alone = store_weather([330], day, day, 0, 1).row(0)
    within = store_weather(STORES, FIRST, LAST, 0, 1000)
    assert alone in within.rows()


def test_highs_are_above_lows_and_snow_needs_cold():
    frame = store_weather(STORES, date(2017, 1, 1), date(2017, 12, 31), 0, 10_000)
    assert (frame["high_c"] > frame["low_c"]).all()
    assert (frame.filter(condition="snow")["low_c"] < 1).all()
    assert (frame.filter(condition="sunny")["rain_mm"] == 0).all()


def test_following_next_reaches_every_row_and_ends(api):
    url, items = "/v1/store-weather?from=2017-01-01&to=2017-01-10&size=8", []
    while url:
        page = api.get(url).json()
        assert page["synthetic"] is True
        items += page["items"]
        url = page["next"]
    assert len(items) == 30
    assert len({(item["store_id"], item["weather_date"]) for item in items}) == 30


@pytest.mark.parametrize(
    "query",
    ["", "from=2017-01-01", "from=x&to=y", "from=2017-01-01&to=2017-01-02&page=0",
     "from=2017-01-01&to=2017-01-02&size=0", "from=2017-01-01&to=2017-01-02&size=99999",
     "from=2017-01-01&to=2017-01-02&page=two"],
)  # fmt: skip
def test_a_wrong_query_is_refused_in_both_languages(api, query):
    answer = api.get(f"/v1/store-weather?{query}")
    assert answer.status_code == httpx.codes.BAD_REQUEST
    assert " / " in answer.json()["error"]


def test_days_in_the_wrong_order_are_an_empty_page(api):
    page = api.get("/v1/store-weather?from=2017-02-01&to=2017-01-01").json()
    assert (page["items"], page["next"]) == ([], None)
