"""Elements to passages: one section each, tables whole, long paragraphs cut between sentences.

Parsing is in `parsing.py`; vectors are made in `onedata_resources/clients/vector_build.py`.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from onedata_assets.domain.knowledge.elements import Element, ElementKind
from onedata_assets.domain.knowledge.language import Language, language_of

if TYPE_CHECKING:
    from llama_index.core.node_parser import SentenceSplitter

TARGET_CHARACTERS = {Language.CHINESE: 300, Language.ENGLISH: 400, Language.UNKNOWN: 400}
"""A passage's size; a Chinese character says more than a Latin letter."""
OVERLAP_CHARACTERS = 60
TABLE_CHARACTERS = 1000
"""A longer table is cut between rows, each part with the header."""
HEADING_SEPARATOR = " > "
_SENTENCE_ENDS = re.compile(r"(?<=[。！？；!?;\n])|(?<=\. )")


@dataclass(frozen=True)
class Chunk:
    """One passage: its text, the headings above it, and where it stands in the document."""

    order: int
    heading: str
    text: str
    page: int | None

    @property
    def full_text(self) -> str:
        """Return headings and text: the headings give a short passage its subject."""
        return f"{self.heading}\n{self.text}"

    @property
    def sha256(self) -> str:
        """Return the hash of headings and text."""
        return hashlib.sha256(self.full_text.encode()).hexdigest()


@dataclass(frozen=True)
class _Piece:
    """A part of a section that is never cut again."""

    text: str
    page: int | None


def chunk_elements(document: str, elements: Sequence[Element]) -> list[Chunk]:
    """Return the passages of a document in reading order; nothing of its text is left out.

    `document` stands in for the heading of a document that has none.
    """
    chunks: list[Chunk] = []
    for path, section in _sections(elements):
        heading = HEADING_SEPARATOR.join(path) or document
        for piece in _pack(section):
            chunks.append(Chunk(len(chunks), heading, piece.text, piece.page))
    return chunks


def _sections(elements: Sequence[Element]) -> Iterator[tuple[tuple[str, ...], list[Element]]]:
    """Yield heading paths with what stands under them; a heading above nothing is its own text."""
    path: list[Element] = []
    section: list[Element] = []
    for element in elements:
        if element.kind is not ElementKind.HEADING:
            section.append(element)
            continue
        deeper = bool(path) and element.level > path[-1].level
        yield from _close(path, section, has_children=deeper)
        path = [*(above for above in path if above.level < element.level), element]
        section = []
    yield from _close(path, section, has_children=False)


def _close(
    path: list[Element], section: list[Element], *, has_children: bool
) -> Iterator[tuple[tuple[str, ...], list[Element]]]:
    titles = tuple(heading.text for heading in path)
    if section:
        yield titles, section
    elif path and not has_children:
        yield titles[:-1], [path[-1]]


def _pack(section: Iterable[Element]) -> Iterator[_Piece]:
    """Join neighbouring pieces while they fit one passage."""
    packed: list[_Piece] = []
    for piece in (part for element in section for part in _pieces(element)):
        if packed and not _fits("\n".join(part.text for part in [*packed, piece])):
            yield _joined(packed)
            packed = []
        packed.append(piece)
    if packed:
        yield _joined(packed)


def _joined(pieces: list[_Piece]) -> _Piece:
    return _Piece("\n".join(piece.text for piece in pieces), pieces[0].page)


def _fits(text: str) -> bool:
    return len(text) <= TARGET_CHARACTERS[language_of(text)]


def _pieces(element: Element) -> Iterator[_Piece]:
    if element.kind is ElementKind.TABLE:
        parts = _table_parts(element.text)
    elif _fits(element.text):
        parts = [element.text]
    else:
        size = TARGET_CHARACTERS[language_of(element.text)]
        parts = _splitter(size).split_text(element.text)
    yield from (_Piece(part, element.page) for part in parts)


def _table_parts(text: str) -> list[str]:
    """Return the table whole, or in groups of rows under its header.

    A row that is too long is cut, and too long a header is not repeated.
    """
    if len(text) <= TABLE_CHARACTERS:
        return [text]
    header, *rows = text.split("\n")
    above = [header] if len(header) <= TABLE_CHARACTERS // 2 else []
    room = TABLE_CHARACTERS - len(header) - 1 if above else TABLE_CHARACTERS
    parts: list[list[str]] = [[*above]]
    for line in (part for row in (rows if above else [header, *rows]) for part in _cut(row, room)):
        if parts[-1] != above and len("\n".join([*parts[-1], line])) > TABLE_CHARACTERS:
            parts.append([*above])
        parts[-1].append(line)
    return ["\n".join(part) for part in parts]


def _cut(row: str, room: int) -> list[str]:
    return [row] if len(row) <= room else _splitter(TABLE_CHARACTERS // 2).split_text(row)


def sentences(text: str) -> list[str]:
    """Return the sentences of Chinese and English text; joined they are the text."""
    return [part for part in _SENTENCE_ENDS.split(text) if part]


@cache
def _splitter(size: int) -> "SentenceSplitter":
    """Return LlamaIndex's splitter counting characters and cutting where `sentences` does."""
    from llama_index.core.node_parser import SentenceSplitter

    return SentenceSplitter(
        chunk_size=size,
        chunk_overlap=OVERLAP_CHARACTERS,
        tokenizer=list,
        chunking_tokenizer_fn=sentences,
        paragraph_separator="\n\n",
    )
