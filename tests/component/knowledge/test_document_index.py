"""Documents become a published index; a worse one is blocked and the good one keeps serving."""

from pathlib import Path

import dagster as dg
import pytest

from onedata_assets.defs.knowledge.documents import (
    CHUNK,
    DOCUMENT,
    ELEMENT,
    REJECTED,
)
from onedata_assets.defs.knowledge.index import (
    CANDIDATE,
    INDEX,
    NAME,
    retail_documents,
)
from onedata_resources.clients.folders import Folders
from tests.component.knowledge.house import (
    DOCUMENTS,
    House,
    failure,
    verdict,
)


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
