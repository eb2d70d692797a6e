"""ZIP_FILE and UNZIP. A name in an archive that leads out of the folder is refused."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from onedata_resources.errors import BadInputError
from onedata_resources.kettle.engine.entries.names import dated, formatted, with_suffix
from onedata_resources.kettle.engine.entries.places import local, remove_file, result_file
from onedata_resources.kettle.engine.entries.tally import Tally
from onedata_resources.kettle.engine.job_entries import entry, refuse
from onedata_resources.kettle.engine.job_result import JobResult
from onedata_resources.kettle.engine.job_rows import each_row
from onedata_resources.kettle.engine.patterns import matches
from onedata_resources.kettle.model import Entry
from onedata_resources.kettle.settings.stepxml import StepXml

if TYPE_CHECKING:
    from onedata_resources.kettle.engine.job import JobRun

_NAME = ("SpecifyFormat", "date_time_format", "adddate", "addtime")
UNIQUE, APPEND, KEEP, FAIL = range(4)
DELETE, MOVE = 1, 2
LEVELS = {1: -1, 2: 9, 3: 1}


@entry("ZIP_FILE")
def zip_files(run: JobRun, found: Entry, previous: JobResult) -> JobResult:
    """ZIP_FILE packs a file, or the files of a folder that match, and may remove them then."""
    settings = run.settings(found.xml)
    tags = ("sourcedirectory", "wildcard", "wildcardexclude", "zipfilename", "movetodirectory")
    lines = [tuple(settings.raw(tag) for tag in tags)]
    if settings.flag("isfromprevious"):
        lines = [tuple(row.at(n) for n in range(5)) for row in each_row(previous.rows)]
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
    target = target.with_name(dated(run, settings, target.name, before_extension=True, tags=_NAME))
    if settings.flag("createparentfolder"):
        target.parent.mkdir(parents=True, exist_ok=True)
    taken, rule = target.exists(), settings.number("ifzipfileexists", KEEP)
    if taken and rule == FAIL:
        run.log.error(found.name, f"Zip file [{target}] exists, failing.")
        return replace(result, success=False)
    if not (taken and rule == KEEP):
        files = list(_to_pack(run, settings, source, line))
        if not files:
            run.log.error(found.name, f"There is nothing in [{source}] to zip.")
            return replace(result, success=False)
        if taken and rule == UNIQUE:
            moment = formatted(run.clock.now(), "yyyyMMdd_HHmmss")
            stem = target.name[:-4] if target.name.lower().endswith(".zip") else target.name
            target = target.with_name(f"{stem}_{moment}.zip")
        _write(settings, target, files, append=taken and rule == APPEND)
        run.log.write(found.name, f"Total zipped files : {len(files)}")
        _after_zip(run, found, settings, [path for path, _ in files], line[4])
    if settings.flag("addfiletoresult"):
        result = result.with_files([result_file(run, found, target)])
    return result


def _to_pack(
    run: JobRun, settings: StepXml, source: Path, line: tuple[str, ...]
) -> Iterator[tuple[Path, str]]:
    """Yield each file and its name in the archive."""
    if not source.exists():
        raise BadInputError(f"There is no file or folder {source}.", f"{source} 处没有文件或目录。")
    if source.is_file():
        yield source, source.name
        return
    mask, without = run.expand(line[1]), run.expand(line[2])
    deep = settings.flag("include_subfolders")
    for path in sorted(source.rglob("*") if deep else source.iterdir()):
        name = str(path) if deep else path.name
        if path.is_file() and matches(mask, name) and not (without and matches(without, name)):
            yield path, path.relative_to(source).as_posix()


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


def _after_zip(
    run: JobRun, found: Entry, settings: StepXml, files: list[Path], folder: str
) -> None:
    action = settings.number("afterzip", 0)
    place = _move_to(run, found, settings, folder) if action == MOVE else None
    for path in files:
        if action == DELETE:
            remove_file(path)
        elif place is not None:
            shutil.move(path, place / path.name)


def _move_to(run: JobRun, found: Entry, settings: StepXml, written: str) -> Path:
    folder = local(run, found, written)
    create = settings.flag("createMoveToDirectory") or settings.flag("create_move_to_directory")
    if not folder.is_dir() and not create:
        raise refuse(found, f"moves files to {folder}, which does not exist", f"{folder} 不存在")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@entry("UNZIP")
def unzip_files(run: JobRun, found: Entry, previous: JobResult) -> JobResult:
    """UNZIP unpacks archives into a folder, and succeeds as its condition says."""
    settings = run.settings(found.xml)
    tally = Tally.of(settings, "nr_limit")
    folder = local(run, found, settings.raw("targetdirectory"))
    if not folder.is_dir():
        if not settings.flag("createfolder"):
            raise refuse(found, f"unpacks into {folder}, which does not exist", f"{folder} 不存在")
        folder.mkdir(parents=True)
    pairs = [(settings.raw("zipfilename"), settings.text("wildcardSource"))]
    if settings.flag("isfromprevious"):
        pairs = [(row.at(0), row.at(1)) for row in each_row(previous.rows)]
    result = previous
    for written, mask in pairs:
        for archive in _archives(local(run, found, written), mask):
            if tally.broken or run.ended:
                break
            try:
                unpacked = list(_unzip(run, settings, tally, archive, folder))
                tally.done += 1
                _after_unzip(run, found, settings, archive)
            except (BadInputError, OSError, zipfile.BadZipFile) as error:
                tally.errors += 1
                run.log.error(found.name, f"{archive}: {getattr(error, 'en', error)}")
                continue
            if settings.flag("addfiletoresult"):
                result = result.with_files(result_file(run, found, each) for each in unpacked)
    result = result.ended(tally.succeeded, errors=tally.errors)
    return replace(result, lines=replace(result.lines, written=tally.done))


def _archives(path: Path, mask: str) -> Iterator[Path]:
    if path.is_dir():
        yield from (each for each in sorted(path.iterdir())
                    if each.is_file() and matches(mask, str(each)))  # fmt: skip
    elif path.exists():
        yield path
    else:
        raise BadInputError(f"There is no zip file {path}.", f"没有 zip 文件 {path}。")


def _unzip(
    run: JobRun, settings: StepXml, tally: Tally, path: Path, folder: Path
) -> Iterator[Path]:
    """Unpack the files that match; yield where each lies."""
    if settings.flag("rootzip"):
        folder /= path.stem
    mask, without = settings.text("wildcard"), settings.text("wildcardexclude")
    with zipfile.ZipFile(path) as archive:
        for member in archive.infolist():
            target = _inside(folder, member.filename)
            if member.is_dir():
                target.mkdir(parents=True, exist_ok=True)
                continue
            name = f"zip:file://{path}!/{member.filename}"
            if not matches(mask, name) or (without and matches(without, name)):
                continue
            named = dated(run, settings, target.name, before_extension=True, tags=_NAME)
            place = _place(run, settings, tally, target.with_name(named), member.file_size)
            if place is None:
                continue
            place.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(member) as source, place.open("wb") as sink:
                shutil.copyfileobj(source, sink)
            if settings.flag("setOriginalModificationDate"):
                moment = time.mktime((*member.date_time, 0, 0, -1))
                os.utime(place, (moment, moment))
            yield place


def _inside(folder: Path, name: str) -> Path:
    relative = PurePosixPath(name.replace("\\", "/"))
    if relative.is_absolute() or ".." in relative.parts:
        raise BadInputError(
            f"The archive names a file outside itself: {name!r}.",
            f"压缩包中的文件名越界：{name!r}。",
        )
    return folder / relative


def _place(run: JobRun, settings: StepXml, tally: Tally, target: Path, size: int) -> Path | None:
    """Return where a file goes; None where the one that is there stays."""
    if not target.exists():
        return target
    rule, there = settings.raw("iffileexists", "SKIP"), target.stat().st_size
    if rule == "UNIQ":
        return target.with_name(
            with_suffix(target.name, "_" + formatted(run.clock.now(), "yyyyMMdd_HHmmssSSS"))
        )
    if rule == "FAIL":
        tally.errors += 1
    replaces = {
        "OVERWRITE": True,
        "OVERWRITE_DIFF_SIZE": size != there,
        "OVERWRITE_EQUAL_SIZE": size == there,
        "OVERWRITE_ZIP_BIG": size > there,
        "OVERWRITE_ZIP_BIG_EQUAL": size >= there,
        "OVERWRITE_ZIP_SMALL": size < there,
        "OVERWRITE_ZIP_SMALL_EQUAL": size <= there,
    }
    return target if replaces.get(rule, False) else None


def _after_unzip(run: JobRun, found: Entry, settings: StepXml, archive: Path) -> None:
    action = settings.number("afterunzip", 0)
    if action == DELETE:
        remove_file(archive)
    elif action == MOVE:
        folder = _move_to(run, found, settings, settings.raw("movetodirectory"))
        shutil.move(archive, folder / archive.name)
