"""The files that entries name, and which of them may not be deleted or moved."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from onedata_resources.errors import BadInputError
from onedata_resources.kettle.engine.job_entries import refuse
from onedata_resources.kettle.engine.job_result import JobResult
from onedata_resources.kettle.engine.outcome import ResultFile
from onedata_resources.kettle.engine.patterns import matches
from onedata_resources.kettle.model import Entry
from onedata_resources.settings import home_dir, project_dir

if TYPE_CHECKING:
    from onedata_resources.kettle.engine.job import JobRun

TOP = 2
"""Parts of a path that is `/` or stands in it."""
_ELSEWHERE = re.compile(r"(?!file:)[A-Za-z][A-Za-z0-9+.-]+:")


def local(run: JobRun, found: Entry, written: str) -> Path:
    """Return the file or folder of this machine that a setting names.

    Raises:
        PrepareError: It names none, or one that is not on this machine.
    """
    name = run.expand(written).strip()
    if not name:
        raise refuse(found, "names no file or folder", "没有指定文件或目录")
    if _ELSEWHERE.match(name):
        raise refuse(
            found,
            f"names {name}, which is not on this machine: mount that place, or have another step"
            " fetch the file first",
            f"指定了 {name}，它不在本机上：请挂载该位置，或先用其他步骤取回文件",
        )
    return run.path(written)


def existing_place(run: JobRun, found: Entry, written: str) -> Path | None:
    """Return the file or folder of an entry's list; None, told in the log, where none is there.

    Raises:
        PrepareError: It is not on this machine.
    """
    if not run.expand(written):
        run.log.error(found.name, "The name of a file or folder is empty.")
        return None
    path = local(run, found, written)
    if path.exists():
        return path
    run.log.error(found.name, f"File or folder [{path}] does not exist.")
    return None


def unnamed(run: JobRun, found: Entry, previous: JobResult) -> JobResult:
    """Return the failure of an entry whose setting names nothing, which is no error to Kettle."""
    run.log.error(found.name, "No filename is defined.")
    return replace(previous, success=False)


def result_file(run: JobRun, found: Entry, path: Path, kind: str = "General") -> ResultFile:
    """Return the file as the entry leaves it in its result."""
    return ResultFile(str(path), kind, f"{run.job.name} {found.name}")


def check_removable(path: Path) -> None:
    """Refuse to delete or move what the installation or the machine stands on.

    Raises:
        BadInputError: It is `/` or a folder in it, a home folder, or the installation or a folder
            above it.
    """
    real = path.parent.resolve() / path.name if path.is_symlink() else path.resolve()
    kept = [each.resolve() for each in (home_dir(), project_dir(), Path.cwd(), Path.home())]
    at_top = real.is_dir() and len(real.parts) <= TOP
    if at_top or any(real == each or real in each.parents for each in kept):
        raise BadInputError(
            f"{path} is not deleted or moved: this installation or its user lives in it. Name a"
            " folder of data.",
            f"不会删除或移动 {path}：本安装或其用户目录位于其中。请指定数据目录。",
        )


def files_in(folder: Path, mask: str, *, deep: bool) -> Iterator[Path]:
    """Yield the files of the folder, in order, whose name matches; links to folders are no way."""
    for path in sorted(folder.iterdir()):
        if path.is_dir() and not path.is_symlink():
            if deep:
                yield from files_in(path, mask, deep=True)
        elif not path.is_dir() and matches(mask, path.name):
            yield path


def remove_file(path: Path) -> None:
    """Delete a file, or a link and not what it leads to.

    Raises:
        BadInputError: The installation needs it.
    """
    check_removable(path)
    path.unlink()
