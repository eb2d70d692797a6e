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
_SIGNATURES = {
    b"%PDF-": ("PDF", frozenset({"pdf"})),
    b"\x89PNG\r\n": ("PNG", IMAGE_TYPES),
    b"\xff\xd8\xff": ("JPEG", IMAGE_TYPES),
    b"II*\x00": ("TIFF", IMAGE_TYPES),
    b"MM\x00*": ("TIFF", IMAGE_TYPES),
    b"PK\x03\x04": ("ZIP (DOCX, XLSX)", frozenset({"docx"})),
}
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
    return [_source(folder, path) for path in sorted(document_files(folder))]


def document_files(folder: Path) -> Iterator[Path]:
    """Yield every file below the folder but hidden ones and what an open editor leaves."""
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith((".", "__"))]
        yield from (Path(parent, name) for name in names if not name.startswith((".", "~$")))


def _source(folder: Path, path: Path) -> SourceDocument:
    name = path.relative_to(folder).as_posix()
    size, sha256 = _fingerprint(path)
    return SourceDocument(
        document=name.encode(errors="surrogateescape").decode(errors="replace"),
        path=path,
        type=path.suffix.lower().lstrip(".").encode(errors="replace").decode(),
        bytes=size,
        sha256=sha256,
    )


def _fingerprint(path: Path) -> tuple[int, str]:
    """Return size and hash of the content, of nothing where it cannot be read (then refused).

    A file may go while the folder is read.
    """
    digest, size = hashlib.sha256(), 0
    try:
        if path.is_file():
            with path.open("rb") as file:
                while block := file.read(_BLOCK):
                    digest.update(block)
                    size += len(block)
    except OSError:
        return 0, hashlib.sha256().hexdigest()
    return size, digest.hexdigest()


def folder_hash(documents: Iterable[SourceDocument]) -> str:
    """Return a hash that changes when a document comes, goes or changes."""
    lines = sorted(f"{document.document}\0{document.sha256}" for document in documents)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def unreadable() -> DocumentError:
    """Return the error for a file that cannot be opened."""
    return DocumentError(
        "unreadable",
        "the file cannot be opened; check that it exists and may be read",
        "无法打开文件；请检查文件是否存在及读取权限",
    )


def refuse_other_content(kind: str, data: bytes) -> None:
    """Return when the content is of the type that the name says, as far as its first bytes tell.

    Raises:
        DocumentError: It begins as a file of another type does.
    """
    for start, (found, kinds) in _SIGNATURES.items():
        if data.startswith(start) and kind not in kinds:
            raise DocumentError(
                "misnamed",
                f"the name ends with .{kind}, the content is of type {found}; give it that ending",
                f"文件名以 .{kind} 结尾，内容却是 {found} 文件；请改为正确的扩展名",
            )


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
    if "\ufffd" in source.document:
        raise DocumentError(
            "name",
            "the file's name is not UTF-8; rename it",
            "文件名不是 UTF-8 编码；请重命名",
        )
    if not source.path.is_file() or not os.access(source.path, os.R_OK):
        raise unreadable()
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
