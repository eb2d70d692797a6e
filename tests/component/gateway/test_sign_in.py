"""Signing in at the platform, sessions, passwords, accounts that people make for themselves."""

import pytest

from onedata_portal.gateway.cookies import CSRF, SESSION
from onedata_resources.store.audit_search import AuditFilter
from tests.component.gateway.browser import PASSWORD

NEW = "orchard 4 purple lantern"


def test_nobody_is_signed_in_at_first_and_learns_how_to(home):
    told = home.browser().get("/session").json()
    assert told["signed_in"] is False
    assert told["person"] is None
    assert [each["id"] for each in told["providers"]] == ["local"]


def test_the_right_password_signs_in_and_it_is_recorded(home):
    browser = home.browser()
    told = browser.sign_in("Carl").json()
    assert told["person"]["name"] == "carl"
    assert told["person"]["projects"] == [{"name": "alpha", "title": "Alpha", "role": "creator"}]
    assert browser.get("/session").json()["signed_in"] is True
    assert home.last_event() == ("carl", "sign_in", "", "done")


@pytest.mark.parametrize("name", ["carl", "nobody"])
def test_a_wrong_password_is_refused_alike_for_a_name_that_nobody_has(home, name):
    answer = home.browser().sign_in(name, "not this one")
    assert answer.status_code == 401
    assert answer.json()["code"] == "bad_credentials"
    assert SESSION not in answer.cookies
    assert home.last_event() == (name, "sign_in", "", "refused")


@pytest.mark.parametrize("name", ["carl", "nobody"])
def test_after_five_failures_the_right_password_is_refused_too_for_a_time(home, name):
    browser = home.browser()
    for _ in range(5):
        browser.sign_in(name, "wrong")
    locked = browser.sign_in(name)
    assert (locked.status_code, locked.json()["code"]) == (429, "locked")
    home.clock.goes_on(minutes=16)
    assert browser.sign_in(name).status_code == (200 if name == "carl" else 401)


def test_an_administrator_unlocks_a_name(home):
    browser = home.browser()
    for _ in range(5):
        browser.sign_in("carl", "wrong")
    root = home.browser("root")
    assert root.get("/people?search=carl").json()["items"][0]["locked_until"]
    assert root.post("/people/carl/unlock").status_code == 204
    assert browser.sign_in("carl").status_code == 200


@pytest.mark.row("F015")
def test_who_is_not_active_is_refused_and_signed_out_at_once(home):
    browser, root = home.browser("dan"), home.browser("root")
    assert root.ask("PATCH", "/people/dan", {"is_active": False}).status_code == 200
    assert browser.get("/me/sessions").status_code == 401
    refused = browser.sign_in("dan")
    assert (refused.status_code, refused.json()["code"]) == (403, "inactive")


def test_signing_out_ends_the_session_in_the_store(home):
    browser = home.browser("dan")
    kept = browser.client.cookies[SESSION]
    assert browser.ask("DELETE", "/session").status_code == 204
    assert SESSION not in browser.client.cookies
    browser.client.cookies.set(SESSION, kept)
    assert browser.get("/me/sessions").status_code == 401


def test_a_session_that_somebody_planted_is_not_the_one_after_signing_in(home):
    attacker, victim = home.browser("bob"), home.browser()
    planted = attacker.client.cookies[SESSION]
    victim.client.cookies.set(SESSION, planted, domain="portal.example", path="/")
    victim.sign_in("carl")
    assert victim.client.cookies[SESSION] != planted
    assert attacker.get("/session").json()["signed_in"] is False


def test_cookies_are_kept_from_scripts_other_sites_and_plain_connections(home):
    answer = home.browser(root="https://portal.example").sign_in("carl")
    session, csrf = answer.headers.get_list("set-cookie")
    assert session.startswith(f"{SESSION}=")
    assert all(part in session for part in ("HttpOnly", "SameSite=lax", "Secure", "Path=/"))
    assert csrf.startswith(f"{CSRF}=")
    assert "HttpOnly" not in csrf


@pytest.mark.parametrize(
    "change",
    [lambda v: v[:-1] + ("1" if v[-1] == "0" else "0"), lambda v: v.split(".")[0], lambda _: "."],
)
def test_a_cookie_that_the_portal_did_not_sign_is_nobodys(home, change):
    browser = home.browser("carl")
    value = browser.client.cookies[SESSION]
    browser.client.cookies.clear()
    browser.client.cookies.set(SESSION, change(value))
    assert browser.get("/session").json()["signed_in"] is False


def test_a_session_ends_after_its_hours_even_in_use(home):
    browser = home.browser("carl")
    for _ in range(12):
        assert browser.get("/session").json()["signed_in"] is True
        home.clock.goes_on(hours=1)
    assert browser.get("/session").json()["signed_in"] is False


def test_the_secret_in_the_cookie_is_replaced_in_use(home):
    browser = home.browser("carl")
    before = browser.client.cookies[SESSION]
    home.clock.goes_on(hours=1, seconds=1)
    assert browser.get("/session").json()["signed_in"] is True
    assert browser.client.cookies[SESSION] != before
    assert browser.ask("PUT", "/me", {"theme": "dark"}).status_code == 200


def test_a_new_password_must_be_good_and_signs_out_elsewhere(home):
    here, there = home.browser("dan"), home.browser("dan")
    for weak in ("short", "password1234", "dan-is-my-name-here"):
        answer = here.ask("PUT", "/me/password", {"old": PASSWORD, "new": weak})
        assert answer.status_code == 422
    assert here.ask("PUT", "/me/password", {"old": "no", "new": NEW}).status_code == 403
    assert here.ask("PUT", "/me/password", {"old": PASSWORD, "new": NEW}).status_code == 204
    assert here.get("/me/sessions").json()["total"] == 1
    assert there.get("/me/sessions").status_code == 401
    assert there.sign_in("dan", NEW).status_code == 200


KEY = {"title": "ci", "scopes": ["read"], "days": 7}


def made_key(browser):
    """Return the header with a key that somebody makes, which is good."""
    header = {"authorization": f"Bearer {browser.post('/tokens', KEY).json()['secret']}"}
    assert browser.get("/projects", headers=header).status_code == 200
    return header


def newest(home):
    return home.portal.audit.find(AuditFilter(), limit=1)[0][0].event


def test_a_reset_password_ends_sessions_and_keys(home):
    root, browser, program = home.browser("root"), home.browser("dan"), home.browser()
    key = made_key(browser)
    assert root.ask("PATCH", "/people/dan", {"password": NEW}).status_code == 200
    event = newest(home)
    assert (event.action, event.details) == ("person.password", {"keys_ended": 1})
    assert program.get("/projects", headers=key).status_code == 401
    assert browser.get("/me/sessions").status_code == 401


def test_who_is_deactivated_has_no_key_when_they_come_back(home):
    root, program = home.browser("root"), home.browser()
    key = made_key(home.browser("dan"))
    assert root.ask("PATCH", "/people/dan", {"is_active": False}).status_code == 200
    assert newest(home).details == {"is_active": False, "keys_ended": 1}
    assert root.ask("PATCH", "/people/dan", {"is_active": True}).status_code == 200
    assert newest(home).details == {"is_active": True}
    assert program.get("/projects", headers=key).status_code == 401


@pytest.mark.parametrize(("asked", "status"), [({}, 200), ({"end_keys": True}, 401)])
def test_who_changes_their_password_says_whether_their_keys_end(home, asked, status):
    browser, program = home.browser("dan"), home.browser()
    key = made_key(browser)
    body = {"old": PASSWORD, "new": NEW, **asked}
    assert browser.ask("PUT", "/me/password", body).status_code == 204
    assert program.get("/projects", headers=key).status_code == status
    events = [each.event for each in home.portal.audit.find(AuditFilter(), limit=2)[0]]
    told = {event.action: event.details for event in events}
    assert told["person.password"] == {"keys_ended": int(bool(asked))}


def test_who_got_a_password_may_only_choose_their_own_first(home):
    root, browser = home.browser("root"), home.browser()
    body = {"name": "新人", "display_name": "新人", "password": NEW}
    assert root.post("/people", body).status_code == 201
    told = browser.sign_in("新人", NEW).json()
    assert told["person"]["must_change_password"] is True
    assert browser.get("/projects").status_code == 401
    good = "another 9 quiet river"
    assert browser.ask("PUT", "/me/password", {"old": NEW, "new": good}).status_code == 204
    assert browser.get("/projects").status_code == 200


@pytest.mark.row("F013")
def test_people_make_accounts_where_administrators_allow_it(home):
    browser, root = home.browser(), home.browser("root")
    body = {"name": "fresh", "password": NEW, "display_name": "Fresh"}
    assert browser.post("/registration", body).status_code == 403
    settings = root.get("/settings").json() | {"registration_open": True}
    assert root.ask("PUT", "/settings", settings).status_code == 200
    assert browser.post("/registration", body | {"password": "1234567890"}).status_code == 422
    assert browser.post("/registration", body).status_code == 201
    assert browser.get("/session").json()["person"]["name"] == "fresh"
    assert browser.get("/projects").json()["items"] == []
    assert home.browser().post("/registration", body | {"name": "FRESH"}).status_code == 409


def test_sessions_are_seen_and_ended_by_their_person(home):
    here, there = home.browser("dan"), home.browser("dan")
    other = next(each for each in here.get("/me/sessions").json()["items"] if not each["current"])
    assert home.browser("bob").ask("DELETE", f"/me/sessions/{other['id']}").status_code == 404
    assert here.ask("DELETE", f"/me/sessions/{other['id']}").status_code == 204
    assert there.get("/session").json()["signed_in"] is False
