"""Index versions are built beside the published one, judged, published whole, and searched."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from onedata_resources.clients.vector_errors import store_errors
from onedata_resources.clients.vector_ledger import CENTRES, VERDICTS
from onedata_resources.clients.vector_records import NoIndexError, NotAcceptedError, Passage
from onedata_resources.clients.vector_words import identifiers_of, words_of
from onedata_resources.clients.vectors import VectorClient
from onedata_resources.errors import BadInputError, StorageFullError, UnavailableError

NAME = "policies"
TEXTS = {
    "returns.md": ("退货", "生鲜蔬果自购买起 48 小时内可以退货。", "zh"),
    "delivery.md": ("Delivery", "A late delivery earns a credit of 10 USD.", "en"),
    "recall.md": ("召回", "商品编码 HL-733120 的鸡肉沙拉全部召回。", "zh"),
}


def passages(*documents: str) -> list[Passage]:
    return [passage(name, *TEXTS[name]) for name in documents or TEXTS]


def passage(document: str, heading: str, text: str, language: str) -> Passage:
    return Passage(
        passage_id=f"{document}#0",
        document=document,
        heading=heading,
        text=text,
        order=0,
        page=None,
        language=language,
        sha256=f"{heading}{text}",
    )


@pytest.fixture
def vectors(tmp_path: Path) -> VectorClient:
    return VectorClient(str(tmp_path / "vectors"))


def publish(vectors: VectorClient, *documents: str) -> str:
    version = vectors.build(NAME, passages(*documents)).version.version
    vectors.record_verdict(NAME, version, accepted=True, quality="{}")
    vectors.publish(NAME, version)
    return version


def found(vectors: VectorClient, question: str) -> str:
    return vectors.search(NAME, question, k=1)[0].document


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
    assert found(shared, question) == document


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


def test_the_same_passages_are_neither_embedded_nor_built_again(vectors: VectorClient):
    first = vectors.build(NAME, passages())
    again = vectors.build(NAME, list(reversed(passages())))
    assert (first.built, first.embedded) == (True, 3)
    assert (again.built, again.embedded, again.reused) == (False, 0, 3)
    assert again.version == first.version


def test_only_new_passages_are_embedded(vectors: VectorClient):
    publish(vectors, "returns.md", "recall.md")
    vectors.build(NAME, passages("returns.md"))
    built = vectors.build(NAME, passages())
    assert (built.embedded, built.reused) == (1, 2)


def test_another_word_weight_is_another_version_with_the_same_vectors(vectors: VectorClient):
    vectors.build(NAME, passages(), word_weight=0.2)
    built = vectors.build(NAME, passages(), word_weight=0.6)
    assert (built.built, built.embedded, built.version.word_weight) == (True, 0, 0.6)


def test_a_version_without_a_good_verdict_is_not_published(vectors: VectorClient):
    serving = publish(vectors)
    worse = vectors.build(NAME, passages("returns.md")).version.version
    with pytest.raises(NotAcceptedError):
        vectors.publish(NAME, worse)
    vectors.record_verdict(NAME, worse, accepted=True, quality="{}")
    vectors.record_verdict(NAME, worse, accepted=False, quality="hit_at_3 0.1")
    with pytest.raises(NotAcceptedError, match=r"hit_at_3 0\.1"):
        vectors.publish(NAME, worse)
    assert vectors.published(NAME).version == serving
    assert found(vectors, "HL-733120") == "recall.md"


def test_an_older_version_stays_readable_and_can_serve_again(vectors: VectorClient):
    old = publish(vectors, "returns.md")
    publish(vectors)
    assert [hit.document for hit in vectors.search(NAME, "退货", version=old)] == ["returns.md"]
    vectors.publish(NAME, old)
    assert len(vectors.search(NAME, "退货")) == 1


def test_a_version_without_kept_centres_is_searched_as_one_with_them(vectors: VectorClient):
    publish(vectors)
    kept = vectors.search(NAME, "My groceries came late")
    vectors._connection.drop_table(CENTRES)
    found_again = vectors.search(NAME, "My groceries came late")
    assert [hit.document for hit in found_again] == [hit.document for hit in kept]
    assert found_again[0].relevance == pytest.approx(kept[0].relevance, abs=1e-4)


def test_publishing_and_judging_twice_leaves_one_record(vectors: VectorClient):
    version = publish(vectors)
    vectors.record_verdict(NAME, version, accepted=True, quality="{}")
    vectors.publish(NAME, version)
    assert len(vectors._ledger.rows(VERDICTS, NAME)) == 1
    assert vectors._ledger.publications(NAME) == [version]


def test_versions_published_at_once_leave_one_whole_version_serving(vectors: VectorClient):
    built = [
        vectors.build(NAME, passages(), word_weight=weight).version.version
        for weight in (0.1, 0.2, 0.3, 0.4)
    ]
    for version in built:
        vectors.record_verdict(NAME, version, accepted=True, quality="{}")
    clients = [VectorClient(vectors.uri) for _ in built]
    with ThreadPoolExecutor(len(built)) as workers:
        list(workers.map(VectorClient.publish, clients, [NAME] * len(built), built))
    assert sorted(vectors._ledger.publications(NAME)) == sorted(built)
    assert vectors.published(NAME).version in built
    assert len(vectors.search(NAME, "退货", k=9)) == 3


def test_old_versions_are_dropped_but_not_the_two_that_served_last(vectors: VectorClient):
    served = [publish(vectors, "returns.md"), publish(vectors, "recall.md")]
    built = [
        vectors.build(NAME, passages(), word_weight=weight).version.version
        for weight in (0.1, 0.2, 0.3)
    ]
    assert vectors.prune(NAME, keep=1) == built[:2]
    assert [version.version for version in vectors.versions(NAME)] == [*served, built[2]]
    with pytest.raises(NoIndexError):
        vectors.search(NAME, "退货", version=built[0])


def test_a_build_that_was_killed_is_no_version_and_is_cleared_later(vectors: VectorClient):
    publish(vectors)
    abandoned = f"{NAME}-20200101T000000000000"
    running = f"{NAME}-29990101T000000000000"
    for table in (abandoned, running):
        vectors._connection.create_table(table, [{"id": "1"}])
    assert len(vectors.versions(NAME)) == 1
    vectors.prune(NAME)
    left = vectors._ledger.table_names()
    assert abandoned not in left
    assert running in left


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


def test_one_index_does_not_see_the_versions_of_another(vectors: VectorClient):
    publish(vectors)
    vectors.build(f"{NAME}_more", passages("returns.md"))
    assert len(vectors.versions(NAME)) == 1
    vectors.prune(NAME, keep=0)
    assert len(vectors.versions(f"{NAME}_more")) == 1


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
