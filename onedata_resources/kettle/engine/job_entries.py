"""The entry types of jobs: one function each, registered by Kettle's type id.

The ones that only touch the job are here. Those that run files are in `job_children.py`, SQL is in
`job_sql.py`, variables are in `job_variables.py`, files, mail and the rest in `entries/`; the order
of entries is in `job_walk.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from onedata_resources.errors import BadInputError
from onedata_resources.kettle.engine.job_result import JobResult
from onedata_resources.kettle.engine.job_schedule import Schedule
from onedata_resources.kettle.engine.log import level_named
from onedata_resources.kettle.errors import PrepareError
from onedata_resources.kettle.model import Entry
from onedata_resources.kettle.xml import flag, text

if TYPE_CHECKING:
    from onedata_resources.kettle.engine.job import JobRun

Execute = Callable[["JobRun", Entry, JobResult], JobResult]
Check = Callable[[Entry], None]


@dataclass(frozen=True)
class EntryType:
    """How an entry runs.

    `check` raises `PrepareError` for settings that cannot work; `evaluates` says whether a hop on
    success or failure leaves it; `resets_errors` whether it starts with an error count of 0.
    """

    execute: Execute
    check: Check
    evaluates: bool
    resets_errors: bool


ENTRIES: dict[str, EntryType] = {}

_SCREEN = (
    "it shows a window, and a server has no screen; write to the log instead (WRITE_TO_LOG)",
    "它会弹出窗口，而服务器没有屏幕；请改用写日志（WRITE_TO_LOG）",
)
_TRANSFER = (
    "files of an FTP server come by a dlt source or a mounted folder; name that folder in the job",
    "FTP 服务器上的文件请用 dlt 源或挂载目录获取，再在作业中填写该目录",
)
_BULK = (
    "load the rows by a transformation with a TableOutput",
    "请用带“表输出”步骤的转换装载数据",
)
REFUSED: dict[str, tuple[str, str]] = {
    **dict.fromkeys(("MSGBOX_INFO", "DISPLAY_MSGBOX_INFO"), _SCREEN),
    **dict.fromkeys(
        ("FTP", "FTP_PUT", "FTP_DELETE", "FTPS_GET", "FTPS_PUT", "SFTP", "SFTPPUT", "SSH2_GET"),
        _TRANSFER,
    ),
    **dict.fromkeys(("SSH2_PUT",), _TRANSFER),
    **dict.fromkeys(("MYSQL_BULK_LOAD", "MYSQL_BULK_FILE", "MSSQL_BULK_LOAD"), _BULK),
}
"""Entries that do not run here on purpose, and what to do instead, in both languages."""


def no_check(entry: Entry) -> None:
    """Accept any settings."""


def entry(
    *types: str, check: Check = no_check, evaluates: bool = True, resets_errors: bool = True
) -> Callable[[Execute], Execute]:
    """Register a function as what entries of these types do."""

    def register(execute: Execute) -> Execute:
        kind = EntryType(execute, check, evaluates, resets_errors)
        ENTRIES.update(dict.fromkeys(types, kind))
        return execute

    return register


def refuse(found: Entry, en: str, zh: str) -> PrepareError:
    """Return the error of an entry that cannot work; both texts go on after its name."""
    return PrepareError(f"Entry [{found.name}] {en}.", f"条目 [{found.name}] {zh}。")


def is_start(found: Entry) -> bool:
    """Tell whether the entry is the job's START."""
    return found.type == "SPECIAL" and flag(found.xml, "start")


@entry("SPECIAL", evaluates=False)
def special(run: JobRun, found: Entry, previous: JobResult) -> JobResult:
    """START waits as its schedule says and succeeds; a DUMMY changes nothing."""
    if not is_start(found):
        return previous
    now = run.clock.now()
    seconds = Schedule.of(found).seconds_from(now)
    if seconds > 0:
        minutes, sleep = int(seconds // 60), int(seconds * 1000)
        run.log.write(run.job.name, f"Sleeping: {minutes} minutes (sleep time={sleep})")
        run.wait(seconds)
    return replace(previous, success=True)


@entry("DUMMY", evaluates=False)
def dummy(run: JobRun, found: Entry, previous: JobResult) -> JobResult:
    """DUMMY changes nothing."""
    del run, found
    return previous


@entry("SUCCESS")
def success(run: JobRun, found: Entry, previous: JobResult) -> JobResult:
    """SUCCESS clears the errors."""
    del run, found
    return replace(previous, success=True, errors=0)


@entry("ABORT", resets_errors=False)
def abort(run: JobRun, found: Entry, previous: JobResult) -> JobResult:
    """ABORT fails with its message, and ends the job that it is in: no hop leaves it."""
    message = run.expand(text(found.xml, "message")) or "Aborting job."
    run.log.failed(found.name, BadInputError(message, f"作业被 ABORT 条目中止：{message}"))
    run.abort()
    return previous.ended(False, errors=1)


@entry("WRITE_TO_LOG", resets_errors=False)
def write_to_log(run: JobRun, found: Entry, previous: JobResult) -> JobResult:
    """WRITE_TO_LOG writes its message at its level, under its subject where it has one."""
    message = run.expand(text(found.xml, "logmessage"))
    if message:
        subject = run.expand(text(found.xml, "logsubject")) or found.name
        run.log.write(subject, message, level=level_named(text(found.xml, "loglevel")))
    return replace(previous, success=True)
