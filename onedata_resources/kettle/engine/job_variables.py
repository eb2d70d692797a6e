"""The variables of a job: those that Kettle sets itself, and the SET_VARIABLES entry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from onedata_resources.kettle.engine.job_entries import entry
from onedata_resources.kettle.engine.job_result import JobResult
from onedata_resources.kettle.errors import KettleFileError
from onedata_resources.kettle.model import Entry, Job
from onedata_resources.kettle.xml import children, text

if TYPE_CHECKING:
    from onedata_resources.kettle.engine.job import JobRun

OF_ONE_FILE = ("Internal.Transformation.", "Internal.Entry.", "Internal.Job.Filename.")


def job_variables(
    job: Job, given: Mapping[str, str], parameters: Mapping[str, str]
) -> dict[str, str]:
    """Return a job's variables: declared parameters win over `given`; other parameters are ignored.

    The folder variables exist only for a job that was read from a file.
    """
    declared = {each.name: parameters.get(each.name) or each.default for each in job.parameters}
    own = {
        "Internal.Job.Name": job.name,
        "Internal.Job.Repository.Directory": "/",
        "Internal.Kettle.Version": "8.1.0",
    }
    if job.filename:
        path = Path(job.filename).resolve()
        own["Internal.Job.Filename.Name"] = path.name
        own["Internal.Job.Filename.Directory"] = path.parent.as_uri()
        own["Internal.Entry.Current.Directory"] = path.parent.as_uri()
    return {**dict(given), **own, **declared}


def inherited(variables: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that a called file takes over: all but those about the calling file."""
    return {name: value for name, value in variables.items() if not name.startswith(OF_ONE_FILE)}


def local_path(written: str) -> Path:
    """Return the path that a setting names, written plainly or as a `file:` URL."""
    if written.startswith("file:"):
        return Path(unquote(urlsplit(written).path))
    return Path(written)


@entry("SET_VARIABLES")
def set_variables(run: JobRun, found: Entry, previous: JobResult) -> JobResult:
    """SET_VARIABLES sets those of its property file, then its own, each in its scope."""
    expand = run.expand if text(found.xml, "replacevars") == "Y" else str
    source = run.expand(text(found.xml, "filename"))
    if source:
        scope = text(found.xml, "file_variable_type", "CURRENT_JOB")
        path = local_path(source)
        if not path.is_file():
            error = KettleFileError(
                f"Unable to read the properties file {path}", f"无法读取属性文件 {path}"
            )
            run.log.failed(found.name, error)
            return replace(previous, success=False, errors=1)
        for name, value in properties(path.read_text(encoding="utf-8")).items():
            set_in_scope(run, name, value, scope)
    for field in children(found.xml, "fields/field"):
        name = expand(text(field, "variable_name"))
        value = expand(text(field, "variable_value"))
        set_in_scope(run, name, value, text(field, "variable_type", "CURRENT_JOB"))
    return replace(previous, success=True)


def set_in_scope(run: JobRun, name: str, value: str, scope: str) -> None:
    """Set a variable in this job and, as the scope says, in its parent or in all above it."""
    run.variables[name] = value
    above = run.parent
    if scope == "PARENT_JOB" and above is not None:
        above.variables[name] = value
    while scope in {"JVM", "ROOT_JOB"} and above is not None:
        above.variables[name] = value
        above = above.parent


def properties(content: str) -> dict[str, str]:
    """Return the names and values of a Java properties text; lines do not continue."""
    found = {}
    for line in content.splitlines():
        stripped = line.strip()
        if stripped and stripped[0] not in "#!":
            name, separator, value = stripped.partition("=")
            if not separator:
                name, _, value = stripped.partition(":")
            found[name.strip()] = value.strip()
    return found
