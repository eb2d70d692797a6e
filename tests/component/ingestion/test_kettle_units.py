"""A folder of Kettle files: which files are units, and what is refused."""

import json
from pathlib import Path

import dagster as dg
import pytest

from onedata_assets.lib import kettle_read
from onedata_assets.lib.kettle_assets import op_name
from onedata_assets.lib.kettle_sources import read_source
from onedata_resources.errors import BadInputError
from onedata_resources.kettle.model import Transformation
from tests.component.ingestion.jobs import job, transformation
from tests.component.ingestion.many import write_files
from tests.component.ingestion.projects import DEMO, JOBS, component, demo, keys_of, read

STORES = dg.AssetKey(["ods", "stores"])


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
