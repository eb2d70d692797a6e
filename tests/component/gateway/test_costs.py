"""What costs a store or a machine too much, or shows too much, is refused before it does."""

import threading

import pytest
from argon2 import PasswordHasher
from sqlalchemy import event

from onedata_portal.gateway import limits
from onedata_portal.gateway.cookies import CSRF_HEADER, SESSION
from onedata_resources.store import secrets
from tests.component.gateway.browser import HOST

DEEP = '{"a": ' + "[" * 900 + "]" * 900 + "}"


def test_a_body_that_is_too_large_is_not_read(home):
    client = home.browser().client
    answer = client.post(
        "/api/session", content=b"x" * 10, headers={"content-length": str(limits.MOST_BYTES + 1)}
    )
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")

    def parts():
        for _ in range(limits.MOST_BYTES // 2**20 + 1):
            yield b" " * 2**20

    told = client.post(
        "/api/session", content=parts(), headers={"content-type": "application/json"}
    )
    assert told.status_code in {413, 422}


@pytest.mark.parametrize(
    "state", ['{"a": "\\ud800"}', '{"a": NaN}', '{"\\ud800": 1}', '{"a": 1e999}', DEEP]
)
def test_a_shared_view_that_no_answer_could_hold_is_not_kept(home, state):
    carl = home.browser("carl")
    value = carl.client.cookies["onedata_csrf"]
    body = f'{{"page": "assets", "title": "t", "shared": true, "state": {state}}}'
    headers = {"origin": HOST, CSRF_HEADER: value, "content-type": "application/json"}
    answer = carl.client.post("/api/views", content=body, headers=headers)
    assert answer.status_code == 422
    assert home.browser("bob").get("/views?page=assets").json()["items"] == []


def test_signing_in_hashes_once_whether_the_name_exists_or_not(home, monkeypatch):
    browser, hashed = home.browser(), []
    browser.sign_in("warm", "up")
    verify = PasswordHasher.verify
    monkeypatch.setattr(PasswordHasher, "verify", lambda *given: hashed.append(1) or verify(*given))
    told = {name: browser.sign_in(name, "wrong").text for name in ("carl", "nobody", "lone")}
    assert len(hashed) == 3
    assert len(set(told.values())) == 1


def test_few_passwords_are_hashed_at_once(monkeypatch):
    running, most, lock = 0, 0, threading.Lock()
    waiting = threading.Event()

    def verify(*_):
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        waiting.wait(0.05)
        with lock:
            running -= 1
        return True

    monkeypatch.setattr(PasswordHasher, "verify", verify)
    threads = [
        threading.Thread(target=secrets.password_is, args=("x", "stored")) for _ in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == secrets.HASHES_AT_ONCE


def test_what_was_read_before_a_change_is_not_kept_after_it(home):
    identities = home.portal.identities
    carl = home.browser("carl")
    scope = {
        "type": "http",
        "headers": [(b"cookie", f"{SESSION}={carl.client.cookies[SESSION]}".encode())],
    }
    found = identities.sessions.of

    def slowly(secret, now, **options):
        session = found(secret, now, **options)
        home.portal.people.change("carl", is_active=False)
        identities.forget()
        return session

    identities.sessions.of = slowly
    assert identities.of(scope).viewer.name == "carl"
    identities.sessions.of = found
    assert identities.at_once(scope) is None
    assert identities.of(scope).viewer.name == ""


def test_the_frame_and_the_list_of_projects_cost_as_many_queries_however_many_there_are(home):
    asked: list[str] = []
    event.listen(
        home.portal.store.engine, "before_cursor_execute", lambda *given: asked.append(given[2])
    )
    root = home.browser("root")

    def queries(path: str) -> int:
        root.get("/session")
        asked.clear()
        assert root.get(path).status_code == 200
        return len(asked)

    before = [queries(path) for path in ("/session", "/projects")]
    for number in range(8):
        home.portal.projects.add(f"more{number}", now=home.clock.now)
        home.portal.projects.set_role(f"more{number}", "carl", "dev", home.clock.now)
        home.portal.projects.set_role(f"more{number}", "root", "dev", home.clock.now)
    home.portal.identities.forget()
    after = [queries(path) for path in ("/session", "/projects")]
    assert after[1] == before[1]
    assert after[0] <= before[0] + 1
    told = {each["name"]: each["members"] for each in root.get("/projects").json()["items"]}
    assert (told["alpha"], told["beta"], told["more0"]) == (4, 1, 2)
