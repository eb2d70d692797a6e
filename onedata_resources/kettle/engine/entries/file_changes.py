"""Entries that make and delete files and folders.

Copying is in `copying.py`, moving in `moving.py`.
"""

from __future__ import annotations

import codecs
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from onedata_resources.errors import BadInputError
from onedata_resources.kettle.engine.entries.places import (
    check_removable,
    files_in,
    local,
    remove_file,
    result_file,
    unnamed,
)
from onedata_resources.kettle.engine.entries.tally import Tally
from onedata_resources.kettle.engine.job_entries import entry, refuse
from onedata_resources.kettle.engine.job_result import JobResult
from onedata_resources.kettle.engine.job_rows import each_row
from onedata_resources.kettle.model import Entry

if TYPE_CHECKING:
    from onedata_resources.kettle.engine.job import JobRun


@entry("CREATE_FILE")
def create_file(run: JobRun, found: Entry, previous: JobResult) -> JobResult:
    """CREATE_FILE makes an empty file; one that is there stays, and may fail the entry.

    Folders above it are made too.
    """
    settings = run.settings(found.xml)
    if not settings.raw("filename"):
        return unnamed(run, found, previous)
    path = local(run, found, settings.raw("filename"))
    success = True
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        run.log.write(found.name, f"File [{path}] created!")
    elif settings.flag("fail_if_file_exists"):
        success = False
        run.log.error(found.name, f"File [{path}] exists, failing.")
    else:
        run.log.write(found.name, f"File [{path}] already exists, not recreating.")
    if settings.flag("add_filename_result"):
        previous = previous.with_files([result_file(run, found, path)])
    return replace(previous, success=success)


@entry("CREATE_FOLDER")
def create_folder(run: JobRun, found: Entry, previous: JobResult) -> JobResult:
    """CREATE_FOLDER makes the folder and those above it; what is there may fail the entry."""
    settings = run.settings(found.xml)
    if not settings.raw("foldername"):
        return unnamed(run, found, previous)
    path = local(run, found, settings.raw("foldername"))
    if not path.exists():
        path.mkdir(parents=True)
        run.log.write(found.name, f"Folder [{path}] created!", level="Detailed")
        return previous.ended(True)
    if settings.flag("fail_of_folder_exists"):
        kind = "Folder" if path.is_dir() else "File"
        run.log.error(found.name, f"{kind} [{path}] exists, failing.")
        return replace(previous, success=False)
    run.log.write(found.name, f"Folder [{path}] already exists, not recreating.", level="Detailed")
    return previous.ended(True)


@entry("WRITE_TO_FILE")
def write_to_file(run: JobRun, found: Entry, previous: JobResult) -> JobResult:
    """WRITE_TO_FILE writes its content, in place of the file's or after it; none is an error."""
    settings = run.settings(found.xml)
    path = local(run, found, settings.raw("filename"))
    if settings.flag("createParentFolder"):
        path.parent.mkdir(parents=True, exist_ok=True)
    encoding = settings.text("encoding") or "utf-8"
    with path.open("ab" if settings.flag("appendFile") else "wb") as file:
        if not settings.raw("content"):
            raise refuse(found, "has no content to write to its file", "没有要写入文件的内容")
        file.write(_bytes(found, settings.text("content"), encoding))
    return previous.ended(True)


def _bytes(found: Entry, content: str, encoding: str) -> bytes:
    """Return the content as Java writes it: with question marks for signs that there are not."""
    try:
        codec = codecs.lookup(encoding).name
    except LookupError as error:
        raise refuse(
            found, f"writes in the unknown encoding {encoding!r}", f"使用未知编码 {encoding!r}"
        ) from error
    if codec == "utf-16":
        return codecs.BOM_UTF16_BE + content.encode("utf-16-be", "replace")
    return content.encode(codec, "replace")


@entry("DELETE_FILE")
def delete_file(run: JobRun, found: Entry, previous: JobResult) -> JobResult:
    """DELETE_FILE deletes a file or an empty folder; that it is gone may fail the entry.

    A folder that is not empty stays: an error that is counted, and yet a success, as in Kettle.
    """
    settings = run.settings(found.xml)
    if not settings.raw("filename"):
        return unnamed(run, found, previous)
    path = local(run, found, settings.raw("filename"))
    if not path.exists() and not path.is_symlink():
        if settings.flag("fail_if_file_not_exists"):
            run.log.error(found.name, f"File [{path}] doesn't exist!")
            return replace(previous, success=False)
        run.log.write(found.name, f"File [{path}] already deleted.")
        return previous.ended(True)
    if path.is_dir() and not path.is_symlink():
        check_removable(path)
        if any(path.iterdir()):
            run.log.error(found.name, f"Could not delete file [{path}]!")
            return previous.ended(True, errors=1)
        path.rmdir()
    else:
        remove_file(path)
    run.log.write(found.name, f"File [{path}] deleted!")
    return previous.ended(True)


@entry("DELETE_FILES")
def delete_files(run: JobRun, found: Entry, previous: JobResult) -> JobResult:
    """DELETE_FILES deletes files, or those of folders whose name matches."""
    settings = run.settings(found.xml)
    errors = 0
    for name, mask in _pairs(run, found, previous):
        if not run.expand(name).strip() or run.ended:
            continue
        try:
            path = local(run, found, name)
            deep = settings.flag("include_subfolders")
            _delete(run, found, path, list(_chosen(path, run.expand(mask), deep)))
        except (BadInputError, OSError) as error:
            errors += 1
            run.log.error(found.name, getattr(error, "en", str(error)))
    return previous.ended(errors == 0, errors=errors)


def _pairs(run: JobRun, found: Entry, previous: JobResult) -> Iterator[tuple[str, str]]:
    settings = run.settings(found.xml)
    if not settings.flag("arg_from_previous"):
        for field in settings.items("fields/field"):
            yield field.raw("name"), field.raw("filemask")
        return
    for row in each_row(previous.rows):
        if len(row.names) < 2:
            run.log.error(found.name, "A result row has no second field: it is to be the mask.")
            return
        yield row.at(0), row.at(1)


def _chosen(path: Path, mask: str, deep: bool) -> Iterator[Path]:
    if path.is_dir() and not path.is_symlink():
        yield from files_in(path, mask, deep=deep)
    elif path.exists() or path.is_symlink():
        yield path


def _delete(run: JobRun, found: Entry, named: Path, files: list[Path]) -> None:
    if not files and not named.is_dir():
        run.log.write(found.name, f"File [{named}] already deleted.")
    for path in files:
        remove_file(path)
        run.log.write(found.name, f"File [{path}] deleted!", level="Detailed")


@entry("DELETE_FOLDERS")
def delete_folders(run: JobRun, found: Entry, previous: JobResult) -> JobResult:
    """DELETE_FOLDERS deletes folders with all in them, and succeeds as its condition says."""
    settings = run.settings(found.xml)
    tally = Tally.of(settings, "limit_folders")
    names = [each.raw("name") for each in settings.items("fields/field")]
    if settings.flag("arg_from_previous"):
        names = [row.at(0) for row in each_row(previous.rows)]
    for name in names:
        if run.ended:
            break
        if tally.broken:
            return replace(tally.cut(previous), lines=replace(previous.lines, deleted=tally.done))
        if not run.expand(name).strip():
            run.log.error(found.name, "A folder's name is empty.")
            continue
        try:
            _delete_folder(run, found, local(run, found, name))
            tally.done += 1
        except (BadInputError, OSError) as error:
            tally.errors += 1
            run.log.error(found.name, getattr(error, "en", str(error)))
    return replace(tally.settled(previous), lines=replace(previous.lines, deleted=tally.done))


def _delete_folder(run: JobRun, found: Entry, path: Path) -> None:
    """Delete the folder; of a link to one only the link."""
    check_removable(path)
    if path.is_symlink():
        path.unlink()
    elif path.is_dir():
        shutil.rmtree(path)
    elif path.exists():
        raise refuse(
            found, f"deletes folders, and {path} is a file", f"用于删除目录，而 {path} 是文件"
        )
    else:
        run.log.write(found.name, f"Folder [{path}] already deleted.")
