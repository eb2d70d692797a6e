"""A TRANS or JOB entry at work, and what it passes besides rows: parameters and arguments."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from onedata_resources.kettle.engine.job_rows import ResultRow
from onedata_resources.kettle.engine.log import KettleLog
from onedata_resources.kettle.model import Entry, Parameter
from onedata_resources.kettle.xml import children, flag, text

if TYPE_CHECKING:
    from onedata_resources.kettle.engine.job import JobRun

_ALL = "parameters/pass_all_parameters"


@dataclass(frozen=True)
class Call:
    """An entry that runs a file: its job, itself, the file, and the log that the file writes to."""

    run: JobRun
    entry: Entry
    path: Path
    log: KettleLog


def transformation_parameters(
    call: Call, declared: tuple[Parameter, ...], row: ResultRow | None
) -> dict[str, str]:
    """Return the entry's own list, and where it says so the job's values of the same names."""
    run, found = call.run, call.entry
    passed: dict[str, str] = {}
    if flag(found.xml, _ALL, default=True):
        names = {each.name for each in declared}
        passed = {name: run.variables[name] for name in names if name in run.variables}
    return passed | {name: value for name, value in _own(run, found, row).items() if value}


def job_parameters(
    call: Call, declared: tuple[Parameter, ...], row: ResultRow | None
) -> dict[str, str]:
    """Return the entry's own list, and where it says so the calling job's parameters."""
    run, found = call.run, call.entry
    own = _own(run, found, row)
    if flag(found.xml, "params_from_previous"):
        own = run.parameters | own
    passed = {}
    for name in (each.name for each in declared):
        value = own.get(name)
        if not value and flag(found.xml, _ALL, default=True):
            value = run.parameters.get(name)
        if value:
            passed[name] = value
    return passed


def _own(run: JobRun, found: Entry, row: ResultRow | None) -> dict[str, str]:
    """Return the entry's list; a value that is to come from a field is empty without a row."""
    values = {}
    for each in children(found.xml, "parameters/parameter"):
        field = text(each, "stream_name").strip()
        if field:
            value = row.text(field) if row is not None else ""
        else:
            value = run.expand(text(each, "value"))
        if text(each, "name"):
            values[text(each, "name")] = value
    return values


def arguments_of(call: Call, row: ResultRow | None) -> tuple[str, ...]:
    """Return the arguments: the row's values, the entry's own list, or the job's.

    An entry that takes them from the previous result but runs only once gets none, as in Kettle.
    """
    run, found = call.run, call.entry
    if flag(found.xml, "arg_from_previous"):
        return tuple(each or "" for each in row.values) if row is not None else ()
    own = written_arguments(found)
    return tuple(run.expand(each) for each in own or run.context.arguments)


def written_arguments(found: Entry) -> tuple[str, ...]:
    """Return the arguments that stand in the entry, as they stand there."""
    values = []
    while (argument := found.xml.find(f"argument{len(values)}")) is not None:
        values.append(argument.text or "")
    return tuple(values)
