"""What the lake tells of its own tables."""

import shutil
from pathlib import Path

import polars as pl
import pytest

from onedata_assets.domain.metadata.model import Family, TableName
from onedata_assets.domain.metadata.structure import Wanted
from onedata_resources.clients.catalog_lake import lake_samples, lake_structure
from onedata_resources.clients.lake import LakeClient


@pytest.fixture
def lake(tmp_path):
    lake = LakeClient(str(tmp_path / "lake"))
    frame = pl.DataFrame({"id": [1, 2], "名": ["王", "李"], "tags": [["a"], []]})
    lake.write(("ods", "member"), frame)
    lake.write(("dwd", "member"), frame)
    return lake


def test_tables_are_told_by_layer_with_their_columns_and_rows(lake):
    found = lake_structure(lake, Wanted())
    assert [each.name for each in found.tables] == [
        TableName("dwd", "member"),
        TableName("ods", "member"),
    ]
    assert [(each.name, each.type, each.family) for each in found.tables[0].columns][:2] == [
        ("id", "long", Family.INTEGER),
        ("名", "string", Family.TEXT),
    ]
    assert found.tables[0].columns[2].family is Family.NESTED
    assert found.tables[0].rows == 2


def test_a_layer_or_a_pattern_says_which_are_looked_at(lake):
    assert len(lake_structure(lake, Wanted(schemas=("ods",))).tables) == 1
    assert len(lake_structure(lake, Wanted(exclude=("dwd.*",))).tables) == 1


def test_a_table_whose_log_is_broken_is_a_problem_of_its_own(lake):
    log = Path(lake.uri) / "dwd/member/_delta_log/00000000000000000000.json"
    log.write_text("no log\n")
    found = lake_structure(lake, Wanted())
    assert [str(each.name) for each in found.tables] == ["ods.member"]
    assert [str(each.table) for each in found.problems] == ["dwd.member"]


def test_rows_are_sampled(lake):
    tables = lake_structure(lake, Wanted()).tables
    shutil.rmtree(f"{lake.uri}/dwd")
    gone, there = lake_samples(lake, tables, rows=1)
    assert "dwd" in gone[1].en
    assert there[1].height == 1
