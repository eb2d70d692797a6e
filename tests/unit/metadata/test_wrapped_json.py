"""Rows of a document of JSON are found without reading its values, wherever it is cut."""

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onedata_assets.domain.metadata.file_formats.wrapped_json import sliced, wrapped_rows
from onedata_assets.domain.metadata.interfaces.rows import beside, rows_of

pytestmark = pytest.mark.row("S05")

TEXTS = st.text(st.sampled_from('ab"\\{}[],:中\n\ud83d\ude00 '), max_size=6)
NAMES = st.sampled_from(["data", "items", "features", "response", "total", "orders", "源"]) | TEXTS
SCALARS = st.none() | st.booleans() | st.integers() | TEXTS
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=20,
)
ROWS = st.lists(st.dictionaries(NAMES, VALUES, max_size=3), max_size=4)
DOCUMENTS = st.dictionaries(NAMES, ROWS | VALUES, max_size=4)


@given(
    DOCUMENTS,
    st.sampled_from([None, 1]),
    st.booleans(),
    st.lists(st.integers(0, 400), max_size=6),
)
def test_the_rows_are_those_of_an_answer_of_the_same_text(document, indent, is_ascii, cuts):
    text = json.dumps(document, indent=indent, ensure_ascii=is_ascii).encode(errors="replace")
    ends = [0, *sorted(min(cut, len(text)) for cut in cuts), len(text)]
    chunks = [text[a:b] for a, b in pairwise(ends)]
    answer = json.loads(text)
    rows, way = rows_of(answer)
    found = wrapped_rows(chunks)
    if not way:
        assert found is None
        return
    assert found is not None
    assert (found.way, found.beside) == (way, tuple(beside(answer, way)))
    value = json.loads(b"".join(sliced(chunks, found.start, found.end)))
    assert (value if isinstance(value, list) else [value]) == rows


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b" ",
        b"[1]",
        b'[{"data": [{}]}]',
        b'{"data": [{}]} {"data": [{}]}',
        b'{"data": [{}]',
        b'{"data": [{}]}]',
        b'{"data" [{}]}',
        b'{"data": [{}], "data": 1}',
        b'{"a":' * 100_000,
        b'{"' + b"x" * (2 << 20) + b'": [{}]}',
        json.dumps({str(n): [{}] for n in range(2000)}).encode(),
    ],
)
def test_what_wraps_no_rows_has_none(text):
    assert wrapped_rows([text]) is None


def test_a_mark_of_utf8_and_blanks_before_it_are_none_of_a_document():
    text = b'\xef\xbb\xbf \n {"data": [{"a": 1}]} \n'
    found = wrapped_rows([text])
    assert found is not None
    assert text[found.start : found.end] == b'[{"a": 1}]'
