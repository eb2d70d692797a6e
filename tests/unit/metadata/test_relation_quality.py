"""How well keys are found in whole databases whose declared keys are taken away."""

import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from demo.source_frames import package_data, source_frames
from demo.source_schema import METADATA
from tests.unit.metadata.relational import f1, found, plain, relations, wanted
from tests.unit.metadata.shapes import ADVENTURES, CHINESE, NORTHWIND, SAKILA, made

TPCH = {
    ("nation", "n_regionkey", "region", "r_regionkey"),
    ("supplier", "s_nationkey", "nation", "n_nationkey"),
    ("customer", "c_nationkey", "nation", "n_nationkey"),
    ("partsupp", "ps_partkey", "part", "p_partkey"),
    ("partsupp", "ps_suppkey", "supplier", "s_suppkey"),
    ("orders", "o_custkey", "customer", "c_custkey"),
    ("lineitem", "l_orderkey", "orders", "o_orderkey"),
    ("lineitem", "l_partkey", "part", "p_partkey"),
    ("lineitem", "l_suppkey", "supplier", "s_suppkey"),
    ("lineitem", "l_partkey,l_suppkey", "partsupp", "ps_partkey,ps_suppkey"),
}
"""The references of the specification, clause 1.4.2."""


@pytest.fixture(scope="module")
def tpch(tmp_path_factory) -> dict[str, pl.LazyFrame]:
    folder = tmp_path_factory.mktemp("tpch")
    command = Path(sys.executable).with_name("tpchgen-cli")
    subprocess.run(
        [command, "parquet", "-s", "0.01", f"--output-dir={folder}"],
        check=True,
        capture_output=True,
    )
    return {each.stem: pl.scan_parquet(each) for each in folder.glob("*.parquet")}


def test_every_reference_of_tpch_is_found_and_no_other(tpch):
    assert found(tpch) == wanted(TPCH)


def test_the_keys_of_tpch_stand_for_their_rows(tpch):
    keys = {
        place.table.name: its.primary.columns if its.primary else None
        for place, its in relations(tpch).keys.items()
    }
    assert keys == {
        "region": ("r_regionkey",),
        "nation": ("n_nationkey",),
        "part": ("p_partkey",),
        "supplier": ("s_suppkey",),
        "customer": ("c_custkey",),
        "partsupp": ("ps_partkey", "ps_suppkey"),
        "orders": ("o_orderkey",),
        "lineitem": ("l_orderkey", "l_linenumber"),
    }


def test_every_declared_reference_of_the_retail_source_is_found():
    frames = source_frames(package_data())
    declared = {
        (table.name, key.parent.name, key.column.table.name, key.column.name)
        for table in METADATA.tables.values()
        for key in table.foreign_keys
    }
    told = found(frames)
    assert wanted(declared) <= told
    assert f1(told, wanted(declared)) >= 0.95


@pytest.mark.parametrize("seed", [1, 7, 20])
@pytest.mark.parametrize("shape", [NORTHWIND, SAKILA, ADVENTURES, CHINESE])
def test_references_of_databases_of_public_shapes_are_found(shape, seed):
    frames, declared = made(shape, seed)
    told = relations(frames)
    references = {plain(each) for each in told.references}
    considered = references | {
        (
            str(each.child.place),
            frozenset({(each.child.column, each.parent.column)}),
            str(each.parent.place),
        )
        for each in told.refusals
    }
    assert wanted(declared) <= considered
    assert f1(references, wanted(declared)) >= 0.95
