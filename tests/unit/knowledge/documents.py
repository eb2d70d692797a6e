"""Documents of the demo, and how a test parses one."""

from pathlib import Path

import pytest

from onedata_assets.domain.knowledge.elements import DocumentError
from onedata_assets.domain.knowledge.parsing import ParsedDocument, parse_document
from onedata_assets.domain.knowledge.sources import list_documents

DOCUMENTS = Path(__file__).parents[3] / "demo" / "documents"


def parse(folder: Path, name: str) -> ParsedDocument:
    [source] = [source for source in list_documents(folder) if source.document == name]
    return parse_document(source)


def parse_bytes(folder: Path, name: str, data: bytes) -> ParsedDocument:
    (folder / name).write_bytes(data)
    return parse(folder, name)


def refusal(folder: Path, name: str, data: bytes) -> DocumentError:
    with pytest.raises(DocumentError) as refused:
        parse_bytes(folder, name, data)
    assert refused.value.en
    assert refused.value.zh
    return refused.value


PNG = (DOCUMENTS / "recall_notice.zh.png").read_bytes()
