"""Joins of tables: chosen, read step by step, copied as SQL, and shared by the address."""

import pytest
from playwright.sync_api import expect

from tests.browser.house import ADMIN, VIEWER
from tests.browser.visit import LOOKS

pytestmark = [pytest.mark.integration, pytest.mark.row("S36")]

BOTH = "/joins?table=shop/report&table=dim/buyer"
ALL = f"{BOTH}&table=shop/orders"
UNSEEN = "/joins?table=shop/report&table=bank/account"
APART = "/joins?table=shop/report&table=shop/left"
STEPS, SQL = ".chain > li", ".join-sql pre"


@pytest.mark.parametrize(("language", "theme", "width"), LOOKS)
def test_joins_are_whole_and_accessible(visit, language: str, theme: str, width: int):
    person = visit(ADMIN, language=language, theme=theme, width=width)
    wrong = {}
    for path in (
        "/joins",
        "/joins?table=shop/report",
        BOTH,
        ALL,
        UNSEEN,
        APART,
        f"{BOTH}&dialect=no",
    ):
        person.open(path)
        expect(person.page.locator("h1")).to_have_text(("多表连接", "Joins")[language == "en"])
        if path in {BOTH, ALL}:
            person.page.wait_for_selector(STEPS)
        if found := person.faults():
            wrong[path] = found
    assert wrong == {}


def test_a_table_leads_to_its_joins_and_another_is_added_by_a_key(visit):
    person = visit(VIEWER, language="en")
    page = person.page
    person.open("/assets/shop/orders")
    page.get_by_role("button", name="Join with …").click()
    expect(page.locator(".state-title")).to_have_text("Choose another table")
    page.get_by_role("button", name="Add dim/buyer").click()
    steps = page.locator(STEPS)
    expect(steps).to_have_count(2)
    expect(steps.nth(1)).to_contain_text("t1.buyer_id = t2.id")
    expect(steps.nth(1)).to_contain_text("98% match")
    expect(steps.nth(1)).to_contain_text("2.00% of the rows of shop/orders have no partner")
    steps.nth(1).get_by_text("Why").click()
    expect(steps.nth(1)).to_contain_text("98% of the values are keys there.")


def test_tables_are_found_by_words(visit):
    person = visit(VIEWER, language="en")
    person.open("/joins?table=dim/buyer")
    find = person.page.get_by_role("combobox", name="Tables to join")
    find.fill("report")
    person.page.locator(".ant-select-item-option").filter(has_text="shop/report").click()
    expect(person.page.locator(STEPS)).to_have_count(2)
    person.page.keyboard.press("Escape")
    expect(person.page.locator(STEPS).nth(1)).to_contain_text("1:N · one to many")
    expect(person.page.locator(STEPS).nth(1)).to_contain_text("sums over dim/buyer count it")


def test_another_way_and_another_dialect_stand_in_the_address_that_is_shared(visit):
    person = visit(ADMIN, language="en")
    page = person.page
    person.open(BOTH)
    ways = page.get_by_role("radiogroup", name="Ways to join")
    expect(ways.get_by_role("radio")).to_have_count(2)
    ways.get_by_text("Through orders").click()
    expect(page.locator(STEPS)).to_have_count(3)
    expect(page.locator(STEPS).nth(1)).to_contain_text("Lies between")
    page.get_by_role("combobox", name="SQL dialect").fill("hive")
    page.locator(".ant-select-item-option").filter(has_text="Hive").click()
    expect(page.locator(SQL)).to_contain_text("`order_id`")
    other = visit(VIEWER, language="zh", theme="dark")
    other.open(page.url.removeprefix(person.root))
    expect(other.page.locator(STEPS)).to_have_count(3)
    expect(other.page.locator(STEPS).nth(1)).to_contain_text("中间表")
    expect(other.page.locator(SQL)).to_contain_text("`order_id`")


def test_the_sql_is_copied_as_it_stands(visit):
    person = visit(VIEWER, language="en")
    person.context.grant_permissions(["clipboard-read", "clipboard-write"])
    person.open(BOTH)
    shown = person.page.locator(SQL).inner_text()
    person.page.get_by_role("button", name="Copy").click()
    expect(person.page.get_by_text("Copied")).to_be_visible()
    copied = person.page.evaluate("navigator.clipboard.readText()")
    assert copied.split() == shown.split()
    assert copied.startswith("SELECT")


def test_the_rows_of_another_table_can_be_kept(visit):
    person = visit(VIEWER, language="en")
    person.open(BOTH)
    expect(person.page.locator(STEPS).first).to_contain_text("shop/report")
    person.page.get_by_role("combobox", name="Keep every row of").click()
    person.page.locator(".ant-select-item-option").filter(has_text="dim/buyer").click()
    expect(person.page.locator(STEPS).first).to_contain_text("dim/buyer")
    assert person.page.url.index("dim%2Fbuyer") < person.page.url.index("shop%2Freport")


@pytest.mark.parametrize(("path", "said"), [(UNSEEN, "bank/account"), (APART, "shop/left")])
def test_a_table_that_is_in_the_way_is_named_and_left_out(visit, path: str, said: str):
    person = visit(VIEWER, language="en")
    person.open(path)
    expect(person.page.get_by_role("alert")).to_contain_text(said)
    person.page.get_by_role("button", name=f"Leave out {said}").click()
    expect(person.page.locator(".state-title")).to_have_text("Choose another table")
    assert said.replace("/", "%2F") not in person.page.url
