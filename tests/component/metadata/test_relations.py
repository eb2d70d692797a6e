"""Tables of two sources are found to hang together; who looks again is told what no longer does."""

from datetime import UTC, datetime

import dagster as dg
import pytest
import sqlalchemy as sa

from onedata_assets.cli.metadata import restore_version
from onedata_assets.components.source import definitions_of
from onedata_assets.components.source_files import read_sources
from onedata_assets.domain.metadata import dependencies, keys
from onedata_assets.domain.metadata.differences import Kind
from onedata_assets.domain.metadata.findings import RowCount, SourceFindings
from onedata_assets.domain.metadata.found_relations import references_of
from onedata_assets.domain.metadata.join_paths import join_plans
from onedata_assets.domain.metadata.model import TableName
from onedata_assets.domain.metadata.profiles import Place
from onedata_assets.domain.metadata.standard_differences import standard_from
from onedata_assets.lib.relation_assets import RELATIONS, relations_asset
from onedata_assets.lib.source_relations import relate
from onedata_assets.lib.source_scans import scan
from onedata_resources.clients.catalog import Catalog
from onedata_resources.clients.database import DatabaseClient
from onedata_resources.clients.llm import LlmClient
from onedata_resources.store.database import opened
from onedata_resources.store.key_measures import KeyMeasures
from onedata_resources.store.metadata import SourceVersions
from onedata_resources.store.review_model import Origin
from onedata_resources.store.reviewed import STANDARD, Reviews

pytestmark = pytest.mark.row("S10", "S35", "S36")

CUSTOMER = Place("crm", TableName("", "customer"))
ORDERS = Place("shop", TableName("", "orders"))
LINES = Place("shop", TableName("", "order"))


@pytest.fixture
def house(tmp_path, monkeypatch):
    """Two sources: customers in one, their orders in the other, and a folder that is missing."""
    monkeypatch.setenv("ONEDATA_HOME", str(tmp_path / "home"))
    for name in ("crm", "shop"):
        monkeypatch.setenv(f"{name.upper()}_URL", f"sqlite:///{tmp_path}/{name}.db")
        (tmp_path / f"{name}.db").touch()
        folder = tmp_path / "defs" / name
        folder.mkdir(parents=True)
        text = f"name: {name}\nkind: sql\nconnection: {name.upper()}_URL\n"
        (folder / "source.yaml").write_text(text, encoding="utf-8")
    customers = [{"id": 1000 + 7 * n, "name": f"name {n}"} for n in range(200)]
    orders = [{"id": n, "customer": 1000 + 7 * (n % 190)} for n in range(1, 2001)]
    lines = [{"id": n, "order": 1 + n % 2000, "amount": n / 3} for n in range(1, 4001)]
    fill(tmp_path, "crm", "customer", "id INTEGER PRIMARY KEY, name TEXT", customers)
    fill(tmp_path, "shop", "orders", "id INTEGER PRIMARY KEY, customer_id INTEGER", orders)
    shape = (
        "id INTEGER PRIMARY KEY, order_id INTEGER NOT NULL REFERENCES orders (id), amount NUMERIC"
    )
    fill(tmp_path, "shop", "order", shape, lines)
    return tmp_path


def fill(house, source, table, shape, rows):
    client = DatabaseClient(f"sqlite:///{house}/{source}.db")
    client.execute(f'CREATE TABLE "{table}" ({shape})')
    with client.connect() as connection:
        values = ", ".join(f":{name}" for name in rows[0])
        connection.execute(sa.text(f'INSERT INTO "{table}" VALUES ({values})'), rows)


@pytest.fixture
def store(house):
    with opened(f"sqlite:///{house}/store.db") as lent:
        yield lent


def run(house, store) -> dg.ExecuteInProcessResult:
    resources = {
        "llm": LlmClient("", ""),
        "sources": Catalog(),
        "source_versions": SourceVersions(store),
    }
    sources = read_sources(house / "defs")
    related = relations_asset([each.source() for each in sources])
    own = dg.Definitions(assets=[related], resources=resources)
    defs = dg.Definitions.merge(definitions_of(sources), own)
    job = defs.resolve_implicit_global_asset_job_def()
    return job.execute_in_process(raise_on_error=False)


def known(store) -> dict[str, SourceFindings]:
    versions = SourceVersions(store)
    return {name: SourceFindings(versions.findings(name)) for name in ("crm", "shop")}


def keys_hold(result) -> dg.AssetCheckEvaluation:
    [found] = [
        each for each in result.get_asset_check_evaluations() if each.check_name == "keys_hold"
    ]
    return found


def test_references_within_and_across_sources_are_found_and_kept(house, store):
    assert run(house, store).success
    found = {(each.child, each.parent): each for each in references_of(known(store))}
    assert set(found) == {(ORDERS, CUSTOMER), (LINES, ORDERS)}
    assert found[LINES, ORDERS].confidence == 1.0
    assert "declares" in found[LINES, ORDERS].evidence[0].en
    assert found[ORDERS, CUSTOMER].evidence
    assert known(store)["crm"].table(CUSTOMER.table).keys[0].columns == ("id",)


@pytest.mark.row("S05")
def test_rows_that_no_statistics_tell_are_counted_and_a_scan_keeps_the_count(house, store):
    def counts() -> list[RowCount | None]:
        return [each.counted for one in known(store).values() for each in one]

    run(house, store)
    before = counts()
    assert sorted(each.rows for each in before if each) == [200, 2000, 4000]
    DatabaseClient(f"sqlite:///{house}/crm.db").execute("DELETE FROM customer WHERE id > 2000")
    for each in read_sources(house / "defs"):
        scan(each.source(), Catalog(), SourceVersions(store), datetime.now(UTC))
    assert counts() == before
    moments = [datetime.fromisoformat(each.at) for each in before if each]
    assert all(each.tzinfo for each in moments)


def test_a_second_look_at_the_same_rows_makes_no_version_and_keeps_the_references(house, store):
    run(house, store)
    numbers = [SourceVersions(store).version(name).number for name in ("crm", "shop")]
    result = run(house, store)
    assert [SourceVersions(store).version(name).number for name in ("crm", "shop")] == numbers
    assert keys_hold(result).passed
    assert len(references_of(known(store))) == 2


def test_a_key_that_no_longer_matches_is_told_with_the_figures(house, store):
    run(house, store)
    client = DatabaseClient(f"sqlite:///{house}/crm.db")
    client.execute("DELETE FROM customer WHERE id % 2 = 0")
    check = keys_hold(run(house, store))
    assert (check.passed, check.severity) == (False, dg.AssetCheckSeverity.ERROR)
    assert "shop/orders (customer_id) → crm/customer (id)" in check.metadata["drifts"].value
    assert check.metadata["severe"].value == 1
    history = KeyMeasures(store).history("shop/orders (customer_id) → crm/customer (id)")
    assert [each.figures["orphan_rows"] > 0 for each in history] == [True, False]
    assert all("orphans" not in each.figures for each in history)


def test_what_columns_settle_is_kept_and_looked_for_again_only_in_other_rows(
    house, store, monkeypatch
):
    places = [{"id": n, "city": f"c{n % 12}", "province": f"p{n % 3}"} for n in range(1, 241)]
    fill(house, "crm", "place", "id INTEGER PRIMARY KEY, city TEXT, province TEXT", places)
    assert run(house, store).success
    assert settled(store) == [(("city",), "province", 1.0, False)]
    looked = []
    find = dependencies.find_dependencies
    monkeypatch.setattr(
        dependencies,
        "find_dependencies",
        lambda data, profile: looked.append(data.place) or find(data, profile),
    )
    run(house, store)
    assert looked == []
    client = DatabaseClient(f"sqlite:///{house}/crm.db")
    client.execute("UPDATE place SET province = 'p' || (id % 7)")
    run(house, store)
    assert {each.source for each in looked} == {"crm"}
    assert settled(store) == []


def settled(store) -> list[tuple[tuple[str, ...], str, float, bool]]:
    found = known(store)["crm"].table(TableName("", "place"))
    assert found is not None
    return [
        (each.determinant, each.dependent, each.share, each.both_ways)
        for each in found.dependencies
    ]


def test_a_join_of_tables_of_two_sources_follows_from_what_was_found(house, store):
    run(house, store)
    [plan, *_] = join_plans([LINES, CUSTOMER], references_of(known(store)))
    assert [rule.right for rule in plan.rules] == [ORDERS, CUSTOMER]
    assert '"order"' in plan.sql("postgres")
    assert any("two sources" in each.en for each in plan.warnings)


@pytest.mark.row("S16")
def test_a_key_that_is_found_is_in_the_draft_of_the_scan_and_no_person_loses_a_word(house, store):
    visits = [{"visit_no": f"V{7 * n:05}", "shop": n % 5} for n in range(200)]
    fill(house, "crm", "visits", "visit_no TEXT, shop INTEGER", visits)
    reviews = Reviews(store, STANDARD)
    reviews.propose("crm/visits", "{}", datetime.now(UTC), origin=Origin.PERSON, actor="lin")
    run(house, store)
    drafts = {each.origin: each.content for each in reviews.drafts("crm/visits")}
    assert drafts[Origin.PERSON] == "{}"
    made = standard_from(drafts[Origin.SCAN])
    number = made.column("visit_no")
    assert number
    assert (made.key, number.unique, number.nullable) == (("visit_no",), True, False)
    [(declared)] = reviews.drafts("crm/customer")
    assert standard_from(declared.content).key == ("id",)


@pytest.mark.row("S14")
def test_a_version_from_before_the_search_is_restored_with_what_the_search_found(
    house, store, monkeypatch
):
    shop = DatabaseClient(f"sqlite:///{house}/shop.db")
    shop.execute("CREATE TABLE late (id INTEGER PRIMARY KEY)")
    run(house, store)
    shop.execute("DROP TABLE late")
    shop.execute("ALTER TABLE orders ADD COLUMN note TEXT")
    run(house, store)
    before = {each.text for each in references_of(known(store))}
    monkeypatch.setenv("STORE_URL", f"sqlite:///{house}/store.db")
    assert restore_version("shop", 1) == 0
    versions = SourceVersions(store)
    assert versions.version("shop").reason == "restored from 1"
    assert "late" in versions.content("shop")
    assert {each.text for each in references_of(known(store))} == before
    [plan, *_] = join_plans([LINES, CUSTOMER], references_of(known(store)))
    assert plan.sql("sqlite")
    [source] = [each.source() for each in read_sources(house / "defs") if each.name == "shop"]
    again = scan(source, Catalog(), versions, datetime.now(UTC))
    assert {each.kind for each in again.changes} == {Kind.TABLE_REMOVED, Kind.COLUMN_ADDED}
    assert {each.text for each in references_of(known(store))} == before


def test_a_source_that_is_away_keeps_its_references(house, store):
    run(house, store)
    (house / "crm.db").rename(house / "gone.db")
    result = run(house, store)
    made = [each.asset_key for each in result.get_asset_materialization_events()]
    assert RELATIONS not in made  # what is found in all of them waits for the scan that failed
    assert len(references_of(known(store))) == 2


def test_a_table_for_which_the_search_fails_keeps_its_references_and_is_told(
    house, store, monkeypatch
):
    run(house, store)
    find = keys.find_keys

    def fails(data, *given):
        if data.place == CUSTOMER:
            raise ValueError("odd type")
        return find(data, *given)

    monkeypatch.setattr(keys, "find_keys", fails)
    sources = [each.source() for each in read_sources(house / "defs")]
    found = relate(sources, Catalog(), SourceVersions(store), datetime.now(UTC))
    assert [(each.table.name, "odd type" in each.zh) for each in found.problems] == [
        ("customer", True)
    ]
    told = {(each.child, each.parent) for each in references_of(known(store))}
    assert told == {(ORDERS, CUSTOMER), (LINES, ORDERS)}
    assert [each.reference.parent for each in found.held] == [ORDERS]
