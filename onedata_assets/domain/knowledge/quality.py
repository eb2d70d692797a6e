"""How well an index answers a question set: hit@k, reciprocal rank, and whether to publish it.

Asking the index is `VectorClient.search`; this only judges what came back.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

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

    `tolerance` is how far a measure may fall below that of the published index.
    """

    index: str
    floor: Floor
    tolerance: float = Field(ge=0, le=1)
    questions: list[Question] = Field(min_length=1)

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
    hits = sum(outcome.rank is not None and outcome.rank <= k for outcome in outcomes)
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


def shortfalls(
    candidate: Measures, floor: Floor, published: Measures | None, tolerance: float
) -> list[str]:
    """Return what stands against publishing, one line per measure; empty when nothing does.

    Both indexes must have been asked the same questions.
    """
    lines = []
    for name in ("hit_at_1", "hit_at_3", "mrr"):
        value, least = getattr(candidate, name), getattr(floor, name)
        if value < least:
            lines.append(f"{name} {value:.3f} < {least:.3f} (floor / 下限)")
        before = getattr(published, name) if published else value
        if value < before - tolerance:
            lines.append(f"{name} {value:.3f} < {before:.3f} - {tolerance} (published / 已发布)")
    return lines


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
    late = [outcome for outcome in outcomes if outcome.rank is None or outcome.rank > 3]
    lines += ["", f"Not in the first three / 前三名之外: {len(late)}", ""]
    lines += [f"- {o.question.id} {o.question.text} ({o.rank or '-'})" for o in late]
    return "\n".join(lines)
