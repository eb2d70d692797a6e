"""The SHELL entry: a script or program on the server's machine, where the server allows it."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import IO, TYPE_CHECKING

from onedata_resources.errors import BadInputError
from onedata_resources.kettle.engine.job_entries import entry
from onedata_resources.kettle.engine.job_result import JobResult
from onedata_resources.kettle.errors import PrepareError
from onedata_resources.kettle.model import Entry
from onedata_resources.kettle.xml import flag, text

if TYPE_CHECKING:
    from onedata_resources.kettle.engine.job import JobRun

KILLED = 128


def _check(found: Entry) -> None:
    if not text(found.xml, "script" if flag(found.xml, "insertScript") else "filename"):
        raise PrepareError(
            f"Entry [{found.name}] has neither a script nor a file to run.",
            f"条目 [{found.name}] 既没有脚本也没有可执行文件。",
        )


def refuse_shell(found: Entry) -> PrepareError:
    """Return the error of a shell entry on a server that allows none."""
    return PrepareError(
        f"Entry [{found.name}] runs a shell script, which this server does not allow.",
        f"条目 [{found.name}] 要运行 shell 脚本，本服务不允许。",
    )


class _Program:
    """A running program; stopping it ends everything that it started."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def stop(self) -> None:
        """End it and its children."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)


@entry("SHELL", check=_check)
def run_shell(run: JobRun, found: Entry, previous: JobResult) -> JobResult:
    """SHELL runs its script or file; any exit code but 0 is a failure."""
    with _command(run, found) as command:
        run.log.write(found.name, f"Executing command : {' '.join(command)}")
        try:
            code = _execute(run, found, command)
        except OSError as error:
            told = BadInputError(
                f"{command[0]} cannot be executed: {error.strerror}",
                f"无法执行 {command[0]}：{error.strerror}",
            )
            run.log.failed(found.name, told)
            return replace(previous, success=False, errors=1)
    code = code if code >= 0 else KILLED - code  # as a shell tells that a signal ended a program
    failed = code != 0 or run.stopping
    return replace(previous, success=not failed, errors=int(failed), exit_status=code)


def _execute(run: JobRun, found: Entry, command: list[str]) -> int:
    folder = run.expand(text(found.xml, "work_directory"))
    with subprocess.Popen(  # noqa: S603 - what the entry says, on a server that allows it
        command,
        cwd=run.path(folder) if folder else None,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        start_new_session=True,
    ) as process:
        run.running = _Program(process)
        readers = [
            threading.Thread(target=_log, args=(run, found, name, stream), daemon=True)
            for name, stream in (("stdout", process.stdout), ("stderr", process.stderr))
        ]
        for reader in readers:
            reader.start()
        if run.stopping:
            run.running.stop()
        code = process.wait()
        for reader in readers:
            reader.join()
        run.running = None
        return code


def _log(run: JobRun, found: Entry, name: str, stream: IO[str]) -> None:
    for line in stream:
        run.log.write(found.name, f"({name}) {line.rstrip()}")


@contextmanager
def _command(run: JobRun, found: Entry) -> Iterator[list[str]]:
    """Lend the command line; a script is written to a file for as long as it runs."""
    arguments = list(_arguments(run, found))
    if not flag(found.xml, "insertScript"):
        yield [str(run.path(text(found.xml, "filename"))), *arguments]
        return
    with tempfile.TemporaryDirectory(prefix="kettle_") as folder:
        path = Path(folder) / "shell"
        script = run.expand(text(found.xml, "script"))
        path.write_text(script, encoding="utf-8")
        path.chmod(stat.S_IRWXU)
        yield [*([] if script.startswith("#!") else ["/bin/sh"]), str(path), *arguments]


def _arguments(run: JobRun, found: Entry) -> Iterator[str]:
    number = 0
    while (argument := found.xml.find(f"argument{number}")) is not None:
        if argument.text:
            yield run.expand(argument.text)
        number += 1
