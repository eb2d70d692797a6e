"""Registered tables from a file to a run: imported, searched, acted upon with a person's rights."""

import base64
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from onedata_assets.domain.metadata.registers import KIND, RegisteredTable
from onedata_portal.gateway.dagster_ui.app import dagster_app
from onedata_portal.portal import make_portal
from onedata_portal.server import portal_app
from onedata_resources.clients.database import DatabaseClient
from onedata_resources.clients.lake import LakeClient
from onedata_resources.store.database import open_store
from onedata_resources.store.documents import Documents, Draft
from onedata_resources.store.kept_documents import keep_for_definitions
from tests.component.gateway.browser import KEY, Clock, House
from tests.component.gateway.browser import house as people_of
from tests.component.portal.served import PREFIX, Served, served

pytestmark = pytest.mark.row("F039")
CODE = Path(__file__).with_name("code_of_registers.py")
LINES = (
    "app,db,table,metadata_column,describe,owner,lifecycle,storage_size,visits_seven,数据源\n"
    '电商,hive,orders,"[{""name"":""dt"",""column_type"":""string"",""partition_type"":""主分区""}]"'
    ",订单表,lin,365,12.5 GB,42,shop\n"
    "电商,hive,dwd_lost_di,,离线表,lin,x,,,\n"
    "电商,hive,dwd_far_di,imp_date int*,远处的表,lin,30,1024,,\n"
)


@pytest.fixture(scope="module")
def shop(tmp_path_factory) -> Iterator[tuple[House, Served]]:
    """A portal over a source with one table, and nothing registered yet."""
    folder = tmp_path_factory.mktemp("registers")
    people_of(folder).portal.store.close()
    (folder / "shop.db").touch()
    database = DatabaseClient(f"sqlite:///{folder}/shop.db")
    database.execute("CREATE TABLE orders (dt TEXT, amount REAL)")
    database.execute("INSERT INTO orders VALUES ('20261125', 1.5), ('20261124', 2.5)")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {
            "ONEDATA_HOME": str(folder / "home"),
            "SHOP_URL": f"sqlite:///{folder}/shop.db",
            "LAKE_URI": str(folder / "lake"),
            "STORE_URL": f"sqlite:///{folder}/store.db",
        }.items():
            patch.setenv(name, value)
        (folder / "dagster").mkdir()
        with served(folder / "dagster", str(CODE)) as server:
            store, lake = open_store(os.environ["STORE_URL"]), LakeClient(str(folder / "lake"))
            portal = make_portal(store, KEY, lake=lake, default_project="common", clock=Clock())
            pages = dagster_app(server.process, PREFIX, lambda scope, change: None)
            home = House(portal, Clock(), portal_app(portal, dagster=pages))
            answer = imported(home, apply=True, partly=True)
            assert answer.json()["created"] == ["hive.orders", "hive.dwd_far_di"]
            yield home, server
            portal.messages.close()
            store.close()


def imported(home: House, who: str = "dan", **more: object) -> httpx.Response:
    body = {"content": base64.b64encode(LINES.encode("gb18030")).decode(), **more}
    return home.browser(who).post("/registers/imports?project=alpha", body)


def acted(shop: tuple[House, Served], action: str, who: str = "dan", **more: object) -> dict:
    """Do something to the table and return the last result of it."""
    home, server = shop
    path = "/registers/hive/orders"
    answer = home.browser(who).post(f"{path}/actions", {"action": action, **more})
    assert answer.status_code == 201, answer.text
    assert server.finished(answer.json()["run_id"]) == "SUCCESS"
    results = home.browser("vera").get(path).json()["results"]
    [result] = [each for each in results if each["action"].startswith(action)]
    assert (result["run_id"], result["actor"]) == (answer.json()["run_id"], who)
    return result


def test_a_file_in_chinese_encoding_is_imported_and_its_wrong_lines_are_named(shop):
    told = imported(shop[0]).json()
    assert told["encoding"] == "gb18030"
    assert [(each["line"], each["column"]) for each in told["refusals"]] == [(3, "lifecycle_days")]
    assert told["unchanged"] == 2


@pytest.mark.parametrize(
    "params",
    [{"search": "订单表"}, {"search": "orders dt"}, {"app": "电商", "search": "orders"}],
)
def test_imported_tables_are_found_by_name_column_and_owner(shop, params):
    found = shop[0].browser("vera").get("/registers", params=params).json()
    [item] = found["items"]
    assert (item["name"], item["table"]["storage_bytes"]) == ("hive.orders", 13_421_772_800)
    assert found["facets"]["owner"] == [{"value": "lin", "count": 2}]


def test_definitions_are_loaded_again_so_that_the_table_is_an_asset_below_its_source(shop):
    told = shop[0].browser("vera").get("/registers/hive/orders").json()
    assert (told["is_loaded"], told["reached"]) == (True, "shop/orders")
    asset = shop[0].browser("vera").get("/assets/offline/hive/orders").json()
    assert asset["projects"] == ["alpha"]
    found = shop[0].browser("vera").get("/assets", params={"search": "订单表"}).json()
    assert [each["name"] for each in found["items"]] == ["offline/hive/orders"]


def test_remote_functions_run_with_the_rights_of_the_person_and_leave_their_results(shop):
    assert acted(shop, "statistics")["content"]["rows"] == 2
    assert acted(shop, "preview", rows=1)["content"]["columns"] == ["dt", "amount"]
    checked = acted(shop, "check", "olga", fresh_days=1)
    assert (checked["content"]["newest"], checked["content"]["rows"]) == ("20261125", 1)
    exported = acted(shop, "export")
    assert exported["content"] == {"table": "ods/offline_hive_orders", "rows": 2}
    rows = shop[0].browser("vera").get("/tables/ods/offline_hive_orders/rows").json()
    assert len(rows["rows"]) == 2


def test_who_only_looks_acts_on_nothing(shop):
    answer = (
        shop[0].browser("vera").post("/registers/hive/orders/actions", {"action": "statistics"})
    )
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


def test_an_operation_that_an_administrator_configured_is_done_to_the_table(shop):
    home = shop[0]
    operation = {
        "name": "count_days",
        "label_zh": "统计天数",
        "kind": "sql",
        "statement": "SELECT count(DISTINCT dt) AS days FROM {table}",
    }
    body = {"operation": operation}
    assert home.browser("carl").ask("PUT", "/operations/count_days", body).status_code == 403
    assert home.browser("root").ask("PUT", "/operations/count_days", body).status_code == 200
    told = home.browser("dan").get("/registers/hive/orders").json()
    assert [each["name"] for each in told["operations"]] == ["count_days"]
    done = acted(shop, "operation", operation="count_days")
    assert done["content"]["rows"] == [["2"]]


def test_a_table_that_nothing_reaches_is_refused_before_a_run_with_what_to_do(shop):
    browser = shop[0].browser("dan")
    told = browser.get("/registers/hive/dwd_far_di").json()
    assert "source.yaml" in told["unreached"]["en"]
    answer = browser.post("/registers/hive/dwd_far_di/actions", {"action": "statistics"})
    assert answer.status_code == 409
    assert "source.yaml" in answer.json()["zh"]


@pytest.mark.parametrize("is_kept", [True, False])
def test_what_a_command_registered_is_acted_upon_once_definitions_are_loaded_again(shop, is_kept):
    """The command leaves it in the store and in a file; without the file no load finds it."""
    documents = Documents(shop[0].portal.store, KIND)
    name = "late" if is_kept else "lost"
    fields = {"db": "hive", "table": name, "source": "shop", "source_table": "orders"}
    content = RegisteredTable.read(fields).model_dump(mode="json")
    documents.put(
        [Draft(f"hive.{name}", "alpha", content)], datetime.now(UTC), actor="lin", reason="imported"
    )
    if is_kept:
        keep_for_definitions(documents)
    path = f"/registers/hive/{name}/actions"
    answer = shop[0].browser("dan").post(path, {"action": "statistics"})
    assert answer.status_code == (201 if is_kept else 409)
    assert is_kept or "onedata registers sync" in answer.json()["en"]
    assert is_kept or "ONEDATA_HOME" in answer.json()["zh"]


def test_a_registered_table_is_changed_and_deleted_and_its_versions_tell(shop):
    browser = shop[0].browser("dan")
    made = browser.post(
        "/registers", {"table": {"db": "hive", "table": "short"}, "project": "alpha"}
    )
    assert made.status_code == 201
    path = "/registers/hive/short"
    table = {"db": "hive", "table": "short", "owner": "mei"}
    assert browser.ask("PUT", path, {"table": table, "number": 1}).json()["number"] == 2
    versions = browser.get(f"{path}/versions").json()["items"]
    assert [each["fields"] for each in versions] == [["owner"], []]
    assert browser.ask("DELETE", path).status_code == 204
    assert browser.get("/registers", params={"search": "short"}).json()["total"] == 0
