"""What people say of tables and the terms of the glossary, as the store keeps them."""

from datetime import timedelta

import pytest

from onedata_resources.store.annotations import Annotations, NewAnnotation
from onedata_resources.store.glossary import Glossary, TermVersion
from onedata_resources.store.missing import Missing, TakenError
from tests.integration.store.conftest import NOW

LATER = NOW + timedelta(hours=1)
TAG = NewAnnotation("shop/orders", "手机号", "tag", "term:客户电话", "dan", "是客户的 😀")
pytestmark = pytest.mark.row("S04", "S12")


def test_what_was_said_holds_until_it_is_ended_and_is_kept(store):
    annotations = Annotations(store)
    said = annotations.add(TAG, NOW)
    other = annotations.add(NewAnnotation("shop/Orders", "", "owner", "ada", "dan", ""), NOW)
    assert annotations.holding() == [said, other]
    assert annotations.holding("shop/orders") == [said]
    ended = annotations.end(said.id, "olga", "错了", LATER)
    assert (ended.ended_at, ended.ended_by, ended.ended_why) == (LATER, "olga", "错了")
    assert annotations.holding("shop/orders") == []
    assert annotations.history("shop/orders") == [ended]
    assert annotations.get(said.id) == ended
    with pytest.raises(Missing):
        annotations.end(said.id, "olga", "again", LATER)


def test_what_comes_in_the_place_of_another_ends_it(store):
    annotations = Annotations(store)
    first = annotations.add(NewAnnotation("a/b", "", "owner", "ada", "dan", ""), NOW)
    second = annotations.add(
        NewAnnotation("a/b", "", "owner", "eve", "olga", "left"), LATER, ends=[first.id]
    )
    assert annotations.holding() == [second]
    assert annotations.history("a/b")[1].ended_why == "left"


def test_the_revision_changes_with_everything_that_is_said_or_ended(store):
    annotations = Annotations(store)
    seen = [annotations.revision()]
    said = annotations.add(TAG, NOW)
    seen.append(annotations.revision())
    annotations.end(said.id, "dan", "", LATER)
    seen.append(annotations.revision())
    assert len(set(seen)) == 3


def version(name: str, number: int, state: str = "draft") -> TermVersion:
    return TermVersion(name, number, state, {"name": name, "title_zh": "客户"}, "dan", "", NOW)


def test_a_term_is_kept_in_versions_and_two_cannot_write_the_same(store):
    glossary = Glossary(store)
    glossary.put(version("客户", 1), version("Order", 1))
    glossary.put(version("客户", 2, "approved"))
    assert glossary.newest() == {
        "Order": version("Order", 1),
        "客户": version("客户", 2, "approved"),
    }
    assert [each.number for each in glossary.history("客户")] == [2, 1]
    with pytest.raises(TakenError):
        glossary.put(version("fresh", 1), version("客户", 2))
    with pytest.raises(Missing):
        glossary.history("fresh")
