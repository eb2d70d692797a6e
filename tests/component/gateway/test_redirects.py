"""Signing in at a real OpenID provider and coming back to the portal as oneself."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import httpx
import oidc_provider_mock
import pytest

from onedata_portal.gateway.signin.config import load_providers
from onedata_portal.portal import make_portal
from onedata_portal.server import portal_app
from onedata_resources.store.audit_search import AuditFilter
from tests.component.gateway.browser import HOST, KEY, Browser, House

CONFIG = """
- id: sso
  kind: oidc
  title: {{en: Company account, zh: 公司账号}}
  issuer: {issuer}
  client_id: onedata
  client_secret: not-checked
  admin_groups: [admins]
"""


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    with oidc_provider_mock.run_server_in_thread() as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture
def sso(home: House, provider: str, tmp_path) -> House:
    path = tmp_path / "auth.yaml"
    path.write_text(CONFIG.format(issuer=provider))
    providers = load_providers(path, {})
    portal = make_portal(
        home.portal.store,
        KEY,
        lake=home.portal.lake,
        default_project="common",
        providers=providers,
        clock=home.clock,
    )
    return House(portal, home.clock, portal_app(portal))


def consent(provider: str, location: str, subject: str, claims: dict[str, object]) -> str:
    """Sign in at the provider as a person does, and return where it sends the browser."""
    httpx.put(f"{provider}/users/{subject}", json=claims, trust_env=False).raise_for_status()
    form = httpx.post(location, data={"sub": subject}, trust_env=False)
    assert form.status_code in {302, 303}, form.text
    return form.headers["location"]


def go(house: House, provider: str, subject: str, claims: dict[str, object], page: str = "/runs"):
    """Sign in by the provider in a new browser; return it and the last answer."""
    browser = Browser(house.app)
    begun = browser.get(f"/signin/sso?next={page}")
    assert begun.status_code == 303
    back = consent(provider, begun.headers["location"], subject, claims)
    return browser, browser.client.get(back.removeprefix(HOST))


@pytest.mark.row("F017", "S80")
def test_somebody_new_comes_back_signed_in_at_the_page_they_wanted(sso, provider):
    claims = {"preferred_username": "mei", "name": "梅", "email": "mei@x.example"}
    browser, answer = go(sso, provider, "s-1", claims)
    assert (answer.status_code, answer.headers["location"]) == (303, "/runs")
    person = browser.get("/session").json()["person"]
    assert (person["name"], person["source"], person["is_admin"]) == ("mei", "sso", False)
    assert browser.get("/projects").json()["items"] == []


def test_the_same_subject_is_the_same_person_whatever_the_name(sso, provider):
    go(sso, provider, "s-2", {"preferred_username": "kim"})
    browser, _ = go(sso, provider, "s-2", {"preferred_username": "renamed", "name": "New"})
    person = browser.get("/session").json()["person"]
    assert (person["name"], person["display_name"]) == ("kim", "New")


def test_a_provider_makes_administrators_but_does_not_take_the_last_one(sso, provider):
    claims = {"preferred_username": "chief", "groups": ["admins"]}
    browser, _ = go(sso, provider, "s-8", claims)
    assert browser.get("/session").json()["person"]["is_admin"] is True
    sso.portal.people.change("root", is_admin=False)
    claims = {"preferred_username": "chief", "groups": [], "name": "长" * 300}
    browser, _ = go(sso, provider, "s-8", claims)
    assert browser.get("/session").json()["person"]["is_admin"] is True
    sso.portal.people.change("root", is_admin=True)
    browser, _ = go(sso, provider, "s-8", claims)
    assert browser.get("/session").json()["person"]["is_admin"] is False


def test_a_name_that_somebody_has_here_is_not_taken_over(sso, provider):
    browser, _ = go(sso, provider, "s-3", {"preferred_username": "root"})
    person = browser.get("/session").json()["person"]
    assert (person["name"], person["is_admin"]) == ("root@sso", False)


def test_an_answer_that_another_browser_began_signs_nobody_in(sso, provider):
    victim, attacker = Browser(sso.app), Browser(sso.app)
    begun = attacker.get("/signin/sso")
    back = consent(provider, begun.headers["location"], "s-4", {"preferred_username": "eve"})
    answer = victim.client.get(back.removeprefix(HOST))
    assert answer.headers["location"] == "/signin?error=bad_state"
    assert victim.get("/session").json()["signed_in"] is False
    event = sso.portal.audit.find(AuditFilter(), limit=1)[0][0].event
    assert (event.action, event.result, event.details["why"]) == ("sign_in", "refused", "bad_state")


def test_an_answer_is_good_once(sso, provider):
    browser = Browser(sso.app)
    begun = browser.get("/signin/sso")
    back = consent(provider, begun.headers["location"], "s-5", {"preferred_username": "ann"})
    first = browser.client.get(back.removeprefix(HOST))
    again = browser.client.get(back.removeprefix(HOST))
    assert first.headers["location"] == "/"
    assert "error=" in again.headers["location"]


@pytest.mark.parametrize(
    "page", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:x", "runs"]
)
def test_no_other_site_can_be_the_page_to_come_back_to(sso, provider, page):
    _, answer = go(sso, provider, "s-6", {"preferred_username": "bea"}, page)
    assert answer.headers["location"] == "/"


def test_the_address_to_come_back_to_is_the_portals_own(sso):
    sso.portal.platform.change(external_url="https://data.example/onedata")
    asked = parse_qs(urlsplit(Browser(sso.app).get("/signin/sso").headers["location"]).query)
    assert asked["redirect_uri"] == ["https://data.example/onedata/api/signin/sso/callback"]


def test_who_is_deactivated_here_is_not_let_in_by_the_provider(sso, provider):
    go(sso, provider, "s-7", {"preferred_username": "tom"})
    sso.portal.people.change("tom", is_active=False)
    browser, answer = go(sso, provider, "s-7", {"preferred_username": "tom"})
    assert answer.headers["location"] == "/signin?error=inactive"
    assert browser.get("/session").json()["signed_in"] is False


def test_a_provider_that_there_is_not_answers_404(sso):
    assert Browser(sso.app).get("/signin/other").status_code == 404
    assert re.match(r"4\d\d", str(Browser(sso.app).get("/signin/local").status_code))
