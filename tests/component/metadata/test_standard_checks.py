"""Tables with a published standard are checked, of sources after each scan, values masked."""

from datetime import UTC, datetime

import dagster as dg
import pytest

from onedata_assets.components.source import definitions_of
from onedata_assets.components.source_files import read_sources
from onedata_assets.defs.metadata.standards import published_standards_sensor
from onedata_assets.domain.metadata.model import Family
from onedata_assets.domain.metadata.shared_code_sets import SharedCodeSet
from onedata_assets.domain.metadata.standards import Code, ColumnStandard, TableStandard
from onedata_assets.domain.processing.contract import Sensitivity, Text
from onedata_assets.lib.dagster_names import accept_keys_in_every_script
from onedata_assets.lib.standard_definitions import checks_of
from onedata_resources.clients.catalog import Catalog
from onedata_resources.clients.database import DatabaseClient
from onedata_resources.clients.lake import LakeClient
from onedata_resources.clients.llm import LlmClient
from onedata_resources.store.conformance import ConformanceResults
from onedata_resources.store.database import opened
from onedata_resources.store.kept_standards import keep_standards, kept_standards
from onedata_resources.store.metadata import SourceVersions
from onedata_resources.store.reviewed import CODE_SET, STANDARD, Reviews

pytestmark = pytest.mark.row("S16", "S17")
NOW = datetime(2026, 11, 26, 8, 0, tzinfo=UTC)
T = Text(en="t", zh="题")
ORDERS = dg.AssetKey(["shop", "orders"])
SCAN = dg.AssetKey(["metadata", "source", "shop"])
YAML = "name: shop\nkind: sql\nconnection: SHOP_URL\n"


def column(name: str, family: Family = Family.TEXT, **rules) -> ColumnStandard:
    return ColumnStandard(name=name, title=T, family=family, **rules)


STANDARD_OF_ORDERS = TableStandard(
    table="shop/orders",
    title=T,
    columns=(
        column("no", unique=True),
        column("state", code_set="states"),
        column("phone", pattern="1[0-9]{10}", sensitivity=Sensitivity.DIRECT),
    ),
)
STATES = SharedCodeSet(name="states", title=T, codes=(Code(value="paid", title=T),))


@pytest.fixture
def house(shop, tmp_path):
    (tmp_path / "defs").mkdir()
    (tmp_path / "defs/source.yaml").write_text(YAML)
    shop.execute("CREATE TABLE orders (no TEXT, state TEXT, phone TEXT)")
    shop.execute("INSERT INTO orders VALUES ('1','paid','13812345678'),('1','lost','98765432109')")
    return tmp_path


@pytest.fixture
def store(house):
    with opened(f"sqlite:///{house}/store.db") as made:
        yield made


def publish(store, standard=STANDARD_OF_ORDERS):
    Reviews(store, CODE_SET).publish(
        "states", STATES.model_dump_json(), NOW, actor="lin", reason=""
    )
    Reviews(store, STANDARD).publish(
        standard.table, standard.model_dump_json(), NOW, actor="lin", reason=""
    )
    keep_standards(store)


def load(house, store=None, *more) -> dg.Definitions:
    components = read_sources(house / "defs")
    resources = {
        "llm": LlmClient("", ""),
        "sources": Catalog(),
        "source_versions": SourceVersions(store) if store else "no store is open",
        "lake": LakeClient(str(house / "lake")),
    }
    checks = list(checks_of([each.source() for each in components]))
    own = dg.Definitions(assets=list(more), asset_checks=checks, resources=resources)
    return dg.Definitions.merge(definitions_of(components), own)


def run(house, store, *more) -> dict[str, dg.AssetCheckEvaluation]:
    defs = load(house, store, *more)
    result = defs.resolve_implicit_global_asset_job_def().execute_in_process()
    return {each.check_name: each for each in result.get_asset_check_evaluations()}


def failures(house, store) -> list[str]:
    job = load(house, store).resolve_implicit_global_asset_job_def()
    events = job.execute_in_process(raise_on_error=False).all_events
    return [str(each.step_failure_data.error) for each in events if each.is_step_failure]


def test_a_table_without_a_published_standard_has_no_check(house, store):
    run(house, store)
    assert "conforms_to_standard" not in run(house, store)


def test_a_table_of_a_source_is_held_to_its_standard_with_counts_and_masked_examples(house, store):
    run(house, store)
    publish(store)
    told = run(house, store)["conforms_to_standard"]
    assert not told.passed
    assert told.asset_key == ORDERS
    facts = {name: each.value for name, each in told.metadata.items()}
    assert (facts["standard_version"], facts["rows"], facts["rules"]) == (1, 2, 3)
    assert facts["rows_by_rule"] == {"no: repeated": 2, "state: code": 1, "phone: form": 1}
    assert "lost" in str(facts["breaches"])
    assert "98765432109" not in str(facts["breaches"])
    kept = ConformanceResults(store).of("shop/orders")
    assert kept
    assert (kept.passed, kept.number, len(kept.told["breaches"])) == (False, 1, 3)


def test_a_table_that_its_source_no_longer_has_is_told_as_that(house, store):
    run(house, store)
    publish(store)
    shop = DatabaseClient(f"sqlite:///{house}/shop.db")
    shop.execute("ALTER TABLE orders RENAME TO orders_old")
    failures(house, store)  # definitions know it once they are loaded after the scan
    [told] = failures(house, store)
    assert "shop has no table shop/orders among the 1" in told


def test_a_changed_code_set_and_corrected_rows_pass(house, store):
    run(house, store)
    publish(store)
    more = STATES.model_copy(update={"codes": (*STATES.codes, Code(value="lost", title=T))})
    Reviews(store, CODE_SET).publish("states", more.model_dump_json(), NOW, actor="lin", reason="")
    shop = DatabaseClient(f"sqlite:///{house}/shop.db")
    shop.execute("UPDATE orders SET no = '2', phone = '13800000000' WHERE state = 'lost'")
    assert run(house, store)["conforms_to_standard"].passed


def test_a_lake_table_is_checked_in_the_run_that_writes_it(house, store):
    @dg.asset(key=["ods", "orders"])
    def orders(lake: dg.ResourceParam[LakeClient]) -> None:
        import polars as pl

        lake.write(("ods", "orders"), pl.DataFrame({"no": ["1"], "state": ["x"], "phone": [""]}))

    publish(store, STANDARD_OF_ORDERS.model_copy(update={"table": "ods/orders"}))
    told = run(house, store, orders)["conforms_to_standard"]
    assert told.metadata["rows_by_rule"].value == {"state: code": 1, "phone: form": 1}


def test_a_retired_standard_leaves_no_check(house, store):
    run(house, store)
    publish(store)
    Reviews(store, STANDARD).retire("shop/orders", NOW, actor="lin", reason="")
    keep_standards(store)
    assert "conforms_to_standard" not in run(house, store)


def test_a_scan_starts_the_checks_of_its_tables(house, store):
    run(house, store)
    publish(store)
    with dg.DagsterInstance.ephemeral() as instance:
        defs = load(house, store)

        def tick(cursor=None):
            return dg.evaluate_automation_conditions(defs, instance=instance, cursor=cursor)

        first = tick()
        job = defs.resolve_implicit_global_asset_job_def()
        job.execute_in_process(instance=instance, asset_selection=[SCAN])
        second = tick(first.cursor)
        assert (first.total_requested, second.total_requested) == (0, 1)
        assert tick(second.cursor).total_requested == 0


def test_what_was_published_elsewhere_comes_to_the_code_location(house, store):
    publish(store)
    (house / "home/metadata/standards/in_force.json").unlink()
    assert kept_standards() == []
    context = dg.build_sensor_context()
    published_standards_sensor(context, source_versions=SourceVersions(store))
    assert kept_standards() == ["shop/orders"]


def test_a_table_with_a_chinese_name_is_held_to_its_standard(house, store):
    accept_keys_in_every_script()
    DatabaseClient(f"sqlite:///{house}/shop.db").execute('CREATE TABLE "员工" ("工号" TEXT)')
    run(house, store)
    told = TableStandard(table="shop/员工", title=T, columns=(column("工号"), column("姓名")))
    publish(store, told)
    found = run(house, store)["conforms_to_standard"]
    assert (found.asset_key, found.passed) == (dg.AssetKey(["shop", "员工"]), False)
    assert found.metadata["rows_by_rule"].value == {"姓名: absent": 0}
