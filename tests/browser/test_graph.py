"""The graph of tables: the picture, the same as a table, and one table beside it."""

import pytest
from playwright.sync_api import expect

from tests.browser.house import ADMIN, VIEWER
from tests.browser.visit import LOOKS

pytestmark = [pytest.mark.integration, pytest.mark.row("S11")]
CANVAS = ".net-canvas canvas"


@pytest.mark.parametrize(("language", "theme", "width"), LOOKS)
def test_the_graph_is_whole_and_accessible(visit, language: str, theme: str, width: int):
    person = visit(ADMIN, language=language, theme=theme, width=width)
    wrong = {}
    for path in ("/graph", "/graph?view=table", "/graph?table=shop/orders&column=buyer_id"):
        person.open(path)
        expect(person.page.locator("h1")).to_have_text(("图谱", "Graph")[language == "en"])
        if "view=table" not in path:
            person.page.wait_for_selector(CANVAS)
        if found := person.faults():
            wrong[path] = found
    assert wrong == {}


def test_a_table_is_found_opened_and_followed_to_what_it_refers_to(visit):
    person = visit(VIEWER, language="en")
    person.open("/graph")
    person.page.wait_for_selector(CANVAS)
    person.page.get_by_label("Find a table").fill("orders")
    person.page.locator(".ant-select-item-option").filter(has_text="shop/orders").click()
    side = person.page.locator(".net-side")
    expect(side.locator("h2")).to_have_text("shop/orders")
    expect(side).to_contain_text("98% match")
    side.locator(".net-part").first.get_by_role("button", name="dim/buyer").click()
    expect(side.locator("h2")).to_have_text("dim/buyer")
    expect(side.locator(".net-column[open]")).to_contain_text("id")
    expect(side.locator(".net-column-open")).to_have_count(1)
    assert "table=dim" in person.page.url
    side.get_by_role("button", name="shop/orders", exact=True).first.click()
    expect(side.locator("h2")).to_have_text("shop/orders")
    side.press("Escape")
    expect(side).to_have_count(0)


def test_a_click_on_the_picture_chooses_a_table(visit):
    person = visit(VIEWER, language="en")
    person.open("/graph?source=dim")
    canvas = person.page.locator(CANVAS)
    canvas.wait_for()
    box = canvas.bounding_box()
    assert box
    # The only table that is left stands below the middle: above it is room for its title.
    canvas.click(position={"x": box["width"] / 2, "y": box["height"] / 2 + 42})
    expect(person.page.locator(".net-side h2")).to_have_text("dim/buyer")


def test_keys_move_the_picture_and_the_same_stands_in_a_table(visit):
    person = visit(VIEWER, language="en")
    person.open("/graph")
    canvas = person.page.locator(CANVAS)
    canvas.wait_for()
    before = canvas.screenshot()
    canvas.press("+")
    person.page.wait_for_timeout(200)
    assert canvas.screenshot() != before
    person.page.get_by_text("Table", exact=True).first.click()
    rows = person.page.locator(".ant-table-tbody tr.ant-table-row")
    expect(rows.filter(has_text="shop/orders")).to_have_count(1)
    person.page.get_by_label("Find a table").fill("buyer")
    expect(rows).to_have_count(1)
    rows.first.get_by_role("button", name="dim/buyer").click()
    expect(person.page.locator(".net-side")).to_contain_text("Referred to by")
