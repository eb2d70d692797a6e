"""What is news between two versions: renames by values, no declared keys, no keys by chance."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onedata_assets.domain.metadata.column_likeness import likeness_of
from onedata_assets.domain.metadata.differences import Kind
from onedata_assets.domain.metadata.findings import (
    ColumnFindings,
    ColumnStatistics,
    FoundKey,
    FoundReference,
    SourceFindings,
    TableFindings,
)
from onedata_assets.domain.metadata.found_relations import DECLARED
from onedata_assets.domain.metadata.model import Column, Family, Table, TableKind, TableName
from onedata_assets.domain.metadata.structure import structure_of
from onedata_assets.domain.metadata.version_differences import KnownVersion, version_differences
from onedata_assets.domain.processing.contract import Text

pytestmark = pytest.mark.row("S15")
NAME = TableName("", "patient")
NOTHING = Text(en="", zh="")
SEEN = {
    "id": ColumnStatistics(100, 100, 100, "1", "100"),
    "phone": ColumnStatistics(100, 100, 100, "", "", 11, 11),
    "gender": ColumnStatistics(100, 100, 2, "F", "M", 1, 1),
    "birthday": ColumnStatistics(100, 90, 80, "1960-01-01", "1999-01-01", 10, 10),
    "empty": ColumnStatistics(100, 0, 0),
}


def version(columns: dict[str, str], *, primary=(), keys=(), references=()) -> KnownVersion:
    """Return a version of a table whose columns have values as told of `SEEN`."""
    named = tuple(Column(each, "TEXT", Family.TEXT) for each in columns)
    table = Table(NAME, TableKind.TABLE, named, primary_key=primary)
    found = tuple(ColumnFindings(name, NOTHING, SEEN[seen]) for name, seen in columns.items())
    told = TableFindings(
        NAME, "", NOTHING, columns=found, keys=keys, references=references, searched=True
    )
    return KnownVersion(structure_of([table], []), SourceFindings.of([told]))


def changes(old: KnownVersion, new: KnownVersion) -> set[tuple[Kind, str, str]]:
    return {(each.kind, each.column, each.after) for each in version_differences(old, new)}


OLD = {"id": "id", "phone": "phone", "gender": "gender", "birthday": "birthday"}


def test_columns_in_one_place_are_told_apart_by_their_values():
    new = version({"id": "id", "sex": "gender", "mobile_no": "phone"})
    assert changes(version(OLD), new) >= {
        (Kind.COLUMN_RENAMED, "phone", "mobile_no"),
        (Kind.COLUMN_RENAMED, "gender", "sex"),
        (Kind.COLUMN_REMOVED, "birthday", ""),
    }


def test_an_empty_column_in_the_place_of_one_that_went_is_no_rename():
    new = version({"id": "id", "phone": "phone", "gender": "gender", "remark": "empty"})
    assert changes(version(OLD), new) == {
        (Kind.COLUMN_REMOVED, "birthday", ""),
        (Kind.COLUMN_ADDED, "remark", "TEXT"),
    }


def test_keys_that_are_declared_or_that_no_name_supports_are_no_news():
    keys = (
        FoundKey(("id",), 0.9, (), primary=True),
        FoundKey(("phone",), 0.3, ()),
        FoundKey(("birthday",), 0.6, ()),
    )
    found = version(OLD, primary=("id",), keys=keys)
    bare = version(OLD, primary=("id",))
    assert changes(bare, found) == {(Kind.KEY_FOUND, "", "birthday")}
    assert {each[0] for each in changes(found, bare)} == {Kind.KEY_LOST}
    assert changes(version(OLD), version(OLD, keys=keys)) == {
        (Kind.KEY_FOUND, "", "birthday"),
        (Kind.KEY_FOUND, "", "id"),
    }


def test_a_reference_that_the_source_declares_is_no_news_of_rows():
    to = FoundReference(("phone",), "s", NAME, ("phone",), 0.8, 1.0, False, False, ())
    declared = replace(to, evidence=(DECLARED,))
    bare, found = version(OLD), version(OLD, references=(to,))
    certain = version(OLD, references=(declared,))
    assert {each[0] for each in changes(bare, found)} == {Kind.REFERENCE_FOUND}
    assert changes(bare, certain) == changes(found, certain) == set()


NAMES = st.dictionaries(st.sampled_from("abcdef"), st.sampled_from(sorted(SEEN)), min_size=1)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(NAMES, NAMES)
def test_likeness_is_whole_of_equal_columns_the_same_both_ways_and_renames_are_one_to_one(
    ours, theirs
):
    old, new = version(ours), version(theirs)
    forth, back = likeness_of(old.findings, new.findings), likeness_of(new.findings, old.findings)
    for one, seen in ours.items():
        for other, also in theirs.items():
            alike = forth(NAME, one, NAME, other)
            assert alike == back(NAME, other, NAME, one)
            assert alike is None or 0 <= alike <= 1
            if seen == also != "empty":
                assert alike == 1
    renamed = [each for each in version_differences(old, new) if each.kind is Kind.COLUMN_RENAMED]
    assert len({each.after for each in renamed}) == len({e.column for e in renamed}) == len(renamed)
    assert all(each.column not in theirs and each.after not in ours for each in renamed)
