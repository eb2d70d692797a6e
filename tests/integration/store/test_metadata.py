"""Versions of sources, on each database that the store runs on."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa

from onedata_resources.store.metadata import Found, SourceVersions
from onedata_resources.store.metadata_tables import ContentRecord
from onedata_resources.store.missing import Missing
from tests.integration.store.conftest import HOUR, NOW

pytestmark = pytest.mark.row("S13")


@pytest.fixture
def versions(store):
    return SourceVersions(store)


def test_a_scan_that_finds_a_change_makes_a_version_and_one_that_finds_none_only_a_time(versions):
    first = versions.record("shop", "a", NOW, rows={"客户": 3})
    same = versions.record("shop", "a", NOW + HOUR, rows={"客户": 4})
    changed = versions.record("shop", "b", NOW + 2 * HOUR, rows={"客户": 4})
    assert [first.number, same.number, changed.number] == [1, 1, 2]
    assert [each.number for each in versions.history("shop")] == [2, 1]
    [state] = versions.states()
    assert (state.scanned_at, state.rows) == (NOW + 2 * HOUR, {"客户": 4})


def test_a_content_of_megabytes_comes_back_as_it_was(versions):
    content = "".join(f'["列{number}","varchar(40)"],' for number in range(60_000))
    versions.record("wide", content, NOW)
    assert versions.content("wide") == content


@pytest.mark.row("S14")
def test_a_version_is_restored_as_a_new_one_and_its_content_kept_once(versions, store):
    for number, content in enumerate(["a", "b"]):
        versions.record("shop", content, NOW + number * HOUR)
    restored = versions.restore("shop", 1, NOW + 3 * HOUR, text="", essence="", actor="lin")
    assert (restored.number, restored.reason, restored.actor) == (3, "restored from 1", "lin")
    assert versions.content("shop") == "a"
    with store.transaction() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(ContentRecord)) == 2


@pytest.mark.row("S14")
def test_to_restore_a_version_is_no_scan(versions):
    for number, content in enumerate(["a", "b"]):
        versions.record("shop", content, NOW + number * HOUR)
    versions.failed("shop", "away", NOW + 2 * HOUR)
    [before] = versions.states()
    made = versions.restore("shop", 1, NOW + 3 * HOUR, text="", essence="", actor="lin")
    [after] = versions.states()
    assert (after.scanned_at, after.tried_at, after.error) == (
        NOW + HOUR, NOW + 2 * HOUR, "away",
    )  # fmt: skip
    assert (before.version, after.version) == (2, made.number)


@pytest.mark.row("S14")
def test_the_version_that_held_at_a_moment_is_found(versions):
    for number, content in enumerate(["a", "b", "c"]):
        versions.record("shop", content, NOW + number * HOUR)
    assert versions.at("shop", NOW + timedelta(minutes=90)).number == 2
    with pytest.raises(Missing):
        versions.at("shop", NOW - HOUR)


def test_a_failed_scan_is_told_and_leaves_the_versions(versions):
    versions.record("shop", "a", NOW)
    versions.failed("shop", "away", NOW + HOUR)
    [state] = versions.states()
    assert (state.error, state.scanned_at, state.tried_at) == ("away", NOW, NOW + HOUR)
    assert versions.version("shop").number == 1
    versions.record("shop", "a", NOW + 2 * HOUR)
    assert versions.states()[0].error == ""


def test_sources_that_differ_in_case_or_accents_are_two(versions):
    for name in ("shop", "Shop", "shóp"):
        versions.record(name, name, NOW)
    assert [len(versions.history(name)) for name in ("shop", "Shop", "shóp")] == [1, 1, 1]


def test_scans_of_one_source_at_once_make_one_version_each_content(versions):
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda n: versions.record("shop", "same", NOW + n * HOUR), range(8)))
    assert {each.number for each in made} == {1}
    assert len(versions.history("shop")) == 1


def test_what_was_found_out_makes_a_version_only_if_its_essence_changes(versions):
    versions.record("shop", "a", NOW, found=Found("10 rows", "e1"))
    same = versions.record("shop", "a", NOW + HOUR, found=Found("11 rows", "e1"))
    other = versions.record("shop", "a", NOW + 2 * HOUR, found=Found("12 rows", "e2"))
    assert (same.number, other.number) == (1, 2)
    told = [versions.findings("shop", number) for number in (1, 2, None)]
    assert told == ["10 rows", "12 rows", "12 rows"]


def test_findings_stay_where_a_scan_looks_at_the_structure_alone(versions):
    versions.record("shop", "a", NOW, found=Found("10 rows", "e1"))
    assert versions.record("shop", "b", NOW + HOUR).number == 2
    assert versions.findings("shop") == "10 rows"


def test_findings_that_no_version_has_are_not_kept(versions, store):
    for number in range(5):
        versions.record("shop", "a", NOW + number * HOUR, found=Found(f"{number} rows", "e1"))
    with store.transaction() as session:
        kept = session.scalar(sa.select(sa.func.count()).select_from(ContentRecord))
    assert kept == 3  # the structure, the findings of the version, the latest


def test_findings_come_back_with_a_restored_version(versions):
    versions.record("shop", "a", NOW, found=Found("old", "e1"))
    versions.record("shop", "a", NOW + HOUR, found=Found("new", "e2"))
    old = Found("old", "e1")
    made = versions.restore("shop", 1, NOW + 2 * HOUR, text="old", essence="e1", actor="ann")
    assert (made.number, made.is_restored) == (3, True)
    assert versions.findings("shop") == "old"
    assert versions.findings_before_restoring("shop") == "new"
    assert versions.restore("shop", 2, NOW + 3 * HOUR, text="b", essence="e3", actor="ann").number
    assert versions.findings_before_restoring("shop") == "new"
    assert versions.record("shop", "a", NOW + 4 * HOUR, found=old).number == 5
    assert versions.findings_before_restoring("shop") == ""


@pytest.mark.parametrize("number", [None, 7])
def test_what_is_not_there_is_named(versions, number):
    if number:
        versions.record("shop", "a", NOW)
    with pytest.raises(Missing, match="shop"):
        versions.content("shop", number)
