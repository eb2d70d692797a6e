"""What administrators and creators do with people, projects, keys, settings and the audit log."""

import json

import pytest

from onedata_assets.domain.security.roles import Action
from onedata_resources.store.policies import StoredPolicy
from tests.component.gateway.browser import HOST

GOOD = "orchard 4 purple lantern"


def with_key(home, secret):
    """Return what asks the API with a key and no cookie."""
    browser = home.browser()

    def ask(method, path, body=None):
        return browser.client.request(
            method, f"/api{path}", json=body, headers={"authorization": f"Bearer {secret}"}
        )

    return ask


@pytest.mark.row("F001")
def test_a_member_sees_the_project_from_the_moment_they_are_added(home):
    carl, lone = home.browser("carl"), home.browser("lone")
    assert lone.get("/projects/alpha").status_code == 404
    assert carl.ask("PUT", "/projects/alpha/members/lone", {"role": "viewer"}).status_code == 200
    assert lone.get("/projects/alpha").json()["role"] == "viewer"
    assert carl.ask("DELETE", "/projects/alpha/members/lone").status_code == 204
    assert lone.get("/projects/alpha").status_code == 404


@pytest.mark.row("F016")
def test_an_administrator_makes_another_and_takes_it_back(home):
    root, dan = home.browser("root"), home.browser("dan")
    assert dan.get("/settings").status_code == 403
    assert root.ask("PATCH", "/people/dan", {"is_admin": True}).status_code == 200
    assert dan.get("/settings").status_code == 200
    assert dan.ask("PATCH", "/people/root", {"is_admin": False}).status_code == 200
    assert root.get("/settings").status_code == 403
    refused = dan.ask("PATCH", "/people/dan", {"is_admin": False})
    assert (refused.status_code, refused.json()["code"]) == (422, "bad_input")


@pytest.mark.row("F014")
def test_everything_of_a_person_can_be_changed(home):
    root = home.browser("root")
    body = {
        "new_name": "daniel",
        "display_name": "丹",
        "email": "d@x.example",
        "organisation": "总部/数据部",
        "password": GOOD,
    }
    assert root.ask("PATCH", "/people/dan", body).json()["organisation"] == "总部/数据部"
    assert home.browser().sign_in("daniel", GOOD).status_code == 200
    assert root.ask("PATCH", "/people/dan", {"email": "x"}).status_code == 422


def test_a_project_keeps_one_creator(home):
    carl = home.browser("carl")
    for method, body in (("PUT", {"role": "dev"}), ("DELETE", None)):
        answer = carl.ask(method, "/projects/alpha/members/carl", body)
        assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    carl.ask("PUT", "/projects/alpha/members/dan", {"role": "creator"})
    assert carl.ask("DELETE", "/projects/alpha/members/carl").status_code == 204


@pytest.mark.parametrize(
    ("scopes", "may"),
    [
        (["read"], []),
        (["launch"], []),
        (["manage"], ["/projects/alpha"]),
        (["read", "manage"], ["/projects/alpha"]),
    ],
)
def test_a_key_may_no_more_than_its_scopes(home, scopes, may):
    body = {"title": "ci", "scopes": scopes, "days": 1}
    ask = with_key(home, home.browser("carl").post("/tokens", body).json()["secret"])
    assert ask("GET", "/projects/alpha").status_code == 200
    changed = ask("PATCH", "/projects/alpha", {"title": "B"})
    assert changed.status_code == (200 if may else 403)
    assert ask("POST", "/tokens", body).status_code == 403
    assert ask("PUT", "/me", {"email": ""}).status_code == 403


def test_a_key_of_one_project_does_not_see_another(home):
    home.portal.projects.set_role("beta", "carl", "creator", home.clock.now)
    body = {"title": "ci", "scopes": ["manage"], "project": "beta", "days": 1}
    ask = with_key(home, home.browser("carl").post("/tokens", body).json()["secret"])
    assert [each["name"] for each in ask("GET", "/projects").json()["items"]] == ["beta"]
    assert ask("GET", "/projects/alpha").status_code == 404


def test_a_key_of_an_administrator_is_one_only_if_it_manages_everything(home):
    root = home.browser("root")
    for scopes, project, status in (
        (["manage"], None, 200),
        (["launch"], None, 403),
        (["manage"], "alpha", 403),
    ):
        body = {"title": "t", "scopes": scopes, "project": project, "days": 1}
        ask = with_key(home, root.post("/tokens", body).json()["secret"])
        assert ask("GET", "/settings").status_code == status
        assert ask("GET", "/projects/alpha").status_code == 200


def test_a_key_is_shown_once_ends_and_is_ended(home):
    carl = home.browser("carl")
    body = {"title": "ci", "scopes": ["read"], "days": 2}
    made = carl.post("/tokens", body).json()
    assert made["secret"] not in json.dumps(carl.get("/tokens").json())
    ask = with_key(home, made["secret"])
    assert home.browser("bob").ask("DELETE", f"/tokens/{made['id']}").status_code == 404
    assert carl.ask("DELETE", f"/tokens/{made['id']}").status_code == 204
    assert ask("GET", "/projects").status_code == 401
    later = with_key(home, carl.post("/tokens", body).json()["secret"])
    assert later("GET", "/projects").status_code == 200
    home.clock.goes_on(days=2, seconds=3)
    assert later("GET", "/projects").status_code == 401


def test_a_cookie_beside_a_wrong_key_counts_for_nothing(home):
    carl = home.browser("carl")
    answer = carl.get("/projects", headers={"authorization": "Bearer od_wrong"})
    assert answer.status_code == 401


@pytest.mark.parametrize(
    "body",
    [
        {"external_url": "javascript:alert(1)"},
        {"external_url": "//evil.example"},
        {"session_hours": 0},
        {"password_min_length": 1},
        {"unknown": 1},
        [],
    ],
)
def test_settings_that_make_no_sense_are_refused_and_nothing_changes(home, body):
    root = home.browser("root")
    before = root.get("/settings").json()
    assert root.ask("PUT", "/settings", body).status_code == 422
    assert root.get("/settings").json() == before


def test_a_view_is_saved_shared_and_removed(home):
    carl, bob = home.browser("carl"), home.browser("bob")
    body = {"page": "assets", "title": "晚", "state": {"health": ["late"]}, "shared": True}
    made = carl.post("/views", body).json()
    assert bob.get("/views?page=assets").json()["items"] == [made | {"mine": False}]
    assert bob.ask("DELETE", f"/views/{made['id']}").status_code == 404
    assert carl.ask("DELETE", f"/views/{made['id']}").status_code == 204


@pytest.mark.row("F006", "F007", "F009")
def test_the_portal_answers_at_any_host_and_port(home):
    for root in (
        "http://portal.example:8123",
        "https://xn--3et96p.example",
        "http://10.0.0.9",
        HOST,
    ):
        browser = home.browser(root=root)
        browser.sign_in("carl")
        assert browser.get("/session").json()["signed_in"] is True


@pytest.mark.row("S72")
def test_a_creator_changes_what_members_may_and_it_counts_at_once(home):
    carl, olga = home.browser("carl"), home.browser("olga")
    given = [
        {"subject": "role:dev", "action": "schedule", "effect": "allow"},
        {"subject": "person:olga", "action": "launch", "effect": "deny"},
    ]
    assert olga.ask("PUT", "/projects/alpha/policies", {"items": given}).status_code == 403
    assert carl.ask("PUT", "/projects/alpha/policies", {"items": given}).json()["items"] == given
    rights = olga.get("/projects/alpha/rights").json()["members"]
    assert "schedule" in rights["dan"]
    assert "launch" not in rights["olga"]
    assert "launch" in rights["dan"]
    assert home.last_event()[1] == "policies.set"
    carl.ask("PUT", "/projects/alpha/policies", {"items": []})
    assert "launch" in olga.get("/projects/alpha/rights").json()["members"]["olga"]


@pytest.mark.parametrize(
    "policy",
    [
        {"subject": "x", "action": "launch", "effect": "allow"},
        {"subject": "everyone", "action": "view", "effect": "deny"},
        {"subject": "everyone", "action": "fly", "effect": "deny"},
    ],
)
def test_a_policy_that_cannot_be_changes_nothing(home, policy):
    carl = home.browser("carl")
    good = {"subject": "everyone", "action": "wipe", "effect": "allow"}
    carl.ask("PUT", "/projects/alpha/policies", {"items": [good]})
    answer = carl.ask("PUT", "/projects/alpha/policies", {"items": [good, policy]})
    assert answer.status_code == 422
    assert carl.get("/projects/alpha/policies").json()["items"] == [good]


def test_a_key_has_only_what_a_policy_leaves_its_person(home):
    home.portal.policies.put(
        "alpha",
        [StoredPolicy("person:carl", "launch", "deny"), StoredPolicy("role:dev", "wipe", "allow")],
    )
    body = {"title": "ci", "scopes": ["launch"], "days": 1}
    secret = home.browser("carl").post("/tokens", body).json()["secret"]
    headers = [(b"authorization", f"Bearer {secret}".encode())]
    viewer = home.portal.identities.of({"headers": headers}).viewer
    alpha = frozenset({"alpha"})
    assert {action for action in Action if viewer.may(action, alpha)} == {Action.VIEW, Action.STOP}


@pytest.mark.parametrize("name", ["a..b", ".ab", "ab.", "a\u2026b"])
def test_a_project_has_no_name_that_tags_of_assets_part(home, name):
    answer = home.browser("root").post("/projects", {"name": name})
    assert answer.status_code == 422
    assert "dot" in answer.json()["en"]
    assert "点" in answer.json()["zh"]
