"""Signing in: who comes by which way gets a session, who guesses is locked out, all is recorded.

How a way in knows people is in `signin/`; what a session's cookie looks like in `cookies.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from onedata_portal.gateway.signin.person import Person as Described
from onedata_portal.gateway.signin.provider import PasswordProvider
from onedata_portal.portal import Portal
from onedata_resources.errors import OneDataError
from onedata_resources.store.attempts import LockRule
from onedata_resources.store.audit import Event
from onedata_resources.store.identities import ProviderIdentities
from onedata_resources.store.people import LOCAL, Person
from onedata_resources.store.sessions import SignedIn


class NotLetInError(OneDataError):
    """Nobody is signed in; `code` tells a page which case it is."""

    def __init__(self, en: str, zh: str, code: str, *, retry_at: datetime | None = None) -> None:
        super().__init__(en, zh)
        self.code = code
        self.retry_at = retry_at

    def __reduce__(self) -> tuple[type[NotLetInError], tuple[str, str, str]]:  # type: ignore[override]
        """Travel between processes with both texts and the code."""
        return type(self), (self.en, self.zh, self.code)


@dataclass(frozen=True)
class Entrance:
    """Signs people in for one request, whose address and browser the session remembers."""

    portal: Portal
    scope: Mapping[str, Any]

    def by_password(self, name: str, password: str) -> SignedIn:
        """Sign in who has an account here.

        Raises:
            NotLetInError: The name is locked, the password is wrong, or the account is inactive.
        """
        return self.let_in(self.checked(name, password), LOCAL)

    def checked(self, name: str, password: str) -> Person:
        """Return who has an account here with this password.

        Raises:
            NotLetInError: The name is locked, or the password is wrong.
        """
        return self._guarded(name, lambda: self.portal.people.by_password(name, password), LOCAL)

    def by_directory(self, provider: PasswordProvider, name: str, password: str) -> SignedIn:
        """Sign in who has an account in a directory.

        Raises:
            NotLetInError: The name is locked, the password is wrong, or the account is inactive.
            SignInError: The directory answered something that lets nobody in.
            UnavailableError: It did not answer.
        """

        def check() -> Person | None:
            described = provider.check(name, password)
            return self.described(described) if described else None

        return self.let_in(self._guarded(name, check, provider.id), provider.id)

    def _guarded(self, name: str, check: Callable[[], Person | None], via: str) -> Person:
        """Return whom `check` returns, if failures have not locked the name."""
        portal = self.portal
        settings = portal.platform.settings()
        rule = LockRule(settings.lockout_failures, settings.lockout_minutes)
        # Counted before it is checked: guesses that are made at once are no more than the rule's.
        until = portal.attempts.begun(name, rule, portal.clock())
        if until is not None:
            self._refused(name, via, "locked")
            raise locked(until)
        try:
            person = check()
        except Exception:
            portal.attempts.give_back(name, rule)
            raise
        if person is None:
            self._refused(name, via, "bad_credentials")
            raise NotLetInError(
                "The name or the password is wrong.", "用户名或口令错误。", "bad_credentials"
            )
        portal.attempts.forget(name)
        return person

    def described(self, described: Described) -> Person:
        """Return the account of whom a provider describes; made, or brought up to date.

        Somebody new gets their own name, with the provider's behind it where the name is taken: an
        account that is there is never given to who merely has its name elsewhere.
        """
        people, now = self.portal.people, self.portal.clock()
        identities = ProviderIdentities(self.portal.store)
        told = {
            "display_name": described.display_name[:200],
            "email": described.email[:320],
            "organisation": described.organisation[:500],
        }
        fields: dict[str, Any] = {name: text for name, text in told.items() if text}
        if described.is_admin is not None:
            fields["is_admin"] = described.is_admin
        known = identities.person(described.provider, described.subject)
        if known is not None:
            # Whatever a provider says, the last administrator can still sign in.
            if known.is_admin and not fields.get("is_admin", True) and people.is_last_admin(known):
                fields.pop("is_admin")
            return people.change(known.name, **fields)
        name = identities.free_name(described.name, described.provider)
        made = people.add(name, now=now, source=described.provider, **fields)
        identities.link(made.name, described.provider, described.subject)
        self.portal.record(
            self.scope, Event(made.name, "person.add", "person", made.name, via=described.provider)
        )
        return made

    def let_in(self, person: Person, via: str) -> SignedIn:
        """Begin a session.

        Raises:
            NotLetInError: The account is inactive.
        """
        if not person.is_active:
            self._refused(person.name, via, "inactive")
            raise NotLetInError(
                "This account is not active: ask an administrator.",
                "该账号未启用：请联系管理员。",
                "inactive",
            )
        portal = self.portal
        portal.sessions.sweep(portal.clock())
        portal.attempts.sweep(portal.clock())
        hours = portal.platform.settings().session_hours
        agent = next((v for k, v in self.scope["headers"] if k == b"user-agent"), b"")
        client = self.scope.get("client")
        session = portal.sessions.begin(
            person.name,
            address=client[0] if client else "",
            agent=agent.decode("latin-1"),
            lasts=timedelta(hours=hours),
            now=portal.clock(),
        )
        portal.record(self.scope, Event(person.name, "sign_in", "session", via=via))
        return session

    def _refused(self, name: str, via: str, why: str) -> None:
        event = Event(name, "sign_in", "session", result="refused", via=via, details={"why": why})
        self.portal.record(self.scope, event)


def locked(until: datetime) -> NotLetInError:
    """Return the refusal of a name after too many failures."""
    return NotLetInError(
        "Too many failures: this name is locked for some minutes.",
        "失败次数过多：该用户名已临时锁定。",
        "locked",
        retry_at=until,
    )
