"""What each role of a project may do. Which project a thing belongs to is in `projects.py`.

The roles are Cube Studio's (creator, ops, dev) and one that only looks. Administrators of the
platform are not a role: they may do everything everywhere, and some things only they may.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum


class Role(StrEnum):
    """What a member is in one project."""

    CREATOR = "creator"
    OPS = "ops"
    DEV = "dev"
    VIEWER = "viewer"


class Action(StrEnum):
    """What a person does to something of a project."""

    VIEW = "view"
    LAUNCH = "launch"
    STOP = "stop"
    SCHEDULE = "schedule"
    PARTITION = "partition"
    REPORT = "report"
    DELETE = "delete"
    WIPE = "wipe"
    MANAGE = "manage"


_DEV = frozenset({Action.VIEW, Action.LAUNCH, Action.STOP})
_OPS = _DEV | {Action.SCHEDULE, Action.PARTITION, Action.REPORT, Action.DELETE}

GRANTS: Mapping[Role, frozenset[Action]] = {
    Role.VIEWER: frozenset({Action.VIEW}),
    Role.DEV: _DEV,
    Role.OPS: _OPS,
    Role.CREATOR: frozenset(Action),
}


def may_in_all(
    rights: Callable[[str], frozenset[Action]], action: Action, projects: frozenset[str] | None
) -> bool:
    """Return whether who has these rights by project may do `action` to what `projects` own.

    A thing of several projects needs the right in each; a thing whose projects are not known
    (None) or that has none is for administrators.
    """
    return bool(projects) and all(action in rights(project) for project in projects or ())
