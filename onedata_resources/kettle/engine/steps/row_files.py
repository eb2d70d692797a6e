"""ProcessFiles, ZipFile and ChangeFileEncoding: something done with the files that rows name."""

from __future__ import annotations

import codecs
import shutil
import zipfile
from pathlib import Path

from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.row_work import for_each_row
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.stream import Inputs, Outputs, StepError
from onedata_resources.kettle.settings.files import local_path
from onedata_resources.kettle.settings.row_files import (
    DELETE,
    MOVE,
    EncodingSettings,
    ProcessFilesSettings,
    ZipFileSettings,
)

CHUNK = 1 << 20


@step("ProcessFiles")
def process_files(scope: StepScope, settings: ProcessFilesSettings, inputs: Inputs) -> Outputs:
    """Copy, move or delete the file of each row, and pass the row on."""

    def work(source_name: str | None, target_name: str | None = None) -> None:
        source = _file(source_name)
        if settings.operation == DELETE:
            if not settings.simulate:
                source.unlink()
            return
        target = _target(target_name, create_folder=settings.create_folder)
        if target.exists() and not target.is_file():
            raise StepError(f"Target [{target}] is not a file!", f"目标 [{target}] 不是文件。")
        if not settings.simulate and (settings.overwrite or not target.exists()):
            if settings.operation == MOVE:
                shutil.move(source, target)
            else:
                shutil.copyfile(source, target)
        # As in Kettle a file that was moved away is none that is added.
        scope.reads(target, wanted=settings.add_to_result and source.is_file())

    names = [name for name in (settings.source, settings.target) if name]
    return for_each_row(scope, inputs, names, work, code="ProcessFiles001")


@step("ZipFile")
def zip_file(scope: StepScope, settings: ZipFileSettings, inputs: Inputs) -> Outputs:
    """Put the file of each row into its archive, and pass the row on."""

    def work(source_name: str | None, target_name: str | None, *others: str | None) -> None:
        given = dict(zip(extra, others, strict=True))
        source = _file(source_name)
        folder = given.get("folder")
        if settings.operation == MOVE and not folder:
            raise StepError("The folder to move to is empty!", "移动目标目录为空。")
        target = _target(target_name, create_folder=settings.create_folder)
        _zip(settings, source, target, given.get("base"))
        if settings.operation == DELETE:
            source.unlink()
        elif folder:
            _into_folder(source, Path(local_path(folder)))
        scope.reads(target, wanted=settings.add_to_result)

    optional = {"base": settings.base, "folder": settings.folder}
    extra = [kind for kind, name in optional.items() if name]
    names = [settings.source, settings.target, *(optional[kind] for kind in extra)]
    return for_each_row(scope, inputs, names, work, code="ZipFile001")


def _zip(settings: ZipFileSettings, source: Path, target: Path, base: str | None) -> None:
    """Add the file; an archive that keeps its entries keeps one of that name too, as in Kettle."""
    name = source.name
    if settings.full_names:
        name = str(source.absolute())
        name = name.replace(f"{base}/", "") if base is not None else name
    keeps = settings.keep_entries and target.exists()
    with zipfile.ZipFile(target, "a" if keeps else "w", zipfile.ZIP_DEFLATED) as archive:
        if name in archive.namelist():
            return
        entry = zipfile.ZipInfo.from_file(source, name)
        entry.filename, entry.compress_type = name, zipfile.ZIP_DEFLATED
        with source.open("rb") as content, archive.open(entry, "w") as packed:
            shutil.copyfileobj(content, packed, CHUNK)


def _into_folder(source: Path, folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise StepError(f"[{folder}] is not a folder!", f"[{folder}] 不是目录。")
    folder.mkdir(parents=True, exist_ok=True)
    shutil.move(source, folder / source.name)


@step("ChangeFileEncoding")
def change_encoding(scope: StepScope, settings: EncodingSettings, inputs: Inputs) -> Outputs:
    """Write the file of each row anew in the other encoding, and pass the row on."""

    def work(source_name: str | None, target_name: str | None) -> None:
        source = _file(source_name)
        if not target_name:
            raise StepError("The target file name is empty!", "目标文件名为空。")
        target = Path(local_path(target_name))
        _recode(source, target, settings)
        scope.reads(source, wanted=settings.add_source)
        scope.reads(target, wanted=settings.add_target)

    names = [settings.source, settings.target]
    code = "ChangeFileEncoding001"
    return for_each_row(scope, inputs, names, work, code=code, fields=settings.source)


def _recode(source: Path, target: Path, settings: EncodingSettings) -> None:
    with source.open("rb") as content:
        start = content.read(2)
    given = settings.source_encoding
    if _is_utf16(given) and start not in {codecs.BOM_UTF16_BE, codecs.BOM_UTF16_LE}:
        given = "utf-16-be"
    wanted, mark = settings.target_encoding, b""
    if _is_utf16(wanted):
        wanted, mark = "utf-16-be", codecs.BOM_UTF16_BE
    with (
        source.open(encoding=given, errors="replace", newline="") as content,
        target.open("wb") as out,
    ):
        out.write(mark)
        while text := content.read(CHUNK):
            out.write(text.encode(wanted, "replace"))


def _is_utf16(encoding: str) -> bool:
    """Return whether it is UTF-16 of either order, which Java writes with the high byte first."""
    return codecs.lookup(encoding).name == "utf-16"


def _file(name: str | None) -> Path:
    """Return the file that a row names.

    Raises:
        StepError: It names none, or it is not there, or is no file.
    """
    if not name:
        raise StepError("The source file name is empty!", "源文件名为空。")
    path = Path(local_path(name))
    if not path.exists():
        raise StepError(f"Source file [{name}] does not exist!", f"源文件 [{name}] 不存在。")
    if not path.is_file():
        raise StepError(f"Source [{name}] is not a file!", f"源 [{name}] 不是文件。")
    return path


def _target(name: str | None, *, create_folder: bool) -> Path:
    if not name:
        raise StepError("The target file name is empty!", "目标文件名为空。")
    path = Path(local_path(name))
    if not path.parent.exists():
        if not create_folder:
            raise StepError(
                f"Parent folder [{path.parent}] does not exist!",
                f"上级目录 [{path.parent}] 不存在。",
            )
        path.parent.mkdir(parents=True)
    return path
