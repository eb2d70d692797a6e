"""Markdown, HTML, Word, plain text and CSV to elements, by `unstructured` without its downloads."""

import os
import zipfile
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

from onedata_assets.domain.knowledge.decoding import decode
from onedata_assets.domain.knowledge.elements import DocumentError, Element, ElementKind, table_text

if TYPE_CHECKING:
    from unstructured.documents.elements import Element as Partition

MAX_UNPACKED_BYTES = 512 * 1024 * 1024
"""A Word file that unpacks to more is refused: its parser holds all of it in memory."""

_NO_DETECTION: list[str] = [""]


@cache
def _replace_language_model() -> None:
    """Give `unstructured` a rule-based sentence splitter where it would download a spaCy model.

    The model only tells prose from other text, which no element here depends on, and took a
    minute for 250,000 characters. There is no public hook, so its private loader is replaced.
    """
    os.environ.setdefault("UNSTRUCTURED_DISABLE_NOTICE", "1")
    os.environ.setdefault("DO_NOT_TRACK", "true")
    import spacy
    from unstructured.nlp import tokenize

    splitter = spacy.blank("en")
    splitter.add_pipe("sentencizer")
    tokenize._load_spacy_model = lambda: splitter


def parse_markup(kind: str, data: bytes) -> list[Element]:
    """Return the elements of a document of a markup type.

    Raises:
        DocumentError: The encoding is unknown, or a Word file is damaged or locked.
    """
    if kind == "csv":
        return _parse_csv(decode(data))
    _replace_language_model()
    return [element for part in _partition(kind, data) if (element := _element(part)) is not None]


def _partition(kind: str, data: bytes) -> "list[Partition]":
    options: dict[str, Any] = {"languages": _NO_DETECTION}
    if kind == "docx":
        from unstructured.partition.docx import partition_docx

        _refuse_damaged_docx(data)
        return partition_docx(file=BytesIO(data), **options)
    text = decode(data)
    if not text.strip():
        return []
    if kind == "md":
        from unstructured.partition.md import partition_md

        return partition_md(text=text, **options)
    if kind == "txt":
        from unstructured.partition.text import partition_text

        return partition_text(text=text, **options)
    from unstructured.partition.html import partition_html

    return partition_html(text=text, **options)


def _element(part: "Partition") -> Element | None:
    """Return our element of theirs; None for page breaks and empty ones."""
    page = part.metadata.page_number
    if part.category == "Table" and part.metadata.text_as_html:
        text = table_text(_html_rows(part.metadata.text_as_html))
        return Element(ElementKind.TABLE, text, page=page) if text else None
    if not part.text.strip():
        return None
    depth = part.metadata.category_depth
    if part.category == "Title" and depth is not None:
        return Element(ElementKind.HEADING, part.text.strip(), level=depth + 1, page=page)
    return Element(ElementKind.TEXT, part.text.strip(), page=page)


def _html_rows(html: str) -> list[list[str]]:
    from lxml.html import fragment_fromstring

    rows = fragment_fromstring(html).iter("tr")
    return [[" ".join(cell.text_content().split()) for cell in row] for row in rows]


def _parse_csv(text: str) -> list[Element]:
    import csv
    from io import StringIO

    try:
        table = table_text(list(csv.reader(StringIO(text))))
    except csv.Error as error:
        raise DocumentError(
            "damaged",
            f"the CSV cannot be read ({error}); check its quotes",
            f"无法读取 CSV（{error}）；请检查引号",
        ) from error
    return [Element(ElementKind.TABLE, table)] if table else []


def _refuse_damaged_docx(data: bytes) -> None:
    """Word files are ZIP archives; one with a password is an OLE container instead."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise DocumentError(
            "encrypted",
            "the Word file is locked with a password (or is an old .doc); save an open .docx",
            "Word 文件已加密（或为旧版 .doc）；请另存为未加密的 .docx",
        )
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
    except zipfile.BadZipFile as error:
        raise DocumentError(
            "damaged",
            "the file is no Word document or is cut short; export it again",
            "文件不是 Word 文档或已截断；请重新导出",
        ) from error
    if "word/document.xml" not in names:
        raise DocumentError(
            "damaged",
            "the archive holds no Word document; export it again as .docx",
            "压缩包中没有 Word 正文；请重新导出为 .docx",
        )
    if sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
        raise DocumentError(
            "too_large",
            f"it unpacks to more than {MAX_UNPACKED_BYTES:,} bytes; split the document",
            f"解压后超过 {MAX_UNPACKED_BYTES:,} 字节；请拆分文档",
        )
