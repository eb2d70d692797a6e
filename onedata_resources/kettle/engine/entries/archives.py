"""ZIP_FILE: files packed into an archive. Unpacking is in `unpacking.py`."""

from __future__ import annotations

import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from onedata_resources.errors import BadInputError
from onedata_resources.kettle.engine.entries.names import dated, formatted
from onedata_resources.kettle.engine.entries.places import (
    check_removable,
    local,
    remove_file,
    result_file,
)
from onedata_resources.kettle.engine.job_entries import entry, refuse
from onedata_resources.kettle.engine.job_result import JobResult
from onedata_resources.kettle.engine.job_rows import each_row
from onedata_resources.kettle.engine.patterns import matches
from onedata_resources.kettle.model import Entry
from onedata_resources.kettle.settings.stepxml import StepXml

if TYPE_CHECKING:
    from onedata_resources.kettle.engine.job import JobRun

NAME = ("SpecifyFormat", "date_time_format", "adddate", "addtime")
UNIQUE, APPEND, KEEP, FAIL = range(4)
DELETE, MOVE = 1, 2
LEVELS = {1: -1, 2: 9, 3: 1}


@entry("ZIP_FILE")
def zip_files(run: JobRun, found: Entry, previous: JobResult) -> JobResult:
    """ZIP_FILE packs a file, or the files of a folder that match, and may remove them then."""
    settings = run.settings(found.xml)
    tags = ("sourcedirectory", "wildcard", "wildcardexclude", "zipfilename")
    lines = [tuple(settings.raw(tag) for tag in tags)]
    if settings.flag("isfromprevious"):
        lines = [tuple(row.at(n) for n in range(4)) for row in each_row(previous.rows)]
    result = previous.ended(True)
    for line in lines:
        if run.ended or not result.success:
            break
        result = _zip(run, found, settings, line, result)
    return result


def _zip(
    run: JobRun, found: Entry, settings: StepXml, line: tuple[str, ...], result: JobResult
) -> JobResult:
    source, target = local(run, found, line[0]), local(run, found, line[3])
    if not settings.flag("isfromprevious"):
        name = dated(run, settings, target.name, before_extension=True, tags=NAME)
        target = target.with_name(name)
    named = target
    place = move_to(run, found, settings) if settings.number("afterzip", 0) == MOVE else None
    if settings.flag("createparentfolder"):
        target.parent.mkdir(parents=True, exist_ok=True)
    taken, rule = target.exists(), settings.number("ifzipfileexists", KEEP)
    if taken and rule == FAIL:
        run.log.error(found.name, f"Zip file [{target}] exists, failing.")
        return result.ended(False, errors=1)
    if not (taken and rule == KEEP):
        files = list(_to_pack(run, settings, source, line))
        if not files and (settings.flag("include_subfolders") or not _has_file(source)):
            run.log.error(found.name, f"There is nothing in [{source}] to zip.")
            return result.ended(False, errors=1)
        if taken and rule == UNIQUE:
            moment = formatted(run.clock.now(), "yyyyMMdd_HHmmss")
            stem = target.name[:-4] if target.name.lower().endswith(".zip") else target.name
            target = target.with_name(f"{stem}_{moment}.zip")
        _write(settings, target, files, append=taken and rule == APPEND)
        run.log.write(found.name, f"Total zipped files : {len(files)}")
        _after_zip(settings, [path for path, _ in files], place)
    if settings.flag("addfiletoresult"):
        result = result.with_files([result_file(run, found, named)])
    return result


def _has_file(folder: Path) -> bool:
    """Return whether a file lies in the folder itself; an archive of none of them is empty."""
    return any(each.is_file() for each in folder.iterdir())


def _to_pack(
    run: JobRun, settings: StepXml, source: Path, line: tuple[str, ...]
) -> Iterator[tuple[Path, str]]:
    """Yield each file and its name in the archive."""
    if not source.exists():
        raise BadInputError(f"There is no file or folder {source}.", f"{source} 处没有文件或目录。")
    if source.is_file():
        yield source, _stored(source, settings)
        return
    mask, without = run.expand(line[1]), run.expand(line[2])
    deep = settings.flag("include_subfolders")
    for path in sorted(source.rglob("*") if deep else source.iterdir()):
        # With subfolders Kettle asks for the name and then for the whole path too.
        names = (path.name, str(path)) if deep else (path.name,)
        left_out = without and any(matches(without, name) for name in names)
        if path.is_file() and all(matches(mask, name) for name in names) and not left_out:
            yield path, path.relative_to(source).as_posix()


def _stored(path: Path, settings: StepXml) -> str:
    """Return the name in the archive of a file by itself; one of a row may keep its folders."""
    depth = settings.text("stored_source_path_depth").partition(":")[0].strip()
    if not settings.flag("isfromprevious") or not depth.isdigit():
        return path.name
    parts = path.parts[1:]
    return "/".join(parts[-int(depth) :] if int(depth) else parts)


def _write(settings: StepXml, target: Path, files: list[tuple[Path, str]], *, append: bool) -> None:
    """Write the archive beside its place and put it there when it is whole."""
    rate = settings.number("compressionrate", 1)
    method = zipfile.ZIP_STORED if rate == 0 else zipfile.ZIP_DEFLATED
    handle, temporary = tempfile.mkstemp(dir=target.parent, suffix=".zip")
    os.close(handle)
    try:
        if append:
            shutil.copyfile(target, temporary)
        level = LEVELS.get(rate, -1)
        with zipfile.ZipFile(
            temporary, "a" if append else "w", method, compresslevel=level
        ) as archive:
            known = set(archive.namelist())
            for path, name in files:
                if name not in known:
                    archive.write(path, name)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(target)
    finally:
        Path(temporary).unlink(missing_ok=True)


def _after_zip(settings: StepXml, files: list[Path], place: Path | None) -> None:
    """Delete what was packed, or move it side by side into the place, if the entry says so."""
    for path in files:
        if settings.number("afterzip", 0) == DELETE:
            remove_file(path)
        elif place is not None:
            check_removable(path)
            shutil.move(path, place / path.name)


def move_to(run: JobRun, found: Entry, settings: StepXml) -> Path:
    """Return the folder that files go to afterwards, made where the settings say so.

    Raises:
        PrepareError: It is not there, and is not to be made.
    """
    folder = local(run, found, settings.raw("movetodirectory"))
    create = settings.flag("createMoveToDirectory") or settings.flag("create_move_to_directory")
    if not folder.is_dir() and not create:
        raise refuse(found, f"moves files to {folder}, which does not exist", f"{folder} 不存在")
    folder.mkdir(parents=True, exist_ok=True)
    return folder
