"""What routes of people and projects take: the portal, who asks, and what they may."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import Depends, Query, Request

from onedata_assets.domain.security.roles import Action
from onedata_portal.api.errors import ForbiddenError, NotFoundError, SignInFirstError
from onedata_portal.gateway.known import Known, known_of
from onedata_portal.portal import Portal
from onedata_resources.store.audit import Event
from onedata_resources.store.people import Person


def portal_of(request: Request) -> Portal:
    """Return the portal that serves the request."""
    return request.app.state.portal


ThePortal = Annotated[Portal, Depends(portal_of)]
Offset = Annotated[int, Query(ge=0, le=1_000_000, description="How many items to leave out.")]
Limit = Annotated[int, Query(ge=1, le=500, description="How many items to answer at most.")]


class Within:
    """One request of somebody who is signed in."""

    def __init__(self, request: Request, portal: ThePortal) -> None:
        """Take the request.

        Raises:
            SignInFirstError: Nobody is signed in.
        """
        known = known_of(request.scope)
        if known.person is None or not known.viewer.name:
            raise SignInFirstError.nobody()
        self.request = request
        self.portal = portal
        self.known: Known = known
        self.person: Person = known.person

    @property
    def is_admin(self) -> bool:
        """Whether they are an administrator, and not by a key that may less."""
        return self.known.viewer.is_admin

    def require_admin(self) -> None:
        """Go on for an administrator.

        Raises:
            ForbiddenError: They are none.
        """
        if not self.is_admin:
            raise ForbiddenError("Only administrators may do this.", "仅管理员可执行此操作。")

    def require_page(self) -> None:
        """Go on for somebody at a page; a key must not make others or change its person.

        Raises:
            ForbiddenError: A program asks.
        """
        if self.known.via != "session":
            raise ForbiddenError(
                "Keys may not do this: sign in with a browser.",
                "访问令牌不能执行此操作：请用浏览器登录。",
            )

    def may(self, action: Action, project: str) -> bool:
        """Return whether they may do that in a project."""
        return self.known.viewer.may(action, frozenset({project}))

    def require_in(self, project: str, action: Action) -> None:
        """Go on for who may do that in a project.

        Raises:
            NotFoundError: They do not see the project.
            ForbiddenError: They see it, and may not.
        """
        if not self.may(Action.VIEW, project):
            raise NotFoundError.of("project", "项目组")
        if not self.may(action, project):
            raise ForbiddenError.role()

    def record(self, event: Event) -> None:
        """Write to the audit log what they did, and ask for everybody's rights anew."""
        self.portal.record(self.request.scope, event)
        self.portal.identities.forget()

    def did(
        self,
        action: str,
        kind: str,
        name: str,
        *,
        project: str = "",
        details: Mapping[str, object] | None = None,
    ) -> None:
        """Record that they did something to something."""
        self.record(Event("", action, kind, name, project, details=details or {}))

    def tell(self, person: Person, kind: str, *, project: str = "", role: str = "") -> None:
        """Push to somebody else what they did to them."""
        if person.id != self.person.id:
            by = self.person.name
            self.portal.messages.tell(person, kind, project=project, role=role, by=by)


Asker = Annotated[Within, Depends(Within)]
