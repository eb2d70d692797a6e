"""One search over one index version: vectors and words, their scores put together.

Which version is searched is decided in `vectors.py`.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, cast

from onedata_resources.clients.embedder import embed_question
from onedata_resources.clients.vector_records import Hit
from onedata_resources.clients.vector_words import identifiers_of, words_of

if TYPE_CHECKING:
    import numpy as np
    from lancedb.query import LanceVectorQueryBuilder
    from lancedb.table import Table

CANDIDATES = 50
"""How many passages each way proposes: Chinese vectors, other vectors, words."""
WORD_HALF = 4.0
"""The BM25 score that counts half: about two rare words of the question."""
FEW = 5
"""So many passages of average likeness are added to each language, whose mean says little when
it has only a few."""
CODE_BONUS = 0.5
"""What a passage gains that holds every code of the question; vectors do not tell codes apart."""
IS_CHINESE = "metadata.language = 'zh'"
_COLUMNS = ["id", "text", "metadata", "vector"]


def search_table(table: "Table", question: str, k: int, word_weight: float) -> list[Hit]:
    """Return the `k` best passages for the question, best first; fewer where there are fewer.

    A passage's vector score is its cosine less the mean cosine of its language's candidates: the
    model holds any two texts of one language for alike, and the answer may be in the other one.
    Its word score is BM25 bent into 0..1, and codes of the question that stand in it whole add to
    both. A question without words is answered by vectors alone.
    """
    asked = embed_question(question)
    proposed = max(CANDIDATES, k)
    groups = [
        _search_vectors(table, asked, proposed, where)
        for where in (IS_CHINESE, f"NOT ({IS_CHINESE})")
    ]
    by_words = _search_words(table, words_of(question), proposed)
    near = _centred(asked, groups, by_words)
    words = {row["id"]: row["_score"] / (row["_score"] + WORD_HALF) for row in by_words}
    rows = {row["id"]: row for row in [*by_words, *groups[0], *groups[1]]}
    codes = identifiers_of(question)
    hits = [
        _hit(row, near[key], words.get(key, 0.0), word_weight, _held(codes, row))
        for key, row in rows.items()
    ]
    return sorted(hits, key=lambda hit: (-hit.score, hit.document, hit.text))[:k]


def _search_vectors(
    table: "Table", asked: "np.ndarray", limit: int, where: str
) -> list[dict[str, Any]]:
    search = cast("LanceVectorQueryBuilder", table.search(asked, vector_column_name="vector"))
    search = search.distance_type("cosine").where(where, prefilter=True)
    return search.select([*_COLUMNS, "_distance"]).limit(limit).to_list()


def _search_words(table: "Table", words: str, limit: int) -> list[dict[str, Any]]:
    if not words:
        return []
    search = table.search(words, query_type="fts", fts_columns="words")
    return search.select([*_COLUMNS, "_score"]).limit(limit).to_list()


def _centred(
    asked: "np.ndarray", groups: list[list[dict[str, Any]]], others: Iterable[dict[str, Any]]
) -> dict[str, float]:
    """Return every candidate's cosine, centred on its language's and stretched over 0..1."""
    import numpy as np

    similar = [[1 - row["_distance"] for row in group] for group in groups]
    everyone = np.mean([*similar[0], *similar[1]] or [0.0])
    means = [(sum(one) + FEW * everyone) / (len(one) + FEW) for one in similar]
    cosines = {
        row["id"]: float(np.dot(asked, row["vector"]))
        - means[0 if row["metadata"]["language"] == "zh" else 1]
        for row in [*others, *groups[0], *groups[1]]
    }
    least, most = min(cosines.values(), default=0.0), max(cosines.values(), default=0.0)
    return {key: float((value - least) / ((most - least) or 1.0)) for key, value in cosines.items()}


def _held(codes: set[str], row: dict[str, Any]) -> float:
    """Return the share of the question's codes that stand in the passage or its headings."""
    held = codes & identifiers_of(f"{row['metadata']['heading']}\n{row['text']}")
    return len(held) / len(codes) if codes else 0.0


def _hit(row: dict[str, Any], near: float, words: float, word_weight: float, codes: float) -> Hit:
    metadata = row["metadata"]
    return Hit(
        document=metadata["document"],
        heading=metadata["heading"],
        text=row["text"],
        page=metadata["page"] or None,
        score=(1 - word_weight) * near + word_weight * words + CODE_BONUS * codes,
        vector_score=near,
        word_score=words,
    )
