"""Physical names follow OpenLineage's naming rules and never carry a password."""

import pytest

from onedata_assets.domain.operations.naming import DatasetName, Place, name_of

TABLE = ("retail", "transactions")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgresql://u:p@db:6543/shop", ("postgres://db:6543", "shop.public.transactions")),
        ("postgresql+psycopg2://db/shop", ("postgres://db:5432", "shop.public.transactions")),
        ("mysql+pymysql://u:p%40x@db/shop", ("mysql://db:3306", "shop.transactions")),
        ("mariadb://db:3307/shop", ("mysql://db:3307", "shop.transactions")),
        ("sqlite:////data/retail.db", ("sqlite:///data/retail.db", "transactions")),
        ("s3://bucket/a/b", ("s3://bucket", "a/b/transactions")),
        ("s3a://bucket", ("s3://bucket", "transactions")),
        ("https://u:p@api/v1", ("https://api:443", "/v1/transactions")),
        ("http://127.0.0.1:8766", ("http://127.0.0.1:8766", "/transactions")),
        ("/data/files", ("file", "/data/files/transactions")),
        ("file:///data/my%20files", ("file", "/data/my files/transactions")),
    ],
)
def test_a_table_is_named_by_where_it_is(url, expected):
    assert name_of(TABLE, [Place(("retail",), url, keep=1)]) == DatasetName(*expected)


def test_the_lake_keeps_the_layer_in_the_name():
    assert name_of(("dwd", "sales"), [Place(("dwd",), "/lake")]).name == "/lake/dwd/sales"


def test_a_schema_in_the_key_replaces_the_default_one():
    place = Place(("retail",), "postgresql://db/shop", keep=1)
    assert name_of(("retail", "crm", "orders"), [place]).name == "shop.crm.orders"


def test_the_longest_prefix_wins():
    places = [Place(("a",), "/one"), Place(("a", "b"), "/two", keep=2, suffix=".html")]
    assert name_of(("a", "b", "c"), places).name == "/two/c.html"


def test_what_has_no_place_is_named_by_its_key():
    assert name_of(("training", "model", "m"), []) == DatasetName("onedata", "training/model/m")


@pytest.mark.parametrize("url", ["/data/docs", "file:///data/docs", "/data/docs/"])
def test_a_folder_that_is_one_asset_is_named_by_itself(url):
    assert name_of(("docs", "all"), [Place(("docs", "all"), url, keep=2)]).name == "/data/docs"
