"""Terms and tags in the portal: written, approved, suggested, accepted, refused with a reason."""

import pytest
from playwright.sync_api import expect

from tests.browser.house import CREATOR, VIEWER
from tests.browser.visit import PHONE

pytestmark = [pytest.mark.integration, pytest.mark.row("S04", "S12")]
ROWS = ".ant-table-tbody tr.ant-table-row"


def test_a_term_is_written_approved_and_changed_in_versions(visit):
    person = visit(CREATOR, language="en")
    person.open("/glossary")
    page = person.page
    page.get_by_role("button", name="Add a term").click()
    page.get_by_label("Name", exact=True).fill("order_amount")
    page.get_by_label("Title in Chinese").fill("订单金额")
    page.get_by_label("Title in English").fill("Order amount")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("h1")).to_have_text("Order amount")
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_text("write definition_zh, definition_en")).to_be_visible()
    page.get_by_role("button", name="Edit").click()
    page.get_by_label("Definition in Chinese").fill("订单的金额")
    page.get_by_label("Definition in English").fill("What an order costs")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".prose").filter(has_text="What an order costs")).to_be_visible()
    page.get_by_role("button", name="Approve").click()
    expect(page.locator(".page-head .mark")).to_have_text("approved")
    assert person.axe() == []


def test_a_glossary_is_read_in_from_a_file_and_stands_as_a_tree(visit, tmp_path):
    file = tmp_path / "terms.csv"
    file.write_bytes("name,title_zh,parent\n门店,门店,\n门店电话,门店电话,门店\n".encode("gb18030"))
    person = visit(CREATOR, language="zh", width=PHONE)
    person.open("/glossary?as=tree")
    page = person.page
    page.get_by_role("button", name="导入").click()
    page.get_by_label("文件").set_input_files(file)
    page.locator(".ant-modal-footer").get_by_role("button", name="导入").click()
    expect(page.locator(ROWS).filter(has_text="门店电话")).to_be_visible()
    assert person.faults() == []


def test_a_suggestion_is_accepted_and_a_tag_says_where_it_comes_from(visit):
    person = visit(CREATOR, language="en")
    person.open("/assets/dim/buyer?tab=metadata")
    page = person.page
    page.get_by_role("button", name="Accept: mobile is Phone of a buyer").click()
    row = page.locator(ROWS).filter(has_text="mobile")
    chip = row.get_by_role("button", name="Phone of a buyer: where from and why")
    chip.click()
    expect(page.locator(".tag-reasons")).to_contain_text("By hand · carol")
    assert person.axe() == []
    page.locator(".tag-reasons").get_by_role("button", name="Take back").click()
    page.get_by_label("Reason").fill("another phone")
    page.get_by_role("button", name="Save").click()
    expect(chip).to_have_count(0)
    page.get_by_role("button", name="History").click()
    expect(page.get_by_role("dialog")).to_contain_text("another phone")


@pytest.mark.row("S72")
def test_a_refused_sensitivity_needs_a_reason_and_shows_the_column(visit):
    person = visit(CREATOR, language="en")
    person.open("/assets/dim/buyer?tab=metadata")
    page = person.page
    row = page.locator(ROWS).filter(has_text="mobile")
    row.get_by_role("button", name="pii:direct: where from and why").click()
    page.get_by_role("button", name="Does not fit").last.click()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("dialog")).to_contain_text("Reason")
    page.get_by_label("Reason").fill("invented numbers")
    page.get_by_role("button", name="Save").click()
    expect(row).to_contain_text("pii:direct refused")
    viewer = visit(VIEWER, language="en")
    viewer.open("/assets/dim/buyer?tab=data")
    expect(viewer.page.locator(ROWS).first).to_contain_text("13812345678")
    viewer.open("/assets/dim/buyer?tab=metadata")
    expect(viewer.page.get_by_role("button", name="Add a tag")).to_have_count(0)
    row.get_by_role("button", name="Take back pii:direct refused").click()
    page.get_by_role("button", name="Save").click()
    expect(row.get_by_role("button", name="pii:direct: where from and why")).to_be_visible()
