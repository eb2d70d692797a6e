"""What the portal is made of: the records, the way in, the log of what people do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from onedata_assets.domain.security.installation import Installation
from onedata_portal.gateway.known import REQUEST, SCOPE_KEY, Identities, known_of
from onedata_portal.gateway.signin.config import Providers
from onedata_portal.gateway.signin.provider import Clock, utc_now
from onedata_portal.messages import Messages
from onedata_portal.usage import UsageReports
from onedata_resources.clients.lake import LakeClient
from onedata_resources.clients.notify import NotifyClient
from onedata_resources.store.attempts import Attempts
from onedata_resources.store.audit import AuditLog, Event
from onedata_resources.store.data_policies import DataPolicies
from onedata_resources.store.database import Store
from onedata_resources.store.people import People
from onedata_resources.store.platform import Platform
from onedata_resources.store.policies import Policies
from onedata_resources.store.projects import Projects
from onedata_resources.store.sessions import Sessions
from onedata_resources.store.tokens import Tokens
from onedata_resources.store.views import Views

VERSION = "0.1.0"
NO_PROVIDERS = Providers()
THIS_MACHINE = Installation()


@dataclass(frozen=True)
class Portal:
    """The parts that requests use; `key` signs cookies and audit records."""

    store: Store
    key: bytes
    people: People
    sessions: Sessions
    tokens: Tokens
    projects: Projects
    policies: Policies
    attempts: Attempts
    views: Views
    platform: Platform
    audit: AuditLog
    identities: Identities
    clock: Clock
    providers: Providers
    messages: Messages
    data_policies: DataPolicies
    lake: LakeClient
    usage: UsageReports
    installation: Installation = THIS_MACHINE

    def record(self, scope: Mapping[str, Any], event: Event) -> None:
        """Write to the audit log what the sender of a request did."""
        if SCOPE_KEY not in scope:
            scope = REQUEST.get() or scope
        known = known_of(scope)
        client = scope.get("client")
        actor = event.actor or (known.person.name if known.person else "")
        address = client[0] if client else ""
        said = replace(event, actor=actor, via=event.via or known.via, address=address)
        self.audit.write(said, self.clock())


def make_portal(
    store: Store,
    key: bytes,
    *,
    default_project: str,
    lake: LakeClient,
    providers: Providers = NO_PROVIDERS,
    installation: Installation = THIS_MACHINE,
    notify: NotifyClient | None = None,
    clock: Clock = utc_now,
) -> Portal:
    """Return the parts over one store."""
    sessions, tokens, projects = Sessions(store), Tokens(store), Projects(store)
    policies, platform = Policies(store), Platform(store)
    identities = Identities(key, sessions, tokens, projects, policies, clock, default_project)
    return Portal(
        store=store,
        key=key,
        people=People(store),
        sessions=sessions,
        tokens=tokens,
        projects=projects,
        policies=policies,
        attempts=Attempts(store),
        views=Views(store),
        platform=platform,
        audit=AuditLog(store, key),
        identities=identities,
        clock=clock,
        providers=providers,
        messages=Messages(notify, platform.settings),
        data_policies=DataPolicies(store),
        lake=lake,
        usage=UsageReports(store),
        installation=installation,
    )
