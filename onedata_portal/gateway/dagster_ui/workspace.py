"""Workspaces by set of projects, made once for each state of the code locations.

A workspace is what the pages read definitions from: asset graph, lineage, search, jobs. Two people
with the same projects share one.
"""

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

from dagster._core.workspace.workspace import CodeLocationEntry, CurrentWorkspace
from dagster._record import copy

from onedata_assets.domain.security.roles import Action
from onedata_portal.gateway.dagster_ui.location import MemberLocation
from onedata_portal.gateway.dagster_ui.ownership import Ownership, read_ownership
from onedata_portal.gateway.viewer import Viewer

# Of one state of the code locations; a set of projects beyond it is made again when asked for.
WORKSPACES_KEPT = 64


@dataclass(frozen=True)
class _State:
    """The code locations at one moment, by the objects that they are."""

    full: CurrentWorkspace
    owned: Ownership
    by_projects: OrderedDict[frozenset[str], CurrentWorkspace]


class Workspaces:
    """Returns the workspace of a viewer."""

    def __init__(self, default_project: str) -> None:
        self._default_project = default_project
        self._lock = Lock()
        self._state: _State | None = None

    def owned(self, full: CurrentWorkspace) -> Ownership:
        """Return whose the definitions of a workspace are."""
        with self._lock:
            return self._of(full).owned

    def of(self, full: CurrentWorkspace, viewer: Viewer) -> CurrentWorkspace:
        """Return what a viewer has of a workspace."""
        if viewer.is_admin:
            return full
        with self._lock:
            state = self._of(full)
            kept = state.by_projects
            if viewer.projects not in kept:
                kept[viewer.projects] = _members(full, state.owned, viewer)
            kept.move_to_end(viewer.projects)
            while len(kept) > WORKSPACES_KEPT:
                kept.popitem(last=False)
            return kept[viewer.projects]

    def _of(self, full: CurrentWorkspace) -> _State:
        # Dagster replaces the workspace object whenever a location changes.
        if self._state is None or self._state.full is not full:
            owned = read_ownership(full, self._default_project)
            self._state = _State(full, owned, OrderedDict())
        return self._state


def _members(full: CurrentWorkspace, owned: Ownership, viewer: Viewer) -> CurrentWorkspace:
    entries = {
        name: shown
        for name, entry in full.code_location_entries.items()
        if (shown := _entry(entry, owned, viewer))
    }
    return CurrentWorkspace(code_location_entries=entries)


def _entry(entry: CodeLocationEntry, owned: Ownership, viewer: Viewer) -> CodeLocationEntry | None:
    """Return what a member has of a location; nothing of one that is empty or did not load.

    The error of a location that did not load names whatever its code holds.
    """
    if entry.code_location is None:
        return None
    # What the class seems to lack, its decorators decide.
    location = MemberLocation(  # pyright: ignore[reportAbstractUsage]
        entry.code_location, owned, lambda projects: viewer.may(Action.VIEW, projects)
    )
    return None if location.is_empty else copy(entry, code_location=location, load_error=None)
