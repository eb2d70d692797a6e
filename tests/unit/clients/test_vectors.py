"""Index versions are built beside the published one, judged, published whole, and searched."""

from pathlib import Path

import pytest

from onedata_resources.clients.vector_errors import store_errors
from onedata_resources.clients.vector_records import NoIndexError
from onedata_resources.clients.vector_words import identifiers_of, words_of
from onedata_resources.clients.vectors import VectorClient
from onedata_resources.errors import BadInputError, StorageFullError, UnavailableError
from tests.unit.clients.passages import NAME, TEXTS, passages, publish


@pytest.mark.row("F237", "F239")
@pytest.mark.parametrize(
    ("question", "document"),
    [
        ("买的青菜最晚什么时候能退？", "returns.md"),
        ("My groceries came late", "delivery.md"),
        ("How long may I return vegetables?", "returns.md"),
        ("HL-733120", "recall.md"),
        ("hl-733120 怎么处理", "recall.md"),
    ],
)
def test_a_question_finds_its_passage_in_either_language(tmp_path_factory, question, document):
    shared = VectorClient(str(tmp_path_factory.getbasetemp() / "shared-vectors"))
    if shared.published(NAME) is None:
        publish(shared)
    # The order of near ones depends on the processor: the model's weights are whole numbers.
    assert document in [hit.document for hit in shared.search(NAME, question, k=2)]


def test_hits_name_their_source_and_come_best_first(vectors: VectorClient):
    publish(vectors)
    hits = vectors.search(NAME, "退货期限", k=10)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert len(hits) == 3
    assert hits[0].citation == "returns.md · 退货"
    assert hits[0].page is None


@pytest.mark.parametrize(
    "question",
    ["？？？", '"a AND (b', "'; DROP TABLE x; --", "a" * 5000, "😀", "的", "\x00", "NOT", "*"],
)
def test_any_question_gets_an_answer(vectors: VectorClient, question: str):
    publish(vectors)
    assert len(vectors.search(NAME, question, k=2)) == 2


@pytest.mark.parametrize(("question", "k"), [("", 3), (" \n", 3), ("退货", 0), ("退货", -1)])
def test_no_question_or_no_passages_asked_is_bad_input(vectors: VectorClient, question, k):
    with pytest.raises(BadInputError):
        vectors.search(NAME, question, k=k)


def test_a_search_before_the_first_publication_says_what_to_materialize(vectors: VectorClient):
    vectors.build(NAME, passages())
    with pytest.raises(NoIndexError, match="knowledge/index/policies"):
        vectors.search(NAME, "退货")


def test_an_index_needs_passages_and_a_plain_name(vectors: VectorClient):
    with pytest.raises(BadInputError, match="no passage"):
        vectors.build(NAME, [])
    for name in ("a b", "../a", "a-b", "", "索引", "a'b"):
        with pytest.raises(BadInputError):
            vectors.versions(name)


def test_a_store_that_cannot_be_made_says_where(tmp_path: Path):
    (tmp_path / "file").write_text("")
    with pytest.raises(UnavailableError, match="file"):
        VectorClient(str(tmp_path / "file" / "vectors")).build(NAME, passages())


def test_a_full_disk_is_told_from_other_errors():
    full = RuntimeError("lance error: LanceError(IO): No space left on device (os error 28)")
    for error, kind in [(full, StorageFullError), (RuntimeError("x"), UnavailableError)]:
        with pytest.raises(kind), store_errors("vectors"):
            raise error


def test_llama_index_retrieves_from_the_published_version(vectors: VectorClient):
    publish(vectors)
    retriever = vectors.llama_index(NAME).as_retriever(similarity_top_k=1)
    [hit] = retriever.retrieve("买的青菜最晚什么时候能退？")
    assert hit.node.metadata["document"] == "returns.md"
    assert hit.node.get_content() == TEXTS["returns.md"][1]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("HL-733120 召回", "hl-733120 hl 733120 召回"),
        ("鸡肉沙拉", "鸡肉 肉沙 沙拉"),
        ("盐", "盐"),
        ("coupon_upc = 10%", "coupon_upc coupon upc 10"),
        ("？！", ""),
    ],
)
def test_words_are_pairs_of_characters_and_codes_in_whole_and_parts(text: str, words: str):
    assert words_of(text) == words


def test_codes_are_told_from_words_and_plain_numbers():
    text = "error PMP-88, coupon_upc, L01, 48 hours, well-known, 12.5"
    assert identifiers_of(text) == {"pmp-88", "coupon_upc", "l01"}
