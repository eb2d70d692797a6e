"""A person writes `source.yaml`, scans, and has tables; what breaks is told with who reads it."""

from datetime import UTC, datetime

import dagster as dg
import pytest
import sqlalchemy as sa

from onedata_assets.components.source import SourceComponent, definitions_of
from onedata_assets.components.source_files import read_sources
from onedata_assets.domain.metadata.findings import SourceFindings
from onedata_assets.domain.metadata.model import TableName
from onedata_assets.lib.lineage import column_lineage
from onedata_assets.lib.source_assets import declared_first
from onedata_assets.lib.source_runs import Location, RunBy, runs_making, told_runs
from onedata_assets.lib.source_scans import scan
from onedata_resources.clients.catalog import Catalog
from onedata_resources.clients.llm import LlmClient
from onedata_resources.errors import BadInputError
from onedata_resources.store.accepted_versions import accept_version
from onedata_resources.store.annotations import Annotations, NewAnnotation
from onedata_resources.store.kept_descriptions import keep_descriptions
from tests.component.ingestion.projects import MASTER, assets_of

NOW = datetime(2026, 11, 27, 4, tzinfo=UTC)
pytestmark = pytest.mark.row("S05", "S13")

YAML = """
name: shop
kind: sql
connection: SHOP_URL
exclude: [tmp_*]
owner: team:ingestion
domain: trade
project: sales
schedule: "0 3 * * *"
"""
SCAN = dg.AssetKey(["metadata", "source", "shop"])
CUSTOMERS = dg.AssetKey(["shop", "客户"])


@pytest.fixture
def house(shop, tmp_path):
    """A home, a shop's database, and the folder with its `source.yaml`."""
    folder = tmp_path / "defs/deep/shop"
    folder.mkdir(parents=True)
    (folder / "source.yaml").write_text(YAML, encoding="utf-8")
    return tmp_path


@pytest.fixture
def shop(shop):
    shop.execute('CREATE TABLE "客户" (id INTEGER PRIMARY KEY, name TEXT NOT NULL, fax TEXT)')
    shop.execute("CREATE TABLE tmp_x (id INTEGER)")
    return shop


def load(house, *more, versions=None) -> dg.Definitions:
    stored = versions or "no store is open"
    resources = {"sources": Catalog(), "source_versions": stored, "llm": LlmClient("", "")}
    return dg.Definitions.merge(
        definitions_of(read_sources(house / "defs")),
        dg.Definitions(assets=list(more), resources=resources),
    )


def run(house, versions, *more) -> dg.ExecuteInProcessResult:
    job = load(house, *more, versions=versions).resolve_implicit_global_asset_job_def()
    return job.execute_in_process(raise_on_error=False)


def checks(result) -> dict[str, dg.AssetCheckEvaluation]:
    return {each.check_name: each for each in result.get_asset_check_evaluations()}


def scanned(result) -> dict[str, object]:
    [event] = result.get_asset_materialization_events()
    return {name: value.value for name, value in event.materialization.metadata.items()}


def reader(name, columns) -> dg.AssetSpec:
    lineage = column_lineage({column: [(CUSTOMERS, column)] for column in columns})
    return dg.AssetSpec(name, deps=[CUSTOMERS], metadata={"dagster/column_lineage": lineage})


def test_before_the_first_scan_there_is_the_scan_alone(house):
    [spec] = load(house).resolve_all_asset_specs()
    assert (spec.key, spec.group_name, spec.owners) == (SCAN, "metadata", ["team:ingestion"])
    assert spec.tags["onedata/project"] == "sales"


def test_its_schedule_is_on(house):
    schedule = load(house).resolve_schedule_def("scan_shop_schedule")
    assert (schedule.cron_schedule, schedule.execution_timezone) == ("0 3 * * *", "Asia/Shanghai")
    assert schedule.default_status is dg.DefaultScheduleStatus.RUNNING


def test_a_scan_gives_tables_with_their_columns_once_definitions_are_loaded_again(
    house, shop, versions
):
    result = run(house, versions)
    assert result.success
    assert (scanned(result)["tables"], scanned(result)["version"]) == (1, 1)
    specs = {spec.key: spec for spec in load(house).resolve_all_asset_specs()}
    assert set(specs) == {SCAN, CUSTOMERS}
    told = specs[CUSTOMERS].metadata["dagster/column_schema"].columns
    assert [(each.name, each.type, each.constraints.nullable) for each in told] == [
        ("id", "INTEGER", True), ("name", "TEXT", False), ("fax", "TEXT", True),
    ]  # fmt: skip
    assert specs[CUSTOMERS].tags["onedata/project"] == "sales"


def test_a_table_that_is_declared_elsewhere_is_shown_as_declared(house, shop, versions):
    run(house, versions)
    shop.execute("CREATE TABLE more (id INTEGER)")
    run(house, versions)
    declared = dg.AssetSpec(CUSTOMERS, description="as somebody wrote it")
    defs = declared_first(load(house, declared))
    specs = {spec.key: spec for spec in defs.resolve_all_asset_specs()}
    assert specs[CUSTOMERS].description == "as somebody wrote it"
    assert set(specs) == {SCAN, CUSTOMERS, dg.AssetKey(["shop", "more"])}


@pytest.mark.row("S08")
def test_a_scan_that_wants_a_model_where_none_is_goes_well_and_says_so(house, shop, versions):
    written = house / "defs/deep/shop/source.yaml"
    written.write_text(f"{YAML}describe_with_model: true\nmodel_calls: 9\n", encoding="utf-8")
    [source] = [each.source() for each in read_sources(house / "defs")]
    assert (source.describe_with_model, source.model_calls) == (True, 9)
    result = run(house, versions)
    assert result.success
    assert "LLM_BASE_URL" in scanned(result)["problems"]


def test_a_scan_of_nothing_new_makes_no_version(house, shop, versions):
    run(house, versions)
    assert scanned(run(house, versions))["is_new_version"] is False
    assert len(versions.history("shop")) == 1


def test_a_change_that_breaks_names_the_assets_that_read_the_column(house, shop, versions):
    run(house, versions)
    shop.execute('ALTER TABLE "客户" DROP COLUMN fax')
    result = run(house, versions, reader("letters", ["fax"]), reader("names", ["name"]))
    check = checks(result)["changes_break_no_reader"]
    assert not check.passed
    assert check.metadata["broken_assets"].value == ["letters"]
    assert check.metadata["broken_jobs"].value == []
    assert "fax" in check.metadata["changes"].value
    assert scanned(result)["version"] == 2


def test_jobs_that_make_a_broken_asset_are_named(house):
    @dg.asset(key=["ads", "letters"])
    def letters() -> None: ...

    @dg.asset
    def other() -> None: ...

    defs = dg.Definitions(
        assets=[letters, other, dg.AssetSpec("outside")],
        jobs=[
            dg.define_asset_job("nightly", selection=[letters]),
            dg.define_asset_job("hourly", selection=[other]),
        ],
    )
    assert runs(defs, "ads/letters", "outside", "gone") == {"ads/letters": [(RunBy.JOB, "nightly")]}


def test_what_schedules_sensors_and_conditions_run_is_named_by_these():
    @dg.asset(automation_condition=dg.AutomationCondition.eager())
    def heeded() -> None: ...

    @dg.asset
    def timed() -> None: ...

    @dg.asset
    def alone() -> None: ...

    only = dg.AssetSelection.assets

    @dg.sensor(target=only(timed))
    def landed_sensor() -> None: ...

    schedule = dg.ScheduleDefinition(
        name="night_schedule", target=only(timed), cron_schedule="0 3 * * *"
    )
    heeding = dg.AutomationConditionSensorDefinition("automation_sensor", target=only(heeded))
    other = dg.AutomationConditionSensorDefinition("other_sensor", target=only(alone))
    defs = dg.Definitions(
        assets=[heeded, timed, alone],
        schedules=[schedule],
        sensors=[heeding, other, landed_sensor],
    )
    found = runs(defs, "heeded", "timed", "alone")
    assert {key: sorted(those) for key, those in found.items()} == {
        "alone": [(RunBy.ASSET, "alone")],
        "heeded": [(RunBy.SENSOR, "automation_sensor")],
        "timed": [(RunBy.SCHEDULE, "night_schedule"), (RunBy.SENSOR, "landed_sensor")],
    }
    assert all(" / " in line for line in told_runs(found))


def test_the_kettle_file_that_reads_what_breaks_is_named_with_its_transformation():
    given = dict.fromkeys(("kettle", "folders", "lake"), "none is open")
    defs = dg.Definitions(assets=[assets_of(MASTER)], resources=given)
    [found] = runs(defs, "ods/stores").values()
    assert found == [
        (RunBy.KETTLE, "retail/load_master.kjb"),
        (RunBy.TRANSFORMATION, "retail/load_stores.ktr"),
    ]


def runs(defs, *broken):
    return runs_making(Location.of(defs.get_repository_def()), broken)


def test_a_change_that_nobody_reads_breaks_nothing(house, shop, versions):
    run(house, versions)
    shop.execute('ALTER TABLE "客户" DROP COLUMN fax')
    check = checks(run(house, versions, reader("names", ["name"])))["changes_break_no_reader"]
    assert check.passed
    assert check.metadata["breaking_changes"].value == 1


def breaks(result) -> dg.AssetCheckEvaluation:
    return checks(result)["changes_break_no_reader"]


def test_a_change_that_another_scan_found_first_is_told_until_nothing_reads_what_is_gone(
    house, shop, versions
):
    run(house, versions)
    shop.execute('ALTER TABLE "客户" DROP COLUMN fax')
    [source] = [each.source() for each in read_sources(house / "defs")]
    scan(source, Catalog(), versions, NOW)  # as the command does it
    for _ in range(2):
        told = breaks(run(house, versions, reader("letters", ["fax"])))
        assert (told.passed, told.metadata["broken_assets"].value) == (False, ["letters"])
    assert breaks(run(house, versions, reader("letters", ["name"]))).passed


def test_a_column_that_came_and_went_while_another_change_waits_is_told_of_who_reads_it(
    house, shop, versions
):
    run(house, versions)
    shop.execute('ALTER TABLE "客户" DROP COLUMN fax')
    shop.execute('ALTER TABLE "客户" ADD COLUMN mail TEXT')
    run(house, versions, reader("letters", ["fax"]))
    shop.execute('ALTER TABLE "客户" DROP COLUMN mail')
    told = breaks(run(house, versions, reader("letters", ["fax"]), reader("mails", ["mail"])))
    assert told.metadata["broken_assets"].value == ["letters", "mails"]


def test_a_change_that_a_person_accepted_or_the_source_took_back_waits_no_longer(
    house, shop, versions
):
    letters = reader("letters", ["fax"])
    run(house, versions)
    shop.execute('ALTER TABLE "客户" DROP COLUMN fax')
    assert not breaks(run(house, versions, letters)).passed
    shop.execute('ALTER TABLE "客户" ADD COLUMN fax TEXT')
    assert breaks(run(house, versions, letters)).passed
    shop.execute('ALTER TABLE "客户" DROP COLUMN fax')
    assert not breaks(run(house, versions, letters)).passed
    accept_version(versions.store, "shop", versions.version("shop").number)
    assert breaks(run(house, versions, letters)).passed


def test_a_source_that_is_away_fails_its_scan_and_keeps_its_tables(house, shop, versions):
    run(house, versions)
    (house / "shop.db").rename(house / "gone.db")
    result = run(house, versions)
    assert not result.success
    assert not checks(result)["source_answers"].passed
    assert "shop.db" in versions.states()[0].error
    assert CUSTOMERS in {spec.key for spec in load(house).resolve_all_asset_specs()}


def test_a_variable_that_is_not_set_is_named(house, versions, monkeypatch):
    monkeypatch.delenv("SHOP_URL")
    result = run(house, versions)
    assert "SHOP_URL" in str(checks(result)["source_answers"].metadata["reason"].value)


def test_a_folder_of_files_is_a_source(house, versions, monkeypatch):
    (house / "files").mkdir()
    (house / "files/a.csv").write_text("id,name\n1,x\n")
    monkeypatch.setenv("SHOP_FILES", str(house / "files"))
    (house / "defs/deep/shop/source.yaml").write_text(
        "name: shop\nkind: files\nconnection: SHOP_FILES\n"
    )
    assert run(house, versions).success
    keys = {spec.key.to_user_string() for spec in load(house).resolve_all_asset_specs()}
    assert keys == {"metadata/source/shop", "shop/a.csv"}


@pytest.mark.parametrize(
    "case",
    [
        (
            "http",
            "api.json",
            '{"openapi": "3.0.0", "paths": {"/orders/{id}": {"get": {"responses": {"200": {'
            '"content": {"application/json": {"schema": {"properties": {"id": {}}}}}}}}}}}',
            "shop/orders/{id}",
        ),
        ("logs", "订单.log", "2024-01-02 10:00:00 INFO 启动\n", "shop/订单.log"),
        (
            "kettle",
            "load.ktr",
            "<transformation><info><name>t</name></info><step><name>in</name><type>TableInput"
            "</type><connection>CRM</connection><sql>select id from sales.客户</sql></step>"
            "</transformation>",
            "shop/crm/sales.客户",
        ),
    ],
)
def test_other_kinds_of_sources_are_scanned_and_their_tables_are_assets(
    house, versions, monkeypatch, case
):
    kind, name, content, key = case
    folder = house / "place"
    folder.mkdir()
    (folder / name).write_text(content, encoding="utf-8")
    monkeypatch.setenv("SHOP_PLACE", str(folder / name if kind == "http" else folder))
    (house / "defs/deep/shop/source.yaml").write_text(
        f"name: shop\nkind: {kind}\nconnection: SHOP_PLACE\n"
    )
    assert run(house, versions).success
    found = {spec.key.to_user_string() for spec in load(house).resolve_all_asset_specs()}
    assert found == {"metadata/source/shop", key}


def test_an_interface_is_a_source_with_its_headers_named_by_variables(house):
    (house / "defs/deep/shop/source.yaml").write_text(
        "name: shop\nkind: http\nconnection: SHOP_API\npaths: [/orders]\n"
        "headers: {Authorization: SHOP_TOKEN}\n"
    )
    [component] = read_sources(house / "defs")
    asking = component.source().asking
    assert (asking.paths, asking.headers) == (("/orders",), (("Authorization", "SHOP_TOKEN"),))


@pytest.mark.parametrize(
    "more",
    ["headers: {Authorization: Bearer s3cret}", "kind: sql\npaths: [/a]",
     "base: SHOP_BASE\npaths: [/a]"],
)  # fmt: skip
def test_what_an_interface_cannot_have_is_refused_and_no_value_is_shown(house, more):
    kind = "" if "kind" in more else "kind: http\n"
    text = f"name: shop\n{kind}connection: SHOP_API\n{more}\n"
    (house / "defs/deep/shop/source.yaml").write_text(text)
    with pytest.raises(BadInputError, match=r"source\.yaml") as error:
        read_sources(house / "defs")
    assert "s3cret" not in str(error.value)


@pytest.mark.parametrize(
    "wrong",
    ["kind: paper", "connection: sqlite:///x.db", "name: Shop 1", "colour: red", "kind: [", ""],
)
def test_a_file_that_is_no_source_is_refused_by_its_name(house, wrong):
    path = house / "defs/deep/shop/source.yaml"
    key = wrong.split(":")[0]
    kept = [line for line in YAML.splitlines() if not line.startswith(f"{key}:")] if wrong else []
    path.write_text("\n".join([*kept, wrong]))
    with pytest.raises(BadInputError, match=r"source\.yaml"):
        read_sources(house / "defs")


def test_two_sources_of_one_name_are_refused(house):
    (house / "defs/source.yaml").write_text(YAML)
    with pytest.raises(BadInputError, match="shop"):
        read_sources(house / "defs")


def test_a_defs_yaml_of_the_type_is_a_source_too(house):
    source = SourceComponent(name="shop", kind="sql", connection="SHOP_URL")  # type: ignore[arg-type]
    [scan] = source.definitions().assets or ()
    assert isinstance(scan, dg.AssetsDefinition)
    assert scan.key == SCAN


def people(shop, count=60):
    shop.execute('DELETE FROM "客户"')
    with shop.connect() as connection:
        rows = [{"id": n, "name": f"张三{n}", "fax": f"138{n:08d}"} for n in range(count)]
        connection.execute(sa.text('INSERT INTO "客户" VALUES (:id, :name, :fax)'), rows)


def test_a_scan_finds_out_what_columns_mean_and_definitions_say_it(house, shop, versions):
    people(shop)
    assert scanned(run(house, versions))["tables_looked_at"] == 1
    [spec] = [each for each in load(house).resolve_all_asset_specs() if each.key == CUSTOMERS]
    fax = spec.metadata["dagster/column_schema"].columns[2]
    assert (fax.tags["sensitivity"], fax.tags["meaning"]) == ("direct", "phone")
    assert "电话" in fax.description
    assert spec.tags["pii"] == "direct"


def description(house) -> str:
    [spec] = [each for each in load(house).resolve_all_asset_specs() if each.key == CUSTOMERS]
    return spec.description or ""


def test_a_table_is_described_as_the_scan_did_in_both_languages_or_as_a_person_did(
    house, shop, versions
):
    people(shop)
    run(house, versions)
    drafted = SourceFindings(versions.findings("shop")).table(TableName("", "客户"))
    assert drafted
    assert description(house) == f"{drafted.told.zh}\n\n{drafted.told.en}"
    annotations = Annotations(versions.store)
    said = annotations.add(
        NewAnnotation("shop/客户", "", "description", "门店客户档案", "lin", ""), NOW
    )
    annotations.add(NewAnnotation("shop/客户", "fax", "description", "电话", "lin", ""), NOW)
    keep_descriptions(versions.store)
    assert description(house) == "门店客户档案"
    annotations.end(said.id, "lin", "", NOW)
    run(house, versions)
    assert drafted.told.zh in description(house)


def test_a_table_whose_rows_did_not_change_is_not_looked_at_again(house, shop, versions):
    people(shop)
    assert [scanned(run(house, versions))["tables_looked_at"] for _ in range(2)] == [1, 0]
    people(shop, 61)
    assert scanned(run(house, versions))["tables_looked_at"] == 1
    assert len(versions.history("shop")) == 1


def test_rows_that_change_what_a_column_means_make_a_version(house, shop, versions):
    people(shop)
    run(house, versions)
    shop.execute("""UPDATE "客户" SET fax = 'a' || (id % 3)""")
    told = scanned(run(house, versions))
    assert (told["version"], told["is_new_version"]) == (2, True)
    assert "客户 is no longer tagged pii:direct" in told["changes"]
