"""Keys that are about to end: their people are told once, a week before."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from onedata_portal.portal import Portal
from onedata_resources.clients.notify_message import Level
from onedata_resources.errors import OneDataError
from onedata_resources.store.audit import Event
from onedata_resources.store.audit_search import AuditFilter

BEFORE = timedelta(days=7)
EVERY = timedelta(hours=1)
ACTION = "token.reminder"
log = logging.getLogger(__name__)


def remind(portal: Portal) -> int:
    """Tell the people of keys that end within a week; return of how many keys.

    The audit log says of which keys they were told. Keys that last no longer are not told of.
    """
    now = portal.clock()
    told = 0
    for token in portal.tokens.ending(now, now + BEFORE):
        number = str(token.id)
        if token.expires_at - token.created_at <= BEFORE or _is_told(portal, number):
            continue
        at = token.expires_at.strftime("%Y-%m-%d %H:%M UTC")
        portal.messages.tell(token.person, "key_ends", level=Level.WARNING, key=token.title, at=at)
        portal.audit.write(Event("", ACTION, "token", number, details={"title": token.title}), now)
        told += 1
    return told


@contextmanager
def reminding(portal: Portal) -> Iterator[None]:
    """Remind every hour until the body ends."""
    ended = threading.Event()

    def run() -> None:
        while True:
            try:
                remind(portal)
            except OneDataError as error:
                log.warning("nobody was reminded of keys: %s", error)
            if ended.wait(EVERY.total_seconds()):
                return

    thread = threading.Thread(target=run, name="reminders", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join(timeout=10)


def _is_told(portal: Portal, number: str) -> bool:
    asked = AuditFilter(action=ACTION, kind="token", object=number)
    return portal.audit.find(asked, limit=1)[1] > 0
