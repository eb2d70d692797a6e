"""Who makes a request, as far as the gateway knows: by a session's cookie or a program's key.

The answer is kept for a moment, so that a page's many requests ask the store once. A change made
through this process counts at once; one made through another process after `KEPT`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from threading import Lock
from typing import Any

from onedata_assets.domain.security.policies import Effect, Policy
from onedata_assets.domain.security.roles import GRANTS, Action, Role
from onedata_assets.domain.security.scopes import Scope, capped, keeps_administration
from onedata_portal.gateway.cookies import secret_of
from onedata_portal.gateway.permissions import Grants, granted
from onedata_portal.gateway.viewer import NOBODY, Viewer
from onedata_resources.store.people import Person
from onedata_resources.store.policies import Policies, StoredPolicy
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
Find = Callable[[str, datetime], Known]
REQUEST: ContextVar[Mapping[str, Any] | None] = ContextVar("onedata_request", default=None)
"""The request that is being answered: what it asks Dagster inside this process is of its sender."""


def known_of(scope: Mapping[str, Any]) -> Known:
    """Return who makes this request: nobody unless the gateway said so."""
    known = scope.get(SCOPE_KEY)
    return known if isinstance(known, Known) else NOBODY_KNOWN


def set_known(scope: MutableMapping[str, Any], known: Known) -> None:
    """Say who makes this request, and what else is asked on its way."""
    scope[SCOPE_KEY] = known
    REQUEST.set(scope)


@dataclass
class Identities:
    """Finds out who makes a request; `default_project` is the one of definitions without a tag."""

    key: bytes
    sessions: Sessions
    tokens: Tokens
    projects: Projects
    policies: Policies
    clock: Callable[[], datetime]
    default_project: str
    _kept: dict[str, tuple[datetime, Known]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)
    _changes: int = 0

    def of(self, scope: Mapping[str, Any]) -> Known:
        """Return who makes a request; a key wins over a cookie."""
        asked = self._secret(scope)
        if asked is None:
            return NOBODY_KNOWN
        secret, find = asked
        return self._kept_of(secret) or self._found(secret, find)

    def at_once(self, scope: Mapping[str, Any]) -> Known | None:
        """Return who makes a request if that is known without asking the store."""
        asked = self._secret(scope)
        return NOBODY_KNOWN if asked is None else self._kept_of(asked[0])

    def _secret(self, scope: Mapping[str, Any]) -> tuple[str, Find] | None:
        """Return the secret that a request brings, and how its owner is found."""
        headers = scope["headers"]
        bearer = next((value for name, value in headers if name == b"authorization"), None)
        if bearer is not None:
            kind, _, secret = bearer.decode("latin-1").partition(" ")
            is_key = kind.lower() == "bearer" and secret.startswith(PREFIX)
            return (secret.strip(), self._by_key) if is_key else None
        secret = secret_of(self.key, headers)
        if secret is None:
            return None
        # The answer to a websocket leaves no cookie, so it must not get a new secret.
        rotate = scope.get("type") != "websocket"
        return secret, partial(self._by_session, rotate=rotate)

    def forget(self) -> None:
        """Ask the store again from now on: somebody's rights changed."""
        with self._lock:
            self._kept.clear()
            self._changes += 1

    def rights(self, person: str, role: str, project: str) -> frozenset[Action]:
        """Return what a member with this role may in a project."""
        return self._grants(person, {project: Role(role)})[project]

    def _kept_of(self, secret: str) -> Known | None:
        with self._lock:
            until, known = self._kept.get(secret, (None, None))
        return known if until is not None and until > self.clock() else None

    def _found(self, secret: str, find: Find) -> Known:
        now, changes = self.clock(), self._changes
        known = find(secret, now)
        # A session that got a new secret must not be answered with it again, and what was read
        # before somebody's rights changed is not kept.
        with self._lock:
            is_new = known.session is not None and known.session.secret is not None
            if not is_new and changes == self._changes:
                if len(self._kept) >= MOST_KEPT:
                    self._kept.clear()
                self._kept[secret] = (now + KEPT, known)
        return known

    def _by_session(self, secret: str, now: datetime, *, rotate: bool) -> Known:
        session = self.sessions.of(secret, now, rotate=rotate)
        if session is None:
            return NOBODY_KNOWN
        person = session.person
        # With a password that somebody else gave them a person may only choose their own.
        is_in = not person.must_change_password
        viewer = self._viewer(person, roles_of(person)) if is_in else NOBODY
        return Known(viewer, person, "session", session, session.secret or secret)

    def _by_key(self, secret: str, now: datetime) -> Known:
        token = self.tokens.of(secret, now)
        if token is None:
            return NOBODY_KNOWN
        return Known(self._of_token(token), token.person, "token", token=token)

    def _viewer(self, person: Person, roles: Mapping[str, Role]) -> Viewer:
        return Viewer(person.name, person.is_admin, roles, self._grants(person.name, roles))

    def _grants(self, person: str, roles: Mapping[str, Role]) -> Grants:
        """Return what the policies of somebody's projects leave or give them in each."""
        policies = {
            project: [policy_of(each) for each in stored]
            for project, stored in self.policies.of_each(roles.keys()).items()
        }
        return granted(policies, person, roles)

    def _of_token(self, token: Token) -> Viewer:
        person, scopes = token.person, [Scope(each) for each in token.scopes]
        if person.is_admin and keeps_administration(scopes, token.project):
            return self._viewer(person, roles_of(person))
        roles = roles_of(person)
        if person.is_admin:
            names = [self.default_project, *(each.name for each in self.projects.list())]
            roles = dict.fromkeys(names, Role.CREATOR)
        roles = capped(roles, scopes, token.project)
        whole = self._grants(person.name, roles_of(person))
        # A key has what its scopes allow of what its person may.
        grants = {
            name: GRANTS[role] & whole.get(name, GRANTS[role]) for name, role in roles.items()
        }
        return Viewer(person.name, roles=roles, grants=grants)


def policy_of(stored: StoredPolicy) -> Policy:
    """Return a policy as the rules know it."""
    return Policy(stored.subject, Action(stored.action), Effect(stored.effect))


def roles_of(person: Person) -> dict[str, Role]:
    """Return the roles of a person by project."""
    return {project: Role(role) for project, role in person.roles.items()}
