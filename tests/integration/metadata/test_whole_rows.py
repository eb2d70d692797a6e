"""All rows of tables of each kind of source, whatever they are called and written in."""

import gzip
from pathlib import Path

import polars as pl
import pytest
from sqlalchemy import make_url

from onedata_assets.domain.metadata.model import Column, Family, Table, TableKind, TableName
from onedata_assets.domain.metadata.sources import Source, SourceKind
from onedata_assets.domain.metadata.structure import Problem, Wanted
from onedata_resources.clients.catalog import Catalog
from onedata_resources.clients.catalog_whole import whole_files
from onedata_resources.clients.csv_copies import Typed
from onedata_resources.clients.database import DatabaseClient
from onedata_resources.clients.lake import LakeClient

pytestmark = [pytest.mark.integration, pytest.mark.row("S10")]


def whole(kind, address, folder, **given) -> dict[str, pl.DataFrame]:
    catalog, source = Catalog({"WHERE": str(address)}), Source("s", kind, "WHERE", Wanted())
    tables = catalog.structure(source).tables
    found = {}
    for table, rows in catalog.whole(source, tables, Path(folder), **given):
        assert not isinstance(rows, Problem), rows
        found[str(table.name)] = rows.collect()
    return found


@pytest.fixture
def files(tmp_path):
    folder = tmp_path / "files"
    folder.mkdir()
    return folder


def test_files_are_read_as_they_are_written(files, tmp_path):
    (files / "a_1.csv").write_bytes("编号;名称\n1;张三\n2;李四\n".encode("gb18030"))
    (files / "a_2.csv").write_bytes("编号;名称\n3;王五\n".encode("gb18030"))
    (files / "list.json").write_text('[{"a": 1}, {"a": 2}]')
    (files / "lines.jsonl").write_text('{"a": 1}\n{"a": 2}\n{"a": 3}\n')
    (files / "packed.csv.gz").write_bytes(gzip.compress(b"k,v\n1,2\n3,4\n"))
    pl.DataFrame({"x": [1, 2]}).write_parquet(files / "p.parquet")
    found = whole(SourceKind.FILES, files, tmp_path / "copies")
    assert {name: rows.height for name, rows in found.items()} == {
        "a_*.csv": 3, "list.json": 2, "lines.jsonl": 3, "packed.csv.gz": 2, "p.parquet": 2,
    }  # fmt: skip
    assert sorted(found["a_*.csv"]["名称"]) == ["张三", "李四", "王五"]


@pytest.mark.parametrize(("usual", "odd"), [(b"\n", b"\r\n"), (b"\n", b"\r"), (b"\r\n", b"\n")])
@pytest.mark.parametrize("at", [0, 30_000, 49_999])
def test_a_file_whose_lines_end_in_several_ways_is_read_whole(files, tmp_path, usual, odd, at):
    lines = [b"no,at"] + [b"%d,2026-11-27 08:00:00" % n for n in range(50_000)]
    parts = [usual.join(lines[: at + 1]), odd, usual.join(lines[at + 1 :]), usual]
    (files / "ends.csv").write_bytes(b"".join(parts))
    rows = whole(SourceKind.FILES, files, tmp_path / "copies")["ends.csv"]
    assert sorted(rows["no"]) == [*range(50_000)]
    assert rows.schema["at"].is_temporal()


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (["nil"] * 20, pl.Int64),
        (["1.5"] * 20, pl.Int64),
        (["1.5"] * 30_000, pl.Float64),
        (["nil"] * 30_000, pl.String),
    ],
)
def test_no_row_is_lost_for_a_value_that_is_not_like_those_before(files, tmp_path, values, kind):
    numbers = [*map(str, range(40_000)), *values]
    rows = [f'{number},"a ""b"" {at}"' for at, number in enumerate(numbers)]
    (files / "late.csv").write_text("\n".join(['n,"odd ""name"" %"', *rows, ""]))
    found = whole(SourceKind.FILES, files, tmp_path / "copies")["late.csv"]
    assert (found.height, found.schema["n"]) == (len(numbers), kind)
    assert found['odd "name" %'].null_count() == 0
    assert found["n"].null_count() == (20 if kind == pl.Int64 else 0)


def test_why_a_file_cannot_be_read_is_told_and_the_others_are_read(files, tmp_path):
    (files / "a.csv").write_bytes(b"")
    (files / "b.csv").write_text("a,b\n1,2\n")
    (files / "c.parquet").write_bytes(b"PAR1")
    columns = (Column("a", "", Family.INTEGER),)
    tables = [
        Table(TableName("", name), TableKind.FILE, columns, properties={"header": "yes"})
        for name in ("a.csv", "b.csv", "c.parquet", "d.csv")
    ]
    found = dict(whole_files(files, tables, tmp_path / "copies", 10))
    told = [each.en if isinstance(each, Problem) else each.collect() for each in found.values()]
    assert "could not be read" in str(told[0])
    assert "pending query" not in str(told[0])
    assert told[1].rows() == [(1,)]
    assert "could not be read" in str(told[2])
    assert told[3] == "Its file is gone."


def test_a_file_longer_than_what_a_scan_looks_at_is_read_to_its_end(files, tmp_path):
    pl.DataFrame({"n": range(1_000_000)}).write_csv(files / "long.csv")
    found = whole(SourceKind.FILES, files, tmp_path / "copies")
    assert found["long.csv"]["n"].sum() == 499_999_500_000
    found = whole(SourceKind.FILES, files, tmp_path / "others", most=10)
    assert found["long.csv"].height == 10


def test_a_document_of_xml_is_read_to_its_end_with_what_comes_late(files, tmp_path):
    note = '<note>said "no", \n twice</note>'
    records = [f'<o id="{n}"><p>{n / 4}</p>{note * (n > 11_000)}</o>' for n in range(12_000)]
    (files / "orders.xml").write_text(f"<all><head/>{''.join(records)}<foot/></all>")
    rows = whole(SourceKind.FILES, files, tmp_path / "copies")["orders.xml"]
    assert rows.select("id", "p").sum().row(0) == (71_994_000, 17_998_500.0)
    assert rows["note"].null_count() == 11_001
    assert rows["note"][-1] == 'said "no", \n twice'
    texts = whole(SourceKind.FILES, files, tmp_path / "texts", typed=Typed.NOT)["orders.xml"]
    assert set(texts.dtypes) == {pl.String}


@pytest.mark.parametrize("lent", ["postgres_url", "mariadb_url"])
def test_tables_of_servers_are_read_whole(request, lent, tmp_path):
    url = request.getfixturevalue(lent)
    client = DatabaseClient(url)
    quote = '"' if make_url(url).drivername.startswith("postgresql") else "`"
    client.execute(f"CREATE TABLE {quote}order{quote} (id INTEGER, {quote}名称{quote} TEXT)")
    client.execute(f"INSERT INTO {quote}order{quote} VALUES (1, 'a'), (2, NULL)")
    client.execute("CREATE TABLE nothing (id INTEGER)")
    found = {
        name.split(".")[-1]: rows
        for name, rows in whole(SourceKind.SQL, url, tmp_path / "copies").items()
    }
    assert found["order"].sort("id").rows() == [(1, "a"), (2, None)]
    assert (found["nothing"].height, found["nothing"].columns) == (0, ["id"])


def test_a_column_of_sqlite_that_holds_anything_is_text(tmp_path):
    client = DatabaseClient(f"sqlite:///{tmp_path}/s.db")
    (tmp_path / "s.db").touch()
    client.execute("CREATE TABLE t (a, b)")
    client.execute("INSERT INTO t VALUES (1, 'x'), ('y', 2.5)")
    found = whole(SourceKind.SQL, f"sqlite:///{tmp_path}/s.db", tmp_path / "copies")
    assert found["t"].rows() == [("1", "x"), ("y", "2.5")]


def test_tables_of_the_lake_are_read_where_they_are(tmp_path):
    lake = LakeClient(str(tmp_path / "lake"))
    lake.write(("ods", "t"), pl.DataFrame({"a": [1, 2]}))
    found = whole(SourceKind.LAKE, tmp_path / "lake", tmp_path / "copies")
    assert found["ods.t"]["a"].to_list() == [1, 2]
    assert not (tmp_path / "copies").exists()
