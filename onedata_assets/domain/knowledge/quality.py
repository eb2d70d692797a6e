"""How well an index answers a question set: hit@k, reciprocal rank, and whether to publish it.

Asking the index is `VectorClient.search`; this only judges what came back.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

RANKS_ASKED = 10
"""How many passages a question is given; a later answer counts as none."""


class Split(StrEnum):
    """What a question is for: choosing settings, or checking an index."""

    CHOOSE = "choose"
    CHECK = "check"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Question(_Strict):
    """A question, the document that answers it, and a text that the answering passage holds."""

    id: str
    split: Split
    language: str
    kind: str
    text: str = Field(min_length=1)
    document: str
    passage: str = Field(min_length=1)

    def is_answered_by(self, document: str, text: str) -> bool:
        """Tell whether the passage is the expected one; white space does not count."""
        return document == self.document and _bare(self.passage) in _bare(text)


def _bare(text: str) -> str:
    return "".join(text.split())


class Floor(_Strict):
    """The least that an index must reach to be published."""

    hit_at_1: float = Field(ge=0, le=1)
    hit_at_3: float = Field(ge=0, le=1)
    mrr: float = Field(ge=0, le=1)


class QuestionSet(_Strict):
    """The questions of one index.

    `kind_floor` is the least hit@3 of a kind of question; a good mean hides a bad kind.
    `allowed_losses` is by how many questions an index may answer fewer than the published one: two
    questions more or less are chance, as one new document can cost that without being worse.
    """

    index: str
    floor: Floor
    kind_floor: dict[str, float] = Field(default_factory=dict)
    allowed_losses: int = Field(default=2, ge=0)
    questions: list[Question] = Field(min_length=1)

    @model_validator(mode="after")
    def _every_kind_is_asked(self) -> Self:
        unasked = self.kind_floor.keys() - {question.kind for question in self.of(Split.CHECK)}
        if unasked:
            raise ValueError(f"kind_floor: no question of the check split is of {sorted(unasked)}")
        return self

    def of(self, split: Split) -> list[Question]:
        """Return the questions of one split."""
        return [question for question in self.questions if question.split is split]


class QuestionSetError(Exception):
    """The question set is malformed; the message names the file and the field."""


def load_questions(path: Path) -> QuestionSet:
    """Read a question set.

    Raises:
        QuestionSetError: The file is no YAML, or a field is missing or wrong.
    """
    import yaml

    try:
        return QuestionSet.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (yaml.YAMLError, UnicodeDecodeError, ValidationError) as error:
        raise QuestionSetError(f"{path}: {error}") from error


@dataclass(frozen=True)
class Outcome:
    """The rank, from 1, of the first passage that answers a question; None where none did."""

    question: Question
    rank: int | None

    def is_hit(self, k: int) -> bool:
        """Tell whether the question is answered by rank `k`."""
        return self.rank is not None and self.rank <= k


@dataclass(frozen=True)
class Measures:
    """Shares of questions answered at rank 1 and by rank 3, and the mean reciprocal rank."""

    questions: int
    hit_at_1: float
    hit_at_3: float
    mrr: float


def rank_of(question: Question, found: Iterable[tuple[str, str]]) -> int | None:
    """Return the rank of the first answering passage among (document, text), best first."""
    for rank, (document, text) in enumerate(found, 1):
        if question.is_answered_by(document, text):
            return rank
    return None


def hit_at(outcomes: Sequence[Outcome], k: int) -> float:
    """Return the share of questions answered by rank `k`; 0 for no question."""
    hits = sum(outcome.is_hit(k) for outcome in outcomes)
    return hits / len(outcomes) if outcomes else 0.0


def mean_reciprocal_rank(outcomes: Sequence[Outcome]) -> float:
    """Return the mean of 1/rank, an unanswered question counting 0."""
    total = sum(1 / outcome.rank for outcome in outcomes if outcome.rank)
    return total / len(outcomes) if outcomes else 0.0


def measure(outcomes: Sequence[Outcome]) -> Measures:
    """Return all measures of the outcomes."""
    return Measures(
        questions=len(outcomes),
        hit_at_1=hit_at(outcomes, 1),
        hit_at_3=hit_at(outcomes, 3),
        mrr=mean_reciprocal_rank(outcomes),
    )


def measures_by(outcomes: Sequence[Outcome], field: str) -> dict[str, Measures]:
    """Return the measures per language or kind of the question, in order of name."""
    names = sorted({getattr(outcome.question, field) for outcome in outcomes})
    return {
        name: measure([o for o in outcomes if getattr(o.question, field) == name]) for name in names
    }


@dataclass(frozen=True)
class Comparison:
    """The questions that only the published index answers by a rank, and only the candidate."""

    k: int
    lost: list[str]
    gained: list[str]

    @property
    def losses(self) -> int:
        """Return by how many questions the candidate answers fewer."""
        return len(self.lost) - len(self.gained)


def compare(candidate: Sequence[Outcome], published: Sequence[Outcome], k: int) -> Comparison:
    """Return what changed between the answers of two indexes to the same questions.

    Only the questions that one index answers and the other does not tell them apart, as in the
    test of McNemar (1947), Psychometrika 12; the means of two indexes hide which ones these are.
    """
    lost, gained = [], []
    for now, before in zip(candidate, published, strict=True):
        told = f"{now.question.id} {now.question.text} ({before.rank or '-'} → {now.rank or '-'})"
        if before.is_hit(k) and not now.is_hit(k):
            lost.append(told)
        elif now.is_hit(k) and not before.is_hit(k):
            gained.append(told)
    return Comparison(k, lost, gained)


def under_the_floors(outcomes: Sequence[Outcome], questions: QuestionSet) -> list[str]:
    """Return the measures that do not reach their floor, one line each."""
    found, floor = measure(outcomes), questions.floor
    lines = [
        f"{name} {getattr(found, name):.3f} < {least:.3f} (floor / 下限)"
        for name, least in floor.model_dump().items()
        if getattr(found, name) < least
    ]
    kinds = measures_by(outcomes, "kind")
    return lines + [
        f"hit_at_3 of {kind} {kinds[kind].hit_at_3:.3f} < {least:.3f} (floor / 下限)"
        for kind, least in questions.kind_floor.items()
        if kinds[kind].hit_at_3 < least
    ]


def too_many_lost(comparisons: Iterable[Comparison], allowed: int) -> list[str]:
    """Return a line with the lost questions for each rank by which too many were lost.

    Twice as many may leave the first rank as may leave the first three: there they are still seen.
    """
    return [
        f"hit@{found.k}: {len(found.lost)} lost, {len(found.gained)} gained against the published "
        f"version, {limit} may be lost / 与已发布版本相比丢失 {len(found.lost)} 题、"
        f"新增 {len(found.gained)} 题，净丢失不得超过 {limit} 题: {'; '.join(found.lost)}"
        for found in comparisons
        if found.losses > (limit := allowed if found.k > 1 else 2 * allowed)
    ]


def outcomes_of(
    questions: Sequence[Question], found: Sequence[Iterable[tuple[str, str]]]
) -> list[Outcome]:
    """Return the outcome of each question from the (document, text) of its passages, best first."""
    pairs = zip(questions, found, strict=True)
    return [Outcome(question, rank_of(question, passages)) for question, passages in pairs]


def quality_markdown(outcomes: Sequence[Outcome]) -> str:
    """Return the measures in all, by language and by kind, and the unanswered, as Markdown."""
    rows = {
        "all / 全部": measure(outcomes),
        **measures_by(outcomes, "language"),
        **measures_by(outcomes, "kind"),
    }
    lines = [
        "| questions / 问题 | n | hit@1 | hit@3 | MRR |",
        "| --- | --- | --- | --- | --- |",
        *(
            f"| {name} | {m.questions} | {m.hit_at_1:.3f} | {m.hit_at_3:.3f} | {m.mrr:.3f} |"
            for name, m in rows.items()
        ),
    ]
    late = [outcome for outcome in outcomes if not outcome.is_hit(3)]
    lines += ["", f"Not in the first three / 前三名之外: {len(late)}", ""]
    lines += [f"- {o.question.id} {o.question.text} ({o.rank or '-'})" for o in late]
    return "\n".join(lines)
