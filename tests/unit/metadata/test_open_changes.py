"""Breaking changes of a source that still hold, whatever came between."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onedata_assets.domain.metadata.differences import Kind, differences
from onedata_assets.domain.metadata.findings import SourceFindings
from onedata_assets.domain.metadata.model import Column, Family, Table, TableKind, TableName
from onedata_assets.domain.metadata.open_changes import open_changes
from onedata_assets.domain.metadata.structure import structure_of
from onedata_assets.domain.metadata.version_differences import KnownVersion

pytestmark = pytest.mark.row("S13")
NAME = TableName("", "t")


def structure(*columns: Column) -> KnownVersion:
    made = structure_of([Table(NAME, TableKind.TABLE, columns)], [])
    return KnownVersion(made, SourceFindings())


def table(*columns: str) -> KnownVersion:
    return structure(*(Column(each, "TEXT", Family.TEXT) for each in columns))


def gone(fit: KnownVersion, between: list[KnownVersion], now: KnownVersion) -> set[str]:
    return {each.column for each in open_changes(fit, between, now)}


def test_what_is_there_again_waits_for_nobody():
    assert open_changes(table("a", "b"), [table("a")], table("a", "b")) == []


def test_what_came_between_and_went_is_told_beside_what_is_gone_since():
    versions = [table("a", "zz", "long_name"), table("a", "zz")]
    assert gone(table("a", "b"), versions, table("a")) == {"b", "zz", "long_name"}


def test_a_type_that_was_another_for_a_while_is_no_change():
    other = structure(Column("a", "INT", Family.INTEGER))
    assert open_changes(table("a"), [other], table("a")) == []


COLUMNS = st.lists(st.sampled_from("abcdef"), min_size=1, unique=True).map(lambda it: table(*it))


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(COLUMNS, st.lists(COLUMNS, max_size=4), COLUMNS)
def test_every_breaking_change_since_is_open_and_every_open_one_is_of_something_gone(
    fit, between, now
):
    found = open_changes(fit, between, now)
    assert {each for each in differences(fit.structure, now.structure) if each.is_breaking} <= set(
        found
    )
    there = {each.name for each in now.structure.tables[0].columns}
    assert all(each.column not in there for each in found)
    assert len({(each.column, each.kind) for each in found}) == len(found)
    assert {each.kind for each in found} <= {Kind.COLUMN_REMOVED, Kind.COLUMN_RENAMED}
