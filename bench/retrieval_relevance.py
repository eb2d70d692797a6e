"""How well relevance tells questions that the demo's documents answer from others.

`python bench/retrieval_relevance.py` prints, for each threshold, the share of the `choose`
questions and of the foreign questions that are called irrelevant. The threshold goes to
`RELEVANT` in `onedata_resources/clients/vector_records.py`; the foreign questions of
`tests/component/knowledge/test_demo_questions.py` are not read here.
"""

import tempfile

from retrieval_weight import DEMO, NAME, demo_passages

from onedata_assets.domain.knowledge.quality import Split, load_questions
from onedata_resources.clients.vectors import VectorClient

FOREIGN = (
    "xyzzy nonsense", "asdf qwer zxcv", "blorp frinkle gnarf", "的了吗呢吧啊", "哦哦哦哦",
    "12345 67890", "lorem ipsum dolor sit amet", "foo bar baz", "😀😀😀", "！！！",
    "qqqqqqq wwwww", "嘟嘟噜噜啪啪",
    "What is the capital of France?", "Who won the 2010 football world cup?",
    "How do I solve a quadratic equation?", "How far is the moon from the earth?",
    "Recommend a science fiction novel", "How do I reverse a list in Python?",
    "What are the symptoms of pneumonia?", "Translate good morning into Spanish",
    "法国的首都是哪里？", "怎么解一元二次方程？", "推荐一部科幻小说", "月亮离地球有多远？",
    "怎样用 Python 反转列表？", "肺炎有哪些症状？", "唐朝是哪一年建立的？", "如何学习弹钢琴？",
)  # fmt: skip
PASSAGES = 3


def relevances(vectors: VectorClient, version: str, questions: list[str]) -> list[float]:
    """Return the relevance of the most relevant passage shown for each question."""
    answers = vectors.search_all(NAME, questions, k=PASSAGES, version=version)
    return [max(hit.relevance for hit in hits) for hits in answers]


def main() -> None:
    """Print one line per threshold."""
    asked = load_questions(DEMO / "questions" / f"{NAME}.yaml").of(Split.CHOOSE)
    with tempfile.TemporaryDirectory() as folder:
        vectors = VectorClient(folder)
        version = vectors.build(NAME, demo_passages()).version.version
        real = relevances(vectors, version, [question.text for question in asked])
        foreign = relevances(vectors, version, list(FOREIGN))
    print("threshold  refused: choose questions  foreign questions")
    for threshold in (value / 200 for value in range(164, 184)):
        refused = [sum(r < threshold for r in group) / len(group) for group in (real, foreign)]
        print(f"{threshold:9.3f}  {refused[0]:25.2f}  {refused[1]:17.2f}")


if __name__ == "__main__":
    main()
