"""A folder of Kettle files: which files are units, what the YAML may say, and what is refused."""

import json
from datetime import date
from pathlib import Path

import dagster as dg
import pytest

from onedata_assets.lib import kettle_read
from onedata_assets.lib.kettle_assets import op_name
from onedata_assets.lib.kettle_partitions import Covered, KettlePartitions
from onedata_assets.lib.kettle_sources import read_source
from onedata_resources.errors import BadInputError
from onedata_resources.kettle.model import Transformation
from tests.component.ingestion.jobs import job, transformation
from tests.component.ingestion.many import write_files
from tests.component.ingestion.projects import DEMO, JOBS, component, demo

STORES = dg.AssetKey(["ods", "stores"])


def read(folder: Path, **attributes: object):
    return component({"project": str(folder), **attributes}).read(folder)


def keys_of(folder: Path, **attributes: object) -> dict[str, list[str]]:
    return {
        name: [table.key.to_user_string() for table in unit.tables]
        for name, (unit, _) in read(folder, **attributes).items()
    }


def test_jobs_and_transformations_that_nothing_calls_are_the_units(tmp_path):
    (tmp_path / "sub").mkdir()
    transformation(tmp_path, "called", "stores")
    transformation(tmp_path / "sub", "alone", "products")
    job(tmp_path, "inner", ("TRANS", "called.ktr"))
    job(tmp_path, "outer", ("JOB", "inner.kjb"))
    assert keys_of(tmp_path) == {"outer": ["ods/stores"], "sub/alone": ["ods/products"]}


def test_globs_choose_the_files_of_the_project(tmp_path):
    for name in ("a", "b", "c"):
        transformation(tmp_path, name, f"table_{name}")
    assert set(keys_of(tmp_path, include=["a.*", "b.*"], exclude=["b*"])) == {"a"}


def test_the_project_lies_beside_its_yaml_or_in_the_checkout(tmp_path):
    (tmp_path / "files").mkdir()
    made = component({"project": "files"})
    assert made.folder(tmp_path / "defs.yaml") == tmp_path / "files"
    assert demo().folder(DEMO) == JOBS


def test_a_table_elsewhere_is_an_asset_of_its_connection(tmp_path, monkeypatch):
    monkeypatch.setenv("KETTLE_CONNECTION_MART", "postgresql://db/mart")
    transformation(tmp_path, "a", "stores", connection="mart")
    [assets] = component({"project": str(tmp_path)}).assets(tmp_path)
    [spec] = assets.specs
    assert spec.key == dg.AssetKey(["mart", "ods", "stores"])
    assert spec.kinds == {"kettle", "postgres"}
    assert [dep.asset_key for dep in spec.deps] == [dg.AssetKey(["retail", "stores"])]
    assert [c.name for c in spec.metadata["dagster/column_schema"].columns] == ["store_id"]
    assert spec.owners == ["team:ingestion"]


def test_facts_of_a_unit_win_over_the_defaults_and_mappings_are_united(tmp_path):
    transformation(tmp_path, "a", "stores")
    transformation(tmp_path, "b", "other")
    made = component(
        {
            "project": str(tmp_path),
            "defaults": {"pool": "slow", "tags": {"domain": "trade"}, "group": "sales"},
            "units": {
                "b": {
                    "priority": 5,
                    "tags": {"sla": "gold"},
                    "owners": ["team:sales"],
                    "kinds": ["nightly"],
                    "retries": {"count": 4, "delay": 9},
                }
            },
        }
    )
    first, second = made.assets(tmp_path)
    [a], [b] = first.specs, second.specs
    assert (a.group_name, a.tags["domain"], first.op.pool) == ("sales", "trade", "slow")
    assert (b.group_name, b.owners) == ("sales", ["team:sales"])
    assert {"domain": "trade", "sla": "gold"}.items() <= b.tags.items()
    assert "nightly" in b.kinds
    assert second.op.tags["dagster/priority"] == "5"
    policy = made.read(tmp_path)["b"][1].retry_policy
    assert (policy.max_retries, policy.delay) == (4, 9)


def test_a_parameter_of_the_yaml_names_the_table(tmp_path):
    transformation(tmp_path, "a", "${TABLE}")
    with pytest.raises(BadInputError, match=r"writes lake\.ods\.\$\{TABLE\}, whose variable"):
        read(tmp_path)
    named = {"a": {"parameters": {"TABLE": "stores"}}}
    assert keys_of(tmp_path, units=named) == {"a": ["ods/stores"]}


def test_facts_may_name_a_setting_of_the_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("MY_TABLE", "2024")
    transformation(tmp_path, "a", "${TABLE}")
    named = {"a": {"parameters": {"TABLE": "{{ env.MY_TABLE }}", "DAY": "{first}"}}}
    assert keys_of(tmp_path, units=named) == {"a": ["ods/2024"]}


def test_all_files_that_cannot_run_are_told_at_once(tmp_path):
    for name, wrong in (("a", "<type>Table<"), ("b", "<type>Tabel<"), ("good", "")):
        path = tmp_path / transformation(tmp_path, name, f"t_{name}")
        if wrong:
            path.write_text(path.read_text().replace("<type>TableInput<", wrong))
    (tmp_path / "c.kjb").write_text("<job><name>c</name><entries/>")
    with pytest.raises(BadInputError) as caught:
        read(tmp_path)
    assert "3 faults in Kettle files" in caught.value.en
    assert "有 3 处错误" in caught.value.zh
    for each in ("a.ktr", "'in' (Table", "b.ktr", "'in' (Tabel", "c.kjb"):
        assert each in caught.value.en
    assert "good" not in caught.value.en


def test_two_units_that_write_one_table_are_refused_with_both_files(tmp_path):
    for name in ("a", "b"):
        transformation(tmp_path, name, "stores")
    with pytest.raises(BadInputError, match=r"ods/stores is written by .*a\.ktr, .*b\.ktr"):
        read(tmp_path)


def test_facts_of_a_unit_that_is_not_there_name_those_that_are(tmp_path):
    transformation(tmp_path, "load_stores", "stores")
    with pytest.raises(BadInputError, match=r"unit 'load_store'.*there is: load_stores"):
        read(tmp_path, units={"load_store": {}})


def test_a_folder_without_files_is_refused(tmp_path):
    with pytest.raises(BadInputError, match="no Kettle file"):
        read(tmp_path)
    with pytest.raises(BadInputError, match="There is no folder"):
        read(tmp_path / "gone")


def test_a_file_name_in_chinese_is_a_step_of_its_own():
    assert op_name("sales/load-a") == "kettle_sales_load_a"
    assert op_name("销售/甲") != op_name("销售/乙")


def test_a_job_that_goes_back_and_forth_between_two_tables_makes_no_circle(tmp_path):
    for name, source, table in (("a", "two", "one"), ("b", "one", "two")):
        path = tmp_path / transformation(tmp_path, name, table, connection="retail")
        path.write_text(path.read_text().replace("FROM stores", f"FROM ods.{source}"))
    job(tmp_path, "both", ("TRANS", "a.ktr"), ("TRANS", "b.ktr"))
    [assets] = component({"project": str(tmp_path)}).assets(tmp_path)
    deps = {s.key.path[-1]: [d.asset_key.path[-1] for d in s.deps] for s in assets.specs}
    assert deps == {"one": [], "two": ["one"]}


def test_entries_that_no_hop_reaches_make_no_assets(tmp_path):
    for name in ("a", "b"):
        transformation(tmp_path, name, f"table_{name}")
    path = job(tmp_path, "j", ("TRANS", "a.ktr"), ("TRANS", "b.ktr"))
    text = path.read_text()
    path.write_text(text.replace("<to>e2</to>", "<to>e2</to><enabled>N</enabled>"))
    assert keys_of(tmp_path) == {"j": ["ods/table_a"]}


DATAX = {
    "job": {
        "content": [
            {
                "reader": {
                    "name": "sqlitereader",
                    "parameter": {
                        "column": ["id", "name"],
                        "connection": [{"jdbcUrl": ["jdbc:sqlite:/x.db"], "table": ["shops"]}],
                    },
                },
                "writer": {
                    "name": "sqlitewriter",
                    "parameter": {
                        "column": ["id", "name"],
                        "connection": [{"jdbcUrl": "jdbc:sqlite:/y.db", "table": ["shop"]}],
                    },
                },
            }
        ],
        "setting": {"speed": {"channel": 1}},
    }
}


def test_a_datax_job_is_a_unit_and_other_json_is_none(tmp_path):
    (tmp_path / "load.json").write_text(json.dumps(DATAX))
    (tmp_path / "other.json").write_text('{"job": "of another kind"}')
    [assets] = component({"project": str(tmp_path)}).assets(tmp_path)
    [spec] = assets.specs
    assert spec.key.path[-1] == "shop"
    assert [dep.asset_key.path[-1] for dep in spec.deps] == ["shops"]
    assert "datax" in spec.kinds
    lineage = spec.metadata["dagster/column_lineage"].deps_by_column
    assert {name: [d.column_name for d in deps] for name, deps in lineage.items()} == {
        "id": ["id"],
        "name": ["name"],
    }


@pytest.mark.parametrize(
    ("attributes", "wrong"),
    [
        ({"kind": "static"}, "static partitions have `keys`"),
        ({"kind": "daily"}, "daily partitions have a `start`"),
        ({"start": "2024-01-01", "parameters": {"A": "{day}"}}, "it may name {first}"),
        ({"start": "yesterday"}, "yesterday"),
    ],
)
def test_partitions_that_cannot_work_are_refused(attributes, wrong):
    with pytest.raises(Exception, match=wrong.replace("{", r"\{")):
        KettlePartitions(**attributes)


def test_names_and_formats_of_what_a_partition_carries_are_facts():
    week = KettlePartitions(
        kind="weekly",
        start="2024-01-01",
        column="week",
        parameters={"VON": "{first:%d.%m.%Y}", "BIS": "{end:%Y%m%d}"},
        variables={"WEEK": "{key}"},
    )
    covered = Covered(("2024-01-07",), "week", date(2024, 1, 7), date(2024, 1, 13))
    assert week.values(covered) == (
        {"VON": "07.01.2024", "BIS": "20240114"},
        {
            "LAKE_PARTITION_COLUMN": "week",
            "LAKE_PARTITION_FROM": "2024-01-07",
            "LAKE_PARTITION_TO": "2024-01-14",
            "WEEK": "2024-01-07",
        },
    )


def test_a_file_is_read_again_only_where_its_content_is_another(tmp_path, monkeypatch):
    files = write_files(tmp_path, 20)
    made = component({"project": str(tmp_path)})
    assert len(list(made.assets(tmp_path))) == 20
    parsed = []

    def seen(path: Path, content: bytes) -> Transformation:
        parsed.append(path)
        return read_source(path, content)

    monkeypatch.setattr(kettle_read, "read_source", seen)
    assert len(list(made.assets(tmp_path))) == 20
    assert parsed == []
    files[7].write_text(files[7].read_text().replace("</transformation>", "\n</transformation>"))
    assert len(list(made.assets(tmp_path))) == 20
    assert parsed == [files[7]]


def test_reading_the_lake_on_a_real_carte_is_refused_when_definitions_load(tmp_path):
    path = tmp_path / transformation(tmp_path, "a", "stores")
    path.write_text(path.read_text().replace(">retail<", ">lake<"))
    assert read(tmp_path)
    with pytest.raises(BadInputError, match=r"a\.ktr: step 'in' \(TableInput\) uses .* lake"):
        read(tmp_path, server="carte")


def test_a_staged_table_needs_a_contract_whose_absence_names_the_columns(tmp_path):
    transformation(tmp_path, "a", "shops")
    assert read(tmp_path)
    with pytest.raises(BadInputError, match=r"columns need types \(store_id\)") as caught:
        read(tmp_path, server="carte")
    assert "contracts/ods/shops.yaml" in caught.value.en
