"""Processes of this program that start without importing its main script again.

multiprocessing has each new process import the parent's `__main__`. Workers need nothing of it:
where it is the CLI that costs more than their work, and where it is a script without
`if __name__ == "__main__"` they would run it once more and die of that.
"""

from __future__ import annotations

import sys
import threading
import types
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.context import SpawnContext, SpawnProcess

_hidden = threading.Lock()


@contextmanager
def main_hidden() -> Iterator[None]:
    """Let processes that are started within know nothing of the main script."""
    with _hidden:
        main = sys.modules["__main__"]
        sys.modules["__main__"] = types.ModuleType("__main__")
        try:
            yield
        finally:
            sys.modules["__main__"] = main


class WorkerProcess(SpawnProcess):
    """A new Python, which does not share the threads and locks of its parent."""

    def start(self) -> None:
        """Start it without the main script."""
        with main_hidden():
            super().start()


class WorkerContext(SpawnContext):
    """What pools start such processes by."""

    Process = WorkerProcess
