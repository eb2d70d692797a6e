"""Zip packages that a client ships: unpacked into a folder of their own, then read like files."""

import lzma
import shutil
import zipfile
import zlib
from io import BytesIO
from pathlib import Path, PurePosixPath

from onedata_resources.errors import BadInputError
from onedata_resources.kettle.server.posted import (
    CONFIGURATION_FILE,
    Execution,
    Kind,
    Posted,
    execution_of,
    posted_file,
)
from onedata_resources.kettle.xml import parse

CHUNK = 1024**2
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    NotImplementedError,  # a compression method that zipfile does not know
    RuntimeError,  # encrypted
    NotADirectoryError,  # a name is a file here and a folder there
    IsADirectoryError,
    FileExistsError,
)


def read_package(
    body: bytes, kind: Kind, load: str, folder: Path, *, max_bytes: int, max_files: int
) -> Posted:
    """Unpack the zip into `folder` and return the object that it says to load.

    Raises:
        BadInputError: It is no zip, too large, leaves the folder, or lacks the file to load.
    """
    try:
        with zipfile.ZipFile(BytesIO(body)) as archive:
            unpack(archive, folder, max_bytes=max_bytes, max_files=max_files)
    except UNREADABLE as error:
        raise BadInputError(
            f"The package is not a readable zip file: {error}", f"该包不是可读的 zip：{error}"
        ) from error
    path = inside(folder, load.lstrip("/"))
    if not path.is_file():
        raise BadInputError(
            f"The package holds no file {load!r} to load.", f"包中没有要加载的文件 {load!r}。"
        )
    return posted_file(kind, path, packed_execution(folder, kind))


def packed_execution(folder: Path, kind: Kind) -> Execution:
    """Return the execution configuration in the package, or the default one."""
    path = folder / CONFIGURATION_FILE
    if not path.is_file():
        return Execution()
    tag = f"{kind.value}_execution_configuration"
    root = parse(path.read_bytes(), CONFIGURATION_FILE)
    return execution_of(root if root.tag == tag else root.find(tag))


def unpack(archive: zipfile.ZipFile, folder: Path, *, max_bytes: int, max_files: int) -> None:
    """Write the archive's files under the folder, counting what really comes out of them.

    Raises:
        BadInputError: More files or bytes than allowed, or a name outside the folder.
    """
    members = [member for member in archive.infolist() if not member.is_dir()]
    if len(members) > max_files:
        raise BadInputError(
            f"The package holds {len(members)} files; {max_files} are allowed.",
            f"包中有 {len(members)} 个文件，最多允许 {max_files} 个。",
        )
    room = max_bytes
    for member in members:
        target = inside(folder, member.filename)
        target.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(member) as source, target.open("wb") as sink:
            # The sizes in the directory of a zip are claims; only read bytes count.
            while chunk := source.read(CHUNK):
                room -= len(chunk)
                if room < 0:
                    raise BadInputError(
                        f"The package unpacks to more than {max_bytes} bytes.",
                        f"包解压后超过 {max_bytes} 字节。",
                    )
                sink.write(chunk)


def inside(folder: Path, name: str) -> Path:
    """Return the path of a packed file.

    Raises:
        BadInputError: The name leads out of the folder, is absolute, or is empty.
    """
    relative = PurePosixPath(name.replace("\\", "/").removeprefix("./"))
    path = folder.joinpath(relative)
    if not relative.parts or relative.is_absolute() or ".." in relative.parts or "\0" in name:
        raise BadInputError(
            f"The package names a file outside itself: {name!r}.", f"包中的文件名越界：{name!r}。"
        )
    return path


def discard(folder: Path | None) -> None:
    """Remove an unpacked package, if there is one."""
    if folder is not None:
        shutil.rmtree(folder, ignore_errors=True)
