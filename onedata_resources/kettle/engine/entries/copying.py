"""COPY_FILES: files and folders to another place, with masks, subfolders and overwriting."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from onedata_resources.errors import BadInputError
from onedata_resources.kettle.engine.entries.places import (
    files_in,
    local,
    remove_file,
    result_file,
)
from onedata_resources.kettle.engine.job_entries import entry
from onedata_resources.kettle.engine.job_result import JobResult
from onedata_resources.kettle.engine.job_rows import each_row
from onedata_resources.kettle.model import Entry
from onedata_resources.kettle.settings.stepxml import StepXml

if TYPE_CHECKING:
    from onedata_resources.kettle.engine.job import JobRun

Line = tuple[str, str, str]


def lines_of(run: JobRun, found: Entry, previous: JobResult) -> Iterator[Line]:
    """Yield source, destination and mask of each line; lines without both places are passed by."""
    settings = run.settings(found.xml)
    if settings.flag("arg_from_previous"):
        lines = [(row.at(0), row.at(1), row.at(2)) for row in each_row(previous.rows)]
    else:
        lines = [
            (
                _plain(field.raw("source_filefolder"), number),
                _plain(field.raw("destination_filefolder"), number),
                field.raw("wildcard"),
            )
            for number, field in enumerate(settings.items("fields/field"))
        ]
    yield from ((a, b, run.expand(mask)) for a, b, mask in lines if a and b)


def _plain(name: str, number: int) -> str:
    """Return the name without the mark that Spoon puts before one of no cluster."""
    return name.replace(f"EMPTY_SOURCE_URL-{number}-", "").replace(f"EMPTY_DEST_URL-{number}-", "")


def ready(settings: StepXml, destination: Path) -> None:
    """Make the destination's folder where the settings say so.

    Raises:
        BadInputError: It is not there, and is not to be made.
    """
    is_file = settings.flag("destination_is_a_file")
    folder = destination.parent if is_file else destination
    if folder.exists():
        return
    if not settings.flag("create_destination_folder"):
        raise BadInputError(
            f"Folder {folder} does not exist: make it, or let the entry create it.",
            f"目录 {folder} 不存在：请创建，或让条目自动创建。",
        )
    folder.mkdir(parents=True)


def existing(path: Path) -> Path:
    """Return the source.

    Raises:
        BadInputError: There is none.
    """
    if path.exists():
        return path
    raise BadInputError(f"There is no file or folder {path}.", f"{path} 处没有文件或目录。")


@dataclass
class _Copy:
    """One line at work: what it overwrites, and what it has copied from where to where."""

    run: JobRun
    overwrite: bool
    done: list[tuple[Path, Path]] = field(default_factory=list)

    def file(self, source: Path, target: Path) -> None:
        """Copy one file, unless the job has ended or another is there and is to stay."""
        if self.run.ended:
            return
        if target.exists() and (not self.overwrite or target.samefile(source)):
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
        self.done.append((source, target))


@entry("COPY_FILES")
def copy_files(run: JobRun, found: Entry, previous: JobResult) -> JobResult:
    """COPY_FILES copies each line and succeeds if none failed; a file that stays is no failure."""
    settings = run.settings(found.xml)
    run.log.write(found.name, "Starting ...")
    failures = 0
    for source, destination, mask in lines_of(run, found, previous):
        if run.ended:
            break
        try:
            copied = _line(run, found, settings, (source, destination, mask))
        except (BadInputError, OSError) as error:
            failures += 1
            run.log.error(found.name, getattr(error, "en", str(error)))
            continue
        if settings.flag("remove_source_files"):
            for path, _ in copied:
                remove_file(path)
        if settings.flag("add_result_filesname"):
            files = (result_file(run, found, target) for _, target in copied)
            previous = previous.with_files(files)
    return previous.ended(failures == 0, errors=failures)


def _line(run: JobRun, found: Entry, settings: StepXml, line: Line) -> list[tuple[Path, Path]]:
    run.log.write(
        found.name,
        f"Processing row source File/folder source : [{line[0]}] ... destination file/folder : "
        f"[{line[1]}]... wildcard : [{line[2]}]",
    )
    source, target = existing(local(run, found, line[0])), local(run, found, line[1])
    copy = _Copy(run, overwrite=settings.flag("overwrite_files"))
    ready(settings, target)
    if source.is_dir() and settings.flag("destination_is_a_file"):
        # Kettle says so and goes on: the line does not count as failed.
        run.log.error(found.name, f"Can not copy folder {source} to file {target}!")
    elif source.is_dir():
        _folder(copy, settings, source, target, line[2])
    elif target.is_dir():
        copy.file(source, target / source.name)
    else:
        copy.file(source, target)
    return copy.done


def _folder(copy: _Copy, settings: StepXml, source: Path, target: Path, mask: str) -> None:
    deep = settings.flag("include_subfolders")
    files = list(files_in(source, mask, deep=deep))
    if deep and settings.flag("copy_empty_folders") and not mask:
        for folder in [each for each in source.rglob("*") if each.is_dir()]:
            (target / folder.relative_to(source)).mkdir(parents=True, exist_ok=True)
    for path in files:
        copy.file(path, target / path.relative_to(source))
