"""Programs of the server's machine, started as Java starts them."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

KILLED = 128


class Program:
    """A running program; stopping it ends everything that it started."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def stop(self) -> None:
        """End it and its children."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)


@contextmanager
def started(
    command: Sequence[str],
    *,
    folder: Path | None = None,
    variables: Mapping[str, str] | None = None,
) -> Iterator[Program]:
    """Lend the running program; a script whose first line names no program goes to the shell.

    Raises:
        OSError: It cannot be started.
    """
    environment = os.environ | {
        name: value for name, value in (variables or {}).items() if _fits(name)
    }
    try:
        process = _popen(command, folder, environment)
    except OSError as error:
        if error.errno != errno.ENOEXEC:
            raise
        process = _popen(["/bin/sh", *command], folder, environment)
    with process:
        yield Program(process)


def _popen(
    command: Sequence[str], folder: Path | None, environment: Mapping[str, str]
) -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603 - what the job or the rows say, on a server that allows it
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
        start_new_session=True,
    )


def exit_code(code: int) -> int:
    """Return the exit code of a program as a shell tells it where a signal ended it."""
    return code if code >= 0 else KILLED - code


def _fits(name: str) -> bool:
    """Tell whether a variable's name can stand in a program's environment."""
    return bool(name) and "=" not in name and "\0" not in name
