"""Ends the services of a process that is gone, however it went: `kill -9`, a closed terminal.

A `Supervisor` starts this file as a program, tells it the process groups that it starts and ends,
and never has to tell it more: when the pipe between them closes, whatever is left is ended. Only
the standard library is imported, so that it starts in milliseconds.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from contextlib import suppress

TERM_SECONDS = 10.0
POLL_SECONDS = 0.05
IGNORED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Guard:
    """The guard of this process: it runs while there is a group to watch."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._groups: set[int] = set()

    def watch(self, group: int) -> None:
        """Have the group ended when this process is gone."""
        self._groups.add(group)
        self._tell(f"+{group}")

    def forget(self, group: int) -> None:
        """Let go of a group that has ended."""
        self._groups.discard(group)
        self._tell(f"-{group}")
        if self._process and not self._groups:
            self._process.communicate()
            self._process = None

    def _tell(self, line: str) -> None:
        if self._process is None:
            self._process = subprocess.Popen(  # noqa: S603 - this file
                [sys.executable, "-I", "-S", __file__],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # what Ctrl-C and a closed terminal reach, it must survive
            )
        # One that was killed guards no more; the services go on.
        with suppress(BrokenPipeError):
            if self._process.stdin:
                self._process.stdin.write(f"{line}\n".encode())
                self._process.stdin.flush()


def left(lines: Iterable[str]) -> list[int]:
    """Return the groups that were watched and not forgotten, the last started first."""
    groups: dict[int, None] = {}
    for line in lines:
        if line.startswith("+"):
            groups[int(line[1:])] = None
        else:
            groups.pop(int(line[1:]), None)
    return list(reversed(groups))


def end(groups: list[int]) -> None:
    """End process groups: politely, then by force."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        for group in groups:
            with suppress(ProcessLookupError):
                os.killpg(group, number)
        until = time.monotonic() + TERM_SECONDS
        while any(map(alive, groups)) and time.monotonic() < until:
            time.sleep(POLL_SECONDS)


def alive(group: int) -> bool:
    """Tell whether a process of the group is left."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


if __name__ == "__main__":
    for ignored in IGNORED:
        signal.signal(ignored, signal.SIG_IGN)
    end(left(sys.stdin))
