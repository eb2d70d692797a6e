"""Files of one JSON value a line, written by several processes and safe to kill at any moment.

An append is one `write` under a lock, so that lines of two writers never mix. A line that a killed
writer left unfinished is closed off by the next writer and skipped by readers.
"""

import errno
import fcntl
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from onedata_resources.clients.files import replace_file, reported


def append_lines(path: Path, values: Iterable[object]) -> None:
    """Append each value as one line: all of them, or none where that fails.

    Raises:
        StorageFullError: There is no room.
        UnavailableError: The file cannot be written.
    """
    lines = b"".join(map(line_of, values))
    with _locked(path) as descriptor:
        size = os.fstat(descriptor).st_size
        unfinished = size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"
        _write_whole(descriptor, b"\n" + lines if unfinished else lines)


def replace_lines(path: Path, values: Sequence[object]) -> None:
    """Leave exactly these values in the file; readers see the old lines or the new ones."""
    replace_file(path, b"".join(map(line_of, values)))


def read_lines(path: Path) -> Iterator[Any]:
    """Yield the values of the whole lines; a line that is no JSON was never finished."""
    if not path.exists():
        return
    with path.open("rb") as file:
        for line in file:
            try:
                yield json.loads(line)
            except ValueError:
                continue


def line_of(value: object) -> bytes:
    """Return the value as one line of UTF-8; line breaks inside texts are escaped by JSON."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    # A lone surrogate, as from an undecodable file name, has no UTF-8 form.
    return text.encode("utf-8", errors="backslashreplace") + b"\n"


@contextmanager
def _locked(path: Path) -> Iterator[int]:
    with reported(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield descriptor
        finally:
            os.close(descriptor)


def _write_whole(descriptor: int, content: bytes) -> None:
    before = os.fstat(descriptor).st_size
    try:
        if os.write(descriptor, content) < len(content):  # a disk that fills up takes a part
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    except OSError:
        os.ftruncate(descriptor, before)
        raise
