"""Sources as people see them: tables and columns with reasons, versions, nothing of others."""

from dataclasses import replace
from typing import Any

import pytest

from onedata_assets.domain.metadata.model import TableName
from onedata_assets.domain.metadata.structure import Problem, structure_of
from onedata_assets.domain.metadata.versions import content_of
from onedata_resources.store.metadata import SourceVersions
from tests.component.gateway.browser import House
from tests.component.tables.known_shop import CUSTOMER, ID, MODEL, SECRET, scanned, table

pytestmark = pytest.mark.row("S05", "S13", "S14", "S15")
SHOP = "/metadata/sources/shop"


@pytest.fixture
def shop(home) -> House:
    scanned(home.portal.store, home.clock.now)
    return home


def ask(home: House, path: str, who: str = "carl") -> Any:
    answer = home.browser(who).get(path)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_source_is_there_before_its_first_scan(home):
    [source] = ask(home, "/metadata/sources")["items"]
    assert (source["name"], source["kind"], source["version"]) == ("shop", "sql", None)
    assert ask(home, SHOP)["items"] == []


def test_who_is_in_no_project_of_the_scan_sees_no_source(shop):
    assert ask(shop, "/metadata/sources", "bob")["items"] == []


def test_a_source_has_its_tables_with_what_was_found_out(shop):
    source = ask(shop, SHOP)
    assert (source["version"], source["versions"], source["may_edit"]) == (2, 2, True)
    tables = {each["name"]: each for each in source["items"]}
    assert tables["customer"]["sensitivity"] == "direct"
    assert "mobile_phone" in tables["customer"]["meanings"]
    assert (tables["customer"]["rows"], tables["customer"]["rows_counted_at"]) == (300, None)
    assert tables["orders"]["rows"] == 41
    assert tables["orders"]["rows_counted_at"].startswith("2026-11-26T01:00")


def test_tables_of_others_are_not_there_neither_as_parents_nor_in_differences(shop):
    assert {each["name"] for each in ask(shop, SHOP)["items"]} == {"customer", "orders"}
    assert {each["name"] for each in ask(shop, SHOP, "root")["items"]} >= {"secret"}
    [link] = ask(shop, f"{SHOP}/table?table=customer")["links"]
    assert (link["parent"], link["evidence"]) == (None, [])
    assert shop.browser("carl").get(f"{SHOP}/table?table=secret").status_code == 404
    told = ask(shop, f"{SHOP}/differences?old=2&new=1")["items"]
    assert "secret" not in {each["table"] for each in told}


def test_a_column_is_told_with_reasons_and_masked_samples(shop):
    table = ask(shop, f"{SHOP}/table?table=customer")
    phone = {each["name"]: each for each in table["items"]}["手机号"]
    assert phone["meanings"][0]["title"]["zh"] == "手机号码"
    assert phone["meanings"][0]["evidence"]
    assert all("***" in each for each in phone["samples"])
    assert (phone["low"], phone["longest"]) == ("", 11)
    [key] = table["keys"]
    assert (key["columns"], key["is_declared"]) == (["id"], True)


@pytest.mark.row("S08")
def test_a_description_is_told_with_who_wrote_it_beside_the_draft_and_the_sources_comment(shop):
    table = ask(shop, f"{SHOP}/table?table=customer")
    assert (table["description"]["zh"], table["written_by"]) == ("在商店购物的顾客。", MODEL)
    assert (table["comment"], table["draft"]["zh"][:11]) == ("customer 表", "customer 表；")
    columns = {each["name"]: each for each in table["items"]}
    phone, own = columns["手机号"], columns["id"]
    assert (phone["description"]["en"], phone["written_by"]) == ("How they are reached.", MODEL)
    assert phone["draft"]["zh"].startswith("手机号码")
    assert (own["written_by"], own["draft"]) == ("", None)
    assert own["description"]["zh"]


def test_a_reference_names_the_table_that_it_leads_to(shop):
    [link] = ask(shop, f"{SHOP}/table?table=orders")["links"]
    assert (link["parent"]["name"], link["parent_columns"]) == ("shop/customer", ["id"])


def test_a_reference_tells_how_it_held_each_time_and_what_changed(shop):
    [link] = ask(shop, f"{SHOP}/table?table=orders")["links"]
    newest, first = link["held"]
    assert (newest["match_rate"], newest["orphan_rows"], first["match_rate"]) == (0.9, 30, 1.0)
    assert (newest["rows"], newest["empty_rate"]) == (300, 0.0)
    assert any("90" in each["zh"] for each in newest["drifts"])
    assert first["drifts"] == []


def test_what_columns_settle_is_told_with_the_share_of_rows(shop):
    [settled] = ask(shop, f"{SHOP}/table?table=customer")["dependencies"]
    assert (settled["determinant"], settled["dependent"]) == (["手机号"], "id")
    assert (settled["share"], settled["is_both_ways"]) == (0.995, True)
    assert settled["evidence"][0]["zh"]


def test_versions_are_compared(shop):
    assert [each["number"] for each in ask(shop, f"{SHOP}/versions")["items"]] == [2, 1]
    told = ask(shop, f"{SHOP}/differences")
    assert (told["old"], told["new"]) == (1, 2)
    kinds = {each["kind"] for each in told["items"]}
    assert {"column_added", "table_added", "tag_added"} <= kinds
    assert all(each["text"]["zh"] for each in told["items"])


def test_a_restored_version_is_the_newest_and_recorded(shop):
    scanned = ask(shop, SHOP)["scanned_at"]
    answer = shop.browser("dan").post(f"{SHOP}/restore", {"version": 1, "why": "a mistake"})
    assert ask(shop, SHOP)["scanned_at"] == scanned  # nobody looked at the source
    assert (answer.status_code, answer.json()["number"]) == (200, 3)
    assert len(ask(shop, f"{SHOP}/table?table=customer")["items"]) == 1
    assert SourceVersions(shop.portal.store).version("shop").actor == "dan"
    recorded = shop.browser("root").get("/audit", params={"action": "metadata.restore"}).json()
    assert recorded["items"][0]["object"] == "shop"


def test_what_a_scan_noted_is_told_of_what_the_person_sees(home):
    noted = {"properties": {"encoding": "gbk"}, "notes": {"lines_before_table": "2"}}
    known = table(CUSTOMER, ID)
    tables = [replace(known, **noted), replace(known, name=SECRET, **noted)]
    partial = Problem(SECRET, "Some lines are broken.", "部分行损坏。", is_partial=True)
    lost = Problem(TableName("", "lost"), "It is gone.", "已不存在。")
    content = content_of(structure_of(tables, [partial, lost]))
    SourceVersions(home.portal.store).record("shop", content, home.clock.now)
    source = ask(home, SHOP)
    [customer] = source["items"]
    assert "行数：2" in customer["notes"][0]["zh"]
    assert source["problems"] == [
        {"name": "lost", "text": {"en": "It is gone.", "zh": "已不存在。"}}
    ]
    [read] = ask(home, f"{SHOP}/table?table=customer")["read_as"]
    assert (read["label"]["zh"], read["value"]["en"]) == ("编码", "gbk")
    secret = ask(home, f"{SHOP}/table?table=secret", "root")
    assert [each["en"] for each in secret["notes"]] == ["Some lines are broken."]


@pytest.mark.parametrize("path", ["/nothing", "/shop/table?table=none"])
def test_what_is_not_there_is_said(shop, path):
    answer = shop.browser("carl").get(f"/metadata/sources{path}")
    assert (answer.status_code, bool(answer.json()["zh"])) == (404, True)


@pytest.mark.parametrize("number", [9, 0])
def test_a_version_that_is_not_there_is_refused(shop, number):
    answer = shop.browser("dan").post(f"{SHOP}/restore", {"version": number})
    assert answer.status_code in {404, 422}
    assert len(SourceVersions(shop.portal.store).history("shop")) == 2
