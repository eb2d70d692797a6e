"""Searches over one index version: vectors and words, their scores put together.

Which version is searched is decided in `vectors.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from onedata_resources.clients.embedder import embed_questions
from onedata_resources.clients.vector_centres import CHINESE, Centres
from onedata_resources.clients.vector_records import Hit
from onedata_resources.clients.vector_words import identifiers_of, words_of

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from lancedb.query import LanceVectorQueryBuilder
    from lancedb.table import Table

CANDIDATES = 50
"""How many passages each way proposes: Chinese vectors, other vectors, words."""
WORD_HALF = 4.0
"""The BM25 score that counts half: about two rare words of the question."""
CODE_BONUS = 0.5
"""What a passage gains that holds every code of the question; vectors do not tell codes apart."""
WORD_RELEVANCE = 0.05
"""What a passage's relevance gains at most by words of the question."""
IS_CHINESE = f"metadata.language = '{CHINESE}'"
_COLUMNS = ["id", "text", "metadata", "vector"]


@dataclass(frozen=True)
class IndexTable:
    """The rows of one version with what a search of it needs."""

    table: "Table"
    word_weight: float
    centres: Centres


@dataclass(frozen=True)
class _Candidates:
    """Passages proposed for a question, each once."""

    rows: list[dict[str, Any]]
    vectors: "np.ndarray"
    words: dict[str, float]


def search_index(index: IndexTable, questions: Sequence[str], k: int) -> list[list[Hit]]:
    """Return the `k` best passages for each question, best first; fewer where there are fewer.

    A passage's vector score is the cosine of the question with what the passage says besides being
    of its language (`vector_centres.py`), stretched over 0..1. Its word score is BM25 bent into
    0..1, and codes of the question that stand in it whole add to both. A question without words is
    answered by vectors alone.
    """
    asked = embed_questions(questions)
    limit = max(CANDIDATES, k)
    chinese, other = (
        _search_vectors(index.table, asked, limit, where)
        for where in (IS_CHINESE, f"NOT ({IS_CHINESE})")
    )
    by_words = [_search_words(index.table, words_of(question), limit) for question in questions]
    return [
        _ranked(index, question, vector, _candidates(answers))[:k]
        for question, vector, *answers in zip(
            questions, asked, by_words, chinese, other, strict=True
        )
    ]


def _ranked(index: IndexTable, question: str, asked: "np.ndarray", found: _Candidates) -> list[Hit]:
    if not found.rows:
        return []
    codes = identifiers_of(question)
    weight = index.word_weight
    hits = []
    for row, (near, similarity, lift) in zip(
        found.rows, _likeness(asked, found, index.centres), strict=True
    ):
        words, held = found.words.get(row["id"], 0.0), _held(codes, row)
        hits.append(
            Hit(
                document=row["metadata"]["document"],
                heading=row["metadata"]["heading"],
                text=row["text"],
                page=row["metadata"]["page"] or None,
                score=(1 - weight) * near + weight * words + CODE_BONUS * held,
                vector_score=near,
                word_score=words,
                similarity=similarity,
                relevance=similarity + lift + WORD_RELEVANCE * words + CODE_BONUS * held,
            )
        )
    return sorted(hits, key=lambda hit: (-hit.score, hit.document, hit.text))


def _likeness(
    asked: "np.ndarray", found: _Candidates, centres: Centres
) -> list[tuple[float, float, float]]:
    """Return for each candidate the stretched score, the cosine, and its rise above the mean."""
    import numpy as np

    languages = [row["metadata"]["language"] for row in found.rows]
    centred = centres.centred(found.vectors, languages)
    lifts = centred @ asked
    near = lifts / np.maximum(np.linalg.norm(centred, axis=1), 1e-6)
    near = (near - near.min()) / max(np.ptp(near), 1e-6)
    return list(zip(near.tolist(), (found.vectors @ asked).tolist(), lifts.tolist(), strict=True))


def _candidates(answers: "Sequence[pa.Table | None]") -> _Candidates:
    """Return the passages of all answers, each once, with word scores where words found them."""
    import numpy as np

    rows: dict[str, dict[str, Any]] = {}
    vectors: dict[str, np.ndarray] = {}
    for answer in filter(None, answers):
        values = answer["vector"].combine_chunks().flatten().to_numpy().reshape(len(answer), -1)
        for row, vector in zip(answer.drop_columns("vector").to_pylist(), values, strict=True):
            if row["id"] not in rows:
                rows[row["id"]], vectors[row["id"]] = row, vector
    scores = {key: row["_score"] for key, row in rows.items() if "_score" in row}
    return _Candidates(
        list(rows.values()),
        np.stack(list(vectors.values())) if vectors else np.empty((0, 0)),
        {key: score / (score + WORD_HALF) for key, score in scores.items()},
    )


def _search_vectors(
    table: "Table", asked: "np.ndarray", limit: int, where: str
) -> "list[pa.Table]":
    """Return the nearest passages of each question; one call, which costs a tenth of many."""
    import pyarrow.compute as pc

    search = cast("LanceVectorQueryBuilder", table.search(asked, vector_column_name="vector"))
    search = search.distance_type("cosine").where(where, prefilter=True)
    found = search.select([*_COLUMNS, "_distance"]).limit(limit).to_arrow()
    if len(asked) == 1:
        return [found]
    return [found.filter(pc.field("query_index") == n) for n in range(len(asked))]


def _search_words(table: "Table", words: str, limit: int) -> "pa.Table | None":
    if not words:
        return None
    search = table.search(words, query_type="fts", fts_columns="words")
    return search.select([*_COLUMNS, "_score"]).limit(limit).to_arrow()


def _held(codes: set[str], row: dict[str, Any]) -> float:
    """Return the share of the question's codes that stand in the passage or its headings."""
    if not codes:
        return 0.0
    held = codes & identifiers_of(f"{row['metadata']['heading']}\n{row['text']}")
    return len(held) / len(codes)
