"""The page of how the platform is used: what it says, and where its findings lead."""

import pytest
from playwright.sync_api import expect

from tests.browser.house import ADMIN, CREATOR, VIEWER

pytestmark = pytest.mark.integration


@pytest.mark.row("S82")
def test_a_finding_leads_to_its_records_in_the_audit_log(visit):
    person = visit(ADMIN, language="en")
    person.open("/usage")
    findings = person.page.locator(".finding")
    expect(findings).to_have_count(2)
    expect(findings.filter(has_text="Rights to oneself")).to_contain_text("li")
    many = findings.filter(has_text="Unusually many reads")
    expect(many).to_contain_text("Read data 30 times that day; the median of the 14 active days")
    many.get_by_role("link").click()
    expect(person.page.locator("h1")).to_have_text("Audit")
    rows = person.page.locator(".ant-table-tbody tr.ant-table-row")
    expect(rows).to_have_count(30)
    expect(rows.first).to_contain_text("wang")


def test_one_person_and_another_period_stand_in_the_address(visit):
    person = visit(ADMIN, language="en")
    person.open("/usage")
    person.page.get_by_role("button", name="li", exact=True).click()
    person.page.wait_for_url("**/usage?person=li")
    expect(person.page.locator(".finding")).to_have_count(1)
    person.page.get_by_text("7 days").click()
    person.page.wait_for_url("**/usage?person=li&days=7")
    assert person.axe() == []


def test_a_creator_sees_their_projects_and_a_viewer_nothing(visit):
    creator = visit(CREATOR, language="en")
    creator.open("/usage")
    expect(creator.page.locator(".page-title")).to_contain_text("only records in shop")
    viewer = visit(VIEWER, language="en")
    viewer.open("/usage")
    expect(viewer.page.locator(".state-title")).to_have_text("Not allowed")
