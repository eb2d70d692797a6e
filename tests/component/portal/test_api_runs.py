"""Launching, listing and retrying runs through the API, of a shop that really runs."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.component.portal.served import ADMIN
from tests.component.portal.shop_world import DEV


def launched(shop, **body):
    return shop.api.post(DEV, "/assets/materializations", body)


def test_a_launched_run_ran_and_says_who_and_which_project(shop):
    run = shop.api.get(DEV, f"/runs/{shop.runs['orders']}").json()
    assert (run["status"], run["job"], run["projects"]) == ("succeeded", None, ["shop"])
    assert run["launched_by"] == {"kind": "person", "name": "s_dev", "person": "s_dev"}
    assert [one["name"] for one in run["touched_assets"]] == ["shop/orders"]
    steps = {one["key"]: one for one in run["steps"]}
    assert len(steps) == 4
    assert steps["shop__orders"]["status"] == "success"
    assert steps["shop__orders"]["seconds"] >= 0
    assert steps["shop__orders_orders_are_paid"]["after"] == ["shop__orders"]


def test_one_partition_is_a_run_and_several_are_a_backfill(shop):
    stored = shop.api.two.instance.get_run_by_id(shop.runs["regional"])
    assert stored.tags["dagster/partition"] == "2026-01-03|east"
    assert stored.tags["dagster/partition/region"] == "east"
    body = {"keys": [["shop", "daily"]], "partitions": ["2026-01-05", "2026-01-06"]}
    answer = launched(shop, **body).json()
    backfill = shop.api.two.instance.get_backfill(answer["backfill_id"])
    assert backfill.partition_names == body["partitions"] or backfill.is_asset_backfill
    assert backfill.tags["onedata/user"] == "s_dev"
    assert launched(shop, keys=[["shop", "daily"]], all_partitions=True).json()["backfill_id"]


@pytest.mark.parametrize(
    ("body", "status", "word"),
    [
        ({"keys": [["shop", "daily"]]}, 422, "choose partitions"),
        ({"keys": [["shop", "orders"]], "partitions": ["2026-01-03"]}, 422, "partitions"),
        ({"keys": [["shop", "daily"]], "partitions": ["2030-01-01"]}, 422, "no partition"),
        ({"keys": [["shop", "daily"]], "partitions": ["2026-01-03", "x"]}, 422, "x"),
        ({"keys": [["shop", "daily"]], "partitions": ["x"], "all_partitions": True}, 422, "excl"),
        ({"keys": [["outside", "till"]]}, 422, "made elsewhere"),
        ({"keys": [["shop", "asked"]]}, 422, "town"),
        ({"keys": [["shop", "left"]]}, 409, "shop/right"),
        ({"keys": []}, 422, "keys"),
        ({"keys": [["shop", "nothing"]]}, 404, "no such asset"),
    ],
)
def test_what_cannot_be_launched_is_refused_with_the_reason(shop, body, status, word):
    before = shop.api.two.instance.get_runs_count()
    answer = launched(shop, **body)
    assert answer.status_code == status
    assert word in answer.json()["en"]
    assert shop.api.two.instance.get_runs_count() == before


def test_what_one_step_makes_is_launched_together_where_asked(shop):
    run = launched(shop, keys=[["shop", "left"]], with_required=True).json()["run_id"]
    assert shop.finished(run) == "SUCCESS"
    detail = shop.api.get(DEV, f"/runs/{run}").json()
    assert sorted(one["name"] for one in detail["touched_assets"]) == ["shop/left", "shop/right"]


def ids(answer):
    return {item["id"] for item in answer.json()["items"]}


def test_runs_are_filtered(shop):
    runs = shop.runs
    assert runs["report"] in ids(shop.api.get(DEV, "/runs", status="failed"))
    assert runs["orders"] not in ids(shop.api.get(DEV, "/runs", status="failed"))
    assert ids(shop.api.get(DEV, "/runs", asset="shop/regional")) == {runs["regional"]}
    assert runs["orders"] in ids(shop.api.get(DEV, "/runs", launched_by="s_dev"))
    assert ids(shop.api.get(DEV, "/runs", launched_by="schedule:nightly")) == set()
    assert ids(shop.api.get(DEV, "/runs", job="report_job")) == set()
    of_shop = ids(shop.api.get(DEV, "/runs", project="shop", launched_by="s_dev"))
    assert of_shop == ids(shop.api.get(DEV, "/runs", launched_by="s_dev"))
    assert ids(shop.api.get(ADMIN, "/runs", project="shop", launched_by="s_dev")) == of_shop
    assert ids(shop.api.get(DEV, "/runs", project="sho")) == set()
    later = datetime.now(UTC) + timedelta(hours=1)
    assert ids(shop.api.get(DEV, "/runs", since=later.isoformat())) == set()
    assert runs["orders"] in ids(shop.api.get(DEV, "/runs", until=later.isoformat()))


def test_runs_of_an_asset_are_found_over_several_pages(shop, monkeypatch):
    monkeypatch.setattr("onedata_portal.api.runs.SCAN", 1)
    found, cursor = set(), None
    for _ in range(20):
        params = {"asset": "shop/orders", "limit": 1, **({"cursor": cursor} if cursor else {})}
        answer = shop.api.get(DEV, "/runs", **params)
        found |= ids(answer)
        cursor = answer.json()["next_cursor"]
        if cursor is None:
            break
    assert found == {shop.runs["orders"]}


def test_pages_of_runs_go_on_where_the_last_ended(shop):
    first = shop.api.get(DEV, "/runs", limit=2, cursor="").json()
    rest = shop.api.get(DEV, "/runs", limit=500, cursor=first["next_cursor"]).json()
    all_ = [one["id"] for one in [*first["items"], *rest["items"]]]
    assert len(set(all_)) == len(all_)
    assert rest["next_cursor"] is None
    assert shop.runs["orders"] in all_


@pytest.mark.parametrize(
    ("path", "params"),
    [
        ("/assets/shop/orders/history", {"cursor": "junk"}),
        ("/assets/shop/orders/history", {"cursor": "eyJ2YWx1ZSI6ICJ4In0="}),
        ("/assets/shop/orders/history", {"cursor": "W10="}),
        ("/runs/{run}/log", {"cursor": "5"}),
        ("/runs", {"since": "9999-12-31T23:59:59-12:00"}),
        ("/runs", {"since": "2026-01-01T00:00:00"}),
    ],
)
def test_a_place_or_a_time_that_there_is_not_is_refused(shop, path, params):
    answer = shop.api.get(DEV, path.format(run=shop.runs["orders"]), **params)
    assert (answer.status_code, set(answer.json())) == (422, {"en", "zh", "code"})


def test_a_log_is_read_in_pages_and_tells_the_error(shop):
    path = f"/runs/{shop.runs['report']}/log"
    texts, errors, cursor = [], [], None
    while True:
        page = shop.api.get(DEV, path, limit=5, **({"cursor": cursor} if cursor else {})).json()
        texts += [one["text"] for one in page["items"]]
        errors += [one["error"] for one in page["items"] if one["error"]]
        cursor = page["next_cursor"]
        if not page["has_more"]:
            break
    whole = shop.api.get(DEV, path).json()
    assert texts == [one["text"] for one in whole["items"]]
    assert whole["status"] == "failed"
    assert "the sum is not right" in errors[0]


def test_a_failed_run_is_retried_from_where_it_failed_once_mended(shop):
    path = f"/runs/{shop.runs['report']}/retry"
    (shop.home / "mended").touch()
    try:
        answer = shop.api.post(DEV, path, {"from_failure": True})
        assert answer.status_code == 201, answer.text
        assert shop.finished(answer.json()["run_id"]) == "SUCCESS"
        retried = shop.api.get(DEV, f"/runs/{answer.json()['run_id']}").json()
        assert retried["parent_id"] == shop.runs["report"]
        asset = shop.api.get(DEV, "/assets/shop/report").json()
        assert (asset["health"], asset["failed_run_id"]) == ("healthy", None)
    finally:
        (shop.home / "mended").unlink()
        shop.api.two.instance.wipe_assets([_key("report")])
    again = shop.api.post(DEV, f"/runs/{shop.runs['orders']}/retry", {"from_failure": True})
    assert (again.status_code, again.json()["code"]) == (409, "conflict")


def _key(name):
    from dagster import AssetKey

    return AssetKey(["shop", name])
