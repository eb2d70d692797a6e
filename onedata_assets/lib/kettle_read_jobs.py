"""A Kettle job as the assets need it: its entries in order, and why it cannot run.

Reading is cached by content; no XML is kept. Transformations are read in `kettle_read.py`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from onedata_assets.lib.kettle_calls import content_of
from onedata_assets.lib.kettle_schedule import refuse_own_schedule
from onedata_resources.kettle.called_files import SUFFIXES, CalledFile
from onedata_resources.kettle.engine.job_check import check_job
from onedata_resources.kettle.engine.job_entries import is_start
from onedata_resources.kettle.errors import PrepareError
from onedata_resources.kettle.model import Entry, Job
from onedata_resources.kettle.reader import read_job
from onedata_resources.kettle.xml import children, text

Values = tuple[tuple[str, str], ...]


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


_JOBS: dict[tuple[Path, str], ReadJob] = {}


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
