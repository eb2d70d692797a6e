"""Entries on the files that earlier entries left: adding to the list, clearing it, using it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from onedata_resources.errors import BadInputError
from onedata_resources.kettle.engine.entries.names import dated
from onedata_resources.kettle.engine.entries.places import (
    check_removable,
    files_in,
    local,
    remove_file,
    result_file,
)
from onedata_resources.kettle.engine.entries.tally import Tally
from onedata_resources.kettle.engine.job_entries import entry, refuse
from onedata_resources.kettle.engine.job_result import JobResult
from onedata_resources.kettle.engine.job_rows import each_row
from onedata_resources.kettle.engine.patterns import matches
from onedata_resources.kettle.model import Entry
from onedata_resources.kettle.settings.stepxml import StepXml

if TYPE_CHECKING:
    from onedata_resources.kettle.engine.job import JobRun

_NAME = ("SpecifyFormat", "date_time_format", "add_date", "add_time")


@entry("ADD_RESULT_FILENAMES")
def add_result_files(run: JobRun, found: Entry, previous: JobResult) -> JobResult:
    """ADD_RESULT_FILENAMES adds files to the result; one that is not there is an error."""
    settings = run.settings(found.xml)
    errors = 0
    result = replace(previous, files=()) if settings.flag("delete_all_before") else previous
    pairs = [(each.raw("name"), each.text("filemask")) for each in settings.items("fields/field")]
    if settings.flag("arg_from_previous"):
        pairs = [(row.at(0), row.at(1)) for row in each_row(previous.rows)]
    for name, mask in pairs:
        if not name or run.ended:
            continue
        path = local(run, found, name)
        if not path.exists():
            errors += 1
            run.log.error(found.name, f"{path} does not exist.")
            continue
        deep = settings.flag("include_subfolders")
        files = files_in(path, mask, deep=deep) if path.is_dir() else [path]
        result = result.with_files(result_file(run, found, each) for each in files)
    return result.ended(errors == 0, errors=errors)


def _chosen(settings: StepXml) -> Callable[[str], bool]:
    """Return whether a file's name is meant; without wildcards all are."""
    if not settings.flag("specify_wildcard"):
        return lambda _: True
    mask, without = settings.text("wildcard"), settings.text("wildcardexclude")
    return lambda name: matches(mask, name) and not (without and matches(without, name))


@entry("DELETE_RESULT_FILENAMES")
def forget_result_files(run: JobRun, found: Entry, previous: JobResult) -> JobResult:
    """DELETE_RESULT_FILENAMES takes files off the result; the files themselves stay."""
    settings = run.settings(found.xml)
    chosen = _chosen(settings)
    by_name = settings.flag("specify_wildcard")

    def stays(path: Path) -> bool:
        # By name only those are taken off that are there.
        return by_name and not (path.exists() and chosen(path.name))

    files = tuple(each for each in previous.files if stays(Path(each.path)))
    return replace(previous.ended(True), files=files)


@entry("COPY_MOVE_RESULT_FILENAMES")
def copy_or_move_result_files(run: JobRun, found: Entry, previous: JobResult) -> JobResult:
    """COPY_MOVE_RESULT_FILENAMES copies, moves or deletes the files of the result.

    Kettle never counts those that it handled: none are written, and a success that wants some does
    not come.
    """
    settings = run.settings(found.xml)
    action, chosen = settings.raw("action", "copy"), _chosen(settings)
    folder = None if action == "delete" else _folder(run, found, settings)
    tally, result = Tally.of(settings, "nr_errors_less_than"), previous
    for each in previous.files:
        path = Path(each.path)
        if tally.broken or run.ended:
            break
        if path.exists() and not chosen(path.name):
            continue
        try:
            done, target = _one(run, settings, path, folder, action)
        except (BadInputError, OSError) as error:
            tally.errors += 1
            run.log.error(found.name, getattr(error, "en", str(error)))
            continue
        if done and (folder is None or settings.flag("RemovedSourceFilename")):
            result = replace(
                result, files=tuple(one for one in result.files if one.path != each.path)
            )
        if target is not None and settings.flag("AddDestinationFilename"):
            result = result.with_files([result_file(run, found, target)])
    return replace(tally.settled(result), lines=replace(result.lines, written=tally.done))


def _folder(run: JobRun, found: Entry, settings: StepXml) -> Path:
    folder = local(run, found, settings.raw("destination_folder"))
    if not folder.is_dir():
        if not settings.flag("CreateDestinationFolder"):
            raise refuse(found, f"needs the folder {folder}", f"需要目录 {folder}")
        folder.mkdir(parents=True)
    return folder


def _one(
    run: JobRun, settings: StepXml, path: Path, folder: Path | None, action: str
) -> tuple[bool, Path | None]:
    """Copy, move or delete one file; return whether that was done, and where it is now."""
    if not path.exists():
        raise BadInputError(f"There is no file {path} any more.", f"文件 {path} 已不存在。")
    if folder is None:
        remove_file(path)
        return True, None
    before = settings.flag("AddDateBeforeExtension")
    target = folder / dated(run, settings, path.name, before_extension=before, tags=_NAME)
    if target.exists() and not settings.flag("OverwriteFile"):
        return False, None
    if action == "copy":
        shutil.copyfile(path, target)
    else:
        check_removable(path)
        shutil.move(path, target)
    return True, target
