"""How well the demo's documents are found at each weight of words, on the `choose` questions.

`python -m bench.retrieval_weight`. The best weight goes to `DEFAULT_WORD_WEIGHT` in
`onedata_resources/clients/vectors.py`; the `check` questions are not read here.
"""

import tempfile
from pathlib import Path

from onedata_assets.domain.knowledge.quality import (
    RANKS_ASKED,
    Measures,
    Split,
    load_questions,
    measure,
    outcomes_of,
)
from onedata_assets.domain.knowledge.tables import chunk_table, empty_tables, parse_folder
from onedata_resources.clients.vector_records import Passage
from onedata_resources.clients.vectors import VectorClient

DEMO = Path(__file__).resolve().parent.parent / "demo"
NAME = "retail_documents"
WEIGHTS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.7, 1.0)


def demo_passages() -> list[Passage]:
    """Return the passages of the demo's documents."""
    elements = parse_folder(DEMO / "documents", empty_tables()).tables.elements
    return [Passage(**row) for row in chunk_table(elements).iter_rows(named=True)]


def measure_weights(uri: str) -> dict[float, Measures]:
    """Return the measures of one index version per weight; passages are embedded once."""
    passages = demo_passages()
    asked = load_questions(DEMO / "questions" / f"{NAME}.yaml").of(Split.CHOOSE)
    texts = [question.text for question in asked]
    vectors = VectorClient(uri)
    found = {}
    for weight in WEIGHTS:
        version = vectors.build(NAME, passages, word_weight=weight).version.version
        answers = vectors.search_all(NAME, texts, k=RANKS_ASKED, version=version)
        pages = [[(hit.document, hit.text) for hit in hits] for hits in answers]
        found[weight] = measure(outcomes_of(asked, pages))
    return found


def main() -> None:
    """Print one line per weight; vectors alone are the baseline."""
    with tempfile.TemporaryDirectory() as folder:
        found = measure_weights(folder)
    baseline = found[0.0].mrr
    print("word_weight  hit@1  hit@3  mrr    mrr/vectors alone")
    for weight, m in found.items():
        ratio = m.mrr / baseline
        print(f"{weight:11.1f}  {m.hit_at_1:.3f}  {m.hit_at_3:.3f}  {m.mrr:.3f}  {ratio:.2f}")


if __name__ == "__main__":
    main()
