"""The log file that an entry may write of what it runs, and the level that it logs at."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from onedata_resources.kettle.engine.job_entries import refuse
from onedata_resources.kettle.engine.job_result import JobResult
from onedata_resources.kettle.engine.log import BranchLog, KettleLog, LogLine, level_named
from onedata_resources.kettle.engine.outcome import ResultFile
from onedata_resources.kettle.errors import KettleFileError
from onedata_resources.kettle.model import Entry
from onedata_resources.kettle.xml import flag, text

if TYPE_CHECKING:
    from onedata_resources.kettle.engine.job import JobRun


@dataclass(frozen=True)
class LogFile:
    """The log that a called file writes to, and the file that gets its lines."""

    log: KettleLog
    path: Path | None = None

    def kept(self, run: JobRun, found: Entry, result: JobResult) -> JobResult:
        """Return the result with the log file among its files."""
        if self.path is None:
            return result
        file = ResultFile(str(self.path), "Log", f"{run.job.name} {found.name}")
        return result.with_files([file])


@contextmanager
def logged(run: JobRun, found: Entry) -> Generator[LogFile]:
    """Lend the log for what an entry runs: a part of the job's, and a file where it wants one.

    Raises:
        PrepareError: It wants a file and names none.
        KettleFileError: The folder is missing and not to be made, or the file cannot be written.
    """
    if not flag(found.xml, "set_logfile"):
        yield LogFile(BranchLog(run.log, run.log.level))
        return
    path = _path(run, found)
    level = level_named(text(found.xml, "loglevel"))
    mode = "a" if flag(found.xml, "set_append_logfile") else "w"
    try:
        file = path.open(mode, encoding="utf-8")
    except OSError as error:
        raise KettleFileError(
            f"Entry [{found.name}] cannot write its log file {path}: {error.strerror}.",
            f"条目 [{found.name}] 无法写入日志文件 {path}：{error.strerror}。",
        ) from error
    with file:

        def tell(line: LogLine) -> None:
            file.write(line.text() + "\n")
            file.flush()

        yield LogFile(BranchLog(run.log, level, tell), path)


def _path(run: JobRun, found: Entry) -> Path:
    if not text(found.xml, "logfile"):
        raise refuse(
            found,
            "is to write a log file and does not name it: fill it in, or clear that setting",
            "要写日志文件但没有填写文件名：请填写，或取消该设置",
        )
    name = text(found.xml, "logfile")
    now = run.clock.now()
    if flag(found.xml, "add_date"):
        name += now.strftime("_%Y%m%d")
    if flag(found.xml, "add_time"):
        name += now.strftime("_%H%M%S")
    extension = text(found.xml, "logext")
    path = run.path(f"{name}.{extension}" if extension else name)
    if flag(found.xml, "create_parent_folder"):
        path.parent.mkdir(parents=True, exist_ok=True)
    if not path.parent.is_dir():
        raise KettleFileError(
            f"Entry [{found.name}]: there is no folder {path.parent} for its log file. Make it, or"
            " let the entry create it.",
            f"条目 [{found.name}]：日志文件的目录 {path.parent} 不存在。请创建，或让条目自动创建。",
        )
    return path
