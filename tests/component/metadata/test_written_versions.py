"""What runs write is a new version of its source at once, with the run and Kettle's counts."""

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import dagster as dg
import polars as pl
import pytest
from dagster._core.definitions.sensor_definition import SensorExecutionData

from onedata_assets.defs.metadata.written import written_tables_sensor, wrote_by
from onedata_assets.domain.metadata.findings import ColumnFindings, SourceFindings
from onedata_assets.domain.metadata.model import TableName
from onedata_assets.domain.metadata.sources import Source, SourceKind
from onedata_assets.domain.metadata.structure import Wanted
from onedata_assets.domain.metadata.versions import structure_from
from onedata_assets.lib.source_scans import scan
from onedata_assets.lib.written_versions import Wrote, record_written
from onedata_resources.clients.catalog import Catalog
from onedata_resources.clients.database import DatabaseClient
from onedata_resources.clients.lake import LakeClient
from onedata_resources.store.database import opened
from onedata_resources.store.metadata import SourceVersions

pytestmark = pytest.mark.row("S19")
NOW = datetime(2026, 11, 26, 8, 0, tzinfo=UTC)
LAKE = Source("lake", SourceKind.LAKE, "LAKE_OF_TEST", Wanted(exclude=("tmp.*",)))
SHOP = Source("shop", SourceKind.SQL, "SHOP_URL", Wanted())


@pytest.fixture
def lake(shop, tmp_path, monkeypatch):
    monkeypatch.setenv("LAKE_OF_TEST", str(tmp_path / "lake"))
    shop.execute("CREATE TABLE orders (id INTEGER)")
    shop.execute("CREATE TABLE other (id INTEGER)")
    made = LakeClient(str(tmp_path / "lake"))
    made.write(("ods", "orders"), pl.DataFrame({"id": [1]}))
    return made


@pytest.fixture
def versions(lake, tmp_path):
    with opened(f"sqlite:///{tmp_path}/store.db") as store:
        made = SourceVersions(store)
        for source in (LAKE, SHOP):
            scan(source, Catalog(), made, NOW)
        yield made


def recorded(versions, *keys, report="") -> list[tuple[str, int, str]]:
    wrote = Wrote("run-1", set(keys), report)
    made = record_written(wrote, [LAKE, SHOP], Catalog(), versions, NOW)
    return [(each.source, each.number, each.reason) for each in made]


def tables(versions, source) -> dict[str, list[str]]:
    told = structure_from(versions.content(source)).tables
    return {str(each.name): [column.name for column in each.columns] for each in told}


def first_column(versions, table: TableName) -> ColumnFindings:
    found = SourceFindings(versions.findings("lake")).table(table)
    assert found is not None
    return found.columns[0]


def test_a_new_table_and_a_new_column_of_the_lake_are_a_version(lake, versions):
    lake.write(("dwd", "sales"), pl.DataFrame({"id": [1], "amount": [2.5]}))
    assert recorded(versions, ("dwd", "sales")) == [("lake", 2, "run run-1")]
    assert tables(versions, "lake") == {"dwd.sales": ["id", "amount"], "ods.orders": ["id"]}


def test_a_table_whose_name_looks_like_a_pattern_is_looked_at(lake, versions):
    shop = DatabaseClient(os.environ["SHOP_URL"])
    shop.execute('CREATE TABLE "orders [2026]*" (id INTEGER)')
    scan(SHOP, Catalog(), versions, NOW)
    shop.execute('ALTER TABLE "orders [2026]*" ADD COLUMN amount REAL')
    assert recorded(versions, ("shop", "orders [2026]*")) == [("shop", 3, "run run-1")]
    assert tables(versions, "shop")["orders [2026]*"] == ["id", "amount"]


def test_a_write_that_changes_no_structure_makes_none(lake, versions):
    lake.write(("ods", "orders"), pl.DataFrame({"id": [1, 2]}))
    assert recorded(versions, ("ods", "orders")) == []
    assert len(versions.history("lake")) == 1


def test_what_columns_hold_after_a_run_is_known_without_a_version(lake, versions):
    """Figures alone are no version; the last scan of the source stays the last."""
    lake.write(("ods", "orders"), pl.DataFrame({"id": [7, 8, None]}))
    later = NOW + timedelta(hours=1)
    wrote = Wrote("run-1", {("ods", "orders")})
    assert list(record_written(wrote, [LAKE, SHOP], Catalog(), versions, later)) == []
    column = first_column(versions, TableName("ods", "orders"))
    assert (column.statistics.rows, column.statistics.known, column.statistics.high) == (3, 2, "8")
    assert {each.scanned_at for each in versions.states()} == {NOW}
    assert {each.name: dict(each.rows) for each in versions.states()}["lake"] == {"ods.orders": 3}


def test_a_new_meaning_after_a_run_is_a_version(lake, versions):
    lake.write(("ods", "notes"), pl.DataFrame({"note": ["a few words of a person"]}))
    assert [each[:2] for each in recorded(versions, ("ods", "notes"))] == [("lake", 2)]
    lake.write(("ods", "notes"), pl.DataFrame({"note": [f"p{n}@example.com" for n in range(200)]}))
    assert [each[:2] for each in recorded(versions, ("ods", "notes"))] == [("lake", 3)]
    meaning = first_column(versions, TableName("ods", "notes")).meaning
    assert meaning is not None
    assert meaning.value == "email"


def test_a_database_table_that_kettle_wrote_is_looked_at_alone(lake, versions, tmp_path):
    shop = DatabaseClient(f"sqlite:///{tmp_path}/shop.db")
    shop.execute("ALTER TABLE orders ADD COLUMN state TEXT")
    shop.execute("ALTER TABLE other ADD COLUMN more TEXT")
    told = recorded(versions, ("shop", "orders"), report="Kettle orders written 5")
    assert told == [("shop", 2, "run run-1: Kettle orders written 5")]
    assert tables(versions, "shop") == {"orders": ["id", "state"], "other": ["id"]}


def test_a_database_table_that_no_scan_has_seen_is_a_version_once_it_was_written(
    lake, versions, tmp_path
):
    shop = DatabaseClient(f"sqlite:///{tmp_path}/shop.db")
    shop.execute("CREATE TABLE patient_std (id INTEGER, name TEXT)")
    shop.execute("CREATE TABLE unwritten (id INTEGER)")
    shop.execute("INSERT INTO patient_std VALUES (1, 'x')")
    told = recorded(versions, ("shop", "patient_std"), report="Kettle patient_std written 1")
    assert told == [("shop", 2, "run run-1: Kettle patient_std written 1")]
    assert tables(versions, "shop") == {
        "orders": ["id"], "other": ["id"], "patient_std": ["id", "name"],
    }  # fmt: skip
    found = SourceFindings(versions.findings("shop")).table(TableName("", "patient_std"))
    assert found is not None
    assert found.columns[0].statistics.known == 1
    assert recorded(versions, ("shop", "patient_std")) == []


def test_a_new_table_that_the_source_leaves_out_is_no_version(versions, tmp_path):
    shop = DatabaseClient(f"sqlite:///{tmp_path}/shop.db")
    shop.execute("CREATE TABLE tmp_x (id INTEGER)")
    narrow = replace(SHOP, wanted=Wanted(exclude=("tmp_*",)))
    wrote = Wrote("run-1", {("shop", "tmp_x"), ("shop", "nowhere")})
    assert list(record_written(wrote, [narrow], Catalog(), versions, NOW)) == []


def test_what_no_source_has_is_no_version(versions):
    assert recorded(versions, ("ml", "model", "churn"), ("tmp", "x")) == []


def test_a_run_tells_its_tables_and_kettles_counts():
    @dg.asset(key=["ods", "orders"])
    def orders() -> dg.MaterializeResult:
        facts = {"table": "orders", "rows": {"written": 5, "updated": 0, "rejected": 1}}
        return dg.MaterializeResult(metadata={"kettle/written": dg.MetadataValue.json(facts)})

    with dg.DagsterInstance.ephemeral() as instance:
        run = dg.materialize([orders], instance=instance)
        told = wrote_by(instance, run.run_id)
    assert told == Wrote(run.run_id, {("ods", "orders")}, "Kettle orders rejected 1 written 5")


def test_the_sensor_makes_a_version_after_a_run_that_wrote(lake, tmp_path, versions, monkeypatch):
    """Two ticks as the daemon makes them: the first learns where the runs end."""
    monkeypatch.setenv("LAKE_URI", str(tmp_path / "lake"))

    @dg.asset(key=["dwd", "sales"])
    def sales() -> dg.MaterializeResult:
        lake.write(("dwd", "sales"), pl.DataFrame({"id": [1], "amount": [2.5]}))
        facts = {"table": "sales", "rows": {"written": 1}}
        return dg.MaterializeResult(metadata={"kettle/written": dg.MetadataValue.json(facts)})

    with dg.DagsterInstance.ephemeral() as instance:
        code = dg.Definitions([sales], sensors=[written_tables_sensor]).get_repository_def()
        first = ticked(code, instance, versions, cursor=None)
        run = code.get_implicit_global_asset_job_def().execute_in_process(instance=instance)
        told = ticked(code, instance, versions, cursor=first.cursor)
    newest = versions.history("lake")[0]
    assert told.skip_message == f"lake v{newest.number}"
    assert newest.reason == f"run {run.run_id}: Kettle sales written 1"
    assert tables(versions, "lake")["dwd.sales"] == ["id", "amount"]


def ticked(
    code: dg.RepositoryDefinition,
    instance: dg.DagsterInstance,
    versions: SourceVersions,
    *,
    cursor: str | None,
) -> SensorExecutionData:
    context = dg.build_sensor_context(
        instance=instance,
        cursor=cursor,
        repository_def=code,
        resources={"sources": Catalog(), "source_versions": versions},
    )
    return code.get_sensor_def("written_tables_sensor").evaluate_tick(context)
