"""What signed-in people were refused goes to the audit log, once in a while for each address.

Refused sign-ins are recorded by the gateway's `entrance.py`, refused changes on Dagster's pages by
`dagster_ui/recorded.py`.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

from onedata_portal.gateway.known import known_of
from onedata_portal.portal import Portal
from onedata_resources.store.audit import Event

EACH = timedelta(minutes=1)
MOST_KEPT = 10_000
LONGEST_PATH = 300


@dataclass
class Refusals:
    """The refusals of one portal; one of the same person and address counts for a minute."""

    portal: Portal
    _told: OrderedDict[tuple[str, str], datetime] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def note(self, scope: Mapping[str, Any], code: str) -> None:
        """Record that the sender of a request was refused, unless that was just recorded."""
        person = known_of(scope).person
        if person is None:
            return
        route = f"{scope['method']} {getattr(scope.get('route'), 'path', '')}"
        if not self._is_new((person.name, route), self.portal.clock()):
            return
        names = scope.get("path_params") or {}
        project = names.get("name", "") if "/projects/{name}" in route else ""
        details = {"code": code, "path": scope["path"][:LONGEST_PATH]}
        event = Event(
            "", "access.refuse", "route", route, project, result="refused", details=details
        )
        self.portal.record(scope, event)

    def _is_new(self, what: tuple[str, str], now: datetime) -> bool:
        with self._lock:
            before = self._told.get(what)
            if before is not None and now < before + EACH:
                return False
            self._told[what] = now
            self._told.move_to_end(what)
            if len(self._told) > MOST_KEPT:
                self._told.popitem(last=False)
            return True
