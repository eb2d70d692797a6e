"""Who reads what changed in a source, by column lineage."""

import pytest

from onedata_assets.domain.metadata.differences import Change, Kind
from onedata_assets.domain.metadata.model import TableName
from onedata_assets.domain.metadata.readers import Lineage, readers_of
from onedata_assets.domain.metadata.sources import Source, SourceKind, asset_path
from onedata_assets.domain.metadata.structure import Wanted

SHOP, ODS, DWD, ADS, PAGE = (
    ("shop", "orders"),
    ("ods", "orders"),
    ("dwd", "o"),
    ("ads", "a"),
    ("p",),
)
LINEAGE = Lineage(
    parents={SHOP: (), ODS: (SHOP,), DWD: (ODS,), ADS: (DWD,), PAGE: (ADS,)},
    columns={
        ODS: {"id": [(SHOP, "id")], "amount": [(SHOP, "price"), (SHOP, "rate")]},
        DWD: {"id": [(ODS, "id")], "yuan": [(ODS, "amount")]},
        ADS: {"sum": [(DWD, "yuan")]},
    },
)


def readers(column: str, lineage: Lineage = LINEAGE) -> list[tuple[str, ...]]:
    kind = Kind.COLUMN_REMOVED if column else Kind.TABLE_REMOVED
    return readers_of(Change(kind, TableName("", "orders"), column), SHOP, lineage)


def test_a_column_is_read_by_what_is_made_of_it_however_far_away():
    assert readers("rate") == [ADS, DWD, ODS, PAGE]


def test_what_tells_no_columns_may_read_any_that_reach_it():
    assert PAGE not in readers("id")
    assert readers("id") == [DWD, ODS]


def test_a_column_that_nothing_is_made_of_has_no_readers():
    assert readers("note") == []


def test_a_table_as_a_whole_is_read_by_all_that_depend_on_it():
    assert readers("") == [ADS, DWD, ODS, PAGE]


def test_assets_that_depend_on_each_other_end_the_search():
    circle = Lineage(parents={ODS: (SHOP, DWD), DWD: (ODS,)})
    assert readers("id", circle) == [DWD, ODS]


@pytest.mark.parametrize(
    ("kind", "table", "path"),
    [
        (SourceKind.SQL, TableName("public", "order"), ("shop", "order")),
        (SourceKind.SQL, TableName("sales", "order"), ("shop", "sales", "order")),
        (SourceKind.FILES, TableName("", "a/b_*.csv"), ("shop", "a", "b_*.csv")),
        (SourceKind.LAKE, TableName("ods", "order"), ("ods", "order")),
    ],
)
def test_a_tables_key_is_its_address_below_the_source(kind, table, path):
    assert asset_path(Source("shop", kind, "SHOP_URL", Wanted()), table) == path
