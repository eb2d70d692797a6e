"""What a parsed document consists of, and why one could not be parsed.

The parsers that make elements are `markup.py`, `pdf.py` and `scan.py`; `parsing.py` picks one.
"""

from dataclasses import dataclass
from enum import StrEnum


class ElementKind(StrEnum):
    """What an element is to a reader."""

    HEADING = "heading"
    TEXT = "text"
    TABLE = "table"


@dataclass(frozen=True)
class Element:
    """One heading, paragraph or table in reading order.

    A table's text is one line per row, cells separated by ` | `, the header first. `level` is the
    depth of a heading, 1 outermost, and 0 for everything else; `page` counts from 1 where the
    format has pages.
    """

    kind: ElementKind
    text: str
    level: int = 0
    page: int | None = None


class DocumentError(Exception):
    """A document cannot be read; `code` groups the reasons, the texts say what to do.

    The caller keeps the document as a rejected row and goes on with the others.
    """

    def __init__(self, code: str, en: str, zh: str) -> None:
        super().__init__(en)
        self.code = code
        self.en = en
        self.zh = zh


def table_text(rows: list[list[str]]) -> str:
    """Return rows as lines with ` | ` between the cells; line breaks in a cell become spaces."""
    lines = [" | ".join(" ".join(cell.split()) for cell in row) for row in rows]
    return "\n".join(line for line in lines if line.strip(" |"))
