"""Drafts, versions and results of standards, on each database that the store runs on."""

import pytest

from onedata_resources.store.conformance import ConformanceResults, Kept
from onedata_resources.store.missing import Missing
from onedata_resources.store.review_model import ChangedMeanwhileError, Force, Origin
from onedata_resources.store.reviewed import STANDARD, Reviews
from tests.integration.store.conftest import HOUR, NOW

pytestmark = pytest.mark.row("S16", "S17")


@pytest.fixture
def standards(store):
    return Reviews(store, STANDARD)


def published(standards, *contents, name="shop/订单"):
    for number, content in enumerate(contents):
        standards.publish(name, content, NOW + number * HOUR, actor="lin", reason="r", after=number)


def test_a_scan_that_drafts_anew_leaves_what_a_person_drafted(standards):
    standards.propose("shop/a", "of lin", NOW, origin=Origin.PERSON, actor="lin", reason="why")
    assert standards.propose("shop/a", "one", NOW, origin=Origin.SCAN)
    assert not standards.propose("shop/a", "one", NOW + HOUR, origin=Origin.SCAN)
    assert standards.propose("shop/a", "two", NOW + HOUR, origin=Origin.SCAN)
    told = {each.origin: (each.content, each.at, each.actor) for each in standards.drafts("shop/a")}
    assert told == {
        Origin.PERSON: ("of lin", NOW, "lin"),
        Origin.SCAN: ("two", NOW + HOUR, ""),
    }


def test_a_published_draft_is_a_version_and_no_draft_of_a_person_any_more(standards):
    for origin in Origin:
        standards.propose("shop/a", "x", NOW, origin=origin)
    made = standards.publish("shop/a", "x", NOW, actor="lin", reason="reviewed", after=0)
    assert (made.number, made.state, made.actor, made.reason) == (
        1,
        Force.PUBLISHED,
        "lin",
        "reviewed",
    )
    assert [each.origin for each in standards.drafts()] == [Origin.SCAN]


def test_versions_are_kept_looked_back_at_and_restored(standards):
    published(standards, "one", "two")
    restored = standards.restore("shop/订单", 1, NOW + 3 * HOUR, actor="wu")
    assert (restored.number, restored.content, restored.actor) == (3, "one", "wu")
    assert [each.content for each in standards.history("shop/订单")] == ["one", "two", "one"]
    assert standards.version("shop/订单", 2).content == "two"
    with pytest.raises(Missing):
        standards.version("shop/订单", 9)


def test_who_publishes_after_another_one_is_told_to_look_first(standards):
    published(standards, "one", "two")
    with pytest.raises(ChangedMeanwhileError):
        standards.publish("shop/订单", "mine", NOW, actor="wu", reason="", after=1)
    assert standards.version("shop/订单").content == "two"


def test_what_is_retired_is_out_of_force_and_can_be_published_again(standards):
    published(standards, "one")
    published(standards, "other", name="shop/b")
    standards.retire("shop/订单", NOW + HOUR, actor="lin", reason="nobody reads it")
    assert list(standards.in_force()) == ["shop/b"]
    assert standards.newest()["shop/订单"].state is Force.RETIRED
    with pytest.raises(Missing):
        standards.retire("shop/订单", NOW, actor="lin", reason="")
    standards.restore("shop/订单", 1, NOW + 2 * HOUR, actor="lin")
    assert standards.in_force()["shop/订单"].number == 3
    assert [each.state for each in standards.history("shop/订单")] == [
        Force.PUBLISHED, Force.RETIRED, Force.PUBLISHED,
    ]  # fmt: skip


def test_kinds_do_not_meet(standards, store):
    published(standards, "one", name="sex")
    assert Reviews(store, "code_set").newest() == {}


def test_the_newest_result_of_a_table_is_kept(store):
    results = ConformanceResults(store)
    for rows in (1, 2):
        results.put(Kept("shop/a", 1, NOW, "run", passed=rows == 2, told={"rows": rows}))
    assert results.of("shop/a") == results.all()["shop/a"]
    assert results.all()["shop/a"].told == {"rows": 2}
    assert results.of("shop/b") is None
