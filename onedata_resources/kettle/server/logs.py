"""Log lines of objects: server-wide numbers, and the packed form of a status answer."""

import base64
import gzip
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


def pack(lines: list[str]) -> str:
    """Return the lines gzipped, in base64 of 76 characters a line, inside a literal CDATA mark."""
    text = "".join(f"{line}\n" for line in lines)
    packed = base64.b64encode(gzip.compress(text.encode("utf-8", "replace"), 6, mtime=0)).decode()
    wrapped = "".join(f"{packed[at : at + 76]}\r\n" for at in range(0, len(packed), 76))
    return f"<![CDATA[{wrapped}]]>"


def unpack(packed: str) -> str:
    """Return the text of a `logging_string`, or nothing where it holds none.

    Raises:
        ValueError: It is not gzip in base64.
    """
    inner = packed.strip().removeprefix("<![CDATA[").removesuffix("]]>").strip()
    if not inner:
        return ""
    try:
        return gzip.decompress(base64.b64decode(inner)).decode("utf-8", "replace")
    except (EOFError, OSError) as error:
        raise ValueError(f"The log is not gzip in base64: {error}") from error
