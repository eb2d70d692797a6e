"""What fails while a source is scanned is told: of its table alone, or as a failure of the scan."""

from datetime import UTC, datetime, timedelta

import pytest

from onedata_assets.domain.metadata.sources import Source, SourceKind
from onedata_assets.domain.metadata.structure import Wanted
from onedata_assets.lib import source_findings, source_scans, standard_scans
from onedata_assets.lib.source_scans import scan
from onedata_resources.clients.catalog import Catalog
from onedata_resources.clients.catalog_problems import UnforeseenError

pytestmark = pytest.mark.row("S05", "S13")
SHOP = Source("shop", SourceKind.SQL, "SHOP_URL", Wanted())
NOW = datetime(2026, 11, 27, 8, 0, tzinfo=UTC)
PANIC = type("PanicException", (BaseException,), {})("unwrap")
BROKEN = [ValueError("no such day"), PANIC]


@pytest.fixture
def shop(shop):
    shop.execute("CREATE TABLE customers (id INTEGER PRIMARY KEY, mobile TEXT)")
    shop.execute("CREATE TABLE orders (id INTEGER PRIMARY KEY, state TEXT)")
    shop.execute("INSERT INTO customers VALUES (1, '13812345678')")
    shop.execute("INSERT INTO orders VALUES (1, 'paid')")
    return shop


@pytest.mark.parametrize("broken", BROKEN)
def test_a_table_whose_draft_fails_is_a_problem_and_the_version_is_kept(
    shop, versions, monkeypatch, broken
):
    sound = standard_scans.scan_draft

    def failing(source, table, rows, findings):
        if table.name.name == "orders":
            raise broken
        return sound(source, table, rows, findings)

    monkeypatch.setattr(source_findings, "scan_draft", failing)
    found = scan(SHOP, Catalog(), versions, NOW)
    assert [str(each.table) for each in found.problems] == ["orders"]
    assert str(broken) in found.problems[0].en
    assert (found.version.number, versions.states()[0].error) == (1, "")
    assert found.findings.table(found.structure.tables[0].name).column("mobile").meaning


def test_a_table_that_failed_is_looked_at_again_and_keeps_what_was_known(
    shop, versions, monkeypatch
):
    scan(SHOP, Catalog(), versions, NOW)
    shop.execute("INSERT INTO orders VALUES (2, 'sent')")
    with monkeypatch.context() as patched:
        patched.setattr(source_findings, "_rows_digest", lambda rows: {}[rows.columns[1]])
        found = scan(SHOP, Catalog(), versions, NOW + timedelta(hours=1))
    orders = next(each for each in found.structure.tables if each.name.name == "orders")
    assert [str(each.table) for each in found.problems] == ["customers", "orders"]
    assert found.findings.table(orders.name).columns
    again = scan(SHOP, Catalog(), versions, NOW + timedelta(hours=2))
    assert again.problems == ()
    assert set(again.looked_at) == {each.name for each in again.structure.tables}


@pytest.mark.parametrize("broken", BROKEN)
def test_a_scan_that_fails_for_any_reason_leaves_it_in_the_store(
    shop, versions, monkeypatch, broken
):
    def failing(*given, **more):
        raise broken

    monkeypatch.setattr(source_scans, "findings_now", failing)
    with pytest.raises(UnforeseenError) as told:
        scan(SHOP, Catalog(), versions, NOW)
    [state] = versions.states()
    assert (state.scanned_at, state.error) == (None, str(told.value))
    assert str(broken) in state.error
    assert "意外" in state.error


def test_ctrl_c_is_no_failure_of_a_source(shop, versions, monkeypatch):
    def stopped(*given, **more):
        raise KeyboardInterrupt

    monkeypatch.setattr(source_scans, "findings_now", stopped)
    with pytest.raises(KeyboardInterrupt):
        scan(SHOP, Catalog(), versions, NOW)
    assert versions.states() == []
