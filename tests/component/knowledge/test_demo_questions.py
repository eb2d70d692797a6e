"""The demo's documents answer its questions in both languages, and questions of elsewhere are told.

Nothing was tuned on the questions that are asked here.
"""

from pathlib import Path

import pytest

from onedata_assets.domain.knowledge.quality import (
    RANKS_ASKED,
    Split,
    load_questions,
    measures_by,
    outcomes_of,
    under_the_floors,
)
from onedata_assets.domain.knowledge.tables import chunk_table, empty_tables, parse_folder
from onedata_resources.clients.vector_records import Passage, nothing_relevant
from onedata_resources.clients.vectors import VectorClient

DEMO = Path(__file__).parents[3] / "demo"
QUESTIONS = load_questions(DEMO / "questions" / "retail_documents.yaml")
NAME = QUESTIONS.index
FOREIGN = [
    "gibberish wibble", "zzz zzz zzz", "呵呵哈哈嘻嘻", "hjkl hjkl", "9 8 7 6 5", "plugh frotz",
    "啦啦啦啦啦", "?!?!", "Who painted the Mona Lisa?", "What is the boiling point of nitrogen?",
    "How do I bake sourdough at home in a Dutch oven?", "How tall is Mount Everest?",
    "Explain the theory of relativity", "珠穆朗玛峰有多高？", "相对论讲的是什么？",
    "谁画了蒙娜丽莎？", "怎么修理自行车链条？", "巴西的货币是什么？", "如何申请护照？",
    "明天北京天气怎么样？",
]  # fmt: skip


@pytest.fixture(scope="module")
def vectors(tmp_path_factory: pytest.TempPathFactory) -> VectorClient:
    elements = parse_folder(DEMO / "documents", empty_tables()).tables.elements
    client = VectorClient(str(tmp_path_factory.mktemp("vectors")))
    passages = [Passage(**row) for row in chunk_table(elements).iter_rows(named=True)]
    version = client.build(NAME, passages).version.version
    client.record_verdict(NAME, version, accepted=True, quality="{}")
    client.publish(NAME, version)
    return client


@pytest.fixture(scope="module")
def answers(vectors: VectorClient):
    asked = QUESTIONS.of(Split.CHECK)
    return asked, vectors.search_all(NAME, [question.text for question in asked], k=RANKS_ASKED)


@pytest.mark.row("F237", "F239")
def test_every_kind_of_question_reaches_its_floor(answers):
    asked, found = answers
    outcomes = outcomes_of(asked, [[(hit.document, hit.text) for hit in hits] for hits in found])
    assert under_the_floors(outcomes, QUESTIONS) == []
    assert measures_by(outcomes, "kind")["across"].hit_at_3 >= 0.65


def test_questions_of_elsewhere_are_told_from_those_that_the_documents_answer(vectors, answers):
    foreign = vectors.search_all(NAME, FOREIGN)
    assert sum(map(nothing_relevant, foreign)) >= len(FOREIGN) / 2
    assert nothing_relevant(vectors.search(NAME, "xyzzy nonsense"))
    assert sum(nothing_relevant(hits[:5]) for hits in answers[1]) <= len(answers[1]) / 20


def test_a_question_gets_the_same_answers_alone_as_among_others(vectors, answers):
    asked, found = answers
    for question, hits in list(zip(asked, found, strict=True))[::20]:
        alone = vectors.search(NAME, question.text, k=RANKS_ASKED)
        assert [hit.text for hit in alone] == [hit.text for hit in hits]
        assert [hit.relevance for hit in alone] == pytest.approx(
            [hit.relevance for hit in hits], abs=1e-4
        )
