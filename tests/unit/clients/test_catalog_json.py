"""JSON documents that wrap their rows are tables of these rows, in a scan and as a whole."""

import gzip
import json
import tempfile
from pathlib import Path

import polars as pl
import pytest

from onedata_assets.domain.metadata.structure import Wanted
from onedata_resources.clients import catalog_text
from onedata_resources.clients.catalog_files import files_samples, files_structure
from onedata_resources.clients.catalog_whole import whole_files

pytestmark = pytest.mark.row("S05")

ROWS = [{"编号": n, "城市": '重庆 ]}"', "内": {"x": [n]}} for n in range(30)]
NAMES = ["编号", "城市", "内"]


def tables(folder):
    """Return how each table is called, its columns, how many rows a scan sees, how many it has."""
    found = files_structure(folder, Wanted())
    seen = {
        table.name: rows for table, rows in files_samples(folder, found.tables, wanted=Wanted())
    }
    told = {}
    copies = Path(tempfile.mkdtemp(dir=folder, prefix="."))
    for table, whole in whole_files(folder, found.tables, copies, 1000):
        assert isinstance(whole, pl.LazyFrame), whole
        names = [each.name for each in table.columns]
        rows = whole.collect()
        assert rows.columns == seen[table.name].columns == names
        told[table.name.name] = (names, seen[table.name].height, rows.height)
    return told


@pytest.mark.parametrize(
    ("document", "way"),
    [
        ({"data": ROWS}, "data"),
        ({"total": 30, "items": ROWS, "next": None}, "items"),
        ({"type": "FeatureCollection", "features": ROWS}, "features"),
        ({"code": 0, "response": {"page": 1, "list": ROWS}}, "response.list"),
        (ROWS, ""),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("indent", [None, 2])
def test_rows_are_found_in_what_wraps_them(tmp_path, document, way, encoding, indent):
    text = json.dumps(document, ensure_ascii=False, indent=indent)
    (tmp_path / "a.json").write_text(text, encoding=encoding)
    assert tables(tmp_path) == {"a.json": (NAMES, 30, 30)}
    [table] = files_structure(tmp_path, Wanted()).tables
    assert table.properties.get("rows_at", "") == way


def test_files_that_wrap_alike_or_not_at_all_are_one_table(tmp_path):
    for folder, document in (("x", {"data": ROWS}), ("y", {"items": ROWS}), ("z", ROWS)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "page-1.json").write_text(json.dumps(document))
    names = {f"{each}/page-1.json": (NAMES, 30, 30) for each in "xyz"}
    assert tables(tmp_path) == names
    for n, document in enumerate(({"data": ROWS}, {"items": ROWS}, ROWS)):
        (tmp_path / f"part-{n}.json").write_text(json.dumps(document))
    assert tables(tmp_path)["part-*.json"] == (NAMES, 90, 90)


def test_geojson_and_packed_documents_are_tables(tmp_path):
    text = json.dumps({"type": "FeatureCollection", "features": ROWS})
    (tmp_path / "map.geojson").write_text(text)
    (tmp_path / "packed.json.gz").write_bytes(gzip.compress(text.encode()))
    told = (NAMES, 30, 30)
    assert tables(tmp_path) == {"map.geojson": told, "packed.json.gz": told}


def test_lines_are_rows_as_they_stand_and_so_is_what_has_several_lists(tmp_path):
    line = json.dumps({"items": [{"a": 1}], "page": 1})
    (tmp_path / "one.jsonl").write_text(line)
    (tmp_path / "lines.json").write_text(f"{line}\n{line}\n")
    (tmp_path / "both.json").write_text('{"orders": [{"a": 1}], "customers": [{"b": 1}]}')
    told = tables(tmp_path)
    assert told["one.jsonl"] == (["items", "page"], 1, 1)
    assert told["lines.json"] == (["items", "page"], 2, 2)
    assert told["both.json"] == (["orders", "customers"], 1, 1)


def test_what_stands_beside_rows_is_told_and_a_document_without_rows_too(tmp_path):
    (tmp_path / "a.json").write_text(json.dumps({"date": 1, "源": 2, "total": 3, "data": ROWS}))
    (tmp_path / "b.json").write_text('{"data": []}')
    beside, empty = files_structure(tmp_path, Wanted()).problems
    assert beside.is_partial
    assert beside.en == (
        "The rows are those of data; what the file tells beside them is left out: date, 源."
    )
    assert "未读入：date, 源" in beside.zh
    assert empty.en == "It holds no JSON objects."


def test_a_document_larger_than_the_beginning_that_is_looked_at_is_read_in_parts(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(catalog_text, "HEAD_BYTES", 1000)
    monkeypatch.setattr("onedata_resources.clients.catalog_json.HEAD_BYTES", 1000)
    text = json.dumps({"before": "x" * 5000, "data": ROWS * 30, "after": {"a": 1}})
    (tmp_path / "a.json").write_text(text)
    [(names, seen, whole)] = tables(tmp_path).values()
    assert names == NAMES
    assert 0 < seen < whole == 900


def test_what_is_larger_than_any_object_may_be_is_read_as_a_whole(tmp_path):
    rows = [{"n": n, "text": "x" * 1000} for n in range(20_000)]
    (tmp_path / "a.json").write_text(json.dumps({"data": rows}))
    [(_, whole)] = whole_files(
        tmp_path, files_structure(tmp_path, Wanted()).tables, tmp_path / ".copies", 10**6
    )
    assert isinstance(whole, pl.LazyFrame)
    assert whole.select(pl.len()).collect().item() == 20_000
