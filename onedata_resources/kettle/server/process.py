"""Starting the process of a run, hearing from it, and ending it.

Processes are forked from a server process that has Polars and the engine loaded (multiprocessing's
fork server), so one starts in milliseconds and its end, however it comes, leaves this one alone.
"""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import connection, forkserver

from onedata_resources.kettle.server.messages import Ask, Command, Message, Task
from onedata_resources.processes import main_hidden

PRELOAD = ["onedata_resources.kettle.server.preload"]
_context = multiprocessing.get_context("forkserver")
_spawning = threading.Lock()


def warm_up() -> None:
    """Start the process that runs are forked from, if it is not there."""
    with _spawning:
        _context.set_forkserver_preload(PRELOAD)
        forkserver.ensure_running()


class RunProcess:
    """One run in a process of its own."""

    def __init__(
        self, task: Task, hear: Callable[[Message], None], ended: Callable[[int], None]
    ) -> None:
        self._hear = hear
        self._ended = ended
        self._frozen = False
        self._sending = threading.Lock()
        self._pipe, theirs = _context.Pipe()
        self._process = _context.Process(target=work, args=(theirs, task), daemon=True)
        with _spawning, main_hidden():
            self._process.start()
        theirs.close()
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def pid(self) -> int:
        """The process's id."""
        return self._process.pid or 0

    def send(self, command: Command | Ask) -> None:
        """Tell the process what to do; one that has ended hears nothing."""
        with self._sending, suppress(OSError):
            self._pipe.send(command)

    def freeze(self, frozen: bool) -> None:
        """Stop or continue the whole process where it is."""
        self._frozen = frozen
        self._signal(signal.SIGSTOP if frozen else signal.SIGCONT)

    def stop(self, grace_seconds: float) -> None:
        """Ask the run to end, and kill it where it has not ended in time."""
        if self._frozen:
            self.freeze(False)
        self.send(Command.STOP)
        timer = threading.Timer(grace_seconds, self.kill)
        timer.daemon = True
        timer.start()

    def kill(self) -> None:
        """End the process at once."""
        self._signal(signal.SIGKILL)

    def _signal(self, number: signal.Signals) -> None:
        # The sentinel is ready once the process has ended, and its id may then be another's.
        if not connection.wait([self._process.sentinel], 0):
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def _listen(self) -> None:
        with suppress(EOFError, OSError):
            while True:
                self._hear(self._pipe.recv())
        connection.wait([self._process.sentinel])
        with _spawning:  # starting another process polls this one's exit code too
            self._process.join()
        self._pipe.close()
        self._ended(self._process.exitcode or 0)


def work(pipe: connection.Connection, task: Task) -> None:
    """Run the task; called in the new process, where the worker is loaded already."""
    from onedata_resources.kettle.server.worker import main

    main(pipe, task)
