"""What people were refused is in the audit log, and a flood of it does not fill the log."""

import pytest

from onedata_portal import refusals
from onedata_resources.store.audit_search import AuditFilter


def refused(home):
    """Return what was recorded of refused access, the oldest first."""
    entries, _ = home.portal.audit.find(AuditFilter(action="access.refuse"), limit=500)
    return [entry.event for entry in reversed(entries)]


@pytest.mark.row("S73")
def test_who_is_refused_is_recorded_with_the_route_and_the_project(home):
    vera = home.browser("vera")
    assert vera.ask("PATCH", "/projects/alpha", {"title": "Mine"}).status_code == 403
    assert vera.get("/settings").status_code == 403
    events = refused(home)
    assert [(e.actor, e.object, e.project, e.result, e.via) for e in events] == [
        ("vera", "PATCH /projects/{name}", "alpha", "refused", "session"),
        ("vera", "GET /settings", "", "refused", "session"),
    ]
    assert events[0].kind == "route"
    assert events[0].details["code"] == "forbidden"
    assert events[0].details["path"].endswith("/projects/alpha")
    assert events[0].address == "testclient"
    assert home.portal.audit.verify().intact


@pytest.mark.row("S73")
def test_creators_read_what_was_refused_in_their_project(home):
    home.browser("vera").ask("PATCH", "/projects/alpha", {"title": "Mine"})
    seen = home.browser("carl").get("/audit?action=access.refuse").json()["items"]
    assert [each["actor"] for each in seen] == ["vera"]
    assert home.browser("bob").get("/audit?action=access.refuse").json()["total"] == 0


def test_the_same_refusal_is_recorded_once_a_minute(home):
    vera, dan = home.browser("vera"), home.browser("dan")
    for name in ("carl", "dan", "olga", "nobody"):
        assert vera.ask("PATCH", f"/people/{name}", {"is_admin": True}).status_code == 403
    assert dan.ask("PATCH", "/people/carl", {"is_admin": True}).status_code == 403
    assert [event.actor for event in refused(home)] == ["vera", "dan"]
    home.clock.goes_on(seconds=59)
    vera.ask("PATCH", "/people/carl", {"is_admin": True})
    assert len(refused(home)) == 2
    home.clock.goes_on(seconds=1)
    vera.ask("PATCH", "/people/carl", {"is_admin": True})
    assert len(refused(home)) == 3


def test_a_flood_of_routes_is_held_in_bounds(home, monkeypatch):
    monkeypatch.setattr(refusals, "MOST_KEPT", 2)
    vera = home.browser("vera")
    for path in ("/settings", "/people/carl/unlock", "/notifications/channels", "/settings"):
        vera.ask("POST" if path.endswith("unlock") else "GET", path)
    told = home.app.app.app.app.app.api.state.refusals._told
    assert len(told) <= 2


def test_a_program_is_refused_as_its_person(home):
    vera = home.browser("vera")
    made = vera.post("/tokens", {"title": "ci", "scopes": ["read"], "days": 7}).json()
    key = {"authorization": f"Bearer {made['secret']}"}
    assert home.browser().get("/settings", headers=key).status_code == 403
    assert [(e.actor, e.via) for e in refused(home)] == [("vera", "token")]


@pytest.mark.parametrize(
    ("who", "path", "status"), [("", "/settings", 401), ("vera", "/me/x", 404)]
)
def test_who_is_nobody_and_what_there_is_not_leave_no_record(home, who, path, status):
    assert home.browser(who).get(path).status_code == status
    assert refused(home) == []
