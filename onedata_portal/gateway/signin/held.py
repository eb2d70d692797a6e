"""A value of a provider that is read once in an hour: addresses, keys, an application's token."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from onedata_portal.gateway.signin.provider import Clock

HELD_FOR = timedelta(hours=1)
T = TypeVar("T")


class Held(Generic[T]):
    """A value that is read when first asked for, and again after an hour.

    Threads that ask for one at the same time wait for one reading.
    """

    def __init__(self, read: Callable[[], T], now: Clock) -> None:
        self._read = read
        self._now = now
        self._lock = threading.Lock()
        self._held: tuple[datetime, T] | None = None

    def value(self, *, renew: bool = False) -> T:
        """Return the value, read anew where it is old or the caller says so."""
        seen = self._held
        with self._lock:
            held = self._held
            if held is None or (renew and held is seen) or self._now() - held[0] > HELD_FOR:
                held = self._held = (self._now(), self._read())
            return held[1]
