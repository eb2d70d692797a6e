"""Hit rates, reciprocal rank and what stands against publishing an index."""

from pathlib import Path

import pytest

from onedata_assets.domain.knowledge.quality import (
    Floor,
    Measures,
    Outcome,
    Question,
    QuestionSet,
    QuestionSetError,
    Split,
    compare,
    load_questions,
    mean_reciprocal_rank,
    measure,
    measures_by,
    outcomes_of,
    quality_markdown,
    too_many_lost,
    under_the_floors,
)

QUESTIONS = Path(__file__).parents[3] / "demo" / "questions" / "retail_documents.yaml"
FLOOR = Floor(hit_at_1=0.5, hit_at_3=0.8, mrr=0.6)


def question(name: str, language: str = "zh", kind: str = "meaning") -> Question:
    return Question(
        id=name,
        split=Split.CHECK,
        language=language,
        kind=kind,
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


def question_set(**fields) -> QuestionSet:
    questions = [question(str(n)) for n in range(4)]
    return QuestionSet(index="a", floor=FLOOR, questions=questions, **fields)


@pytest.mark.parametrize(
    ("before", "now", "blocked"),
    [
        ([1, 1, 1, 1, 1], [1, 1, 1, 1, 1], []),
        ([1, 1, 1, 1, 1], [1, 1, 1, 4, 5], []),
        ([1, 1, 1, 1, 1], [1, 1, 9, 4, None], [3]),
        ([1, 1, 1, None, 4], [9, 4, None, 1, 3], []),
        ([1, 1, 1, 1, 1], [2, 2, 3, 2, 1], []),
        ([1, 1, 1, 1, 1], [2, 2, 3, 2, 3], [1]),
        ([None, None, 9, 9, 9], [1, 1, 1, 1, 1], []),
    ],
)
def test_a_candidate_is_blocked_where_it_answers_too_many_questions_fewer(before, now, blocked):
    changes = [compare(outcomes(*now), outcomes(*before), k) for k in (1, 3)]
    told = too_many_lost(changes, allowed=2)
    assert [line.split(":")[0] for line in told] == [f"hit@{k}" for k in blocked]


def test_the_questions_that_were_lost_are_named_with_their_ranks():
    change = compare(outcomes(1, 7, 2), outcomes(1, 2, None), 3)
    assert (change.lost, change.gained) == (["1 ? (2 → 7)"], ["2 ? (- → 2)"])
    [line] = too_many_lost([compare(outcomes(None, None), outcomes(1, 3), 3)], allowed=1)
    assert "0 ? (1 → -); 1 ? (3 → -)" in line
    assert "净丢失不得超过 1 题" in line


def test_a_candidate_under_a_floor_falls_short_even_of_nothing_published():
    told = under_the_floors(outcomes(1, 4, 3, None), question_set())
    assert [line.split()[0] for line in told] == ["hit_at_1", "hit_at_3", "mrr"]


def test_a_bad_kind_is_not_hidden_by_a_good_mean():
    asked = [*outcomes(*[1] * 9), Outcome(question("x", kind="across"), None)]
    questions = [outcome.question for outcome in asked]
    judged = QuestionSet(index="a", floor=FLOOR, kind_floor={"across": 0.5}, questions=questions)
    assert [line.split(" <")[0] for line in under_the_floors(asked, judged)] == [
        "hit_at_3 of across 0.000"
    ]


def test_a_floor_for_a_kind_that_is_not_asked_is_refused():
    with pytest.raises(ValueError, match="acros"):
        question_set(kind_floor={"acros": 0.5})


def test_the_report_names_what_was_not_answered():
    assert "- 1 ? (-)" in quality_markdown(outcomes(1, None))


def test_the_question_set_of_the_demo_has_both_languages_and_two_splits():
    asked = load_questions(QUESTIONS)
    check, choose = asked.of(Split.CHECK), asked.of(Split.CHOOSE)
    assert 60 <= len(check) <= 80
    assert {q.kind for q in check} == asked.kind_floor.keys()
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
