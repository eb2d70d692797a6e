"""UNZIP: archives unpacked. A name in one that leads out of the folder is refused."""

from __future__ import annotations

import os
import shutil
import time
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from onedata_resources.errors import BadInputError
from onedata_resources.kettle.engine.entries.archives import DELETE, MOVE, NAME, move_to
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
            named = dated(run, settings, target.name, before_extension=True, tags=NAME)
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
        folder = move_to(run, found, settings)
        shutil.move(archive, folder / archive.name)
