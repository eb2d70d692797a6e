"""Documents in versions, on each database that the store runs on."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from onedata_resources.store.documents import Documents, Draft, Result, StaleError
from onedata_resources.store.kept_documents import keep_for_definitions, kept_documents
from onedata_resources.store.missing import Missing
from tests.integration.store.conftest import HOUR, NOW

pytestmark = pytest.mark.row("F039", "F040")


@pytest.fixture
def metrics(store):
    return Documents(store, "metric")


def put(documents, unit, number=0, *, actor="lin", at=NOW, name="销售额"):
    draft = Draft(name, "shop", {"unit": unit}, number)
    [kept] = documents.put([draft], at, actor=actor, reason="changed")
    return kept


def test_a_change_is_a_version_with_who_and_when_and_none_where_nothing_differs(metrics):
    assert [put(metrics, unit, n).number for unit, n in (("元", 0), ("元", 1), ("万元", 1))] == [
        1,
        1,
        2,
    ]
    new, old = metrics.history("销售额")
    assert (new.content, old.content) == ({"unit": "万元"}, {"unit": "元"})
    assert (old.at, old.actor) == (NOW, "lin")


def test_who_did_not_see_the_newest_version_changes_nothing(metrics):
    put(metrics, "元")
    put(metrics, "万元", 1)
    for number in (0, 1):
        with pytest.raises(StaleError):
            put(metrics, "个", number)
    assert metrics.get("销售额").content == {"unit": "万元"}


def test_several_are_kept_together_or_none(metrics):
    put(metrics, "元")
    drafts = [Draft("a", "shop", {}), Draft("销售额", "shop", {}, 7)]
    with pytest.raises(StaleError):
        metrics.put(drafts, NOW, actor="lin", reason="imported")
    assert [each.name for each in metrics.all()] == ["销售额"]


def test_of_two_who_make_one_name_at_once_one_does(metrics):
    def make(actor):
        try:
            return put(metrics, actor, actor=actor).actor
        except StaleError:
            return ""

    with ThreadPoolExecutor(2) as pool:
        made = sorted(pool.map(make, ["lin", "mei"]))
    assert made[0] == ""
    assert metrics.get("销售额").actor == made[1]


def test_versions_outlive_what_was_deleted_and_numbers_go_on(metrics):
    put(metrics, "元")
    metrics.delete("销售额", NOW + HOUR, actor="mei")
    with pytest.raises(Missing):
        metrics.get("销售额")
    assert put(metrics, "万元").number == 3
    assert [each.reason for each in metrics.history("销售额")] == ["changed", "deleted", "changed"]


def test_the_last_result_of_each_action_is_kept(metrics):
    put(metrics, "元")
    for run, passed in (("r1", False), ("r2", True)):
        result = Result("check", NOW, run, "lin", passed, {"rows": 3})
        metrics.keep_result("销售额", result)
    [kept] = metrics.results("销售额")
    assert (kept.run_id, kept.passed, kept.content) == ("r2", True, {"rows": 3})


def test_kinds_are_apart_and_definitions_find_them_without_a_database(
    metrics, store, tmp_path, monkeypatch
):
    monkeypatch.setenv("ONEDATA_HOME", str(tmp_path))
    put(metrics, "元")
    assert Documents(store, "register").all() == []
    assert kept_documents("metric") == []
    keep_for_definitions(metrics)
    [kept] = kept_documents("metric")
    assert kept == {
        "name": "销售额",
        "project": "shop",
        "number": 1,
        "content": {"unit": "元"},
    }
