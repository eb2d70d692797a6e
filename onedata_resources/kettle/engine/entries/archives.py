"""ZIP_FILE: files packed into an archive. Unpacking is in `unpacking.py`."""

from __future__ import annotations

import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from onedata_resources.errors import BadInputError
from onedata_resources.kettle.engine.entries.names import MOMENT, dated, formatted
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
    """ZIP_FILE packs a file, or the files of a folder that match, and may remove them then.

    Where result rows name them, one without a folder or an archive is passed by, a mask holds until
    another comes, and the success of the entry before stays.
    """
    settings = run.settings(found.xml)
    moves = settings.number("afterzip", -1) == MOVE
    place = move_to(run, found, settings) if moves else None
    if not settings.flag("isfromprevious"):
        if not settings.text("sourcedirectory"):
            run.log.error(found.name, "Source folder/file is empty! Ignoring row...")
            return previous
        return _zip(run, found, _own_line(run, found, settings, place), previous.ended(True))
    result, mask, without = previous, "", ""
    for row in each_row(previous.rows):
        mask, without = row.at(1) or mask, row.at(2) or without
        if run.ended or result.errors:
            break
        if not (row.at(0) and row.at(3)):
            run.log.error(found.name, "A folder or an archive is not named! Ignoring row...")
            continue
        source, target = local(run, found, row.at(0)), local(run, found, row.at(3))
        result = _zip(run, found, Line(source, mask, without, target, place), result)
    return result


@dataclass(frozen=True)
class Line:
    """What is packed, which names are meant and which are not, the archive, and where files go."""

    source: Path
    mask: str
    without: str
    target: Path
    place: Path | None


def _own_line(run: JobRun, found: Entry, settings: StepXml, place: Path | None) -> Line:
    target = local(run, found, settings.raw("zipfilename"))
    name = dated(run, settings, target.name, before_extension=True, tags=NAME)
    return Line(
        local(run, found, settings.raw("sourcedirectory")),
        settings.text("wildcard"),
        settings.text("wildcardexclude"),
        target.with_name(name),
        place,
    )


def _zip(run: JobRun, found: Entry, line: Line, result: JobResult) -> JobResult:
    settings, target = run.settings(found.xml), line.target
    if not line.source.exists():
        raise BadInputError(
            f"There is no file or folder {line.source}.", f"{line.source} 处没有文件或目录。"
        )
    taken, rule = target.exists(), settings.number("ifzipfileexists", -1)
    if settings.flag("createparentfolder"):
        target.parent.mkdir(parents=True, exist_ok=True)
    if taken and rule == FAIL:
        run.log.error(found.name, f"Zip file [{target}] exists, failing.")
        return result.ended(False, errors=1)
    if not (taken and rule == KEEP):
        files = list(_to_pack(settings, line))
        if not files and (settings.flag("include_subfolders") or not _has_file(line.source)):
            run.log.error(found.name, f"There is nothing in [{line.source}] to zip.")
            return result.ended(False, errors=1)
        if taken and rule == UNIQUE:
            stem = target.name[:-4] if target.name.lower().endswith(".zip") else target.name
            target = target.with_name(f"{stem}_{formatted(run.clock.now(), MOMENT)}.zip")
        _write(settings, target, files, append=taken and rule == APPEND)
        run.log.write(found.name, f"Total zipped files : {len(files)}")
        _after_zip(settings, [path for path, _ in files], line.place)
    if settings.flag("addfiletoresult"):
        result = result.with_files([result_file(run, found, line.target)])
    return result


def _has_file(folder: Path) -> bool:
    """Return whether a file lies in the folder itself; an archive of none of them is empty."""
    return any(each.is_file() for each in folder.iterdir())


def _to_pack(settings: StepXml, line: Line) -> Iterator[tuple[Path, str]]:
    """Yield each file and its name in the archive."""
    source = line.source
    if source.is_file():
        yield source, _stored(source, settings)
        return
    deep = settings.flag("include_subfolders")
    for path in sorted(source.rglob("*") if deep else source.iterdir()):
        # With subfolders Kettle asks for the name and then for the whole path too.
        names = (path.name, str(path)) if deep else (path.name,)
        left_out = line.without and any(matches(line.without, name) for name in names)
        if path.is_file() and all(matches(line.mask, name) for name in names) and not left_out:
            yield path, path.relative_to(source).as_posix()


def _stored(path: Path, settings: StepXml) -> str:
    """Return the name in the archive of a file by itself; one of a row may keep its folders."""
    depth = settings.text("stored_source_path_depth").partition(":")[0].strip()
    if not settings.flag("isfromprevious") or not depth.isdigit():
        return path.name
    parts = path.parts[1:]
    return "/".join(parts[-int(depth) :] if int(depth) else parts)


def _write(settings: StepXml, target: Path, files: list[tuple[Path, str]], *, append: bool) -> None:
    """Write the archive beside its place and put it there when it is whole.

    Raises:
        BadInputError: One that goes on has a file of that name; it has those before it.
    """
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
            twice = next((name for _, name in files if name in known), None)
            for path, name in files:
                if name == twice:
                    break
                archive.write(path, name)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(target)
    finally:
        Path(temporary).unlink(missing_ok=True)
    if twice is not None:
        raise BadInputError(
            f"The archive {target} has a file {twice} already.",
            f"压缩包 {target} 中已有文件 {twice}。",
        )


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
