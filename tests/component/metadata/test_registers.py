"""Registered offline tables: where they are, and what is done to them by jobs."""

import dagster as dg
import pytest

from onedata_assets.domain.metadata.documents import DocumentError
from onedata_assets.domain.metadata.operations import KIND as OPERATION
from onedata_assets.domain.metadata.operations import TableAction, job_name, op_name
from onedata_assets.domain.metadata.register_reach import Scanned
from onedata_assets.domain.metadata.registers import KIND, RegisteredTable
from onedata_assets.domain.metadata.sources import Source, SourceKind
from onedata_assets.domain.metadata.structure import Wanted
from onedata_assets.lib.register_assets import register_specs, registered
from onedata_assets.lib.register_jobs import register_jobs
from onedata_resources.clients.catalog import Catalog
from onedata_resources.clients.lake import LakeClient
from onedata_resources.store.documents import Documents, Draft
from onedata_resources.store.kept_documents import keep_for_definitions
from tests.component.notify.receivers import Reply, http_receiver
from tests.integration.store.conftest import NOW

pytestmark = pytest.mark.row("F039")
SHOP = Source("shop", SourceKind.SQL, "SHOP_URL", Wanted())
COLUMNS = [{"name": "dt", "type": "text", "partition": "main"}, {"name": "phone", "type": "text"}]
PHONES = ["13812345678", "13912345679", "15012345670", "18612345671"]


@pytest.fixture
def house(shop, store, tmp_path, monkeypatch):
    """A database, a store and a lake, and the catalogue that reaches the database."""
    shop.execute('CREATE TABLE "订单" (dt TEXT, phone TEXT, amount REAL)')
    for place, phone in enumerate(PHONES):
        day = f"2026112{place + 2}"
        shop.execute('INSERT INTO "订单" VALUES (:d, :p, 1.5)', d=day, p=phone)
    monkeypatch.setenv("ONEDATA_DEFAULT_PROJECT", "common")
    return House(store, shop, Catalog(), LakeClient(f"{tmp_path}/lake"))


class House:
    """What a job needs."""

    def __init__(self, store, database, catalog, lake):
        self.store, self.database, self.catalog, self.lake = store, database, catalog, lake
        self.documents = Documents(store, KIND)

    def register(self, project="common", **fields):
        table = RegisteredTable.read({"db": "hive", "table": "订单", "columns": COLUMNS, **fields})
        draft = Draft(table.name, project, table.model_dump(mode="json"))
        self.documents.put([draft], NOW, actor="lin", reason="created")
        keep_for_definitions(self.documents)

    def found(self):
        return registered([Scanned(SHOP, "", self.catalog.structure(SHOP))])

    def run(self, action, project="common", **config):
        named = job_name(action, project)
        [job] = [each for each in register_jobs(self.found()) if each.name == named]
        told = {"db": "hive", "table": "订单", **config}
        return job.execute_in_process(
            run_config={"ops": {op_name(action, project): {"config": told}}},
            resources={"lake": self.lake, "sources": self.catalog, "store": self.store},
            raise_on_error=False,
        )

    def result(self, name="hive.订单"):
        return {each.action: each for each in self.documents.results(name)}


def failure(result):
    [event] = [each for each in result.all_events if each.is_step_failure]
    return event.step_failure_data.user_failure_data.description


def test_a_registered_table_is_an_asset_from_outside_below_the_table_that_a_source_found(house):
    house.register(source="shop")
    specs = {each.key.to_user_string(): each for each in register_specs(house.found())}
    assert set(specs) == {"offline/hive/订单", "ods/offline_hive_订单"}
    table = specs["offline/hive/订单"]
    assert [dep.asset_key.to_user_string() for dep in table.deps] == ["shop/订单"]
    assert table.tags["onedata/project"] == "common"
    assert table.metadata["onedata/reached"] == "shop"


def test_rows_and_columns_are_counted_and_the_ends_of_a_sensitive_column_are_masked(house):
    house.register(source="shop")
    assert house.run(TableAction.STATISTICS).success
    told = house.result()["statistics"].content
    columns = {each["name"]: each for each in told["columns"]}
    assert told["rows"] == 4
    assert columns["dt"]["greatest"] == "20261125"
    assert (columns["phone"]["distinct"], columns["phone"]["greatest"]) == (4, "186***5671")


def test_a_preview_is_masked(house):
    house.register(source="shop")
    done = house.run(TableAction.PREVIEW, rows=2)
    told = house.result()["preview"].content
    assert done.success
    assert len(told["rows"]) == 2
    assert told["rows"][0][told["columns"].index("phone")] == "138***5678"
    assert PHONES[0] not in str(told)


@pytest.mark.parametrize(("days", "passed"), [(0, True), (36_500, True), (1, False)])
def test_the_newest_partition_is_found_and_held_to_its_age(house, days, passed):
    house.register(source="shop")
    house.database.execute("UPDATE \"订单\" SET dt = '20200101'")
    assert house.run(TableAction.CHECK, fresh_days=days).success
    result = house.result()["check"]
    assert (result.passed, result.content["newest"]) == (passed, "20200101")


def test_the_rows_are_exported_to_the_lake_again_and_again(house):
    house.register(source="shop")
    for _ in range(2):
        done = house.run(TableAction.EXPORT)
        assert done.success
    made = [each for each in done.all_events if each.is_step_materialization]
    assert made[0].asset_key == dg.AssetKey(["ods", "offline_hive_订单"])
    assert house.lake.scan(("ods", "offline_hive_订单")).collect().height == 4


def test_a_configured_statement_runs_on_the_table_and_nothing_else_is_named(house):
    house.register(source="shop")
    operation = {
        "name": "trim",
        "label_zh": "清理",
        "kind": "sql",
        "statement": "DELETE FROM {table} WHERE dt < '20261124' AND '100%' <> ''",
    }
    Documents(house.store, OPERATION).put(
        [Draft("trim", "", operation)], NOW, actor="root", reason="created"
    )
    assert house.run(TableAction.OPERATION, operation="trim").success
    assert house.result()["operation:trim"].content["touched"] == 2
    assert house.database.row('SELECT count(*) FROM "订单"') == (2,)


def operation_at(house, url):
    told = {"name": "refresh", "label_zh": "刷新", "kind": "http", "url": url}
    draft = Draft("refresh", "", told)
    Documents(house.store, OPERATION).put([draft], NOW, actor="root", reason="created")


def test_a_configured_address_is_told_what_is_registered_of_a_table_out_of_reach(
    house,
):
    house.register(table="dwd_order_di")
    with http_receiver() as receiver:
        receiver.replies.append(Reply(body={"queued": True}))
        operation_at(house, f"{receiver.url}/refresh")
        done = house.run(TableAction.OPERATION, operation="refresh", table="dwd_order_di")
    assert done.success
    [got] = receiver.got
    assert (got.body["operation"], got.body["table"]) == ("refresh", "dwd_order_di")
    told = house.result("hive.dwd_order_di")["operation:refresh"].content
    assert (told["status"], told["answer"]) == (200, '{"queued": true}')


@pytest.mark.parametrize("status", [400, 503])
def test_an_address_that_refuses_fails_the_run_with_what_it_said(house, status):
    house.register(source="shop")
    with http_receiver() as receiver:
        receiver.judge = lambda _: Reply(status=status, body={"why": "not today"})
        operation_at(house, receiver.url)
        done = house.run(TableAction.OPERATION, operation="refresh")
    assert not done.success
    assert f"{status}" in failure(done)
    assert "not today" in failure(done)
    assert house.result() == {}


def test_what_nothing_reaches_is_refused_with_what_to_do(house):
    house.register(table="dwd_order_di")
    done = house.run(TableAction.STATISTICS, table="dwd_order_di")
    assert not done.success
    assert "source.yaml" in failure(done)
    assert "数据源" in failure(done)
    assert house.result("hive.dwd_order_di") == {}


def test_a_source_of_another_project_reaches_nothing(house):
    house.register(project="alpha", source="shop")
    done = house.run(TableAction.PREVIEW, project="alpha")
    assert "no source shop in the project alpha" in failure(done)


def test_a_job_of_a_project_does_nothing_to_a_table_of_another(house):
    house.register(source="shop")
    house.register(project="alpha", table="x")
    done = house.run(TableAction.PREVIEW, project="alpha", table="订单")
    assert "alpha has no registered table hive.订单" in failure(done)


def test_two_tables_that_could_be_meant_are_told(house):
    house.register(table="orders")
    house.database.execute("CREATE TABLE orders (id INTEGER)")
    found = house.catalog.structure(SHOP)
    other = Source("hive", SourceKind.SQL, "SHOP_URL", Wanted())
    third = Source("again", SourceKind.SQL, "SHOP_URL", Wanted())
    [each] = registered([Scanned(one, "", found) for one in (other, third)])
    assert not isinstance(each.reached, DocumentError)
    house.register(table="orders2", source_table="orders")
    both = registered([Scanned(one, "", found) for one in (other, third)])
    [told] = [one.reached for one in both if one.table.table == "orders2"]
    assert "again: orders, hive: orders" in str(told)


@pytest.mark.parametrize("project", ["common", "组 一", "a-b"])
def test_jobs_of_any_project_have_names_that_dagster_takes(house, project):
    house.register(project=project)
    names = {each.name for each in register_jobs(house.found())}
    assert len(names) == len(TableAction)
    defs = dg.Definitions(
        jobs=register_jobs(house.found()),
        resources={"lake": house.lake, "sources": house.catalog, "store": house.store},
    )
    dg.Definitions.validate_loadable(defs)
