"""Everything can be reached and done by the keyboard, and where one is can be seen."""

import pytest
from playwright.sync_api import expect

from tests.browser.house import ADMIN, PASSWORD
from tests.browser.visit import PHONE

pytestmark = pytest.mark.integration

FOCUSED = """() => {
  const at = document.activeElement;
  const style = getComputedStyle(at);
  const box = at.closest('.ant-input-affix-wrapper, .ant-select') ?? at;
  const ring = getComputedStyle(box);
  return {
    name: at.getAttribute('aria-label') || at.innerText || at.id || at.tagName,
    seen: [style.outlineStyle, ring.outlineStyle, ring.boxShadow].some(one => one !== 'none'),
  };
}"""


def test_a_person_signs_in_and_opens_a_page_without_a_mouse(visit):
    person = visit(language="en")
    person.open("/signin")
    person.page.keyboard.type(ADMIN)
    person.page.keyboard.press("Tab")
    person.page.keyboard.type(PASSWORD)
    person.page.keyboard.press("Enter")
    person.page.wait_for_selector(".frame")
    person.page.keyboard.press("Control+K")
    person.page.keyboard.type("audit")
    expect(person.page.get_by_role("option")).to_have_count(1)
    person.page.keyboard.press("Enter")
    expect(person.page.locator("h1")).to_have_text("Audit")


def test_the_first_stop_of_a_page_leads_past_the_menu(visit):
    person = visit(ADMIN, language="en")
    person.open("/assets")
    person.page.keyboard.press("Tab")
    assert person.page.evaluate(FOCUSED)["name"] == "Skip to content"
    person.page.keyboard.press("Enter")
    assert person.page.evaluate("document.activeElement.id") == "main"


def test_every_stop_of_the_tab_key_is_seen(visit):
    person = visit(ADMIN, language="en")
    person.open("/assets")
    stops = []
    for _ in range(32):
        person.page.keyboard.press("Tab")
        stops.append(person.page.evaluate(FOCUSED))
    assert [stop["name"] for stop in stops if not stop["seen"]] == []
    names = [stop["name"] for stop in stops]
    assert "Search assets, runs, pages" in names
    assert "Home" in names


def test_the_search_finds_an_asset_by_a_part_of_its_name(visit):
    person = visit(ADMIN)
    person.page.keyboard.press("Control+K")
    person.page.keyboard.type("regional")
    expect(person.page.get_by_role("option", name="shop/regional")).to_be_visible()
    person.page.keyboard.press("Enter")
    expect(person.page.locator("h1")).to_have_text("shop/regional")


def test_on_a_phone_the_menu_opens_and_closes(visit):
    person = visit(ADMIN, language="en", width=PHONE)
    person.page.get_by_role("button", name="Unfold the menu").click()
    person.page.get_by_role("dialog").get_by_role("link", name="Runs").click()
    expect(person.page.locator("h1")).to_have_text("Runs")
    expect(person.page.get_by_role("dialog")).to_have_count(0)
