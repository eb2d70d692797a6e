"""How well the demo's documents are found at each weight of words, on the `choose` questions.

`python bench/retrieval_weight.py` also prints the processor time of a search at each weight, and
the peak memory of a process that parses, embeds and searches. The best weight goes to
`DEFAULT_WORD_WEIGHT` in `onedata_resources/clients/vectors.py`; the `check` questions are not read
here.
"""

import sys
import tempfile
import time
from pathlib import Path

from usage import run

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


def measure_weights(uri: str) -> dict[float, tuple[Measures, float]]:
    """Return measures and CPU ms a question per weight; passages are embedded once."""
    passages = demo_passages()
    asked = load_questions(DEMO / "questions" / f"{NAME}.yaml").of(Split.CHOOSE)
    texts = [question.text for question in asked]
    vectors = VectorClient(uri)
    found = {}
    for weight in WEIGHTS:
        version = vectors.build(NAME, passages, word_weight=weight).version.version
        spent = time.process_time()
        answers = vectors.search_all(NAME, texts, k=RANKS_ASKED, version=version)
        spent = time.process_time() - spent
        pages = [[(hit.document, hit.text) for hit in hits] for hits in answers]
        found[weight] = measure(outcomes_of(asked, pages)), spent * 1000 / len(asked)
    return found


def print_weights() -> None:
    """Print one line per weight; vectors alone are the baseline."""
    with tempfile.TemporaryDirectory() as folder:
        found = measure_weights(folder)
    baseline = found[0.0][0].mrr
    print("word_weight  hit@1  hit@3  mrr    mrr/vectors alone  cpu ms/question")
    for weight, (m, spent) in found.items():
        print(
            f"{weight:11.1f}  {m.hit_at_1:.3f}  {m.hit_at_3:.3f}  {m.mrr:.3f}  "
            f"{m.mrr / baseline:17.2f}  {spent:15.1f}"
        )


def main() -> None:
    """Print the weights, measured in a process of their own, and what that process used."""
    if sys.argv[1:] == ["--weights"]:
        print_weights()
        return
    used, printed = run(__file__, "--weights")
    print(f"{printed}cpu s {used.cpu:.1f}, peak MiB {used.peak_mib:.0f}")


if __name__ == "__main__":
    main()
