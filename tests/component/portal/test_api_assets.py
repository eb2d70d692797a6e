"""The list of assets, one asset, lineage, history and checks, of a shop that has all of it."""

import asyncio
from urllib.parse import quote

import httpx
import pytest

from onedata_portal.api.asset_keys import address_of
from tests.component.portal.served import signed
from tests.component.portal.shop_world import DEV, LOOKS


def names(answer):
    return [item["name"] for item in answer.json()["items"]]


@pytest.mark.parametrize(
    ("params", "found"),
    [
        ({"search": "ORDERS"}, ["shop/orders", "shop/report"]),
        ({"search": "paid orders"}, ["shop/orders"]),
        ({"search": "ada@"}, ["shop/orders"]),
        ({"search": "nothing like this"}, []),
        ({"group": "analytics"}, ["shop/lineage", "shop/report"]),
        ({"group": ["analytics", "ingestion"], "search": "till"}, ["outside/till"]),
        ({"kind": "sql"}, ["shop/orders"]),
        ({"owner": "team:processing"}, ["shop/orders"]),
        ({"tag": "domain=trade"}, ["shop/orders"]),
        ({"tag": ["domain", "domain=other"]}, []),
        ({"project": "common"}, []),
        ({"health": "degraded"}, ["shop/orders", "shop/report"]),
        ({"health": "not_applicable"}, ["dim/buyer", "metadata/source/crm", "outside/till"]),
        ({"health": "healthy", "sort": "-name"}, ["shop/regional", "shop/daily"]),
        ({"group": "analytics", "sort": "-group"}, ["shop/report", "shop/lineage"]),
        ({"kind": "sql", "sort": "health"}, ["shop/orders"]),
    ],
)
def test_the_list_is_searched_filtered_and_sorted(shop, params, found):
    answer = shop.api.get(DEV, "/assets", **params)
    assert (names(answer), answer.json()["total"]) == (found, len(found))


def test_the_worst_and_the_newest_come_first_where_asked(shop):
    worst = shop.api.get(DEV, "/assets", sort="health", limit=2)
    assert names(worst) == ["shop/orders", "shop/report"]
    newest = shop.api.get(DEV, "/assets", sort="-materialized_at", limit=3).json()["items"]
    times = [item["materialized_at"] for item in newest]
    assert times == sorted(times, reverse=True)
    assert None not in times


def test_pages_of_the_list_do_not_overlap(shop):
    whole = names(shop.api.get(DEV, "/assets"))
    parts = [names(shop.api.get(DEV, "/assets", offset=at, limit=4)) for at in (0, 4, 8)]
    assert [name for part in parts for name in part] == whole
    assert shop.api.get(DEV, "/assets", offset=99).json() == {
        "items": [],
        "total": 12,
        "facets": None,
    }


def test_the_filters_know_their_values(shop):
    facets = shop.api.get(DEV, "/assets", limit=1, with_facets=True).json()["facets"]
    assert facets["groups"][0] == {"value": "processing", "count": 7}
    tags = [{"value": value, "count": 1} for value in ("domain=trade", "pii=direct")]
    assert facets["tags"] == tags


def test_one_row_says_what_is_wrong(shop):
    [orders, report] = shop.api.get(DEV, "/assets", health="degraded").json()["items"]
    assert orders["checks"] == {
        "total": 3,
        "passed": 1,
        "warned": 1,
        "failed": 1,
        "running": 0,
        "missing": 0,
    }
    assert (orders["freshness"], orders["failed_run_id"]) == ("late", None)
    assert (report["failed_run_id"], report["materialized_at"]) == (shop.runs["report"], None)
    assert orders["may_materialize"] is True
    [seen] = shop.api.get(LOOKS, "/assets", search="ada@").json()["items"]
    assert seen["may_materialize"] is False


def test_an_asset_tells_its_columns_and_its_last_materialization(shop):
    asset = shop.api.get(DEV, "/assets/shop/orders", lang="en").json()
    assert asset["columns"][0] == {
        "name": "order_id",
        "type": "Int64",
        "description": "The order.",
        "nullable": False,
        "unique": True,
        "constraints": [],
        "tags": {"sensitivity": "none"},
        "upstream": [],
    }
    last = asset["last_materialization"]
    assert last["run_id"] == shop.runs["orders"]
    assert {one["label"]: (one["kind"], one["value"]) for one in last["metadata"]} == {
        "rows": ("int", 3_000_000_000),
        "share": ("float", "nan"),
        "seen": ("timestamp", "2023-11-14T22:13:20Z"),
        "sample": ("markdown", "| a |"),
        "parts": ("json", {"a": [1, 2]}),
        "page": ("url", "https://example.org/orders"),
        "is_whole": ("bool", True),
    }
    assert asset["freshness_detail"] == {
        "status": "late",
        "policy": "Updated within 36 h, with a warning after 27 h",
    }
    assert [one["name"] for one in asset["downstream"]] == ["shop/report"]
    assert asset["may"] == {"materialize": True, "wipe": False, "report": False}


def test_what_is_said_is_in_the_language_of_the_reader(shop):
    path = "/assets/shop/report"
    said = [
        shop.api.client.get(
            f"/api{path}", params=params, headers={**signed(DEV), **headers}
        ).json()["automation"]["condition"]
        for params, headers in [
            ({}, {}),
            ({}, {"accept-language": "en-GB,en;q=0.9,zh;q=0.5"}),
            ({}, {"accept-language": "fr, zh;q=0.3, en;q=x"}),
            ({"lang": "en"}, {"accept-language": "zh"}),
        ]
    ]
    chinese = "按计划 0 3 * * *（Asia/Shanghai）在上游更新后自动物化"
    english = "Made on the schedule 0 3 * * * (Asia/Shanghai), once its inputs are updated"
    assert said == [chinese, english, chinese, english]


def test_partitions_are_told_with_their_state(shop):
    daily = shop.api.get(DEV, "/assets/shop/daily").json()["partitions_detail"]
    assert daily["kind"] == "time_window"
    assert (daily["keys"][0], len(daily["keys"])) == ("2026-01-10", 10)
    assert daily["counts"] == {"total": 10, "materialized": 1, "failed": 0, "materializing": 0}
    assert daily["ranges"] == [
        {"first": "2026-01-03", "last": "2026-01-03", "status": "materialized", "dimension": None}
    ]
    regional = shop.api.get(DEV, "/assets/shop/regional").json()["partitions_detail"]
    assert regional["dimensions"] == ["day", "region"]
    assert [(one["first"], one["status"]) for one in regional["ranges"]] == [
        ("east", "materialized"),
        ("west", "missing"),
    ]
    assert {one["dimension"] for one in regional["ranges"]} == {"2026-01-03"}


def test_lineage_goes_as_far_as_asked(shop):
    near = shop.api.get(DEV, "/assets/shop/orders/lineage", depth=1).json()
    assert {one["name"]: one["level"] for one in near["nodes"]} == {
        "shop/orders": 0,
        "outside/till": -1,
        "shop/report": 1,
    }
    far = shop.api.get(DEV, "/assets/shop/orders/lineage", depth=2).json()
    assert ("shop/report", "shop/%6Cineage") in {
        (edge["source"], edge["target"]) for edge in far["edges"]
    }
    assert {one["name"]: one["health"] for one in far["nodes"]}["shop/report"] == "degraded"


def test_columns_are_followed_up_and_down(shop):
    for path, column in (("report", "total_cny"), ("orders", "amount_cny")):
        answer = shop.api.get(DEV, f"/assets/shop/{path}/column-lineage", column=column).json()
        [edge] = answer["edges"]
        ends = [edge[end]["column"] for end in ("source", "target")]
        assert ends == ["amount_cny", "total_cny"]
    none = shop.api.get(DEV, "/assets/shop/orders/column-lineage", column="order_id")
    assert none.status_code == 404


def test_history_is_paged_newest_first(shop):
    run = shop.materialize("daily", partitions=["2026-01-04"])
    assert shop.finished(run) == "SUCCESS"
    first = shop.api.get(DEV, "/assets/shop/daily/history", limit=1).json()
    assert [one["partition"] for one in first["items"]] == ["2026-01-04"]
    rest = shop.api.get(
        DEV, "/assets/shop/daily/history", limit=5, cursor=first["next_cursor"]
    ).json()
    assert [one["partition"] for one in rest["items"]] == ["2026-01-03"]
    assert rest["next_cursor"] is None
    one = shop.api.get(DEV, "/assets/shop/daily/history", partition="2026-01-03").json()
    assert [event["run_id"] for event in one["items"]] == [shop.runs["daily"]]
    assert shop.api.get(DEV, "/assets/shop/slow/history").json()["items"] == []
    assert shop.api.get(DEV, "/assets/shop/daily/history", kind="observation").json() == {
        "items": [],
        "next_cursor": None,
    }


def test_failed_checks_come_first_with_their_history(shop):
    answer = shop.api.get(DEV, "/assets/shop/orders/checks", history=5).json()
    assert [(one["name"], one["outcome"]) for one in answer["items"]] == [
        ("orders_are_paid", "failed"),
        ("orders_are_many", "warned"),
        ("orders_have_ids", "passed"),
    ]
    [paid, *_] = answer["items"]
    assert paid["latest"]["description"] == "2 are not"
    assert paid["latest"]["metadata"][0]["value"] == 2
    assert paid["history"] == [paid["latest"]]


def test_the_home_page_names_failing_checks_and_late_tables(shop):
    home = shop.api.get(DEV, "/home").json()
    assert [(one["name"], one["outcome"]) for one in home["failing_checks"]] == [
        ("orders_are_paid", "failed"),
        ("orders_are_many", "warned"),
    ]
    assert all(one["since"] and one["is_since_exact"] for one in home["failing_checks"])
    assert [one["asset"]["name"] for one in home["late"]] == ["shop/orders"]
    assert home["assets"]["degraded"] == 2


def test_an_asset_named_as_a_sub_page_has_an_address_of_its_own(shop):
    """Over a transport that decodes an address once, as servers do; the test client does twice."""

    async def answered() -> httpx.Response:
        transport = httpx.ASGITransport(app=shop.api.client.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
            path = quote(address_of(("shop", "lineage")))
            return await client.get(f"/api/assets/{path}", headers=signed(DEV))

    assert asyncio.run(answered()).json()["name"] == "shop/lineage"
    assert shop.api.get(DEV, "/assets/shop/lineage").status_code == 404
