"""FILE_COMPARE and FOLDERS_COMPARE."""

from __future__ import annotations

import filecmp
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from onedata_resources.kettle.engine.entries.places import local, result_file, unnamed
from onedata_resources.kettle.engine.job_entries import entry, refuse
from onedata_resources.kettle.engine.job_result import JobResult
from onedata_resources.kettle.engine.patterns import matches
from onedata_resources.kettle.model import Entry
from onedata_resources.kettle.settings.stepxml import StepXml

if TYPE_CHECKING:
    from onedata_resources.kettle.engine.job import JobRun


@entry("FILE_COMPARE")
def compare_files(run: JobRun, found: Entry, previous: JobResult) -> JobResult:
    """FILE_COMPARE succeeds if both files have the same bytes; that they differ is no error."""
    settings = run.settings(found.xml)
    if not (settings.raw("filename1") and settings.raw("filename2")):
        return unnamed(run, found, previous)
    one, two = (_there(run, found, settings.raw(f"filename{n}")) for n in (1, 2))
    equal = filecmp.cmp(one, two, shallow=False)
    if settings.flag("add_filename_result") and one.is_file() and two.is_file():
        files = [result_file(run, found, each) for each in (one, two)]
        previous = previous.with_files(files)
    return previous.ended(equal)


@entry("FOLDERS_COMPARE")
def compare_folders(run: JobRun, found: Entry, previous: JobResult) -> JobResult:
    """FOLDERS_COMPARE succeeds if both have files of the same names, and content where asked."""
    settings = run.settings(found.xml)
    if not (settings.raw("filename1") and settings.raw("filename2")):
        return unnamed(run, found, previous)
    one, two = (_there(run, found, settings.raw(f"filename{n}")) for n in (1, 2))
    if one.is_dir() is not two.is_dir():
        run.log.error(found.name, f"Can not compare a file with a folder: {one}, {two}")
        return replace(previous, success=False)
    if one.is_file():
        return replace(previous, success=filecmp.cmp(one, two, shallow=False))
    left, right = list(_members(settings, one)), list(_members(settings, two))
    # Of files with one name in several folders Kettle compares one.
    by_name = {each.name: each for each in right}
    same = len(left) == len(right) and all(
        name in by_name and _same(settings, each, by_name[name])
        for name, each in {each.name: each for each in left}.items()
    )
    return replace(previous, success=same)


def _there(run: JobRun, found: Entry, written: str) -> Path:
    path = local(run, found, written)
    if path.exists():
        return path
    raise refuse(found, f"compares {path}, which does not exist", f"要比较的 {path} 不存在")


def _members(settings: StepXml, folder: Path) -> Iterator[Path]:
    """Yield the files and folders that are compared."""
    only, mask = settings.raw("compareonly", "all"), settings.raw("wildcard")
    paths = folder.rglob("*") if settings.flag("include_subfolders") else folder.iterdir()
    wanted: dict[str, Callable[[Path], bool]] = {
        "only_folders": Path.is_dir,
        "only_files": Path.is_file,
        "specify": lambda path: matches(mask, path.name),
    }
    meant = wanted.get(only, lambda _: only == "all")
    yield from (path for path in sorted(paths) if meant(path))


def _same(settings: StepXml, one: Path, two: Path) -> bool:
    if one.is_dir() is not two.is_dir():
        return False
    if one.is_dir():
        return True
    if settings.flag("compare_filesize") and one.stat().st_size != two.stat().st_size:
        return False
    return not settings.flag("compare_filecontent") or filecmp.cmp(one, two, shallow=False)
