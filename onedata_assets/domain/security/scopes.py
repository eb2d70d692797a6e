"""What a key for programs may at most: never more than its person, and less by its scopes."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from onedata_assets.domain.security.roles import Role


class Scope(StrEnum):
    """What a key is for."""

    READ = "read"
    LAUNCH = "launch"
    MANAGE = "manage"


_CAPS = {Scope.READ: Role.VIEWER, Scope.LAUNCH: Role.DEV, Scope.MANAGE: Role.CREATOR}
_RANKS = {Role.VIEWER: 0, Role.DEV: 1, Role.OPS: 2, Role.CREATOR: 3}


def capped(
    roles: Mapping[str, Role], scopes: Iterable[Scope], project: str | None
) -> dict[str, Role]:
    """Return the roles of a key: its person's, up to its widest scope, in its project only."""
    cap = max((_CAPS[scope] for scope in scopes), key=_RANKS.__getitem__, default=None)
    if cap is None:
        return {}
    return {
        name: min(role, cap, key=_RANKS.__getitem__)
        for name, role in roles.items()
        if project is None or name == project
    }


def keeps_administration(scopes: Iterable[Scope], project: str | None) -> bool:
    """Return whether a key of an administrator is one: it may manage, in all projects."""
    return project is None and Scope.MANAGE in scopes
