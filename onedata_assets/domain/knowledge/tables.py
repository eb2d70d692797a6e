"""A folder of documents to the rows of its lake tables; unchanged documents keep their rows.

The columns are those of `contracts/dwd/document*.yaml`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from onedata_assets.domain.knowledge.chunking import chunk_elements
from onedata_assets.domain.knowledge.elements import DocumentError, Element, ElementKind
from onedata_assets.domain.knowledge.language import language_of
from onedata_assets.domain.knowledge.parsing import PARSER_VERSION, ParsedDocument, parse_document
from onedata_assets.domain.knowledge.sources import SourceDocument, list_documents

DOCUMENT = pl.Schema(
    {
        "document": pl.String,
        "type": pl.String,
        "bytes": pl.Int64,
        "sha256": pl.String,
        "pages": pl.Int64,
        "characters": pl.Int64,
        "language": pl.String,
        "elements": pl.Int64,
        "parser_version": pl.Int64,
    }
)
REJECTED = pl.Schema(
    {
        "document": pl.String,
        "type": pl.String,
        "bytes": pl.Int64,
        "sha256": pl.String,
        "reject_code": pl.String,
        "reject_reason": pl.String,
    }
)
ELEMENT = pl.Schema(
    {
        "document": pl.String,
        "order": pl.Int64,
        "kind": pl.String,
        "level": pl.Int64,
        "page": pl.Int64,
        "text": pl.String,
    }
)
CHUNK = pl.Schema(
    {
        "passage_id": pl.String,
        "document": pl.String,
        "order": pl.Int64,
        "heading": pl.String,
        "text": pl.String,
        "page": pl.Int64,
        "language": pl.String,
        "sha256": pl.String,
    }
)


@dataclass(frozen=True)
class ParsedTables:
    """The three tables of a folder; every file is a row of `documents` or of `rejected`."""

    documents: pl.DataFrame
    rejected: pl.DataFrame
    elements: pl.DataFrame


@dataclass(frozen=True)
class ParseReport:
    """The tables, the files of the folder, and how many were parsed now or kept from before."""

    tables: ParsedTables
    files: int
    parsed: int
    reused: int


def empty_tables() -> ParsedTables:
    """Return the tables before the first run."""
    return ParsedTables(DOCUMENT.to_frame(), REJECTED.to_frame(), ELEMENT.to_frame())


def parse_folder(folder: Path, before: ParsedTables) -> ParseReport:
    """Parse what is new or changed in the folder and keep the rows of the rest.

    A file that failed before is tried again. Rows of files that are gone are left out.

    Raises:
        NotADirectoryError: There is no such folder.
    """
    kept = _kept(before)
    rejected: list[dict[str, object]] = []
    parsed: list[ParsedDocument] = []
    reused: list[str] = []
    sources = list_documents(folder)
    for source in sources:
        if kept.get(source.document) == source.sha256:
            reused.append(source.document)
            continue
        try:
            parsed.append(parse_document(source))
        except DocumentError as error:
            rejected.append(_rejected_row(source, error))
    tables = ParsedTables(
        documents=_joined(before.documents, reused, map(_document_row, parsed), DOCUMENT),
        rejected=pl.DataFrame(rejected, REJECTED),
        elements=_joined(
            before.elements, reused, (row for p in parsed for row in _element_rows(p)), ELEMENT
        ),
    )
    return ParseReport(tables, len(sources), parsed=len(parsed), reused=len(reused))


def _kept(before: ParsedTables) -> dict[str, str]:
    """Return path and hash of documents whose rows are complete and of this parser."""
    counts = before.elements.group_by("document").len("found")
    complete = before.documents.join(counts, on="document").filter(
        pl.col("found") == pl.col("elements"), pl.col("parser_version") == PARSER_VERSION
    )
    return dict(complete.select("document", "sha256").iter_rows())


def _joined(
    before: pl.DataFrame, reused: list[str], rows: Iterable[dict[str, object]], schema: pl.Schema
) -> pl.DataFrame:
    new = pl.DataFrame(list(rows), schema)
    kept = before.filter(pl.col("document").is_in(reused)).select(schema.names())
    by = [name for name in ("document", "order") if name in schema]
    return pl.concat([kept, new]).sort(by)


def _document_row(parsed: ParsedDocument) -> dict[str, object]:
    source = parsed.source
    return {
        "document": source.document,
        "type": source.type,
        "bytes": source.bytes,
        "sha256": source.sha256,
        "pages": parsed.pages,
        "characters": parsed.characters,
        "language": parsed.language.value,
        "elements": len(parsed.elements),
        "parser_version": PARSER_VERSION,
    }


def _rejected_row(source: SourceDocument, error: DocumentError) -> dict[str, object]:
    return {
        "document": source.document,
        "type": source.type,
        "bytes": source.bytes,
        "sha256": source.sha256,
        "reject_code": error.code,
        "reject_reason": f"{error.zh} / {error.en}",
    }


def _element_rows(parsed: ParsedDocument) -> list[dict[str, object]]:
    return [
        {
            "document": parsed.source.document,
            "order": order,
            "kind": element.kind.value,
            "level": element.level,
            "page": element.page,
            "text": element.text,
        }
        for order, element in enumerate(parsed.elements)
    ]


def chunk_table(elements: pl.DataFrame) -> pl.DataFrame:
    """Return the passages of all documents, in order of document and place."""
    rows: list[dict[str, object]] = []
    parts = elements.sort("document", "order").partition_by(
        "document", as_dict=True, maintain_order=True
    )
    for (document,), part in parts.items():
        rows += _chunk_rows(str(document), part)
    return pl.DataFrame(rows, CHUNK)


def _chunk_rows(document: str, part: pl.DataFrame) -> list[dict[str, object]]:
    elements = [
        Element(ElementKind(kind), text, level=level, page=page)
        for kind, text, level, page in part.select("kind", "text", "level", "page").iter_rows()
    ]
    return [
        {
            "passage_id": f"{document}#{chunk.order}",
            "document": document,
            "order": chunk.order,
            "heading": chunk.heading,
            "text": chunk.text,
            "page": chunk.page,
            "language": language_of(chunk.full_text).value,
            "sha256": chunk.sha256,
        }
        for chunk in chunk_elements(document, elements)
    ]
