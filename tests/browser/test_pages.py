"""Every page in both languages and themes: it is there, and neither it nor axe complains."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.house import ADMIN, CREATOR, VIEWER, House
from tests.browser.visit import LOOKS

pytestmark = pytest.mark.integration

PAGES = {
    "/": ("首页", "Home"),
    "/assets": ("资产", "Assets"),
    "/assets/shop/orders": ("shop/orders", "shop/orders"),
    "/assets/shop/orders?tab=columns": ("shop/orders", "shop/orders"),
    "/assets/shop/orders?tab=lineage": ("shop/orders", "shop/orders"),
    "/assets/shop/orders?tab=lineage&column=amount_cny": ("shop/orders", "shop/orders"),
    "/assets/shop/orders?tab=checks": ("shop/orders", "shop/orders"),
    "/assets/shop/orders?tab=history": ("shop/orders", "shop/orders"),
    "/assets/shop/daily": ("shop/daily", "shop/daily"),
    "/assets/dim/buyer?tab=data": ("dim/buyer", "dim/buyer"),
    "/sources": ("数据源", "Sources"),
    "/sources/crm": ("crm", "crm"),
    "/sources/crm?table=customer": ("crm", "crm"),
    "/sources/crm?tab=versions": ("crm", "crm"),
    "/metrics": ("指标", "Metrics"),
    "/metrics/buyers": ("买家数", "Buyers"),
    "/metrics/buyers?tab=versions": ("买家数", "Buyers"),
    "/registers": ("库表", "Tables register"),
    "/registers/hive/orders": ("hive.orders", "hive.orders"),
    "/registers/hive/orders?tab=columns": ("hive.orders", "hive.orders"),
    "/registers/hive/orders?tab=actions": ("hive.orders", "hive.orders"),
    "/assets/dim/buyer?tab=metadata": ("dim/buyer", "dim/buyer"),
    "/assets/shop/left?tab=metadata": ("shop/left", "shop/left"),
    "/glossary": ("术语", "Glossary"),
    "/glossary?as=tree": ("术语", "Glossary"),
    "/glossary/buyer_phone": ("买家电话", "Phone of a buyer"),
    "/joins": ("多表连接", "Joins"),
    "/runs": ("运行", "Runs"),
    "/projects": ("项目组", "Projects"),
    "/projects/shop": ("零售 · Shop", "零售 · Shop"),
    "/projects/shop?tab=rights": ("零售 · Shop", "零售 · Shop"),
    "/projects/shop?tab=data": ("零售 · Shop", "零售 · Shop"),
    "/projects/shop?tab=settings": ("零售 · Shop", "零售 · Shop"),
    "/projects/shop?tab=profile": ("零售 · Shop", "零售 · Shop"),
    "/people": ("人员", "People"),
    "/audit": ("审计", "Audit"),
    "/usage": ("使用分析", "Usage"),
    "/usage?days=90&person=wang": ("使用分析", "Usage"),
    "/settings": ("平台设置", "Settings"),
    "/account": ("我的账户", "My account"),
    "/account?tab=password": ("我的账户", "My account"),
    "/account?tab=sessions": ("我的账户", "My account"),
    "/account?tab=tokens": ("我的账户", "My account"),
}
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.parametrize(("language", "theme", "width"), LOOKS)
def test_every_page_is_whole_and_accessible(visit, language: str, theme: str, width: int):
    person = visit(ADMIN, language=language, theme=theme, width=width)
    wrong = {}
    for path, titles in PAGES.items():
        person.open(path)
        expect(person.page.locator("h1")).to_have_text(titles[language == "en"])
        if found := person.faults():
            wrong[path] = found
    assert wrong == {}


def test_the_frame_speaks_one_language_at_a_time(visit):
    person = visit(ADMIN, language="en")
    person.open("/settings")
    texts = person.page.locator("nav, main").all_inner_texts()
    assert not CHINESE.search(" ".join(texts))
    person.page.get_by_role("button", name="中文").click()
    expect(person.page.locator("h1")).to_have_text("平台设置")
    assert person.page.locator("html").get_attribute("lang") == "zh-CN"
    person.open("/settings")
    expect(person.page.locator("h1")).to_have_text("平台设置")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_button_can_be_read_under_the_pointer(visit, theme: str):
    person = visit(CREATOR, language="en", theme=theme)
    person.open("/glossary")
    for name in ("Import", "Add a term"):
        person.page.get_by_role("button", name=name).hover()
        assert person.axe() == [], name


def test_the_theme_is_kept(visit):
    person = visit(VIEWER, language="en")
    person.page.get_by_role("button", name="Appearance").click()
    person.page.get_by_role("menuitem", name="Dark").click()
    person.open("/runs")
    assert person.page.locator("html").get_attribute("data-theme") == "dark"


def test_the_menu_shows_only_what_a_person_may_open(visit):
    person = visit(VIEWER, language="en")
    links = person.page.locator("nav .menu-link").all_inner_texts()
    metadata = ["Sources", "Graph", "Joins", "Standards", "Code sets", "Glossary"]
    metadata += ["Metrics", "Tables register"]
    assert links == ["Home", *metadata, "Assets", "Runs", "Dagster", "Projects"]
    person.open("/people")
    expect(person.page.locator(".state-title")).to_have_text("Not allowed")


def test_what_there_is_not_is_told_as_what_may_not_be_seen(visit):
    person = visit(VIEWER, language="en")
    for path in (
        "/no/such/page",
        "/assets/no/such",
        "/runs/no-such-run",
        "/projects/secret",
        "/glossary/no",
    ):
        person.open(path)
        expect(person.page.locator(".state-title")).to_have_text("There is no such page")


def test_filters_stand_in_the_address_and_can_be_saved_as_a_view(visit):
    person = visit(CREATOR, language="en")
    person.open("/assets?group=analytics")
    rows = person.page.locator(".ant-table-tbody tr.ant-table-row")
    expect(rows).to_have_count(2)
    person.page.get_by_role("button", name="Views").click()
    person.page.get_by_label("Name of the view").fill("what we report")
    person.page.get_by_role("button", name="Save this view").click()
    person.open("/assets")
    assert rows.count() > 2
    person.page.get_by_role("button", name="Views").click()
    person.page.get_by_role("button", name="what we report", exact=True).click()
    expect(rows).to_have_count(2)
    assert "group=analytics" in person.page.url


def test_columns_can_be_chosen_and_stay_chosen(visit):
    person = visit(CREATOR, language="en")
    person.open("/assets")
    owners = person.page.get_by_role("columnheader", name="Owners")
    expect(owners).to_have_count(0)
    person.page.get_by_role("button", name="Columns").click()
    person.page.get_by_role("checkbox", name="Owners").check()
    expect(owners).to_have_count(1)
    person.open("/assets")
    expect(owners).to_have_count(1)


def test_a_run_shows_its_steps_its_log_and_its_failure(visit, served: House):
    person = visit(CREATOR, language="en")
    person.open(f"/runs/{served.shop.runs['report']}")
    expect(person.page.locator(".page-title .mark")).to_have_text("Failed")
    expect(person.page.locator(".gantt-name").first).to_have_text("shop__report")
    expect(person.page.get_by_role("log")).to_contain_text("the sum is not right")
    expect(person.page.get_by_role("button", name="Retry from failure")).to_be_visible()
    assert person.axe() == []


def test_an_asset_is_made_from_its_page_and_its_log_is_followed(visit):
    person = visit(CREATOR, language="en")
    person.open("/assets/shop/orders")
    person.page.get_by_role("button", name="Materialize").click()
    person.page.get_by_role("button", name="Start").click()
    person.page.wait_for_url("**/runs/*")
    ended = person.page.locator(".page-title .mark")
    expect(ended).to_have_text("Succeeded", timeout=60_000)
    expect(person.page.get_by_text("Ended")).to_be_visible()


def test_who_only_looks_cannot_start_anything(visit):
    person = visit(VIEWER, language="en")
    person.open("/assets/shop/orders")
    expect(person.page.get_by_role("button", name="Materialize")).to_be_disabled()


def test_the_graph_leads_from_asset_to_asset(visit):
    person = visit(CREATOR, language="en")
    person.open("/assets/shop/orders?tab=lineage")
    person.page.locator(".node", has_text="shop/report").click()
    expect(person.page.locator("h1")).to_have_text("shop/report")


def test_the_link_to_dagster_opens_its_pages(visit, served: House):
    person = visit(CREATOR)
    link = person.page.locator("nav .menu-link", has_text="Dagster")
    answer = person.context.request.get(f"{served.root}/{link.get_attribute('href')}")
    assert answer.ok
    assert "Dagster" in answer.text()
