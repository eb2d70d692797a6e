"""The documents of a folder: which files there are, and which are refused before parsing.

Parsing is in `parsing.py`.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from onedata_assets.domain.knowledge.elements import DocumentError

MARKUP_TYPES = frozenset({"md", "html", "htm", "docx", "txt", "csv"})
IMAGE_TYPES = frozenset({"png", "jpg", "jpeg", "tif", "tiff", "bmp", "webp"})
TYPES = MARKUP_TYPES | IMAGE_TYPES | {"pdf"}
MAX_BYTES = 64 * 1024 * 1024
_BLOCK = 1024 * 1024


@dataclass(frozen=True)
class SourceDocument:
    """One file: its path below the folder with forward slashes, and the hash of its bytes."""

    document: str
    path: Path
    type: str
    bytes: int
    sha256: str


def list_documents(folder: Path) -> list[SourceDocument]:
    """Return every file below the folder, in order of path; hidden ones are left out.

    Raises:
        NotADirectoryError: There is no such folder.
    """
    if not folder.is_dir():
        raise NotADirectoryError(str(folder))
    return [_source(folder, path) for path in sorted(_files(folder))]


def _files(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith((".", "__"))]
        yield from (Path(parent, name) for name in names if not name.startswith((".", "~$")))


def _source(folder: Path, path: Path) -> SourceDocument:
    return SourceDocument(
        document=path.relative_to(folder).as_posix(),
        path=path,
        type=path.suffix.lower().lstrip("."),
        bytes=path.stat().st_size if path.exists() else 0,
        sha256=_sha256(path),
    )


def _sha256(path: Path) -> str:
    """Return the hash of the content, or of nothing where it cannot be read (then refused)."""
    digest = hashlib.sha256()
    if path.is_file() and os.access(path, os.R_OK):
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                digest.update(block)
    return digest.hexdigest()


def folder_hash(documents: Iterable[SourceDocument]) -> str:
    """Return a hash that changes when a document comes, goes or changes."""
    lines = sorted(f"{document.document}\0{document.sha256}" for document in documents)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def refuse_unreadable(source: SourceDocument) -> None:
    """Return when the file may be handed to a parser.

    Raises:
        DocumentError: It is missing, closed to this user, empty, too large, or of no known type.
    """
    if source.type not in TYPES:
        known = ", ".join(sorted(TYPES))
        raise DocumentError(
            "type",
            f"type '.{source.type}' is not parsed; convert it to one of: {known}",
            f"不支持 .{source.type} 类型；请转换为：{known}",
        )
    if not source.path.is_file() or not os.access(source.path, os.R_OK):
        raise DocumentError(
            "unreadable",
            "the file cannot be opened; check that it exists and may be read",
            "无法打开文件；请检查文件是否存在及读取权限",
        )
    if source.bytes == 0:
        raise DocumentError(
            "empty", "the file has no content; replace or remove it", "文件为空；请替换或移除"
        )
    if source.bytes > MAX_BYTES:
        raise DocumentError(
            "too_large",
            f"{source.bytes:,} bytes, the limit is {MAX_BYTES:,}; split the document",
            f"文件 {source.bytes:,} 字节，上限 {MAX_BYTES:,}；请拆分文档",
        )
