"""The demo's documents are those of their sources, small, and labelled synthetic."""

from pathlib import Path

import pytest

from demo.document_blocks import read_blocks
from demo.make_documents import DOCUMENTS, RENDERERS, SOURCES, render_html
from onedata_assets.domain.knowledge.parsing import parse_document
from onedata_assets.domain.knowledge.sources import list_documents


def test_every_source_is_rendered_and_every_format_is_there():
    rendered = {source.stem for source in SOURCES.glob("*.md")}
    present = {path.name for path in DOCUMENTS.glob("[!.]*")}
    assert rendered <= present
    assert {Path(name).suffix for name in present} == {".md", *RENDERERS}
    assert {name for name in present - rendered if not name.endswith(".md")} == set()


@pytest.mark.parametrize("source", sorted(SOURCES.glob("*.html.md")), ids=lambda path: path.stem)
def test_rendering_again_gives_the_committed_page(source: Path, tmp_path: Path):
    target = tmp_path / source.stem
    render_html(read_blocks(source), target, font=Path("unused"))
    assert target.read_bytes() == (DOCUMENTS / source.stem).read_bytes()


def test_the_documents_are_small():
    assert sum(path.stat().st_size for path in DOCUMENTS.iterdir()) < 1_000_000


def test_every_document_says_that_it_is_synthetic():
    readable = [source for source in list_documents(DOCUMENTS) if source.type != "png"]
    for source in readable:
        text = "".join(element.text for element in parse_document(source).elements[:2])
        assert "合成数据" in text, source.document
        assert "ynthetic" in text, source.document
