"""Passages hold the whole text of a document, with its headings and its tables."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onedata_assets.domain.knowledge.chunking import (
    TABLE_CHARACTERS,
    TARGET_CHARACTERS,
    chunk_elements,
    sentences,
)
from onedata_assets.domain.knowledge.elements import Element, ElementKind
from onedata_assets.domain.knowledge.language import Language

PIECES = st.sampled_from(
    ["生鲜商品可以退货。", "凭小票办理！", "Bring the receipt. ", "SKU HL-733120 ", "，", "a", "\n"]
)
TEXTS = st.lists(PIECES, min_size=1, max_size=120).map("".join).filter(str.strip)
TABLES = st.lists(st.tuples(PIECES, PIECES), min_size=2, max_size=80).map(
    lambda rows: "\n".join(" | ".join(cell.strip() or "-" for cell in row) for row in rows)
)
ELEMENTS = st.lists(
    st.one_of(
        TEXTS.map(lambda text: Element(ElementKind.TEXT, text)),
        TABLES.map(lambda text: Element(ElementKind.TABLE, text)),
        st.builds(
            Element,
            st.just(ElementKind.HEADING),
            st.sampled_from(["退货", "Delivery", "费用"]),
            level=st.integers(1, 4),
        ),
    ),
    min_size=1,
    max_size=12,
)


def bare(text: str) -> str:
    return "".join(text.split())


def uncovered(source: str, chunks: list[str]) -> str:
    """Return what of the source, read in order, no passage holds; overlaps are allowed."""
    end = 0
    for chunk in chunks:
        starts = range(end, max(end - len(chunk), -1), -1)
        start = next((s for s in starts if source.startswith(chunk, s)), None)
        if start is not None:
            end = max(end, start + len(chunk))
    return source[end:]


@settings(max_examples=60)
@given(TEXTS)
def test_a_paragraph_of_any_length_is_covered_by_its_passages(text: str):
    chunks = chunk_elements("a.md", [Element(ElementKind.TEXT, text)])
    assert uncovered(bare(text), [bare(chunk.text) for chunk in chunks]) == ""


@settings(max_examples=60)
@given(ELEMENTS)
def test_every_element_is_found_in_the_passages_or_their_headings(elements: list[Element]):
    chunks = chunk_elements("a.md", elements)
    held = bare("\n".join(f"{chunk.heading}\n{chunk.text}" for chunk in chunks))
    for element in elements:
        parts = element.text.split("\n") if element.kind is ElementKind.TABLE else [element.text]
        if element.kind is ElementKind.TEXT:
            parts = [part for part in sentences(element.text) if len(part) < 60]
        assert all(bare(part) in held for part in parts)


@settings(max_examples=60)
@given(ELEMENTS)
def test_passages_are_numbered_in_order_and_never_empty(elements: list[Element]):
    chunks = chunk_elements("a.md", elements)
    assert [chunk.order for chunk in chunks] == list(range(len(chunks)))
    assert all(chunk.text.strip() and chunk.heading for chunk in chunks)


@given(TEXTS)
def test_sentences_joined_are_the_text(text: str):
    assert "".join(sentences(text)) == text


@pytest.mark.parametrize("sentence", ["会员可以在七天之内退货。", "Members may return it. "])
def test_long_text_is_cut_between_sentences(sentence: str):
    text = (sentence * 80).strip()
    chunks = chunk_elements("a.md", [Element(ElementKind.TEXT, text)])
    limit = max(TARGET_CHARACTERS.values())
    assert len(chunks) > 1
    assert all(len(chunk.text) <= limit for chunk in chunks)
    assert all(chunk.text.startswith(sentence[:5]) for chunk in chunks)
    assert all(chunk.text.endswith(sentence.strip()) for chunk in chunks)


@pytest.mark.row("F235")
def test_a_table_stays_whole_beside_a_paragraph_that_fills_the_passage():
    table = "\n".join(["类别 | 期限", *(f"类别{n} | {n} 天" for n in range(40))])
    elements = [Element(ElementKind.TEXT, "说明" * 140), Element(ElementKind.TABLE, table)]
    assert table in [chunk.text for chunk in chunk_elements("a.md", elements)]


def test_a_table_too_long_for_one_passage_is_cut_between_rows_under_its_header():
    rows = [f"HL-{n:06} | item {n} | {n}.99 USD" for n in range(200)]
    table = "\n".join(["SKU | Item | Price", *rows])
    chunks = chunk_elements("a.md", [Element(ElementKind.TABLE, table)])
    assert len(chunks) > 1
    assert all(chunk.text.startswith("SKU | Item | Price\n") for chunk in chunks)
    assert all(len(chunk.text) <= TABLE_CHARACTERS for chunk in chunks)
    assert [row for chunk in chunks for row in chunk.text.split("\n")[1:]] == rows


def test_headings_above_a_passage_are_its_path():
    def heading(text: str, level: int) -> Element:
        return Element(ElementKind.HEADING, text, level=level)

    elements = [
        heading("政策", 1),
        heading("退货", 2),
        Element(ElementKind.TEXT, "七天。"),
        heading("期限", 3),
        Element(ElementKind.TEXT, "生鲜两天。"),
        heading("费用", 2),
        Element(ElementKind.TEXT, "免费。"),
    ]
    chunks = chunk_elements("a.md", elements)
    assert [chunk.heading for chunk in chunks] == [
        "政策 > 退货",
        "政策 > 退货 > 期限",
        "政策 > 费用",
    ]


def test_a_document_without_headings_goes_by_its_name():
    [chunk] = chunk_elements("notes/a.txt", [Element(ElementKind.TEXT, "hello", page=2)])
    assert (chunk.heading, chunk.page) == ("notes/a.txt", 2)


def test_equal_passages_have_equal_hashes_and_a_heading_tells_them_apart():
    one, two, other = (
        chunk_elements(name, [Element(ElementKind.TEXT, "same")])[0] for name in ("a", "a", "b")
    )
    assert one.sha256 == two.sha256 != other.sha256
    assert set(TARGET_CHARACTERS) == set(Language)


@pytest.mark.parametrize(
    "table",
    [
        " | ".join(["x"] * 50_000),
        "name | text\n" + "\n".join(f"{n} | " + "long word " * 300 for n in range(3)),
    ],
)
def test_a_table_of_endless_rows_is_cut_into_passages_of_bounded_size(table: str):
    chunks = chunk_elements("wide.csv", [Element(ElementKind.TABLE, table)])
    assert max(len(chunk.text) for chunk in chunks) <= TABLE_CHARACTERS
    assert sum(len(bare(chunk.text)) for chunk in chunks) >= len(bare(table))
