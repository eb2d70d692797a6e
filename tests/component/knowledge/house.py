"""The document assets over folders of their own."""

from pathlib import Path

import dagster as dg
import yaml

from onedata_assets.defs.knowledge.documents import (
    document_chunk,
    parsed_documents,
)
from onedata_assets.defs.knowledge.index import (
    CANDIDATE,
    NAME,
    candidate,
    index_answers_the_question_set,
    retail_documents,
)
from onedata_resources.clients.folders import Folders
from onedata_resources.clients.lake import LakeClient
from onedata_resources.clients.vectors import VectorClient

DOCUMENTS = {
    "退货.md": "# 退换货政策\n\n## 期限\n\n生鲜蔬果 48 小时内可以退货。\n\n"
    "## 退款\n\n刷卡支付 3 个工作日到账。\n",
    "delivery.html": "<h1>Delivery terms</h1><h2>Fees</h2>"
    "<table><tr><th>Order</th><th>Fee</th></tr><tr><td>below 35 USD</td><td>9.95 USD</td></tr>"
    "</table><h2>Late</h2><p>A delivery that is late earns a credit of 10 USD.</p>",
    "召回.md": "# 商品召回通知\n\n商品编码 HL-733120，抽检发现李斯特菌，立即下架。\n",
}
QUESTIONS = [
    ("zh", "meaning", "青菜多久内能退", "退货.md", "48 小时"),
    ("zh", "meaning", "刷卡退款几天到账", "退货.md", "3 个工作日"),
    ("en", "table", "fee of an order below 35", "delivery.html", "9.95 USD"),
    ("zh", "identifier", "HL-733120", "召回.md", "李斯特菌"),
]
ASSETS = [
    parsed_documents,
    document_chunk,
    candidate,
    index_answers_the_question_set,
    retail_documents,
]


def question_set() -> str:
    fields = ("language", "kind", "text", "document", "passage")
    questions = [
        {"id": str(n), "split": "check", **dict(zip(fields, question, strict=True))}
        for n, question in enumerate(QUESTIONS)
    ]
    floor = {"hit_at_1": 0.5, "hit_at_3": 0.7, "mrr": 0.6}
    return yaml.safe_dump({"index": NAME, "floor": floor, "questions": questions})


class House:
    """The assets over folders of their own."""

    def __init__(self, root: Path) -> None:
        self.folder = root / "documents"
        self.folder.mkdir()
        self.questions = root / "questions" / f"{NAME}.yaml"
        self.questions.parent.mkdir()
        self.questions.write_text(question_set(), encoding="utf-8")
        self.lake = LakeClient(str(root / "lake"))
        self.vectors = VectorClient(str(root / "vectors"))
        self.folders = Folders(files=root, documents=self.folder, reports=root)
        for name, text in DOCUMENTS.items():
            (self.folder / name).write_text(text, encoding="utf-8")

    def run(self, assets: list = ASSETS) -> dg.ExecuteInProcessResult:
        return dg.materialize(
            assets,
            resources={"folders": self.folders, "lake": self.lake, "vectors": self.vectors},
            raise_on_error=False,
        )

    def metadata(self, result: dg.ExecuteInProcessResult, key: dg.AssetKey) -> dict:
        [event] = [e for e in result.get_asset_materialization_events() if e.asset_key == key]
        return {name: value.value for name, value in event.materialization.metadata.items()}


def verdict(result: dg.ExecuteInProcessResult) -> dg.AssetCheckEvaluation:
    [found] = [e for e in result.get_asset_check_evaluations() if e.asset_key == CANDIDATE]
    return found


def failure(result: dg.ExecuteInProcessResult) -> str:
    [event] = [e for e in result.all_events if e.is_step_failure]
    data = event.step_failure_data
    return data.user_failure_data.description or "" if data.user_failure_data else str(data.error)
