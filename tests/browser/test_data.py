"""Rows, what became of them, and the data policies that decide who sees what of them."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.house import CREATOR, VIEWER

pytestmark = [pytest.mark.integration, pytest.mark.row("S72")]
ROWS = ".ant-table-tbody tr.ant-table-row"


def test_a_creator_opens_a_column_for_a_purpose_and_a_viewer_states_it(visit):
    creator = visit(CREATOR, language="en")
    creator.open("/projects/shop?tab=data")
    page = creator.page
    page.get_by_role("button", name="Add a policy").click()
    page.get_by_label("Name", exact=True).fill("Service calls")
    page.get_by_label("Tables").fill("dim/buyer")
    page.keyboard.press("Enter")
    page.get_by_label("Rows where").fill("town = 'x'")
    page.get_by_label("Columns").fill("mobile")
    page.keyboard.press("Enter")
    page.get_by_label("Purpose").fill("service")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("town")
    page.get_by_label("Rows where").fill("buyer_id = 1")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(ROWS)).to_contain_text(["Service calls"])

    viewer = visit(VIEWER, language="en")
    viewer.open("/assets/dim/buyer?tab=data")
    page = viewer.page
    expect(page.locator(ROWS)).to_have_count(2)
    expect(page.locator(ROWS).first).not_to_contain_text("13812345678")
    page.get_by_label("Purpose").fill("service")
    page.keyboard.press("Tab")
    expect(page.locator(ROWS)).to_have_count(1)
    expect(page.locator(ROWS).first).to_contain_text("13812345678")
    expect(page.get_by_role("alert")).to_contain_text("Service calls")


@pytest.mark.row("S76")
def test_the_history_of_a_row_marks_what_changed(visit):
    person = visit(CREATOR, language="zh")
    person.open("/assets/dim/buyer?tab=data")
    page = person.page
    expect(page.locator(ROWS)).to_have_count(2)
    page.get_by_label("列", exact=True).fill("city")
    page.keyboard.press("Enter")
    page.get_by_label("取值").fill("北京")
    page.get_by_role("button", name="查看变更记录").click()
    expect(page.locator(".row-change")).to_have_count(1)
    page.get_by_label("取值").fill("杭州")
    page.get_by_role("button", name=re.compile("关\\s?闭")).click()
    expect(page.locator(".row-change")).to_have_count(0)
