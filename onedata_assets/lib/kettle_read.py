"""One Kettle file as the assets need it: what it calls, reads and writes, and why it cannot run.

Reading is cached by content, so definitions load twice at the price of once; no XML is kept. What
a unit of several files has is in `kettle_files.py`.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from onedata_assets.lib.kettle_schedule import refuse_own_schedule
from onedata_assets.lib.kettle_sources import read_source
from onedata_resources.errors import BadInputError
from onedata_resources.kettle.called_files import SUFFIXES, CalledFile
from onedata_resources.kettle.configured import connections
from onedata_resources.kettle.engine.graph import Plan, plan_of
from onedata_resources.kettle.engine.job_check import check_job
from onedata_resources.kettle.engine.job_entries import is_start
from onedata_resources.kettle.errors import PrepareError
from onedata_resources.kettle.lineage.tables import TransformationLineage, table_lineage
from onedata_resources.kettle.model import Connection, Entry, Job, Step
from onedata_resources.kettle.reader import read_job
from onedata_resources.kettle.readiness import unfed, unknown_connection, unsupported
from onedata_resources.kettle.staged import lake_steps
from onedata_resources.kettle.variables import expand
from onedata_resources.kettle.xml import children, text

HERE = (
    "Internal.Entry.Current.Directory",
    "Internal.Job.Filename.Directory",
    "Internal.Transformation.Filename.Directory",
)
"""Variables that are the folder of the file itself."""

Values = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ReadTransformation:
    """A transformation: its lineage, the files that its steps run, and what keeps it from running.

    `dropping` are the filters whose author sends some rows nowhere, `rejecting` the steps that
    send rows which they cannot handle to an error hop, `lake_steps` those that use the lake, each
    with its type.
    """

    name: str
    description: str
    lineage: TransformationLineage
    refusal: PrepareError | None
    dropping: frozenset[str]
    rejecting: frozenset[str]
    calls: tuple[str, ...]
    lake_steps: tuple[tuple[str, str], ...]
    connections: Mapping[str, Connection]


@dataclass(frozen=True)
class ReadEntry:
    """An entry of a job; `called` is the file that it runs, `values` the parameters it passes."""

    type: str
    called: CalledFile | None = None
    values: Values = ()


@dataclass(frozen=True)
class ReadJob:
    """A job: its entries in the order in which hops reach them, and what keeps it from running.

    `named` are the files of all entries, also of those that no hop reaches.
    """

    name: str
    description: str
    entries: tuple[ReadEntry, ...]
    named: tuple[CalledFile, ...]
    parameters: Values
    refusal: PrepareError | None


_TRANSFORMATIONS: dict[tuple[Path, str, Values], ReadTransformation] = {}
_JOBS: dict[tuple[Path, str], ReadJob] = {}


def content_of(path: Path) -> bytes:
    """Return the bytes of the file.

    Raises:
        BadInputError: There is no such file.
    """
    if not path.is_file():
        raise BadInputError(
            f"There is no Kettle file {path}: correct the name in the YAML or in the job's entry.",
            f"找不到 Kettle 文件 {path}：请修正 YAML 或作业条目中的文件名。",
        )
    return path.read_bytes()


def transformation_of(path: Path, values: Mapping[str, str]) -> ReadTransformation:
    """Return the transformation with these values for its parameters and variables.

    Raises:
        BadInputError: It is missing or malformed, its hops make a loop or lead to nowhere, or no
            row can reach a table that it writes.
    """
    content = content_of(path)
    key = path, hashlib.sha256(content).hexdigest(), tuple(sorted(values.items()))
    if key not in _TRANSFORMATIONS:
        _TRANSFORMATIONS[key] = _transformation(path, content, values)
    return _TRANSFORMATIONS[key]


def job_of(path: Path) -> ReadJob:
    """Return the job.

    Raises:
        BadInputError: It is missing or malformed, or has a schedule of its own.
    """
    content = content_of(path)
    key = path, hashlib.sha256(content).hexdigest()
    if key not in _JOBS:
        _JOBS[key] = _job(path, content)
    return _JOBS[key]


def _transformation(path: Path, content: bytes, values: Mapping[str, str]) -> ReadTransformation:
    found = replace(read_source(path, content), filename=str(path))
    plan, lineage = plan_of(found), table_lineage(found, values)
    for table in lineage.writes:
        if lost := unfed(plan, found, table.step):
            raise lost
    return ReadTransformation(
        found.name,
        found.description,
        lineage,
        unsupported(plan, found) or unknown_connection(plan, found, connections(os.environ)),
        frozenset(step.name for step in plan.steps if _drops(step)),
        frozenset(plan.error_hops),
        _called_by_steps(plan),
        tuple((step.name, step.type) for step in lake_steps(found, values)),
        {each.name.lower(): replace(each, xml=None) for each in found.connections},
    )


def _drops(step: Step) -> bool:
    """Tell whether the step is a filter with one way out only."""
    ways = [text(step.xml, name) for name in ("send_true_to", "send_false_to")]
    return step.type == "FilterRows" and not all(ways)


def _called_by_steps(plan: Plan) -> tuple[str, ...]:
    """Return the files that steps run, as they name them."""
    written = (text(step.xml, "filename") for step in plan.steps)
    return tuple(dict.fromkeys(name for name in written if is_kettle_file(name)))


def is_kettle_file(name: str) -> bool:
    """Tell whether the name is that of a transformation or a job."""
    return name.lower().endswith(tuple(SUFFIXES.values()))


def _job(path: Path, content: bytes) -> ReadJob:
    found = replace(read_job(content, name=str(path)), filename=str(path))
    refuse_own_schedule(found)
    return ReadJob(
        found.name,
        found.description,
        tuple(_entry(each) for each in _in_order(found)),
        tuple(CalledFile.of(each.xml) for each in found.entries if each.type in SUFFIXES),
        tuple((each.name, each.default) for each in found.parameters),
        _refusal(found, path),
    )


def _refusal(job: Job, path: Path) -> PrepareError | None:
    try:
        check_job(job)
    except PrepareError as error:
        return PrepareError(f"{path}: {error.en}", f"{path}：{error.zh}")
    return None


def _in_order(job: Job) -> Iterator[Entry]:
    """Yield the entries that enabled hops reach from the START, nearer ones first."""
    places = {(each.name, each.copy): each for each in job.entries}
    waiting = [place for place, each in places.items() if is_start(each)][:1] or list(places)
    seen = set(waiting)
    while waiting:
        place = waiting.pop(0)
        yield places[place]
        for hop in job.hops:
            target = (hop.target, hop.target_copy)
            here = (hop.source, hop.source_copy) == place
            if here and hop.enabled and target in places and target not in seen:
                seen.add(target)
                waiting.append(target)


def _entry(entry: Entry) -> ReadEntry:
    if entry.type not in SUFFIXES:
        return ReadEntry(entry.type)
    given = children(entry.xml, "parameters/parameter")
    values = tuple((text(each, "name"), text(each, "value")) for each in given)
    passed = tuple((name, value) for name, value in values if name and value)
    return ReadEntry(entry.type, CalledFile.of(entry.xml), passed)


def variables_of(path: Path, values: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that names of files in this file may have."""
    return {**values, **dict.fromkeys(HERE, str(path.parent))}


def called_file(called: CalledFile, caller: Path, values: Mapping[str, str]) -> Path:
    """Return the file that an entry runs; where there is none, where it should be."""
    variables = variables_of(caller, values)

    def expanded(written: str) -> str:
        return expand(written, variables)

    found = called.find(expanded, caller.parent)
    return (found or next(called.candidates(expanded, caller.parent))).resolve()


def called_by_step(written: str, caller: Path, values: Mapping[str, str]) -> Path:
    """Return the file that a step runs."""
    name = expand(written, variables_of(caller, values)).removeprefix("file://")
    return (caller.parent / name).resolve()


def outline(path: Path, values: Mapping[str, str]) -> Iterator[Path]:
    """Yield the files that this one calls, so that a project's units can be told.

    Most transformations call none, which their bytes show without reading them.
    """
    if path.suffix == ".kjb":
        job = job_of(path)
        here = {**dict(job.parameters), **values}
        yield from (called_file(each, path, here) for each in job.named if each.named)
        return
    content = content_of(path)
    if b".ktr</filename>" in content or b".kjb</filename>" in content:
        try:
            calls = transformation_of(path, values).calls
        except BadInputError:
            return  # said when the unit is read
        yield from (called_by_step(each, path, values) for each in calls)
