"""The graph of tables as data: what it tells, to whom, and that it hides what a person hides."""

from datetime import timedelta
from typing import Any

import pytest

from onedata_assets.domain.metadata.model import TableName
from onedata_resources.store.annotations import Annotations, NewAnnotation
from onedata_resources.store.metadata import SourceVersions
from tests.component.gateway.browser import House
from tests.component.tables.scanned import refers, scanned, table

pytestmark = pytest.mark.row("S11")

CUSTOMER = TableName("", "customer")
MEMBER = TableName("dwd", "member")
ACCOUNT = TableName("vault", "account")


@pytest.fixture
def graph(home: House) -> House:
    """Leave three sources: a shop of alpha, a bank of beta, and the lake of both."""
    store, now = home.portal.store, home.clock.now
    shop = [
        table(CUSTOMER, ["id", "phone"], rows=70),
        table(TableName("", "orders"), ["id", "account_no"], customer_id="customer"),
    ]
    scanned(store, "shop", shop, now, {"orders": [refers("account_no", "bank", ACCOUNT)]})
    bank = [table(ACCOUNT, ["id", "owner_phone"])]
    scanned(store, "bank", bank, now, {"account": [refers("owner_phone", "shop", CUSTOMER)]})
    lake = [table(MEMBER, ["id", "name"]), table(TableName("dwd", "salary"), ["id"])]
    scanned(store, "lake", lake, now, {"member": [refers("id", "shop", CUSTOMER)]})
    return home


def asked(home: House, who: str, **params: Any) -> Any:
    answer = home.browser(who).get("/metadata/graph", params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def edges(told: Any, kind: str = "reference") -> list[tuple[str, str]]:
    return [(each["source"], each["target"]) for each in told["edges"] if each["kind"] == kind]


def names(told: Any) -> list[str]:
    return [each["name"] for each in told["nodes"]]


def test_tables_are_told_with_their_source_and_figures(graph):
    told = {each["name"]: each for each in asked(graph, "vera")["nodes"]}
    customer, member = told["shop/customer"], told["dwd/member"]
    assert (customer["source"], customer["kind"], customer["domain"]) == ("shop", "table", "trade")
    assert (customer["columns"], customer["rows"]) == (2, 70)
    assert customer["description"] == {"en": "Table customer", "zh": "表 customer"}
    assert (member["source"], member["sensitivity"]) == ("lake", "direct")
    assert (told["dws/contact"]["source"], told["dws/contact"]["columns"]) == ("", 3)


def test_references_found_and_declared_and_lineage_are_edges(graph):
    told = asked(graph, "vera")
    assert set(edges(told)) == {("dwd/member", "shop/customer"), ("shop/orders", "shop/customer")}
    assert edges(told, "lineage") == [("dwd/member", "dws/contact")]
    found, declared = (
        next(each for each in told["edges"] if each["source"] == source)
        for source in ("dwd/member", "shop/orders")
    )
    assert (found["columns"], found["target_columns"]) == (["id"], ["id"])
    assert (found["confidence"], found["match_rate"]) == (0.91, 0.98)
    assert (found["is_declared"], found["is_across"]) == (False, True)
    assert (declared["confidence"], declared["is_declared"]) == (1.0, True)
    assert declared["match_rate"] is None, "no rows were looked at"
    assert declared["is_across"] is False
    assert edges(asked(graph, "vera", edge="lineage")) == []


def test_nothing_is_told_of_tables_of_other_projects_not_even_an_edge(graph):
    for who, own, other in (("vera", "shop/orders", "bank"), ("bob", "bank/vault", "shop")):
        told = asked(graph, who)
        assert any(own in name for name in names(told))
        assert other not in str(told)
        assert "salary" not in str(told) or who == "bob"
    assert edges(asked(graph, "bob")) == []
    everything = asked(graph, "root")
    assert ("bank/vault/account", "shop/customer") in edges(everything)
    assert ("shop/orders", "bank/vault/account") in edges(everything)
    assert names(asked(graph, "lone")) == []


def test_a_table_in_detail_tells_nothing_of_what_is_hidden(graph):
    detail = (
        graph.browser("vera").get("/metadata/graph/table", params={"asset": "shop/customer"}).json()
    )
    assert [each["asset"]["name"] for each in detail["referred_by"]] == [
        "dwd/member",
        "shop/orders",
    ]
    assert "bank" not in str(detail)
    orders = graph.browser("vera").get("/metadata/graph/table", params={"asset": "shop/orders"})
    [reference] = orders.json()["references"]
    assert (reference["asset"]["name"], reference["match_rate"]) == ("shop/customer", None)
    assert "bank" not in orders.text
    for asset in ("bank/vault/account", "no/such"):
        hidden = graph.browser("vera").get("/metadata/graph/table", params={"asset": asset})
        assert (hidden.status_code, hidden.json()["code"]) == (404, "not_found")


def test_columns_are_told_with_what_they_mean_and_why(graph):
    asked_for = {"asset": "shop/customer"}
    detail = graph.browser("vera").get("/metadata/graph/table", params=asked_for).json()
    key, phone = detail["columns"]
    assert (key["name"], key["is_key"], key["meaning"]) == ("id", True, None)
    assert (phone["type"], phone["logical"], phone["is_key"]) == ("TEXT", "text", False)
    assert phone["meaning"]["title"]["zh"] == "手机号码"
    assert phone["meaning"]["why"] == [
        {"en": "All values are mobile numbers.", "zh": "所有值均为手机号。"}
    ]
    [first, *_] = detail["referred_by"]
    assert (first["columns"], first["other_columns"]) == (["id"], ["id"])
    assert first["why"][0]["en"] == "98% of the values are keys there."


def test_a_table_that_no_scan_found_is_told_as_the_last_run_wrote_it(graph):
    asked_for = {"asset": "dws/contact"}
    detail = graph.browser("vera").get("/metadata/graph/table", params=asked_for).json()
    columns = {each["name"]: each["sensitivity"] for each in detail["columns"]}
    assert columns == {"id": "none", "phone": "direct", "people": "none"}
    assert [each["name"] for each in detail["upstream"]] == ["dwd/member"]
    assert detail["downstream"] == []


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"source": "shop"}, ["shop/customer", "shop/orders"]),
        ({"domain": "trade"}, ["shop/customer", "shop/orders"]),
        ({"sensitivity": "direct", "source": "lake"}, ["dwd/member"]),
        ({"search": "SHOP 表 orders"}, ["shop/orders"]),
        ({"source": ["shop", "lake"], "search": "m"}, ["dwd/member", "shop/customer"]),
        ({"search": "nothing"}, []),
    ],
)
def test_filters_add_up_and_leave_no_edge_without_its_ends(graph, params, expected):
    told = asked(graph, "vera", **params)
    assert names(told) == expected
    assert told["total"] == len(expected)
    assert {end for edge in edges(told) for end in edge} <= set(expected)


def test_facets_count_what_the_person_sees_whatever_is_filtered(graph):
    facets = asked(graph, "vera", source="shop")["facets"]
    counted = {each["value"]: each["count"] for each in facets["sources"]}
    assert counted == {"-": 4, "lake": 1, "shop": 2}
    assert [each["value"] for each in facets["sensitivities"]] == ["direct", "none"]


def test_a_domain_that_a_person_gave_takes_the_place_of_the_code_s(graph):
    said = NewAnnotation("shop/orders", "", "domain", "logistics", "dan", "")
    Annotations(graph.portal.store).add(said, graph.clock.now)
    assert names(asked(graph, "vera", domain="logistics")) == ["shop/orders"]


def test_a_scan_later_is_told_at_once(graph):
    assert len(edges(asked(graph, "vera"))) == 2
    later = graph.clock.now + timedelta(hours=1)
    scanned(graph.portal.store, "shop", [table(CUSTOMER, ["id"], rows=99)], later)
    told = asked(graph, "vera")
    assert edges(told) == [("dwd/member", "shop/customer")]
    customer = next(each for each in told["nodes"] if each["name"] == "shop/customer")
    assert (customer["columns"], customer["rows"]) == (1, 99)


def test_a_version_that_is_restored_is_told_at_once_though_nothing_was_scanned(graph):
    versions, later = SourceVersions(graph.portal.store), graph.clock.now + timedelta(hours=1)
    before = edges(asked(graph, "vera"))
    scanned(graph.portal.store, "shop", [table(CUSTOMER, ["id"], rows=99)], later)
    assert edges(asked(graph, "vera")) != before
    versions.restore("shop", 1, later, text=versions.findings("shop", 1), essence="", actor="dan")
    assert edges(asked(graph, "vera")) == before


def test_a_filter_that_cannot_be_is_refused(graph):
    answer = graph.browser("vera").get("/metadata/graph", params={"sensitivity": "secret"})
    assert (answer.status_code, answer.json()["code"]) == (422, "malformed")
