"""A scan drafts standards of the tables that it looks at, and never touches what people wrote."""

from datetime import UTC, datetime

import pytest

from onedata_assets.domain.metadata.sources import Source, SourceKind
from onedata_assets.domain.metadata.standard_differences import standard_from
from onedata_assets.domain.metadata.structure import Wanted
from onedata_assets.lib import found_tables, source_findings
from onedata_assets.lib.source_scans import scan
from onedata_resources.clients.catalog import Catalog
from onedata_resources.store.metadata import SourceVersions
from onedata_resources.store.review_model import Origin
from onedata_resources.store.reviewed import STANDARD, Reviews

pytestmark = pytest.mark.row("S16")
SHOP = Source("shop", SourceKind.SQL, "SHOP_URL", Wanted())
NOW = datetime(2026, 11, 26, 8, 0, tzinfo=UTC)


@pytest.fixture
def shop(shop):
    shop.execute("CREATE TABLE orders (no TEXT PRIMARY KEY, state TEXT, price REAL)")
    for number in range(120):
        state = ("paid", "sent", "back")[number % 3]
        shop.execute(f"INSERT INTO orders VALUES ('SO{number:05}', '{state}', {number})")
    return shop


def test_a_scan_drafts_a_standard_of_each_table_that_it_looked_at(shop, store):
    scan(SHOP, Catalog(), SourceVersions(store), NOW)
    [draft] = Reviews(store, STANDARD).drafts()
    assert (draft.name, draft.origin, draft.reason) == ("shop/orders", Origin.SCAN, "shop v1")
    made = standard_from(draft.content)
    number, state, price = made.columns
    assert (number.pattern, number.unique, made.key) == ("^[A-Z]{2}[0-9]{5}$", True, ("no",))
    assert [each.value for each in state.codes] == ["back", "paid", "sent"]
    assert price.low == "0"


def test_of_many_tables_other_processes_draft_the_same(shop, store, monkeypatch):
    shop.execute("CREATE TABLE returns AS SELECT * FROM orders")

    def drafted():
        assert scan(SHOP, Catalog(), SourceVersions(store), NOW).problems == ()
        shop.execute("UPDATE orders SET price = price + 1")  # so that the next scan looks again
        shop.execute("UPDATE returns SET price = price + 1")
        return {each.name: each.content for each in Reviews(store, STANDARD).drafts()}

    alone = drafted()
    assert sorted(alone) == ["shop/orders", "shop/returns"]
    monkeypatch.setattr(found_tables, "MANY", 2)
    monkeypatch.setattr(found_tables.os, "cpu_count", lambda: 2)
    monkeypatch.setattr(source_findings, "scan_draft", None)  # in this process, that is
    assert drafted() == alone


def test_another_scan_drafts_anew_and_leaves_what_a_person_wrote_and_published(shop, store):
    scan(SHOP, Catalog(), SourceVersions(store), NOW)
    reviews = Reviews(store, STANDARD)
    [first] = reviews.drafts()
    reviews.publish("shop/orders", first.content, NOW, actor="lin", reason="", after=0)
    reviews.propose("shop/orders", "mine", NOW, origin=Origin.PERSON, actor="lin")
    shop.execute("ALTER TABLE orders ADD COLUMN note TEXT")
    scan(SHOP, Catalog(), SourceVersions(store), NOW)
    told = {each.origin: each.content for each in reviews.drafts("shop/orders")}
    assert told[Origin.PERSON] == "mine"
    assert standard_from(told[Origin.SCAN]).column("note")
    assert reviews.version("shop/orders").content == first.content
