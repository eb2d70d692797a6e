"""Entries that look at files: whether they are there, whole, or free.

Comparing them is in `comparisons.py`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from onedata_resources.errors import BadInputError
from onedata_resources.kettle.engine.entries.places import files_in, local, result_file, unnamed
from onedata_resources.kettle.engine.java_texts import to_int
from onedata_resources.kettle.engine.job_entries import entry
from onedata_resources.kettle.engine.job_result import JobResult
from onedata_resources.kettle.engine.job_rows import each_row
from onedata_resources.kettle.engine.job_variables import counts_failures
from onedata_resources.kettle.engine.reachable import is_locked
from onedata_resources.kettle.model import Entry
from onedata_resources.kettle.settings.stepxml import StepXml

if TYPE_CHECKING:
    from onedata_resources.kettle.engine.job import JobRun


@entry("FILE_EXISTS")
def file_exists(run: JobRun, found: Entry, previous: JobResult) -> JobResult:
    """FILE_EXISTS succeeds if the file or folder is there; that it is not is no error."""
    path = local(run, found, run.settings(found.xml).raw("filename"))
    there = os.access(path, os.R_OK)
    if not there:
        run.log.write(found.name, f"File [{path}] doesn't exist!", level="Detailed")
    return previous.ended(there)


@entry("FILES_EXIST")
def files_exist(run: JobRun, found: Entry, previous: JobResult) -> JobResult:
    """FILES_EXIST succeeds if all are there."""
    missing = 0
    for field in run.settings(found.xml).items("fields/field"):
        path = local(run, found, field.raw("name"))
        if not os.access(path, os.R_OK):
            missing += 1
            run.log.write(found.name, f"File [{path}] does not exist.", level="Detailed")
    return previous.ended(missing == 0, errors=missing if counts_failures(run) else 0)


@entry("FOLDER_IS_EMPTY")
def folder_is_empty(run: JobRun, found: Entry, previous: JobResult) -> JobResult:
    """FOLDER_IS_EMPTY succeeds if no file is in it; folders in it do not count."""
    settings = run.settings(found.xml)
    folder = local(run, found, settings.raw("foldername"))
    if not folder.is_dir():
        raise BadInputError(
            f"[{folder}] is not a folder, so whether it is empty cannot be said.",
            f"[{folder}] 不是目录，无法判断是否为空。",
        )
    mask = settings.text("wildcard") if settings.flag("specify_wildcard") else ""
    files = list(files_in(folder, mask, deep=settings.flag("include_subfolders")))
    run.log.write("Total files", f"We found : {min(len(files), 1)} file(s)")
    errors = int(counts_failures(run))
    if files:
        return previous.ended(False, errors=errors)
    # Kettle counts the folders, at any depth, as lines of input.
    folders = sum(each.is_dir() for each in folder.rglob("*"))
    return replace(
        previous.ended(True, errors=errors), lines=replace(previous.lines, input=folders)
    )


@entry("WAIT_FOR_FILE")
def wait_for_file(run: JobRun, found: Entry, previous: JobResult) -> JobResult:
    """WAIT_FOR_FILE succeeds when the file is there, and where asked has stopped growing."""
    settings = run.settings(found.xml)
    if not settings.raw("filename"):
        return unnamed(run, found, previous)
    path = local(run, found, settings.raw("filename"))
    limit, cycle = (
        _seconds(settings, "maximum_timeout", 0),
        _seconds(settings, "check_cycle_time", 60),
    )
    text = f"{limit} seconds" if limit else "indefinitely"
    run.log.write(found.name, f"Waiting {text} for file [{path}]")
    began = run.clock.now()
    while not path.exists():
        left = limit - (run.clock.now() - began).total_seconds()
        if run.ended or (limit and left <= 0):
            ok = settings.flag("success_on_timeout") and not run.ended
            run.log.write(found.name, f"Didn't detect file [{path}] before timeout")
            return replace(previous, success=ok)
        run.wait(min(cycle, left) if limit else cycle)
    run.log.write(found.name, f"Detected file [{path}] within timeout")
    if settings.flag("file_size_check"):
        _wait_for_its_end(run, path, cycle)
    if settings.flag("add_filename_result") and path.is_file():
        previous = previous.with_files([result_file(run, found, path)])
    return replace(previous, success=not run.ended)


def _seconds(settings: StepXml, name: str, default: int) -> int:
    value = to_int(settings.text(name), default)
    return value if value >= (1 if default else 0) else default


def _wait_for_its_end(run: JobRun, path: Path, cycle: float) -> None:
    before, size = -1, path.stat().st_size
    while before != size and not run.ended:
        run.wait(cycle)
        before, size = size, path.stat().st_size


def _named_files(run: JobRun, found: Entry, previous: JobResult) -> Iterator[Path]:
    """Yield the files that an entry's list, or the result rows, name: a folder gives its files."""
    settings = run.settings(found.xml)
    if settings.flag("arg_from_previous"):
        pairs = [(row.at(0), row.at(1)) for row in each_row(previous.rows)]
    else:
        items = settings.items("fields/field")
        pairs = [(each.raw("name"), each.text("filemask")) for each in items]
    for name, wildcard in pairs:
        if not name:
            continue
        path = local(run, found, name)
        if path.is_dir():
            yield from files_in(path, wildcard, deep=settings.flag("include_subfolders"))
        else:
            yield path


@entry("CHECK_FILES_LOCKED")
def check_files_locked(run: JobRun, found: Entry, previous: JobResult) -> JobResult:
    """CHECK_FILES_LOCKED succeeds if no other program holds a lock on one of the files.

    A file that is not there is not locked.
    """
    for path in _named_files(run, found, previous):
        if not path.exists():
            run.log.write(found.name, f"File [{path}] does not exist.")
            continue
        if is_locked(path):
            run.log.error(found.name, f"File [{path}] is locked!")
            return previous.ended(False, errors=1)
    return previous.ended(True)
