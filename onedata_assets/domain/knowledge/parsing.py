"""A document file to its elements, or to the reason why it has none.

Which files there are is in `sources.py`; cutting elements into passages is in `chunking.py`.
"""

import re
import struct
import zipfile
import zlib
from dataclasses import dataclass

from onedata_assets.domain.knowledge.elements import DocumentError, Element
from onedata_assets.domain.knowledge.language import Language, language_of
from onedata_assets.domain.knowledge.markup import parse_markup
from onedata_assets.domain.knowledge.pdf import parse_pdf
from onedata_assets.domain.knowledge.scan import parse_scan
from onedata_assets.domain.knowledge.sources import (
    IMAGE_TYPES,
    SourceDocument,
    refuse_other_content,
    refuse_unreadable,
    unreadable,
)

PARSER_VERSION = 2
"""Raise it when parsing changes, so that unchanged documents are parsed again."""

MALFORMED = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RecursionError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)
"""What the parsing libraries raise on content they do not expect: one odd file must not stop
the others, so the list is wide on purpose; errors of this process (memory, interrupts) pass."""

_ADDRESS = re.compile(r" at 0x[0-9a-f]+")
"""Where an object stood in memory: with it the reason would be another one in every run."""


@dataclass(frozen=True)
class ParsedDocument:
    """The elements of one document with the facts of its manifest row."""

    source: SourceDocument
    elements: list[Element]
    pages: int | None
    characters: int
    language: Language


def parse_document(source: SourceDocument) -> ParsedDocument:
    """Return the parsed document.

    Raises:
        DocumentError: It cannot be read or holds no text; the reason is in the error.
    """
    refuse_unreadable(source)
    try:
        data = source.path.read_bytes()
    except OSError as error:
        raise unreadable() from error
    refuse_other_content(source.type, data)
    try:
        elements, pages = _parse(source.type, data)
    except MALFORMED as error:
        told = _ADDRESS.sub("", f"{type(error).__name__}: {error}")
        raise DocumentError(
            "damaged",
            f"the content does not parse ({told}); export it again",
            f"内容无法解析（{told}）；请重新导出",
        ) from error
    text = "\n".join(element.text for element in elements)
    if not text.strip():
        raise _no_text(source.type)
    return ParsedDocument(source, elements, pages, len(text), language_of(text))


def _no_text(kind: str) -> DocumentError:
    """Return the error for a document that holds no text, with what helps for its type."""
    if kind == "pdf" or kind in IMAGE_TYPES:
        return DocumentError(
            "no_text",
            "no text was found on its pages; if it is a scan, scan it sharper (150-300 dpi)",
            "页面上未找到文字；若为扫描件，请提高清晰度重新扫描（150-300 dpi）",
        )
    return DocumentError(
        "no_text",
        "the document holds no text; write some in it, or remove it",
        "文档中没有文字；请补充内容或移除该文件",
    )


def _parse(kind: str, data: bytes) -> tuple[list[Element], int | None]:
    if kind == "pdf":
        return parse_pdf(data)
    if kind in IMAGE_TYPES:
        return parse_scan(data)
    return parse_markup(kind, data), None
