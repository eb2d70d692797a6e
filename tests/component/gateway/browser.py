"""The portal over a store of its own, and browsers that keep its cookies as real ones do."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from starlette.testclient import TestClient
from starlette.types import ASGIApp

from onedata_portal.gateway.cookies import CSRF, CSRF_HEADER, SESSION, csrf_of, signed
from onedata_portal.portal import Portal, make_portal
from onedata_portal.server import portal_app
from onedata_resources.clients.lake import LakeClient
from onedata_resources.store.database import open_store

KEY = b"k" * 32
PASSWORD = "violet tractor 7 harbour"
HOST = "http://portal.example"


@dataclass
class Clock:
    """A clock that stands still until it is told to go on."""

    now: datetime = datetime(2026, 11, 26, 8, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def goes_on(self, **time: float) -> None:
        self.now += timedelta(**time)


class Browser:
    """A browser at the portal: it sends our cookie's value back, as our pages do."""

    def __init__(self, app: ASGIApp, root: str = HOST, **options: Any) -> None:
        self.client = TestClient(
            app, base_url=root, raise_server_exceptions=False, follow_redirects=False, **options
        )

    def ask(self, method: str, path: str, body: Any = None, **options: Any) -> httpx.Response:
        """Send a request to the API and return the answer."""
        headers = {"origin": str(self.client.base_url).rstrip("/"), **options.pop("headers", {})}
        if CSRF in self.client.cookies:
            headers.setdefault(CSRF_HEADER, self.client.cookies[CSRF])
        return self.client.request(method, f"/api{path}", json=body, headers=headers, **options)

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.ask("GET", path, **options)

    def post(self, path: str, body: Any = None, **options: Any) -> httpx.Response:
        return self.ask("POST", path, body, **options)

    def sign_in(self, name: str, password: str = PASSWORD) -> httpx.Response:
        return self.post("/session", {"name": name, "password": password})


@dataclass
class House:
    """A portal with people in two projects."""

    portal: Portal
    clock: Clock
    app: ASGIApp
    browsers: list[Browser] = field(default_factory=list)

    def browser(self, name: str = "", root: str = HOST, **options: Any) -> Browser:
        """Return a new browser in which somebody is signed in, or nobody."""
        made = Browser(self.app, root, **options)
        self.browsers.append(made)
        if name:
            self._signed_in(made, name)
        return made

    def _signed_in(self, browser: Browser, name: str) -> None:
        """Leave a session in a browser as signing in does, without the time that a hash takes."""
        begun = self.portal.sessions.begin(
            name, address="testclient", agent="", lasts=timedelta(hours=12), now=self.clock.now
        )
        assert begun.secret
        host = browser.client.base_url.host
        for cookie, value in (
            (SESSION, signed(KEY, begun.secret)),
            (CSRF, csrf_of(KEY, begun.secret)),
        ):
            browser.client.cookies.set(cookie, value, domain=host, path="/")

    def last_event(self) -> tuple[str, str, str, str]:
        """Return actor, action, object and result of the newest audit record."""
        from onedata_resources.store.audit_search import AuditFilter

        event = self.portal.audit.find(AuditFilter(), limit=1)[0][0].event
        return event.actor, event.action, event.object, event.result


ROLES = {"carl": "creator", "olga": "ops", "dan": "dev", "vera": "viewer"}


def house(folder: Path, **options: Any) -> House:
    """Return a portal: root administers, four people are in alpha, bob is in beta."""
    clock = Clock()
    store = open_store(f"sqlite:///{folder}/store.db")
    lake = LakeClient(f"{folder}/lake")
    portal = make_portal(store, KEY, lake=lake, default_project="common", clock=clock)
    portal.people.add("root", now=clock.now, password=PASSWORD, is_admin=True)
    for project in ("alpha", "beta"):
        portal.projects.add(project, now=clock.now, title=project.title())
    for name, role in ROLES.items():
        portal.people.add(name, now=clock.now, password=PASSWORD, email=f"{name}@a.example")
        portal.projects.set_role("alpha", name, role, clock.now)
    portal.people.add("bob", now=clock.now, password=PASSWORD)
    portal.projects.set_role("beta", "bob", "creator", clock.now)
    portal.people.add("lone", now=clock.now, password=PASSWORD)
    return House(portal, clock, portal_app(portal, **options))
