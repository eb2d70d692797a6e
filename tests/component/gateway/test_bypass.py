"""Ways around the door that requests, proxies and sites beside ours could try."""

import json

import pytest
from starlette.testclient import TestClient

from onedata_portal.gateway.cookies import SESSION, secret_of, signed
from onedata_portal.gateway.forwarded import networks
from onedata_portal.gateway.known import known_of
from onedata_portal.server import portal_app
from tests.component.gateway.browser import HOST, KEY, PASSWORD

GOOD = "orchard 4 purple lantern"


def asked(client, method, path, **headers):
    return client.request(method, path, headers=headers, follow_redirects=False)


def cookie(*values, name=SESSION):
    return [(b"cookie", "; ".join(f"{name}={value}" for value in values).encode())]


def test_a_second_session_that_a_site_beside_ours_set_is_not_taken_for_the_persons():
    mine, theirs = signed(KEY, "mine"), signed(KEY, "theirs")
    assert secret_of(KEY, cookie(mine)) == "mine"
    assert secret_of(KEY, cookie(mine, mine)) == "mine"
    assert secret_of(KEY, cookie(mine, "made-up.0")) == "mine"
    assert secret_of(KEY, cookie(mine, theirs)) is None
    assert secret_of(KEY, cookie(theirs) + cookie(mine)) is None


@pytest.mark.parametrize("other", ["a[b]=1; ", 'x="; ', "=; ", "{}; ", "é=1; "])
def test_cookies_of_other_programs_at_the_host_hide_nobodys_session(other):
    value = f"{other}{SESSION}={signed(KEY, 'mine')}"
    assert secret_of(KEY, [(b"cookie", value.encode())]) == "mine"


@pytest.mark.parametrize("origin", ["http://[", "http://portal.example:x", "//", "\x7f", "http://"])
def test_an_origin_that_is_no_address_is_not_ours(home, origin):
    answer = home.browser("carl").ask("PUT", "/me", {"theme": "dark"}, headers={"origin": origin})
    assert answer.status_code == 403


@pytest.mark.parametrize("kind", ["text/plain", "multipart/form-data; boundary=x", "x/y", ""])
def test_a_form_of_another_site_is_no_request_of_the_api(home, kind):
    body = json.dumps({"name": "carl", "password": PASSWORD})
    answer = home.browser().client.post(
        "/api/session", content=body, headers={"content-type": kind, "origin": HOST}
    )
    assert answer.status_code == 422
    assert SESSION not in answer.cookies


PATHS = ["/api/people/", "/api/session/", "/dagster", "/api", "/api//people", "/dagster//graphql"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("prefix", ["", "/onedata"])
def test_no_redirect_goes_to_the_host_that_a_request_names(home, path, prefix):
    client = TestClient(portal_app(home.portal, prefix=prefix), base_url=HOST)
    for accept in ("text/html", "*/*"):
        answer = asked(client, "GET", prefix + path, host="evil.example", accept=accept)
        place = answer.headers.get("location", f"{prefix}/")
        assert "evil" not in answer.text
        assert place.startswith(f"{prefix}/")
        assert not place.startswith("//")


@pytest.mark.parametrize(
    "path",
    [
        "/api%2fsettings",
        "/%2e%2e/api/settings",
        "/api/%2e%2e/api/settings",
        "/api;x/settings",
        "//api/settings",
        "/api/settings/..",
        "/api/settings%00",
        "/onedata/api/settings",
        "/onedataapi/settings",
        "/onedata/onedata/api/settings",
        "/onedata//api/settings",
    ],
)
@pytest.mark.parametrize("prefix", ["", "/onedata"])
def test_no_spelling_of_an_address_shows_nobody_the_settings(home, path, prefix):
    client = TestClient(portal_app(home.portal, prefix=prefix), base_url=HOST)
    answer = asked(client, "GET", path)
    assert answer.status_code in {400, 401, 404}
    assert "session_hours" not in answer.text


@pytest.mark.parametrize("path", ["/api%2fme", "/api/./me", "/api//me", "/%61pi/me", "/api/me"])
@pytest.mark.parametrize("prefix", ["", "/onedata"])
def test_no_spelling_of_an_address_spares_a_change_our_cookies_value(home, path, prefix):
    client = TestClient(portal_app(home.portal, prefix=prefix), base_url=HOST)
    body = {"name": "carl", "password": PASSWORD}
    client.post(f"{prefix}/api/session", json=body, headers={"origin": HOST})
    answer = client.put(prefix + path, json={"display_name": "x"}, headers={"origin": HOST})
    assert answer.status_code in {403, 404}
    assert home.portal.people.get("carl").display_name == ""


@pytest.mark.parametrize(
    "header",
    ["onedata.viewer", "onedata.known", "x-onedata-viewer", "remote-user", "x-original-url"],
)
def test_no_header_makes_somebody_of_nobody(home, header):
    answer = asked(home.browser().client, "GET", "/api/settings", **{header: "root"})
    assert answer.status_code == 401
    assert known_of({"headers": [(header.encode(), b"root")]}).person is None


@pytest.mark.parametrize(
    ("lines", "address"),
    [
        (["6.6.6.6", "1.2.3.4", "10.0.0.2"], "1.2.3.4"),
        (["1.2.3.4:5678"], "1.2.3.4"),
        (["[2001:db8::1]:443"], "2001:db8::1"),
        (["unknown"], "10.1.1.1"),
        (["6.6.6.6, <script>, 10.0.0.2"], "10.0.0.2"),
        (["a\tb"], "10.1.1.1"),
    ],
)
def test_what_a_proxy_says_of_an_address_is_an_address(home, lines, address):
    app = portal_app(home.portal, trusted=networks("10.0.0.0/8", "TRUSTED_PROXIES"))
    client = TestClient(app, base_url=HOST, client=("10.1.1.1", 5000))
    sent = [("x-forwarded-for", line) for line in lines]
    client.post("/api/session", json={"name": "carl", "password": "no"}, headers=sent)
    from onedata_resources.store.audit_search import AuditFilter

    assert home.portal.audit.find(AuditFilter(), limit=1)[0][0].event.address == address


@pytest.mark.parametrize("host", ["evil.example/x", "a b", "a@b", "[::1", 'x"', "a\\b"])
def test_a_host_that_is_none_is_not_taken_from_a_proxy(home, host):
    app = portal_app(home.portal, trusted=networks("10.0.0.0/8", "TRUSTED_PROXIES"))
    client = TestClient(app, base_url=HOST, client=("10.1.1.1", 5000))
    headers = {"x-forwarded-host": host, "origin": f"http://{host}"}
    body = {"name": "carl", "password": PASSWORD}
    assert client.post("/api/session", json=body, headers=headers).status_code == 403


@pytest.mark.parametrize(
    ("who", "method", "path", "body"),
    [
        ("carl", "PUT", "/me", {"is_admin": True}),
        ("carl", "PUT", "/me", {"name": "root"}),
        ("carl", "PUT", "/me", {"must_change_password": False}),
        ("", "POST", "/registration", {"name": "new", "password": GOOD, "is_admin": True}),
        ("carl", "PUT", "/projects/alpha/members/dan", {"role": "admin"}),
        ("carl", "PATCH", "/projects/alpha", {"name": "beta"}),
        ("carl", "POST", "/tokens", {"title": "t", "scopes": ["admin"], "days": 1}),
        ("carl", "POST", "/tokens", {"title": "t", "scopes": ["read"], "days": 1, "person": "r"}),
    ],
)
def test_no_body_gives_more_than_its_route_is_for(home, who, method, path, body):
    home.portal.platform.change(registration_open=True)
    before = [home.portal.people.get(name) for name in ("carl", "dan", "root")]
    assert home.browser(who).ask(method, path, body).status_code == 422
    assert [p.is_admin for p in before] == [home.portal.people.get(p.name).is_admin for p in before]


@pytest.mark.parametrize("who", ["dan", "olga", "vera"])
def test_who_does_not_manage_a_project_gives_nobody_a_role(home, who):
    browser = home.browser(who)
    for person in (who, "lone"):
        answer = browser.ask("PUT", f"/projects/alpha/members/{person}", {"role": "creator"})
        assert answer.status_code == 403
    policy = {"subject": f"person:{who}", "action": "wipe", "effect": "allow"}
    answer = browser.ask("PUT", "/projects/alpha/policies", {"items": [policy]})
    assert answer.status_code == 403
    assert home.portal.projects.get("alpha").members == 4


def test_what_is_hidden_and_what_there_is_not_are_told_alike(home):
    bob = home.browser("bob")
    for tail in ("", "/members", "/policies", "/rights"):
        hidden, none = (bob.get(f"/projects/{name}{tail}") for name in ("alpha", "gamma"))
        assert (hidden.status_code, hidden.text) == (none.status_code, none.text)


@pytest.mark.parametrize("path", ["/api/session", "/api/settings", "/api/no", "/x", "/dagster"])
@pytest.mark.parametrize("who", ["", "root"])
def test_every_answer_says_how_it_may_be_used(home, path, who):
    answer = asked(home.browser(who).client, "GET", path)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "SAMEORIGIN"
    assert answer.headers["cache-control"] == "no-store"
