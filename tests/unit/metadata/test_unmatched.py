"""A scan says which patterns of its source fit nothing, and of how many names."""

import pytest

from onedata_assets.domain.metadata.model import TableName
from onedata_assets.domain.metadata.structure import Wanted
from onedata_assets.domain.metadata.unmatched import Watched

pytestmark = pytest.mark.row("S05")
NAMES = (TableName("sales", "orders"), TableName("sales", "items"))


def notes(*, names=NAMES, **wanted) -> list[str]:
    watched = Watched.of(Wanted(**wanted))
    for each in names:
        assert watched.takes(each) is Wanted(**wanted).takes(each)
    return [each.en for each in watched.notes()]


def test_where_every_pattern_fits_nothing_is_said():
    assert notes() == []
    assert notes(include=("orders", "sales.it*"), exclude=("tmp_*",)) == []


def test_each_pattern_that_fits_none_is_named_with_how_many_there_are():
    [note] = notes(include=("orders", "nomatch*"))
    assert "'nomatch*' fits none of the 2 tables" in note
    assert "sales.items" in note


def test_that_all_are_excluded_is_said():
    [note] = notes(exclude=("*",))
    assert "exclude leaves none of the 2" in note


@pytest.mark.parametrize(
    ("schemas", "said"), [((), "no table."), (("hr",), "no table in the schemas hr")]
)
def test_that_there_is_nothing_at_all_is_said(schemas, said):
    [note] = notes(names=(), schemas=schemas)
    assert said in note
