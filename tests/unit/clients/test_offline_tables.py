"""Files as offline tables: counted, checked and exported as a scan found them written."""

import gzip
import json

import polars as pl
import pytest
import xlsxwriter

from onedata_assets.domain.metadata.sources import Source, SourceKind
from onedata_assets.domain.metadata.structure import Wanted
from onedata_resources.clients import offline_tables
from onedata_resources.clients.catalog import Catalog
from onedata_resources.clients.lake import LakeClient
from onedata_resources.errors import BadInputError

pytestmark = pytest.mark.row("F040")

SOURCE = Source("orders", SourceKind.FILES, "ORDERS_DIR", Wanted())
ROWS = [(f"{n:03}", "重庆" if n % 2 else "北京", 20261100 + n) for n in range(1, 21)]
LINES = "".join(f"{a};{b};{c}\n" for a, b, c in ROWS)
TO = ("ods", "orders")


@pytest.fixture
def folder(tmp_path):
    """Lend the folder of the source."""
    (tmp_path / "files").mkdir()
    return tmp_path / "files"


@pytest.fixture
def lake(tmp_path):
    """Lend an empty lake."""
    return LakeClient(str(tmp_path / "lake"))


def opened(folder):
    catalog = Catalog({"ORDERS_DIR": str(folder)})
    [table] = catalog.structure(SOURCE).tables
    return catalog, SOURCE, table


def figures(folder):
    found = offline_tables.statistics(*opened(folder))
    return found["rows"], {each["name"]: each for each in found["columns"]}


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("titles", ["", "订单日报\n\n"])
def test_a_csv_file_of_any_encoding_and_delimiter_is_read_rightly(folder, lake, encoding, titles):
    (folder / "orders.csv").write_bytes(f"{titles}编号;城市;日期\n{LINES}".encode(encoding))
    rows, columns = figures(folder)
    assert rows == 20
    assert (columns["城市"]["distinct"], columns["城市"]["greatest"]) == (2, "重庆")
    assert (columns["编号"]["least"], columns["编号"]["nulls"]) == ("001", 0)
    assert offline_tables.newest(*opened(folder), "日期") == ("20261120", 1)
    assert offline_tables.export(*opened(folder), lake=lake, to=TO) == 20
    assert lake.scan(TO).collect().sort("编号").rows() == ROWS


def test_files_without_a_header_and_of_several_parts_are_one_table(folder):
    (folder / "part-1.csv").write_text(LINES)
    (folder / "part-2.csv").write_text(LINES)
    assert figures(folder)[0] == 40


def test_what_does_not_fit_a_column_is_exported_and_no_null(folder, lake):
    text = "n,price\n" + "".join(f"{n},{n}\n" for n in range(2000)) + "2000,about 5\n2001,\n"
    (folder / "a.csv").write_text(text)
    rows, columns = figures(folder)
    assert (rows, columns["price"]["nulls"], columns["price"]["distinct"]) == (2002, 1, 2001)
    assert columns["n"]["greatest"] == "2001"
    offline_tables.export(*opened(folder), lake=lake, to=TO)
    assert "about 5" in lake.scan(TO).collect()["price"]
    assert lake.scan(TO).collect_schema()["n"] == pl.Int64


def test_other_kinds_of_files_are_read_as_a_whole_too(folder, tmp_path):
    records = [{"编号": a, "城市": b} for a, b, _ in ROWS]
    (folder / "a.json").write_text(json.dumps({"total": 20, "items": records}))
    assert figures(folder)[0] == 20
    (folder / "a.json").unlink()
    (folder / "a.jsonl.gz").write_bytes(
        gzip.compress("\n".join(json.dumps(each) for each in records).encode())
    )
    assert figures(folder)[1]["编号"]["distinct"] == 20
    (folder / "a.jsonl.gz").unlink()
    book = xlsxwriter.Workbook(str(folder / "a.xlsx"))
    sheet = book.add_worksheet("一月")
    for n, row in enumerate([("编号", "城市", "日期"), *ROWS]):
        sheet.write_row(n, 0, row)
    book.close()
    assert figures(folder)[0] == 20


def test_a_file_that_is_gone_is_told_in_both_languages(folder):
    (folder / "a.csv").write_text("id\n1\n2\n")
    asked = opened(folder)
    (folder / "a.csv").unlink()
    with pytest.raises(BadInputError, match=r"a\.csv: Its file is gone") as error:
        offline_tables.statistics(*asked)
    assert "文件已不存在" in error.value.zh


def test_files_of_xml_are_read_to_their_end(folder):
    rows = "".join(f"<r><id>{number}</id></r>" for number in range(12_000))
    (folder / "a.xml").write_text(f"<rows>{rows}</rows>")
    assert offline_tables.statistics(*opened(folder))["rows"] == 12_000
