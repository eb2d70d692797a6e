"""The blocks of a document source: headings, paragraphs and tables of a small Markdown.

How blocks become DOCX, PDF and PNG is in `demo/make_documents.py`. This reads only the sources
in `demo/document_sources/`; documents to index are parsed in `onedata_assets/domain/knowledge`.
"""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Block:
    """A heading (`level` 1 or 2), a paragraph (`level` 0), or a table (`rows`)."""

    text: str = ""
    level: int = 0
    rows: list[list[str]] = field(default_factory=list)


def read_blocks(source: Path) -> list[Block]:
    """Return the blocks of one source file in order."""
    groups = source.read_text(encoding="utf-8").strip().split("\n\n")
    return [_block(group.strip().splitlines()) for group in groups]


def _block(lines: list[str]) -> Block:
    first = lines[0]
    if first.startswith("#"):
        return Block(text=first.lstrip("#").strip(), level=len(first) - len(first.lstrip("#")))
    if first.startswith("|"):
        rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
        return Block(rows=[rows[0], *rows[2:]])
    return Block(text="\n".join(lines).replace("`", ""))
