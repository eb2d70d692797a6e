"""The same build serves below any path prefix."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.house import ADMIN, House, house
from tests.component.portal.shop_world import Shop

pytestmark = pytest.mark.integration


@pytest.fixture
def below(built: None, shop: Shop, tmp_path) -> Iterator[House]:
    with house(tmp_path, shop, "/data/one") as running:
        yield running


def test_pages_links_and_answers_stay_below_the_prefix(visit, below: House):
    person = visit(ADMIN, language="en", root=below.root)
    person.page.get_by_role("link", name="Assets", exact=True).click()
    person.page.get_by_role("link", name="shop/orders").click()
    expect(person.page.locator("h1")).to_have_text("shop/orders")
    assert person.page.url == f"{below.root}/assets/shop/orders"
    person.page.reload()
    expect(person.page.locator("h1")).to_have_text("shop/orders")
    link = person.page.locator("nav .menu-link", has_text="Dagster")
    assert link.evaluate("link => link.href") == f"{below.root}/dagster/"
