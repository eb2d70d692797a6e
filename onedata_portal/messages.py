"""Messages of the portal to the people whom something concerns, each in their language.

They are pushed after the request was answered: a mail server that is away fails and delays
nothing, and is told in the log. Where messages go is `onedata_resources/clients/notify.py`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from functools import cache
from pathlib import Path

from onedata_assets.domain.i18n import Catalogue, Language
from onedata_resources.clients.notify import NotifyClient
from onedata_resources.clients.notify_message import Level, Message, Receiver, Text
from onedata_resources.errors import OneDataError
from onedata_resources.store.people import Person
from onedata_resources.store.platform import PlatformSettings
from onedata_resources.store.receivers import receiver_of

TEXTS = Path(__file__).with_name("texts.yaml")
log = logging.getLogger(__name__)


@cache
def catalogue() -> Catalogue:
    """Return the texts of the portal's messages."""
    return Catalogue.load(TEXTS)


class Messages:
    """Pushes messages by a client; without one nothing is pushed."""

    def __init__(
        self, notify: NotifyClient | None, settings: Callable[[], PlatformSettings]
    ) -> None:
        self.notify = notify
        self._settings = settings
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="messages")
        self._waiting: set[Future[None]] = set()

    def tell(
        self,
        person: Person,
        kind: str,
        *,
        role: str = "",
        project: str = "",
        level: Level = Level.INFO,
        **names: str,
    ) -> None:
        """Push to a person what happened; this returns at once."""
        if self.notify is None:
            return
        message = self.message(
            kind, role=role, level=level, project=project, name=person.name, **names
        )
        self._later(message, receiver_of(person))

    def message(
        self,
        kind: str,
        *,
        role: str = "",
        project: str = "",
        level: Level = Level.INFO,
        **names: str,
    ) -> Message:
        """Return the message of a kind with these names in it, in both languages."""
        settings = self._settings()
        named = {"product": settings.product_name, "project": project, **names}
        title, body = (_text(f"message.{kind}.{part}", named, role) for part in ("title", "body"))
        link = settings.external_url or (self.notify.ui_url if self.notify else "")
        projects = frozenset({project} if project else ())
        return Message(title, body, level, link, kind=kind, projects=projects)

    def settle(self, seconds: float) -> None:
        """Wait until what was pushed is delivered or refused."""
        wait(self._waiting, seconds)

    def close(self) -> None:
        """Deliver what waits, and end."""
        self._thread.shutdown()

    def _later(self, message: Message, receiver: Receiver) -> None:
        done = self._thread.submit(self._push, message, receiver)
        self._waiting.add(done)
        done.add_done_callback(self._waiting.discard)

    def _push(self, message: Message, receiver: Receiver) -> None:
        if self.notify is None:
            return
        try:
            self.notify.push_people(message, [receiver])
        except OneDataError as error:
            log.warning("%s of %s was not delivered: %s", message.kind, receiver.name, error)


def _text(name: str, names: Mapping[str, str], role: str) -> Text:
    said = {
        language: catalogue().text(
            name, language, **names, role=catalogue().text(f"role.{role}", language) if role else ""
        )
        for language in Language
    }
    return Text(zh=said[Language.ZH], en=said[Language.EN])
