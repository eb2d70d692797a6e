"""The variables of a job: those that Kettle sets itself, and the SET_VARIABLES entry."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from onedata_resources.kettle.engine.job_entries import entry, refuse
from onedata_resources.kettle.engine.job_result import JobResult
from onedata_resources.kettle.engine.properties import read_properties
from onedata_resources.kettle.errors import KettleFileError
from onedata_resources.kettle.model import Entry, Job
from onedata_resources.kettle.xml import children, flag, text

if TYPE_CHECKING:
    from onedata_resources.kettle.engine.job import JobRun

CURRENT = "CURRENT_JOB"
MACHINE = "JVM"
TO_THE_TOP = frozenset({MACHINE, "ROOT_JOB"})
SCOPES = TO_THE_TOP | {CURRENT, "PARENT_JOB"}
OF_THE_MACHINE = ("java.io.tmpdir", "user.dir", "user.home", "user.name", "os.name", "os.arch",
                  "os.version", "file.separator", "path.separator", "line.separator")  # fmt: skip
COMPATIBLE = "KETTLE_COMPATIBILITY_SET_ERROR_ON_SPECIFIC_JOB_ENTRIES"
OF_THE_JOB = ("Internal.Job.", "Internal.Kettle.")
OF_ONE_FILE = ("Internal.Transformation.", "Internal.Entry.", "Internal.Job.Filename.")


def job_variables(
    job: Job, given: Mapping[str, str], parameters: Mapping[str, str]
) -> dict[str, str]:
    """Return a job's variables: declared parameters win over `given`; other parameters are ignored.

    The folder variables exist only for a job that was read from a file.
    """
    declared = parameter_values(job, parameters)
    own = {
        "Internal.Job.Name": job.name,
        "Internal.Job.Repository.Directory": "",
        "Internal.Kettle.Version": "8.1.0",
    }
    if job.filename:
        path = Path(job.filename).resolve()
        own["Internal.Job.Filename.Name"] = path.name
        folder = path.parent.as_uri()
        own["Internal.Job.Filename.Directory"] = folder
        # Outside of a repository its folder is the file's.
        own["Internal.Job.Repository.Directory"] = folder
        own["Internal.Entry.Current.Directory"] = folder
    return {**dict(given), **own, **declared}


def inherited(variables: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that a called file takes over: all but those about the calling file."""
    return {name: value for name, value in variables.items() if not name.startswith(OF_ONE_FILE)}


def hidden_but_for(run: JobRun, variables: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that a transformation sees though the entry passes none on.

    They are those of the Java machine, and what Kettle tells of the job.
    """
    return {
        name: value
        for name, value in variables.items()
        if name in run.machine or name.startswith(OF_THE_JOB)
    }


def counts_failures(run: JobRun) -> bool:
    """Return whether conditions that do not hold are errors, as they were to Kettle 4."""
    return run.variables.get(COMPATIBLE, "N").upper() == "Y"


def parameter_values(job: Job, parameters: Mapping[str, str]) -> dict[str, str]:
    """Return the job's declared parameters with their values: what was given, else the default."""
    return {each.name: parameters.get(each.name) or each.default for each in job.parameters}


@entry("SET_VARIABLES")
def set_variables(run: JobRun, found: Entry, previous: JobResult) -> JobResult:
    """SET_VARIABLES sets those of its property file, then its own, each in its scope.

    What it set in this job the time before is taken back first, as Kettle does in a loop. Without a
    value the variable is there no more.
    """
    expand = run.expand if flag(found.xml, "replacevars") else str
    wanted: list[tuple[str, str | None, str]] = []
    source = run.expand(text(found.xml, "filename"))
    if source:
        scope = _scope(text(found.xml, "file_variable_type"))
        wanted += [(name, value, scope) for name, value in _of_file(run, source).items()]
    for field in children(found.xml, "fields/field"):
        scope = _scope(text(field, "variable_type"))
        value = text(field, "variable_value") or None
        wanted.append((text(field, "variable_name"), value, scope))
    before = run.set_by_entries.setdefault(found.name, {})
    run.variables.update(before)
    for written, value, scope in wanted:
        name = expand(written)
        if value is None and scope == MACHINE:
            raise refuse(
                found,
                f"sets {name} for the whole Java machine and gives no value, which Java refuses",
                f"要为整个 Java 虚拟机设置 {name} 但没有值，Java 不接受",
            )
        set_in_scope(run, name, None if value is None else expand(value), scope)
        if scope == CURRENT:
            before.setdefault(name, run.given_parameter(name))
        if scope == "PARENT_JOB" and run.parent is None:
            raise refuse(
                found,
                f"sets {name} in the job above, and this job was not called by one",
                f"要在上级作业中设置 {name}，但本作业不是由其他作业调用的",
            )
    return previous.ended(True)


def _of_file(run: JobRun, source: str) -> dict[str, str]:
    path = run.path(source)
    if not path.is_file():
        raise KettleFileError(
            f"Unable to read the properties file {path}: there is no such file.",
            f"无法读取属性文件 {path}：文件不存在。",
        )
    return read_properties(path.read_text(encoding="utf-8", errors="replace"))


def _scope(written: str) -> str:
    """Return the scope's code; what is none means the Java machine, as in Kettle."""
    code = written.upper()
    return code if code in SCOPES else MACHINE


def set_in_scope(run: JobRun, name: str, value: str | None, scope: str) -> None:
    """Set a variable in this job and, as the entry's scope says, in its parent or all above it."""
    if scope == MACHINE:
        run.machine.add(name)
    above = run.parent
    reached = [run]
    while above is not None and (scope in TO_THE_TOP or scope == "PARENT_JOB"):
        reached.append(above)
        above = above.parent if scope in TO_THE_TOP else None
    for each in reached:
        if value is None:
            each.variables.pop(name, None)
        else:
            each.variables[name] = value


def apply_scope(run: JobRun, name: str, value: str, scope: str) -> None:
    """Set a variable that a step set, in the job that runs the transformation and those above."""
    wanted = scope if scope in TO_THE_TOP else {"GP_JOB": "PARENT_JOB"}.get(scope, CURRENT)
    set_in_scope(run, name, value, wanted)
