"""Who is looking, and how that travels with a request. How people sign in is not here."""

from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field
from typing import Any

from onedata_assets.domain.security.roles import GRANTS, Action, Role, may_in_all

# Servers write only strings that ASGI names into a scope, so no client can set this key.
SCOPE_KEY = "onedata.viewer"


@dataclass(frozen=True)
class Viewer:
    """A signed-in person: an administrator, or a member of projects with a role in each.

    `grants` are what they may in projects whose policies change what their role may.
    """

    name: str
    is_admin: bool = False
    roles: Mapping[str, Role] = field(default_factory=dict)
    grants: Mapping[str, frozenset[Action]] = field(default_factory=dict)

    @property
    def projects(self) -> frozenset[str]:
        """The projects whose things this person sees."""
        return frozenset(self.roles)

    def may(self, action: Action, projects: frozenset[str] | None) -> bool:
        """Return whether this person may do `action` to something of all these projects."""
        return self.is_admin or may_in_all(self._may_in, action, projects)

    def _may_in(self, project: str) -> frozenset[Action]:
        role = self.roles.get(project)
        return frozenset() if role is None else self.grants.get(project, GRANTS[role])


# Who is not signed in sees and may nothing.
NOBODY = Viewer(name="")


def set_viewer(scope: MutableMapping[str, Any], viewer: Viewer) -> None:
    """Say who makes this request; called by the gateway's middleware after it knows."""
    scope[SCOPE_KEY] = viewer


def viewer_of(scope: Mapping[str, Any]) -> Viewer:
    """Return who makes this request: nobody unless the gateway said so."""
    viewer = scope.get(SCOPE_KEY)
    return viewer if isinstance(viewer, Viewer) else NOBODY
