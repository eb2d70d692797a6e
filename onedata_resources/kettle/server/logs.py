"""Log lines of objects, numbered over the whole server. How they travel is in `packed_log.py`."""

import threading
from collections import deque


class LineNumbers:
    """Numbers that grow over all logs of one server, as in Carte's central log buffer."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = 0

    @property
    def last(self) -> int:
        """The newest number given out."""
        return self._last

    def take(self) -> int:
        """Return the next number."""
        with self._lock:
            self._last += 1
            return self._last


class RunLog:
    """The newest lines of one object; the oldest fall out past `max_lines`."""

    def __init__(self, numbers: LineNumbers, max_lines: int) -> None:
        self._numbers = numbers
        self._lines: deque[tuple[int, str]] = deque(maxlen=max_lines)
        self._lock = threading.Lock()

    def append(self, line: str) -> None:
        """Add one line; a line may hold line breaks (a stack trace is one event)."""
        with self._lock:
            self._lines.append((self._numbers.take(), line))

    def after(self, number: int) -> tuple[list[str], int]:
        """Return the lines numbered above `number`, and the number to ask from next time."""
        with self._lock:
            last = self._numbers.last
            return [line for at, line in self._lines if at > number], last

    def clear(self) -> None:
        """Forget all lines."""
        with self._lock:
            self._lines.clear()
