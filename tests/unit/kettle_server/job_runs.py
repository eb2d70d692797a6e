"""Jobs run in this process, and what they say."""

from onedata_resources.kettle.engine.context import RunContext
from onedata_resources.kettle.engine.job import JobRun
from onedata_resources.kettle.reader import read_job, read_kettle_file


def said(run: JobRun) -> list[str]:
    return [f"{line.subject} - {line.message}" for line in run.log.lines()]


def ran(run: JobRun) -> list[str]:
    return [each.name for each in run.entries]


def run_text(xml: str, *, clock=None, **context) -> JobRun:
    return _executed(JobRun(read_job(xml, name="the job"), RunContext(**context), clock=clock))


def run_file(path, **context) -> JobRun:
    return _executed(JobRun(read_kettle_file(path), RunContext(**context)))


def _executed(run: JobRun) -> JobRun:
    run.prepare()
    run.execute()
    return run


def note(name: str, message: str = "") -> tuple[str, str, str]:
    return (name, "WRITE_TO_LOG", f"<logmessage>{message or name}</logmessage>")


ABORT = ("stop", "ABORT", "<message>halt ${Q}</message>")
FAIL = ("fail", "SET_VARIABLES", "<filename>/nowhere.properties</filename>")
OK = ("ok", "SUCCESS", "")
