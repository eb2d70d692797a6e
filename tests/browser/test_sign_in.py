"""Who gets in, who does not, and what they are told."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from tests.browser.house import ADMIN, CREATOR, PASSWORD, VIEWER, House

pytestmark = pytest.mark.integration


def test_who_is_not_signed_in_is_asked_to_and_comes_back_to_the_page(visit, served: House):
    served.portal.people.add("arriving", now=datetime.now(UTC), password=PASSWORD)
    guest = visit()
    guest.open("/runs?status=failed")
    expect(guest.page).to_have_title("登录 · OneData")
    guest.page.fill("#name", "arriving")
    guest.page.fill("#password", PASSWORD)
    guest.page.click("button[type=submit]")
    guest.page.wait_for_url("**/runs?status=failed")
    expect(guest.page.locator("h1")).to_have_text("运行")


def test_a_wrong_password_is_told_without_saying_which_part_is_wrong(visit):
    guest = visit(language="en")
    guest.sign_in(CREATOR, "not the password")
    expect(guest.page.get_by_role("alert")).to_have_text("The user name or the password is wrong.")


def test_who_is_deactivated_is_told_so(visit, served: House):
    now = datetime.now(UTC)
    served.portal.people.add("gone", now=now, password=PASSWORD)
    served.portal.people.change("gone", is_active=False)
    guest = visit()
    guest.sign_in("gone")
    expect(guest.page.get_by_role("alert")).to_contain_text("已停用")


def test_a_name_is_locked_after_too_many_failures_and_told_for_how_long(visit, served: House):
    served.portal.people.add("locked", now=datetime.now(UTC), password=PASSWORD)
    guest = visit(language="en")
    failures = served.portal.platform.settings().lockout_failures
    for _ in range(failures):
        guest.sign_in("locked", "not the password")
        expect(guest.page.get_by_role("alert")).to_be_visible()
    guest.sign_in("locked")
    expect(guest.page.get_by_role("alert")).to_contain_text("the account is locked. Try again in")


def test_a_first_password_is_changed_before_anything_else(visit, served: House):
    served.portal.people.add(
        "fresh", now=datetime.now(UTC), password=PASSWORD, must_change_password=True
    )
    guest = visit(language="en")
    guest.sign_in("fresh")
    expect(guest.page.locator("h1")).to_have_text("Set a new password")
    guest.open("/assets")
    expect(guest.page.locator("h1")).to_have_text("Set a new password")
    guest.page.fill("#old", PASSWORD)
    guest.page.fill("#new", "another harbour 8 tractor")
    guest.page.fill("#repeat", "another harbour 8 tractor")
    guest.page.click("button[type=submit]")
    expect(guest.page.locator("h1")).to_have_text("Assets")


def test_signing_out_ends_the_session(visit):
    person = visit(VIEWER, language="en")
    person.page.click(".person")
    person.page.get_by_role("menuitem", name="Sign out").click()
    person.page.wait_for_url("**/signin?said=signed_out")
    person.open("/runs")
    expect(person.page.locator("#name")).to_be_visible()


def test_registration_is_offered_only_where_it_is_open(visit, served: House):
    guest = visit(language="en")
    guest.open("/signin")
    offer = guest.page.get_by_role("button", name="No account? Register")
    expect(offer).to_have_count(0)
    served.portal.platform.change(registration_open=True)
    try:
        guest.open("/signin")
        offer.click()
        guest.page.fill("#name", "newcomer")
        guest.page.fill("#display_name", "New Comer")
        guest.page.fill("#password", "a lamp and 3 rivers")
        guest.page.fill("#repeat", "a lamp and 3 rivers")
        guest.page.click("button[type=submit]")
        expect(guest.page.locator(".person-name")).to_have_text("New Comer")
    finally:
        served.portal.platform.change(registration_open=False)


@pytest.mark.parametrize(
    "next_page", ["//evil.example/x", "/\\evil.example", "javascript:alert(1)"]
)
def test_a_sign_in_never_leads_to_another_site(visit, served: House, next_page: str):
    guest = visit()
    guest.open(f"/signin?next={next_page}")
    guest.page.fill("#name", ADMIN)
    guest.page.fill("#password", PASSWORD)
    guest.page.click("button[type=submit]")
    guest.page.wait_for_selector(".frame")
    assert guest.page.url == f"{served.root}/"
