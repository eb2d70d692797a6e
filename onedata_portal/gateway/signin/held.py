"""A value of a provider that is read once in an hour: addresses, keys, an application's token."""

import copy
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from onedata_portal.gateway.signin.provider import Clock
from onedata_resources.errors import UnavailableError

HELD_FOR = timedelta(hours=1)
AWAY_FOR = timedelta(seconds=5)
"""How long one that did not answer is not asked again: waiting threads would each wait anew."""

T = TypeVar("T")


class Held(Generic[T]):
    """A value that is read when first asked for, and again after an hour.

    Threads that ask for one at the same time wait for one reading, and share its failure.
    """

    def __init__(self, read: Callable[[], T], now: Clock) -> None:
        self._read = read
        self._now = now
        self._lock = threading.Lock()
        self._held: tuple[datetime, T] | None = None
        self._away: tuple[datetime, UnavailableError] | None = None

    def value(self, *, renew: bool = False) -> T:
        """Return the value, read anew where it is old or the caller says so.

        Raises:
            UnavailableError: It could not be read, now or in the last seconds.
        """
        seen = self._held
        if seen is not None and not renew and self._is_fresh(seen):
            return seen[1]
        with self._lock:
            held = self._held
            if held is None or held is seen or not self._is_fresh(held):
                held = self._held = (self._now(), self._asked())
            return held[1]

    def _is_fresh(self, held: tuple[datetime, T]) -> bool:
        return self._now() - held[0] <= HELD_FOR

    def _asked(self) -> T:
        if self._away is not None and self._now() - self._away[0] < AWAY_FOR:
            raise copy.copy(self._away[1])
        try:
            value = self._read()
        except UnavailableError as error:
            self._away = (self._now(), copy.copy(error))
            raise
        self._away = None
        return value
