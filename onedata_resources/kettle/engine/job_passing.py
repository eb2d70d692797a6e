"""A TRANS or JOB entry at work, and what it passes besides rows: parameters and arguments."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from onedata_resources.errors import BadInputError
from onedata_resources.kettle.engine.java_texts import java_trim
from onedata_resources.kettle.engine.job_rows import ResultRow
from onedata_resources.kettle.engine.job_variables import hidden_but_for
from onedata_resources.kettle.engine.log import KettleLog
from onedata_resources.kettle.errors import JobEndsError
from onedata_resources.kettle.model import Entry, Parameter
from onedata_resources.kettle.variables import expand
from onedata_resources.kettle.xml import children, flag, text

if TYPE_CHECKING:
    from onedata_resources.kettle.engine.job import JobRun

_ALL = "parameters/pass_all_parameters"


@dataclass(frozen=True)
class Call:
    """An entry that runs a file: its job, itself, the file, and the log that the file writes to.

    `variables` are the entry's own: a copy of the job's, in which parameters stay from turn to
    turn.
    """

    run: JobRun
    entry: Entry
    path: Path
    log: KettleLog
    variables: dict[str, str]

    @property
    def passes_all(self) -> bool:
        """Whether the file gets more than the entry lists."""
        return flag(self.entry.xml, _ALL, default=True)


def transformation_parameters(
    call: Call, declared: tuple[Parameter, ...], row: ResultRow | None
) -> dict[str, str]:
    """Return the entry's list and the variables that are named like parameters.

    A written value goes before a field's. A value that is empty leaves the variable of that name,
    which may be the value of the turn before.

    Raises:
        JobEndsError: The row lacks a field of the list.
    """
    listed, own = list(_listed(call)), call.variables
    for name, field, written in listed:
        value = _of_field(row, field) if field else ""
        if value is None:
            raise JobEndsError(*_no_field(call, field))
        if value and not java_trim(written):
            own[name] = value
    passed: dict[str, str] = {}
    for name, _, written in listed:
        passed[name] = expand(written, own)
        if java_trim(passed[name]):
            own[name] = passed[name]
    names = {each.name for each in declared} | set(passed)
    return passed | {name: own[name] for name in names if name in own}


def transformation_variables(call: Call) -> dict[str, str]:
    """Return the job's variables that a transformation sees."""
    return call.variables if call.passes_all else hidden_but_for(call.run, call.variables)


def job_parameters(
    call: Call, declared: tuple[Parameter, ...], row: ResultRow | None
) -> dict[str, str]:
    """Return the entry's own list, and where it says so the values given to the calling job.

    A default of the calling job is no value: the called job has its own.

    Raises:
        BadInputError: The row lacks a field of the list.
    """
    run, found = call.run, call.entry
    given = {name: run.given_parameter(name) for name in run.parameters}
    own = given if flag(found.xml, "params_from_previous") else {}
    for name, field, written in _listed(call):
        value = _of_field(row, field) if field else run.expand(written)
        if value is None:
            raise BadInputError(*_no_field(call, field))
        own = own | {name: value}
    passed = {}
    for name in (each.name for each in declared):
        value = own.get(name) or (given.get(name) if call.passes_all else None)
        if value:
            passed[name] = value
    return passed


def _listed(call: Call) -> Iterator[tuple[str, str, str]]:
    """Yield each parameter of the entry's list: its name, the field it comes from, its value."""
    for each in children(call.entry.xml, "parameters/parameter"):
        field = text(each, "stream_name")
        if text(each, "name"):
            yield text(each, "name"), field if java_trim(field) else "", text(each, "value")


def _of_field(row: ResultRow | None, field: str) -> str | None:
    """Return the field's text; empty without a row, None where the row has no such field."""
    if row is None:
        return ""
    return row.text(field) if row.has(field) else None


def _no_field(call: Call, field: str) -> tuple[str, str]:
    return (
        f"Entry [{call.entry.name}] takes a parameter from field {field!r}, which the result rows"
        " do not have.",
        f"条目 [{call.entry.name}] 的参数取自字段 {field!r}，但结果行中没有该字段。",
    )


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
    """Return the arguments that stand in the entry, as they stand there, up to an empty one."""
    values: list[str] = []
    while argument := text(found.xml, f"argument{len(values)}"):
        values.append(argument)
    return tuple(values)
