"""Versions of an index: built, judged, published, dropped."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from onedata_resources.clients.vector_ledger import CENTRES, VERDICTS
from onedata_resources.clients.vector_records import NoIndexError, NotAcceptedError
from onedata_resources.clients.vectors import VectorClient
from tests.unit.clients.passages import NAME, found, passages, publish


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


def test_one_index_does_not_see_the_versions_of_another(vectors: VectorClient):
    publish(vectors)
    vectors.build(f"{NAME}_more", passages("returns.md"))
    assert len(vectors.versions(NAME)) == 1
    vectors.prune(NAME, keep=0)
    assert len(vectors.versions(f"{NAME}_more")) == 1
