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

_TRANSFER = (
    "files of an FTP server come by a dlt source or a mounted folder; name that folder in the job",
    "FTP 服务器上的文件请用 dlt 源或挂载目录获取，再在作业中填写该目录",
)
_BULK = (
    "load the rows by a transformation with a TableOutput",
    "请用带“表输出”步骤的转换装载数据",
)
_MAILBOX = (
    "fetch or check mails by a program of your own before the job",
    "请在作业之前用自己的程序收取或检查邮件",
)
_MONITOR = (
    "tell a monitor by HTTP or MAIL, or write to the log (WRITE_TO_LOG)",
    "请用 HTTP 或 MAIL 通知监控系统，或写日志（WRITE_TO_LOG）",
)
_REPOSITORY = (
    "there is no Pentaho repository here; jobs are files, which git keeps",
    "这里没有 Pentaho 资源库；作业是文件，由 git 保存",
)
_PROGRAM = (
    "run the program by a SHELL entry where that is allowed",
    "请在允许的环境中用 SHELL 条目运行该程序",
)
_CLUSTER = (
    "it needs a Hadoop cluster and its client; start it from the cluster's own tools",
    "它需要 Hadoop 集群及其客户端；请用集群自带的工具启动",
)
REFUSED: dict[str, tuple[str, str]] = {
    **dict.fromkeys(
        ("FTP", "FTP_PUT", "FTP_DELETE", "FTPS_GET", "FTPS_PUT", "SFTP", "SFTPPUT", "SSH2_GET",
         "SSH2_PUT"),
        _TRANSFER,
    ),
    **dict.fromkeys(
        ("MYSQL_BULK_LOAD", "MYSQL_BULK_FILE", "MSSQL_BULK_LOAD", "MS_ACCESS_BULK_LOAD"), _BULK
    ),
    **dict.fromkeys(("GET_POP", "MAIL_VALIDATOR"), _MAILBOX),
    **dict.fromkeys(("SNMP_TRAP", "SYSLOG", "SEND_NAGIOS_PASSIVE_CHECK"), _MONITOR),
    "EXPORT_REPOSITORY": _REPOSITORY,
    **dict.fromkeys(
        ("PGP_DECRYPT_FILES", "PGP_ENCRYPT_FILES", "PGP_VERIFY_FILES", "TALEND_JOB_EXEC"), _PROGRAM
    ),
    **dict.fromkeys(
        ("HadoopCopyFilesPlugin", "HadoopJobExecutorPlugin", "HadoopTransJobExecutorPlugin",
         "HadoopPigScriptExecutorPlugin", "HiveJobExecutorPlugin", "EMRJobExecutorPlugin",
         "SqoopImport", "SqoopExport", "OozieJobExecutor", "SparkSubmit"),
        _CLUSTER,
    ),
}  # fmt: skip
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


@entry("MSGBOX_INFO", "DISPLAY_MSGBOX_INFO", resets_errors=False)
def message_box(run: JobRun, found: Entry, previous: JobResult) -> JobResult:
    """MSGBOX_INFO has no screen to show its message on, as in Kettle's own servers; it succeeds."""
    del run, found
    return replace(previous, success=True)


@entry("CONNECTED_TO_REPOSITORY")
def connected_to_repository(run: JobRun, found: Entry, previous: JobResult) -> JobResult:
    """CONNECTED_TO_REPOSITORY fails: a job that is a file is connected to none."""
    run.log.error(found.name, "You are not connected to a repository!")
    return previous.ended(False, errors=1)


@entry("WRITE_TO_LOG", resets_errors=False)
def write_to_log(run: JobRun, found: Entry, previous: JobResult) -> JobResult:
    """WRITE_TO_LOG writes its message at its level, under its subject where it has one."""
    message = run.expand(text(found.xml, "logmessage"))
    if message:
        subject = run.expand(text(found.xml, "logsubject")) or found.name
        run.log.write(subject, message, level=level_named(text(found.xml, "loglevel")))
    return replace(previous, success=True)
