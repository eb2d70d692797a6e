"""The SHELL entry: a script or program on the server's machine, where the server allows it."""

from __future__ import annotations

import platform
import stat
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import IO, TYPE_CHECKING

from onedata_resources.errors import BadInputError
from onedata_resources.kettle.engine.job_entries import entry, refuse
from onedata_resources.kettle.engine.job_log_file import logged
from onedata_resources.kettle.engine.job_passing import written_arguments
from onedata_resources.kettle.engine.job_result import JobResult
from onedata_resources.kettle.engine.job_rows import each_row
from onedata_resources.kettle.engine.log import KettleLog
from onedata_resources.kettle.engine.programs import exit_code, started
from onedata_resources.kettle.model import Entry
from onedata_resources.kettle.xml import flag, text

if TYPE_CHECKING:
    from onedata_resources.kettle.engine.job import JobRun


def _check(found: Entry) -> None:
    if not text(found.xml, "script" if flag(found.xml, "insertScript") else "filename"):
        raise refuse(found, "has neither a script nor a file to run", "既没有脚本也没有可执行文件")


@entry("SHELL", check=_check)
def run_shell(run: JobRun, found: Entry, previous: JobResult) -> JobResult:
    """SHELL runs its script or file, once or for each row; an exit code but 0 is a failure.

    Where there is no row to run it for, the success of the entry before stays.
    """
    result = replace(previous, nr=run.entry_nr)
    with logged(run, found) as log_file:
        for arguments in _turns(run, found, previous):
            if run.ended or result.errors:
                break
            result = _once(run, found, arguments, result, log_file.log)
    return log_file.kept(run, found, result)


def _turns(run: JobRun, found: Entry, previous: JobResult) -> Iterator[list[str]]:
    """Yield the arguments of each turn: the entry's own, or the values of the result rows."""
    own = [run.expand(each) for each in written_arguments(found)]
    from_rows = flag(found.xml, "arg_from_previous")
    if not flag(found.xml, "exec_per_row"):
        rows = each_row(previous.rows) if from_rows else ()
        values = [_quoted(value) for row in rows for value in row.values]
        yield values if from_rows else own
        return
    for row in each_row(previous.rows):
        yield [value or "" for value in row.values] if from_rows else own


def _quoted(value: str | None) -> str:
    """Return the value of a row as Kettle writes it where it passes all rows at once.

    The quotes are part of the argument, as no shell takes them away.
    """
    if not value:
        return "'"
    return value if "'" in value or not {" ", "="} & set(value) else f"'{value}'"


def _once(
    run: JobRun, found: Entry, arguments: list[str], result: JobResult, log: KettleLog
) -> JobResult:
    log.write(found.name, f"Running on platform : {platform.system()}")
    with _command(run, found, arguments) as command:
        log.write(found.name, f"Executing command : {' '.join(command)}")
        try:
            code = _execute(run, found, command, log)
        except OSError as error:
            raise BadInputError(
                f"{command[0]} cannot be executed: {error.strerror}",
                f"无法执行 {command[0]}：{error.strerror}",
            ) from error
    code = exit_code(code)
    errors = int(code != 0 or run.ended)
    return replace(result, success=not errors, errors=errors, exit_status=code)


def _execute(run: JobRun, found: Entry, command: list[str], log: KettleLog) -> int:
    folder = run.expand(text(found.xml, "work_directory"))
    place = run.path(folder) if folder else None
    with (
        started(command, folder=place, variables=run.variables) as program,
        run.busy(program),
    ):
        process = program.process
        readers = [
            threading.Thread(target=_log, args=(log, found, name, stream), daemon=True)
            for name, stream in (("stdout", process.stdout), ("stderr", process.stderr))
        ]
        for reader in readers:
            reader.start()
        code = process.wait()
        for reader in readers:
            reader.join()
        return code


def _log(log: KettleLog, found: Entry, name: str, stream: IO[str]) -> None:
    for line in stream:
        log.write(found.name, f"({name}) {line.rstrip()}")


@contextmanager
def _command(run: JobRun, found: Entry, arguments: list[str]) -> Iterator[list[str]]:
    """Lend the command line; a script is written to a file for as long as it runs."""
    if not flag(found.xml, "insertScript"):
        yield [str(run.path(text(found.xml, "filename"))), *arguments]
        return
    with tempfile.TemporaryDirectory(prefix="kettle_") as folder:
        path = Path(folder) / "shell"
        script = run.expand(text(found.xml, "script")).replace("\r\n", "\n").replace("\r", "\n")
        path.write_text(script, encoding="utf-8")
        path.chmod(stat.S_IRWXU)
        yield [*([] if script.startswith("#!") else ["/bin/sh"]), str(path), *arguments]
