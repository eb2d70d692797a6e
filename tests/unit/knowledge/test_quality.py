"""Hit rates, reciprocal rank and what stands against publishing an index."""

from pathlib import Path

import pytest

from onedata_assets.domain.knowledge.quality import (
    Floor,
    Measures,
    Outcome,
    Question,
    QuestionSetError,
    Split,
    load_questions,
    mean_reciprocal_rank,
    measure,
    measures_by,
    outcomes_of,
    quality_markdown,
    shortfalls,
)

QUESTIONS = Path(__file__).parents[3] / "demo" / "questions" / "retail_documents.yaml"
FLOOR = Floor(hit_at_1=0.5, hit_at_3=0.8, mrr=0.6)


def question(name: str, language: str = "zh") -> Question:
    return Question(
        id=name,
        split=Split.CHECK,
        language=language,
        kind="meaning",
        text="?",
        document="a.md",
        passage="48 小时",
    )


def outcomes(*ranks: int | None) -> list[Outcome]:
    return [Outcome(question(str(n)), rank) for n, rank in enumerate(ranks)]


def test_measures_are_shares_of_all_questions():
    found = measure(outcomes(1, 2, 4, None))
    assert found == Measures(questions=4, hit_at_1=0.25, hit_at_3=0.5, mrr=(1 + 1 / 2 + 1 / 4) / 4)


def test_no_question_measures_nothing():
    assert measure([]) == Measures(questions=0, hit_at_1=0.0, hit_at_3=0.0, mrr=0.0)


def test_an_answer_needs_document_and_passage_and_ignores_white_space():
    pages = [("b.md", "48 小时"), ("a.md", "7 天"), ("a.md", "生鲜 48小时\n内")]
    [outcome] = outcomes_of([question("q")], [pages])
    assert outcome.rank == 3
    assert mean_reciprocal_rank([outcome]) == pytest.approx(1 / 3)


def test_measures_are_told_by_language():
    asked = [Outcome(question("a", "zh"), 1), Outcome(question("b", "en"), None)]
    by = measures_by(asked, "language")
    assert (by["zh"].hit_at_1, by["en"].hit_at_1) == (1.0, 0.0)


@pytest.mark.parametrize(
    ("published", "against"),
    [
        (None, []),
        (Measures(10, 0.7, 0.9, 0.8), []),
        (Measures(10, 0.7, 0.93, 0.8), ["hit_at_3"]),
        (Measures(10, 0.9, 0.95, 0.9), ["hit_at_1", "hit_at_3", "mrr"]),
    ],
)
def test_a_candidate_worse_than_the_published_index_falls_short(published, against):
    found = shortfalls(Measures(10, 0.7, 0.9, 0.8), FLOOR, published, tolerance=0.02)
    assert [line.split()[0] for line in found] == against


def test_a_candidate_under_the_floor_falls_short_even_of_nothing_published():
    found = shortfalls(Measures(10, 0.4, 0.9, 0.59), FLOOR, None, tolerance=0.02)
    assert [line.split()[0] for line in found] == ["hit_at_1", "mrr"]


def test_the_report_names_what_was_not_answered():
    assert "- 1 ? (-)" in quality_markdown(outcomes(1, None))


def test_the_question_set_of_the_demo_has_both_languages_and_two_splits():
    asked = load_questions(QUESTIONS)
    check, choose = asked.of(Split.CHECK), asked.of(Split.CHOOSE)
    assert len(check) >= 30
    assert {q.language for q in check} == {"zh", "en"}
    assert {q.kind for q in check} == {"meaning", "table", "across", "identifier"}
    assert not {q.text for q in check} & {q.text for q in choose}
    assert len({q.id for q in asked.questions}) == len(asked.questions)


@pytest.mark.parametrize(
    "content",
    ["questions: [", "index: a\n", "- just\n- a list\n", "", "index: a\nfloor: {hit_at_1: 2}\n"],
)
def test_a_malformed_question_set_names_its_file(tmp_path: Path, content: str):
    path = tmp_path / "q.yaml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(QuestionSetError, match=r"q\.yaml"):
        load_questions(path)
