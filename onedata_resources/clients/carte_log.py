"""A run's log, line by line, each once, whatever the server does with `from`."""

from collections.abc import Callable, Sequence


class LogTail:
    """The lines received so far; each new one goes to `on_line`, then `on_answer` is called.

    A server that honours `from` sends only new lines. 8.x and 9.x ignore it for jobs
    (PDI-19901) and send the whole log each time, which must not be read as new.
    """

    def __init__(
        self,
        on_line: Callable[[str], None] | None = None,
        on_answer: Callable[[], None] | None = None,
    ) -> None:
        self.lines: list[str] = []
        self.position = 0
        self._on_line = on_line
        self._on_answer = on_answer
        self._honoured = False

    def receive(self, lines: Sequence[str], last_line: int) -> None:
        """Take the lines of an answer to a call with `from` at `position`."""
        fresh = lines if self._honoured or not self.position else self._unseen(lines)
        self.position = max(self.position, last_line)
        self._deliver(fresh)

    def receive_all(self, lines: Sequence[str]) -> None:
        """Take the whole log; the part of it that is already here is left out."""
        seen = len(self.lines)
        self._deliver(lines[seen:] if list(lines[:seen]) == self.lines else self._unseen(lines))

    def _deliver(self, lines: Sequence[str]) -> None:
        for line in lines:
            self.lines.append(line)
            if self._on_line is not None:
                self._on_line(line)
        if self._on_answer is not None:
            self._on_answer()

    def _unseen(self, lines: Sequence[str]) -> Sequence[str]:
        seen = len(self.lines)
        if not seen or not lines:
            return lines
        if list(lines[:seen]) == self.lines:
            return lines[seen:]
        for length in range(min(seen, len(lines)), 1, -1):  # the server dropped its oldest lines
            if self.lines[-length:] == list(lines[:length]):
                return lines[length:]
        self._honoured = True
        return lines
