"""Who makes a request, as far as the gateway knows: by a session's cookie or a program's key.

The answer is kept for a moment, so that a page's many requests ask the store once. A change made
through this process counts at once; one made through another process after `KEPT`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

from onedata_assets.domain.security.roles import Role
from onedata_assets.domain.security.scopes import Scope, capped, keeps_administration
from onedata_portal.gateway.cookies import SESSION, cookies_in, secret_in
from onedata_portal.gateway.viewer import NOBODY, Viewer
from onedata_resources.store.people import Person
from onedata_resources.store.projects import Projects
from onedata_resources.store.sessions import Sessions, SignedIn
from onedata_resources.store.tokens import PREFIX, Token, Tokens

KEPT = timedelta(seconds=2)
MOST_KEPT = 10_000
SCOPE_KEY = "onedata.known"


@dataclass(frozen=True)
class Known:
    """Who asks, and how that is known: `via` is `session`, `token`, or empty for nobody."""

    viewer: Viewer = NOBODY
    person: Person | None = None
    via: str = ""
    session: SignedIn | None = None
    secret: str = ""
    token: Token | None = None


NOBODY_KNOWN = Known()


def known_of(scope: Mapping[str, Any]) -> Known:
    """Return who makes this request: nobody unless the gateway said so."""
    known = scope.get(SCOPE_KEY)
    return known if isinstance(known, Known) else NOBODY_KNOWN


def set_known(scope: MutableMapping[str, Any], known: Known) -> None:
    """Say who makes this request."""
    scope[SCOPE_KEY] = known


@dataclass
class Identities:
    """Finds out who makes a request; `default_project` is the one of definitions without a tag."""

    key: bytes
    sessions: Sessions
    tokens: Tokens
    projects: Projects
    clock: Callable[[], datetime]
    default_project: str
    _kept: dict[str, tuple[datetime, Known]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def of(self, scope: Mapping[str, Any]) -> Known:
        """Return who makes a request; a key wins over a cookie."""
        headers = scope["headers"]
        bearer = next((value for name, value in headers if name == b"authorization"), b"").decode(
            "latin-1"
        )
        if bearer:
            kind, _, secret = bearer.partition(" ")
            is_key = kind.lower() == "bearer" and secret.startswith(PREFIX)
            return self._remembered(secret.strip(), self._by_key) if is_key else NOBODY_KNOWN
        value = cookies_in(headers).get(SESSION, "")
        secret = secret_in(self.key, value) if value else None
        return self._remembered(secret, self._by_session) if secret else NOBODY_KNOWN

    def forget(self) -> None:
        """Ask the store again from now on: somebody's rights changed."""
        with self._lock:
            self._kept.clear()

    def _remembered(self, secret: str, find: Callable[[str, datetime], Known]) -> Known:
        now = self.clock()
        with self._lock:
            until, known = self._kept.get(secret, (now, NOBODY_KNOWN))
        if until > now:
            return known
        known = find(secret, now)
        # A session that got a new secret must not be answered with it again.
        if known.session is None or known.session.secret is None:
            with self._lock:
                if len(self._kept) >= MOST_KEPT:
                    self._kept.clear()
                self._kept[secret] = (now + KEPT, known)
        return known

    def _by_session(self, secret: str, now: datetime) -> Known:
        session = self.sessions.of(secret, now)
        if session is None:
            return NOBODY_KNOWN
        person = session.person
        # With a password that somebody else gave them a person may only choose their own.
        is_in = not person.must_change_password
        viewer = Viewer(person.name, person.is_admin, roles_of(person)) if is_in else NOBODY
        return Known(viewer, person, "session", session, session.secret or secret)

    def _by_key(self, secret: str, now: datetime) -> Known:
        token = self.tokens.of(secret, now)
        if token is None:
            return NOBODY_KNOWN
        return Known(self._viewer_of(token), token.person, "token", token=token)

    def _viewer_of(self, token: Token) -> Viewer:
        person, scopes = token.person, [Scope(each) for each in token.scopes]
        if person.is_admin and keeps_administration(scopes, token.project):
            return Viewer(person.name, is_admin=True, roles=roles_of(person))
        roles = roles_of(person)
        if person.is_admin:
            names = [self.default_project, *(each.name for each in self.projects.list())]
            roles = dict.fromkeys(names, Role.CREATOR)
        return Viewer(person.name, roles=capped(roles, scopes, token.project))


def roles_of(person: Person) -> dict[str, Role]:
    """Return the roles of a person by project."""
    return {project: Role(role) for project, role in person.roles.items()}
