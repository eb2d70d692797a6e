"""Metrics and registered tables at their pages: made, refused at the form, imported, looked for."""

import pytest
from playwright.sync_api import expect

from tests.browser.house import ADMIN, CREATOR, VIEWER

pytestmark = pytest.mark.integration


@pytest.fixture(autouse=True)
def _own_home(tmp_path, monkeypatch):
    monkeypatch.setenv("ONEDATA_HOME", str(tmp_path))


@pytest.mark.row("F040")
def test_a_metric_is_checked_made_and_deleted(visit):
    person = visit(CREATOR, language="en")
    person.open("/metrics")
    page = person.page
    page.get_by_role("button", name="New metric").click()
    page.fill("#name", "cities")
    page.fill("#label_zh", "城市数")
    page.fill("#sql", "SELECT count(DISTINCT town) AS value FROM dim.buyer")
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.locator(".check .ant-alert")).to_contain_text("town")
    assert person.axe() == []
    days = "SELECT DATE '2026-11-25' AS day, count(DISTINCT city) AS value FROM dim.buyer"
    page.fill("#sql", days)
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.locator(".check .ant-alert")).to_contain_text("dim/buyer")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/metrics/cities")
    page.get_by_role("button", name="Delete").click()
    page.locator(".ant-popover").get_by_role("button", name="Delete").click()
    page.wait_for_url("**/metrics")
    expect(page.locator(".ant-table-tbody tr.ant-table-row")).to_have_count(2)


@pytest.mark.row("F040")
def test_an_old_caliber_is_looked_at_beside_the_new_one(visit):
    person = visit(VIEWER, language="en")
    person.open("/metrics/buyers?tab=versions")
    page = person.page
    rows = page.locator(".ant-table-tbody tr.ant-table-row")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("Unit")
    rows.first.get_by_role("button").first.click()
    expect(page.locator(".version-fields")).to_contain_text("人")
    assert person.axe() == []


@pytest.mark.row("F039")
def test_a_file_is_previewed_with_its_refused_lines_and_imported_without_them(visit):
    person = visit(ADMIN, language="zh")
    person.open("/registers")
    page = person.page
    page.get_by_role("button", name="导入 CSV").click()
    file = "db,table,描述,存储大小\nhive,new_di,新表,1 GB\nhive,bad_di,坏表,大\n".encode("gb18030")
    page.set_input_files(
        "input[type=file]", {"name": "库表.csv", "mimeType": "text/csv", "buffer": file}
    )
    refused = page.locator(".import-refusals tbody tr.ant-table-row")
    expect(refused).to_have_count(1)
    expect(refused).to_contain_text("storage_size")
    assert person.axe() == []
    page.get_by_text("忽略被拒绝的行").click()
    page.get_by_role("button", name="导入 1 条").click()
    expect(page.locator(".ant-modal-wrap")).to_have_count(0)
    page.get_by_placeholder("搜索库表").fill("新表")
    expect(page.locator(".ant-table-tbody tr.ant-table-row")).to_have_count(1)


@pytest.mark.row("F039")
def test_who_only_looks_changes_nothing(visit):
    person = visit(VIEWER, language="en")
    for path in ("/metrics/buyers", "/registers/hive/orders"):
        person.open(path)
        expect(person.page.locator("h1")).not_to_be_empty()
        assert person.page.get_by_role("button", name="Edit").count() == 0
