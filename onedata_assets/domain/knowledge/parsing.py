"""A document file to its elements, or to the reason why it has none.

Which files there are is in `sources.py`; cutting elements into passages is in `chunking.py`.
"""

import struct
import zipfile
import zlib
from dataclasses import dataclass

from onedata_assets.domain.knowledge.elements import DocumentError, Element
from onedata_assets.domain.knowledge.language import Language, language_of
from onedata_assets.domain.knowledge.markup import parse_markup
from onedata_assets.domain.knowledge.pdf import parse_pdf
from onedata_assets.domain.knowledge.scan import parse_scan
from onedata_assets.domain.knowledge.sources import IMAGE_TYPES, SourceDocument, refuse_unreadable

PARSER_VERSION = 1
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
        elements, pages = _parse(source.type, source.path.read_bytes())
    except MALFORMED as error:
        raise DocumentError(
            "damaged",
            f"the content does not parse ({type(error).__name__}: {error}); export it again",
            f"内容无法解析（{type(error).__name__}: {error}）；请重新导出",
        ) from error
    text = "\n".join(element.text for element in elements)
    if not text.strip():
        raise DocumentError(
            "no_text",
            "no text was found in it; check the file, or scan it sharper",
            "未找到文字；请检查文件，或提高扫描清晰度",
        )
    return ParsedDocument(source, elements, pages, len(text), language_of(text))


def _parse(kind: str, data: bytes) -> tuple[list[Element], int | None]:
    if kind == "pdf":
        return parse_pdf(data)
    if kind in IMAGE_TYPES:
        return parse_scan(data)
    return parse_markup(kind, data), None
