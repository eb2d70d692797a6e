"""Stopping and pausing a run: every batch of rows asks here before it passes."""

import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager


class StopRequestedError(Exception):
    """The run was asked to stop."""


class Control:
    """The switches of one run."""

    def __init__(self) -> None:
        self._stopped = threading.Event()
        self._running = threading.Event()
        self._running.set()
        self._also: list[Callable[[], None]] = []
        self.lock = threading.Lock()

    @property
    def stopped(self) -> bool:
        """Return whether a stop was asked for."""
        return self._stopped.is_set()

    @property
    def paused(self) -> bool:
        """Return whether rows are held back."""
        return not self._running.is_set()

    def stop(self) -> None:
        """Ask every step to end."""
        self._stopped.set()
        self._running.set()
        for stop in tuple(self._also):
            stop()

    @contextmanager
    def stopping_too(self, stop: Callable[[], None]) -> Generator[None]:
        """Have `stop` called too when a stop is asked for meanwhile."""
        self._also.append(stop)
        try:
            if self.stopped:
                stop()
            yield
        finally:
            self._also.remove(stop)

    def wait(self, seconds: float) -> None:
        """Let time pass.

        Raises:
            StopRequestedError: A stop was asked for meanwhile.
        """
        self._stopped.wait(seconds)
        self.check()

    def pause(self) -> None:
        """Hold rows back."""
        self._running.clear()

    def resume(self) -> None:
        """Let rows pass."""
        self._running.set()

    def check(self) -> None:
        """Wait while paused.

        Raises:
            StopRequestedError: A stop was asked for.
        """
        self._running.wait()
        if self._stopped.is_set():
            raise StopRequestedError
