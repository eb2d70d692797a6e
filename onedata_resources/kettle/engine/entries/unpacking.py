"""UNZIP: archives unpacked. A name in one that leads out of the folder is refused."""

from __future__ import annotations

import os
import shutil
import time
import zipfile
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from onedata_resources.errors import BadInputError
from onedata_resources.kettle.engine.entries.archives import DELETE, MOVE, NAME, move_to
from onedata_resources.kettle.engine.entries.names import MOMENT, formatted, masks, with_suffix
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

UNIQUE = "UNIQ"
SAME_OBJECT = range(-128, 128)
"""Numbers that Java compares as numbers where Kettle asks whether two objects are one."""


@entry("UNZIP")
def unzip_files(run: JobRun, found: Entry, previous: JobResult) -> JobResult:
    """UNZIP unpacks archives into a folder, and succeeds as its condition says."""
    settings = run.settings(found.xml)
    from_rows = settings.flag("isfromprevious")
    pairs = [(settings.raw("zipfilename"), settings.text("wildcardSource"))]
    if from_rows:
        pairs = [(row.at(0), row.at(1)) for row in each_row(previous.rows)]
    if not pairs:
        return previous.ended(False, errors=1)
    folder = local(run, found, settings.raw("targetdirectory"))
    if not folder.is_dir():
        if folder.exists() or not settings.flag("createfolder"):
            raise refuse(found, f"unpacks into {folder}, which is no folder", f"{folder} 不是目录")
        folder.mkdir(parents=True)
    moves = settings.number("afterunzip", 0) == MOVE
    place = move_to(run, found, settings) if moves else None
    work = _Unzip(run, found, settings, Tally.of(settings, "nr_limit"), folder, place, previous)
    for written, mask in pairs:
        if run.ended:
            break
        if work.tally.broken:
            return work.tally.cut(work.result)
        path = local(run, found, written)
        if path.exists():
            work.archives(path, mask)
            continue
        run.log.error(found.name, f"There is no zip file {path}.")
        if not from_rows:
            return previous.ended(False, errors=1)
        work.tally.errors += 1
    result = work.tally.settled(work.result)
    return replace(result, lines=replace(result.lines, written=work.tally.done))


@dataclass
class _Unzip:
    """The entry at work. `form` is the form of dates that its first file set for good."""

    run: JobRun
    found: Entry
    settings: StepXml
    tally: Tally
    folder: Path
    place: Path | None
    result: JobResult
    form: str = ""

    def archives(self, path: Path, mask: str) -> None:
        """Unpack the archive, or those of a folder whose whole name matches."""
        for each in sorted(path.iterdir()) if path.is_dir() else [path]:
            if self.run.ended or (path.is_dir() and self.tally.broken):
                return
            if path.is_dir() and (each.is_dir() or not matches(mask, str(each))):
                continue
            done = self._unpack(each)
            self.tally.done += done
            self.tally.errors += not done

    def _unpack(self, path: Path) -> bool:
        """Unpack one archive; what keeps it from that is an error here and for the caller."""
        try:
            root = self.folder / path.stem if self.settings.flag("rootzip") else self.folder
            root.mkdir(parents=True, exist_ok=True)
            with zipfile.ZipFile(path) as archive:
                for member in archive.infolist():
                    if self.tally.broken:
                        return False
                    self._try_member(path, archive, member, root)
            self._after(path)
        except (BadInputError, OSError, zipfile.BadZipFile) as error:
            self._failed(path, error)
            return False
        return True

    def _failed(self, path: Path, error: Exception) -> None:
        self.tally.errors += 1
        self.run.log.error(self.found.name, f"{path}: {getattr(error, 'en', error)}")

    def _try_member(
        self, path: Path, archive: zipfile.ZipFile, member: zipfile.ZipInfo, root: Path
    ) -> None:
        try:
            target = _inside(root, self._named(member))
            if member.is_dir():
                target.mkdir(parents=True, exist_ok=True)
            else:
                self._member(f"zip:file://{path}!/{member.filename}", archive, member, target)
            if self.settings.flag("setOriginalModificationDate") and target.exists():
                moment = time.mktime((*member.date_time, 0, 0, -1))
                os.utime(target, (moment, moment))
        except (BadInputError, OSError, zipfile.BadZipFile) as error:
            self._failed(path, error)

    def _member(
        self, name: str, archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path
    ) -> None:
        """Unpack one file where it is meant and none is in its way.

        Where names are to be unique Kettle writes the plain one, and lists the other.
        """
        takes = self._takes(target, member.file_size)
        mask, without = self.settings.text("wildcard"), self.settings.text("wildcardexclude")
        if not (takes and matches(mask, name)) or (without and matches(without, name)):
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(member) as source, target.open("wb") as sink:
            shutil.copyfileobj(source, sink)
        if self.settings.flag("addfiletoresult"):
            listed = target
            if self._rule() == UNIQUE:
                moment = formatted(self.run.clock.now(), MOMENT)
                listed = Path(with_suffix(str(target), moment))
            self.result = self.result.with_files([result_file(self.run, self.found, listed)])

    def _rule(self) -> str:
        return self.settings.raw("iffileexists", "SKIP").upper()

    def _takes(self, target: Path, size: int) -> bool:
        """Whether the file is written; that it is there may be an error, whether meant or not."""
        if not target.exists():
            return True
        rule, there = self._rule(), target.stat().st_size
        if rule == "FAIL":
            self.tally.errors += 1
            self.run.log.error(self.found.name, f"File {target} exists already.")
        equal = size == there and size in SAME_OBJECT
        return {
            "OVERWRITE": True,
            UNIQUE: True,
            "OVERWRITE_DIFF_SIZE": not equal,
            "OVERWRITE_EQUAL_SIZE": equal,
            "OVERWRITE_ZIP_BIG": size > there,
            "OVERWRITE_ZIP_BIG_EQUAL": size >= there,
            "OVERWRITE_ZIP_SMALL": size < there,
            "OVERWRITE_ZIP_SMALL_EQUAL": size <= there,
        }.get(rule, False)

    def _named(self, member: zipfile.ZipInfo) -> str:
        """Return the file's name with the date and time that the settings add."""
        forms = list(masks(self.settings, NAME))
        if member.is_dir() or not forms:
            return member.filename
        moment = self.run.clock.now()
        if self.settings.flag("addOriginalTimestamp"):
            moment = datetime(*member.date_time)  # noqa: DTZ001 - archives have no zone
        added = ""
        for sign, mask in forms:
            added += sign + formatted(moment, self.form or mask)
        self.form = self.form or forms[-1][1]
        return with_suffix(member.filename, added)

    def _after(self, archive: Path) -> None:
        """Delete or move the archive; that it cannot be moved is an error of its own."""
        if self.settings.number("afterunzip", 0) == DELETE:
            remove_file(archive)
        elif self.place is not None:
            try:
                shutil.move(archive, self.place / archive.name)
            except OSError as error:
                self._failed(archive, error)


def _inside(folder: Path, name: str) -> Path:
    relative = PurePosixPath(name.replace("\\", "/"))
    if relative.is_absolute() or ".." in relative.parts:
        raise BadInputError(
            f"The archive names a file outside itself: {name!r}.",
            f"压缩包中的文件名越界：{name!r}。",
        )
    return folder / relative
