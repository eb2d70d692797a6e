"""Passages to index, and what a search finds among them."""

from onedata_resources.clients.vector_records import Passage
from onedata_resources.clients.vectors import VectorClient

NAME = "policies"
TEXTS = {
    "returns.md": ("退货", "生鲜蔬果自购买起 48 小时内可以退货。", "zh"),
    "delivery.md": ("Delivery", "A late delivery earns a credit of 10 USD.", "en"),
    "recall.md": ("召回", "商品编码 HL-733120 的鸡肉沙拉全部召回。", "zh"),
}


def passages(*documents: str) -> list[Passage]:
    return [passage(name, *TEXTS[name]) for name in documents or TEXTS]


def passage(document: str, heading: str, text: str, language: str) -> Passage:
    return Passage(
        passage_id=f"{document}#0",
        document=document,
        heading=heading,
        text=text,
        order=0,
        page=None,
        language=language,
        sha256=f"{heading}{text}",
    )


def publish(vectors: VectorClient, *documents: str) -> str:
    version = vectors.build(NAME, passages(*documents)).version.version
    vectors.record_verdict(NAME, version, accepted=True, quality="{}")
    vectors.publish(NAME, version)
    return version


def found(vectors: VectorClient, question: str) -> str:
    return vectors.search(NAME, question, k=1)[0].document
