"""MOVE_FILES: as COPY_FILES, with a date in the new name and a rule for names that are taken.

Folders that are left empty stay, whatever `move_empty_folders` says: Kettle asks whether its list
of wildcards is empty, and there is one for every line.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from onedata_resources.errors import BadInputError
from onedata_resources.kettle.engine.entries.copying import Line, existing, lines_of, ready
from onedata_resources.kettle.engine.entries.names import UNIQUE, dated, formatted, with_suffix
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
from onedata_resources.kettle.model import Entry
from onedata_resources.kettle.settings.stepxml import StepXml

if TYPE_CHECKING:
    from onedata_resources.kettle.engine.job import JobRun

_NAME = ("SpecifyFormat", "date_time_format", "add_date", "add_time")
_MOVED = ("SpecifyMoveFormat", "moved_date_time_format", "add_moved_date", "add_moved_time")


def _check(found: Entry) -> None:
    xml = StepXml(found.xml, {})
    if xml.raw("iffileexists") == "move_file" and not xml.raw("destinationFolder"):
        raise refuse(
            found,
            "moves files whose name is taken to another folder, and does not name it",
            "要把重名文件移到另一目录，但没有指定该目录",
        )


@dataclass
class _Move:
    """The entry at work."""

    run: JobRun
    found: Entry
    settings: StepXml
    tally: Tally
    aside: Path | None
    result: JobResult

    def file(self, source: Path, target: Path) -> bool:
        """Move one file; False where it stays, which may be an error for the caller.

        Kettle counts what goes wrong here, and its caller counts it again where the line names one
        file.
        """
        try:
            return self._moved(source, target)
        except (BadInputError, OSError) as error:
            self.tally.errors += 1
            self.run.log.error(self.found.name, getattr(error, "en", str(error)))
            return False

    def _moved(self, source: Path, target: Path) -> bool:
        rule = self.settings.raw("iffileexists", "do_nothing")
        if not target.exists():
            return self._done(source, target)
        if rule == "overwrite_file":
            return self._done(source, target)
        if rule == "unique_name":
            moment = formatted(self.run.clock.now(), UNIQUE)
            before = self.settings.flag("AddMovedDateBeforeExtension")
            name = with_suffix(target.name, moment) if before else target.name + moment
            return self._done(source, target.with_name(name))
        if rule == "delete_file":
            self._act(lambda: remove_file(source))
            self.tally.done += 1
            return True
        if rule == "move_file" and self.aside is not None:
            return self._aside(source, target.name)
        self.tally.errors += rule == "fail"
        return False

    def _aside(self, source: Path, name: str) -> bool:
        before = self.settings.flag("AddMovedDateBeforeExtension")
        name = dated(self.run, self.settings, name, before_extension=before, tags=_MOVED)
        target = (self.aside or source.parent) / name
        rule = self.settings.raw("ifmovedfileexists", "do_nothing")
        if not target.exists():
            # Kettle moves it, and its caller takes it for a file that stayed.
            self._move(source, target)
            return False
        if rule == "overwrite_file":
            return self._done(source, target)
        if rule == "unique_name":
            moment = formatted(self.run.clock.now(), UNIQUE)
            return self._done(source, target.with_name(f"{name}_{moment}"))
        self.tally.errors += rule == "fail"
        return False

    def _done(self, source: Path, target: Path) -> bool:
        self._move(source, target)
        self.tally.done += 1
        return True

    def _move(self, source: Path, target: Path) -> None:
        def move() -> None:
            check_removable(source)
            target.parent.mkdir(parents=True, exist_ok=True)
            if target.is_file():
                target.unlink()
            shutil.move(source, target)

        self._act(move)
        taken = self.settings.raw("iffileexists", "do_nothing")
        if self.settings.flag("add_result_filesname") and taken not in {"fail", "do_nothing"}:
            self.result = self.result.with_files([result_file(self.run, self.found, target)])

    def _act(self, change: Callable[[], object]) -> None:
        if not self.settings.flag("simulate"):
            change()


@entry("MOVE_FILES", check=_check)
def move_files(run: JobRun, found: Entry, previous: JobResult) -> JobResult:
    """MOVE_FILES moves each line, and succeeds as its condition says."""
    settings = run.settings(found.xml)
    tally = Tally.of(settings, "nr_errors_less_than")
    move = _Move(run, found, settings, tally, _aside_folder(run, found, settings), previous)
    for line in lines_of(run, found, previous):
        if run.ended:
            break
        if tally.broken:
            return tally.cut(move.result)
        try:
            if not _line(move, line):
                tally.errors += 1
        except (BadInputError, OSError) as error:
            tally.errors += 1
            run.log.error(found.name, getattr(error, "en", str(error)))
    result = tally.settled(move.result)
    return replace(result, lines=replace(result.lines, written=tally.done))


def _aside_folder(run: JobRun, found: Entry, settings: StepXml) -> Path | None:
    if settings.raw("iffileexists") != "move_file":
        return None
    folder = local(run, found, settings.raw("destinationFolder"))
    if not folder.is_dir():
        if not settings.flag("create_move_to_folder"):
            raise refuse(
                found,
                f"moves files whose name is taken to {folder}, which does not exist",
                f"要把重名文件移到 {folder}，但该目录不存在",
            )
        folder.mkdir(parents=True)
    return folder


def _line(move: _Move, line: Line) -> bool:
    run, found, settings = move.run, move.found, move.settings
    source, target = existing(local(run, found, line[0])), local(run, found, line[1])
    ready(settings, target)
    before = settings.flag("AddDateBeforeExtension")
    if source.is_dir() and settings.flag("destination_is_a_file"):
        run.log.error(found.name, f"Can not move folder {source} to file {target}!")
        move.tally.errors += 1
        return True
    if source.is_dir():
        return _folder(move, source, target, line[2])
    into = target / source.name if target.is_dir() else target
    name = dated(run, settings, into.name, before_extension=before, tags=_NAME)
    return move.file(source, into.with_name(name))


def _folder(move: _Move, source: Path, target: Path, mask: str) -> bool:
    """Move the folder's files; False where the condition is broken before all of it is seen.

    Kettle looks at the folder, and at all that is in it at any depth, one after another.
    """
    settings = move.settings
    deep, flat = settings.flag("include_subfolders"), settings.flag("DoNotKeepFolderStructure")
    before = settings.flag("AddDateBeforeExtension")
    chosen = set(files_in(source, mask, deep=deep))
    for path in _all_in(source):
        if move.run.ended:
            return True
        if move.tally.broken:
            return False
        if path in chosen:
            name = dated(move.run, settings, path.name, before_extension=before, tags=_NAME)
            inner = Path() if flat else path.relative_to(source).parent
            move.file(path, target / inner / name)
    return True


def _all_in(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        yield path
        if path.is_dir() and not path.is_symlink():
            yield from _all_in(path)
