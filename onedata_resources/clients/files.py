"""Writing a file whole: readers see the old content or the new one, people a readable error."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from onedata_resources.errors import StorageFullError, UnavailableError

NO_ROOM = {errno.ENOSPC, errno.EDQUOT}


def replace_file(path: Path, content: bytes) -> None:
    """Leave exactly `content` in the file, with its folder made; on failure the old file stays.

    Raises:
        StorageFullError: There is no room.
        UnavailableError: The file cannot be written.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    with reported(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            temporary.write_bytes(content)
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)


@contextmanager
def reported(path: Path) -> Iterator[None]:
    """Turn the operating system's errors about `path` into the platform's."""
    try:
        yield
    except OSError as error:
        if error.errno in NO_ROOM:
            raise StorageFullError(
                f"no room left to write {path}: free some space, then run again",
                f"磁盘已满，无法写入 {path}：请清理空间后重试",
            ) from error
        raise UnavailableError(
            f"cannot write {path} ({error.strerror}): check that the folder exists and is writable",
            f"无法写入 {path}（{error.strerror}）：请检查目录是否存在且可写",
        ) from error
