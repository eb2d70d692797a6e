"""Documents become a published index; a worse one is blocked and the good one keeps serving."""

from pathlib import Path

import dagster as dg
import pytest
import yaml

from onedata_assets.defs.knowledge.documents import (
    CHUNK,
    DOCUMENT,
    ELEMENT,
    FOLDER,
    REJECTED,
    document_chunk,
    observe_documents,
    parsed_documents,
)
from onedata_assets.defs.knowledge.index import (
    CANDIDATE,
    INDEX,
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


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def verdict(result: dg.ExecuteInProcessResult) -> dg.AssetCheckEvaluation:
    [found] = [e for e in result.get_asset_check_evaluations() if e.asset_key == CANDIDATE]
    return found


def failure(result: dg.ExecuteInProcessResult) -> str:
    [event] = [e for e in result.all_events if e.is_step_failure]
    data = event.step_failure_data
    return data.user_failure_data.description or "" if data.user_failure_data else str(data.error)


@pytest.mark.row("F234", "F239")
def test_documents_are_indexed_measured_published_and_answer(house: House):
    (house.folder / "broken.pdf").write_bytes(b"%PDF cut")
    result = house.run()
    assert result.success
    check = verdict(result)
    assert check.passed
    assert check.metadata["hit_at_3"].value == 1.0
    assert house.vectors.search(NAME, "HL-733120", k=1)[0].document == "召回.md"
    rejected = house.lake.scan(REJECTED.path).collect()
    assert rejected["document"].to_list() == ["broken.pdf"]
    [warned] = [e for e in result.get_asset_check_evaluations() if not e.passed]
    assert (warned.check_name, warned.severity) == (
        "every_document_is_read",
        dg.AssetCheckSeverity.WARN,
    )
    assert warned.description.startswith("broken.pdf: ")
    assert house.lake.scan(DOCUMENT.path).collect().height == len(DOCUMENTS)


def test_a_second_run_parses_writes_embeds_and_publishes_nothing_new(house: House):
    house.run()
    keys = (DOCUMENT, REJECTED, ELEMENT, CHUNK)
    before = [house.lake.table(key.path).version() for key in keys]
    again = house.run()
    assert again.success
    assert [house.lake.table(key.path).version() for key in keys] == before
    built = house.metadata(again, CANDIDATE)
    assert (built["built"], built["embedded"]) == (False, 0)
    assert len(house.vectors.versions(NAME)) == 1


def test_a_changed_document_alone_is_embedded_again(house: House):
    house.run()
    (house.folder / "召回.md").write_text(
        "# 商品召回通知\n\n商品编码 HL-733120，李斯特菌，已结束。\n"
    )
    built = house.metadata(house.run(), CANDIDATE)
    assert (built["embedded"], built["reused"]) == (1, 4)


def test_a_worse_index_is_blocked_and_the_good_one_keeps_answering(house: House):
    house.run()
    good = house.vectors.published(NAME)
    (house.folder / "退货.md").write_text("# 退换货政策\n", encoding="utf-8")
    (house.folder / "召回.md").unlink()
    result = house.run()
    assert not result.success
    check = verdict(result)
    assert not check.passed
    assert "hit@3: 3 lost, 0 gained" in check.description
    assert "3 HL-733120 (1 → -)" in check.description
    assert INDEX not in {e.asset_key for e in result.get_asset_materialization_events()}
    assert house.vectors.published(NAME) == good
    assert house.vectors.search(NAME, "HL-733120", k=1)[0].document == "召回.md"


def test_a_good_index_with_a_new_document_is_published_though_a_question_is_lost(house: House):
    house.run()
    good = house.vectors.published(NAME)
    (house.folder / "召回.md").rename(house.folder / "召回通知.md")
    (house.folder / "停车.md").write_text("# 停车场\n\n凭小票免费停车 2 小时。\n", encoding="utf-8")
    result = house.run()
    assert result.success
    assert house.vectors.published(NAME) != good
    told = verdict(result).metadata
    assert told["lost"].value == ["3 HL-733120 (1 → -)"]
    assert (told["hit_at_3"].value, told["hit_at_3_meaning"].value) == (0.75, 1.0)


def test_a_blocked_candidate_cannot_be_published_on_its_own(house: House):
    house.run()
    (house.folder / "召回.md").unlink()
    (house.folder / "退货.md").unlink()
    house.run()
    result = house.run([retail_documents])
    assert not result.success
    assert "did not pass its check" in failure(result)


def test_documents_that_are_put_back_are_published_again(house: House):
    house.run()
    removed = (house.folder / "退货.md").read_text(encoding="utf-8")
    (house.folder / "退货.md").unlink()
    assert not house.run().success
    (house.folder / "退货.md").write_text(removed, encoding="utf-8")
    result = house.run()
    assert result.success
    assert house.metadata(result, CANDIDATE)["embedded"] == 0


def test_without_a_question_set_the_index_is_published_with_a_warning(house: House):
    house.questions.unlink()
    result = house.run()
    assert result.success
    check = verdict(result)
    assert check.severity == dg.AssetCheckSeverity.WARN
    assert str(house.questions) in check.description


def test_an_unmeasured_candidate_never_replaces_a_measured_index(house: House):
    house.run()
    house.questions.unlink()
    (house.folder / "more.md").write_text("# More\n\nAnother page.\n", encoding="utf-8")
    assert not house.run().success


def test_a_malformed_question_set_fails_the_check_with_its_file(house: House):
    house.questions.write_text("questions: [", encoding="utf-8")
    result = house.run()
    assert not result.success
    assert str(house.questions) in failure(result)
    assert house.vectors.published(NAME) is None


def test_a_folder_without_documents_says_so(house: House):
    for path in house.folder.iterdir():
        path.unlink()
    assert "no passage to index" in failure(house.run())


def test_a_missing_folder_names_the_variable_to_set(tmp_path: Path, house: House):
    house.folders = Folders(files=tmp_path, documents=tmp_path / "none", reports=tmp_path)
    assert "DOCUMENTS_DIR" in failure(house.run())


class Watch:
    """An instance in which the folder is observed and conditions are evaluated, as by a daemon."""

    def __init__(self, house: House, instance: dg.DagsterInstance) -> None:
        self.instance = instance
        resources = {"folders": house.folders, "lake": house.lake, "vectors": house.vectors}
        self.defs = dg.Definitions(
            assets=[observe_documents, parsed_documents, document_chunk],
            jobs=[dg.define_asset_job("observe", selection=[FOLDER])],
            resources=resources,
        )

    def observe(self) -> str | None:
        job = self.defs.resolve_job_def("observe")
        assert job.execute_in_process(instance=self.instance).success
        event = self.instance.get_latest_data_version_record(FOLDER)
        assert event is not None
        return event.asset_observation.data_version if event.asset_observation else None

    def materialize(self) -> None:
        job = self.defs.resolve_implicit_global_asset_job_def()
        keys = [DOCUMENT, REJECTED, ELEMENT, CHUNK]
        assert job.execute_in_process(instance=self.instance, asset_selection=keys).success

    def evaluate(self, before: dg.EvaluateAutomationConditionsResult | None = None):
        return dg.evaluate_automation_conditions(
            defs=self.defs, instance=self.instance, cursor=before.cursor if before else None
        )


@pytest.mark.row("F234")
def test_a_new_document_is_observed_and_requests_the_parsing(house: House):
    with dg.DagsterInstance.ephemeral() as instance:
        watch = Watch(house, instance)
        first = watch.observe()
        watch.materialize()
        seen = watch.evaluate()
        assert watch.observe() == first
        unchanged = watch.evaluate(seen)
        assert unchanged.get_num_requested(DOCUMENT) == 0
        (house.folder / "new.md").write_text("# New\n", encoding="utf-8")
        assert watch.observe() != first
        assert watch.evaluate(unchanged).get_num_requested(DOCUMENT) == 1
