"""What another site, a proxy that is not trusted, or a made-up path sends is refused."""

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from onedata_portal.gateway import door
from onedata_portal.gateway.cookies import CSRF_HEADER
from onedata_portal.gateway.forwarded import networks
from onedata_portal.server import portal_app
from tests.component.gateway.browser import HOST, Browser

EVIL = "https://evil.example"
SOCKET = "ws://portal.example/dagster/graphql"


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": EVIL},
        {"origin": "null"},
        {"origin": HOST, CSRF_HEADER: "0" * 64},
        {"origin": HOST, CSRF_HEADER: ""},
        {"origin": f"{HOST}.evil.example"},
    ],
)
def test_a_change_that_another_site_sends_with_the_cookie_is_refused(home, headers):
    browser = home.browser("carl")
    answer = browser.ask("PUT", "/me", {"display_name": "Owned"}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "foreign_request")
    assert home.portal.people.get("carl").display_name == ""


def test_signing_somebody_in_from_another_site_is_refused(home):
    answer = home.browser().ask(
        "POST", "/session", {"name": "bob", "password": "x"}, headers={"origin": EVIL}
    )
    assert answer.status_code == 403


def test_a_value_of_another_session_is_no_good(home):
    mine, theirs = home.browser("carl"), home.browser("bob")
    value = theirs.client.cookies["onedata_csrf"]
    answer = mine.ask("PUT", "/me", {"theme": "dark"}, headers={CSRF_HEADER: value})
    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("GET", "/dagster/graphql?query={version}", {"sec-fetch-site": "cross-site"}, 403),
        ("GET", "/dagster/graphql?query=mutation", {"origin": EVIL}, 403),
        ("GET", "/dagster/graphql/?query=x", {"sec-fetch-site": "same-site"}, 403),
        ("POST", "/dagster/graphql", {"origin": EVIL}, 403),
        ("POST", "/dagster/graphql", {"origin": HOST}, 404),
        ("GET", "/dagster/runs", {"sec-fetch-site": "cross-site"}, 404),
    ],
)
def test_dagsters_pages_change_nothing_for_another_site(home, method, path, headers, status):
    browser = home.browser("carl")
    assert browser.client.request(method, path, headers=headers).status_code == status


async def echoing(scope, receive, send):
    """Answer a websocket with what it sends, as an app behind the door would."""
    socket = WebSocket(scope, receive, send)
    await socket.accept()
    while True:
        await socket.send_text(await socket.receive_text())


@pytest.fixture
def socket_browser(home):
    app = portal_app(home.portal, dagster=echoing)
    browser = Browser(app)
    browser.sign_in("carl")
    return browser


def test_a_websocket_of_another_site_is_closed(socket_browser):
    with (
        pytest.raises(WebSocketDisconnect),
        socket_browser.client.websocket_connect(SOCKET, headers={"origin": EVIL}),
    ):
        pass


def test_a_websocket_ends_when_its_person_is_deactivated(home, socket_browser, monkeypatch):
    monkeypatch.setattr(door, "LOOK_SECONDS", 0.05)
    with socket_browser.client.websocket_connect(SOCKET, headers={"origin": HOST}) as socket:
        socket.send_text("hello")
        assert socket.receive_text() == "hello"
        home.portal.people.change("carl", is_active=False)
        home.portal.identities.forget()
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_text()
        assert closed.value.code == 1008


@pytest.mark.parametrize(
    ("trusted", "sent", "address"),
    [
        ("", {"x-forwarded-for": "6.6.6.6"}, "10.1.1.1"),
        ("10.0.0.0/8", {"x-forwarded-for": "1.2.3.4"}, "1.2.3.4"),
        ("10.0.0.0/8", {"x-forwarded-for": "6.6.6.6, 1.2.3.4, 10.9.9.9"}, "1.2.3.4"),
        ("10.0.0.0/8", {}, "10.1.1.1"),
    ],
)
def test_only_a_trusted_proxy_says_where_a_request_is_from(home, trusted, sent, address):
    app = portal_app(home.portal, trusted=networks(trusted, "TRUSTED_PROXIES"))
    client = TestClient(app, base_url=HOST, client=("10.1.1.1", 5000))
    body = {"name": "carl", "password": "wrong"}
    client.post("/api/session", json=body, headers=sent)
    from onedata_resources.store.audit_search import AuditFilter

    assert home.portal.audit.find(AuditFilter(), limit=1)[0][0].event.address == address


@pytest.mark.parametrize(
    "path",
    ["/API/session", "/api/../api/settings", "/api//settings", "/%61pi/settings", "/apisettings"],
)
def test_no_spelling_of_a_path_gets_around_the_door(home, path):
    client = TestClient(home.app, base_url=HOST, raise_server_exceptions=False)
    assert client.get(path).status_code in {401, 404}
