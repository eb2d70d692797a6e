"""XBaseInput: .dbf files, byte by byte as their header says."""

import struct

import pytest

from onedata_resources.kettle.errors import PrepareError
from onedata_resources.kettle.lineage.columns import FileRef
from onedata_resources.kettle.lineage.tables import table_lineage
from onedata_resources.kettle.reader import read_transformation
from tests.unit.kettle.running import grid, ktr, metrics, rows_of, run, step, text_output

COLUMNS = [("NAME", "C", 6, 0), ("AMOUNT", "N", 8, 2), ("RATE", "F", 6, 2), ("DAY", "D", 8, 0),
           ("OK", "L", 1, 0), ("NOTE", "M", 10, 0), ("N", "I", 4, 0)]  # fmt: skip
ROWS = [
    (b" Zo\xeb      12.50  0.1020240229T", b" " * 10, struct.pack("<i", -3)),
    (b"*gone      1.00  1.0020240101F", b" " * 10, struct.pack("<i", 1)),
    (b"                 ??          ?", b" " * 10, struct.pack("<i", 0)),
    (b"  b        -1.0 2    20241332y", b" " * 10, struct.pack("<i", 7)),
]


def dbf(path, columns=COLUMNS, rows=ROWS, end=b"\x1a"):
    entries = b"".join(
        name.encode().ljust(11, b"\0") + kind.encode() + bytes(4) + bytes([width, decimals])
        + bytes(14)
        for name, kind, width, decimals in columns
    )  # fmt: skip
    width = 1 + sum(each[2] for each in columns)
    head = struct.pack("<4sIHH20s", b"\x03\x18\x01\x01", len(rows), 33 + len(entries), width, b"")
    path.write_bytes(head + entries + b"\r" + b"".join(map(b"".join, rows)) + end)
    return path


def xbase(path, settings: str = "") -> str:
    return step("x", "XBaseInput", f"<file_dbf>{path}</file_dbf>{settings}")


def read(tmp_path, *steps: str, **named) -> list[str]:
    done = run(ktr(*steps, text_output("o", tmp_path / "o"), **named))
    assert done.status == "Finished", done.log.text()
    return rows_of(tmp_path / "o")


MASKS = (("NAME", "String", ""), ("AMOUNT", "Number", "0.00"), ("RATE", "Number", "0.###########"),
         ("DAY", "Date", "yyyy-MM-dd"), ("OK", "Boolean", ""), ("NOTE", "String", ""),
         ("N", "Number", "0"))  # fmt: skip


def test_records_are_read_by_the_types_of_their_fields(tmp_path):
    fields = "".join(
        f"<field><name>{n}</name><type>{t}</type><format>{m}</format></field>" for n, t, m in MASKS
    )
    output = text_output("o", tmp_path / "o", f"<fields>{fields}</fields>")
    done = run(ktr(xbase(dbf(tmp_path / "a.dbf")), output))
    assert done.status == "Finished", done.log.text()
    assert rows_of(tmp_path / "o") == [
        "Zo\u00eb|12.50|0.10000000149|2024-02-29|Y|null|-3",
        "||||N|null|0",
        " b|-1.00|2|2025-02-01|Y|null|7",
    ]
    assert metrics(done, "x").input == 3


def test_the_file_and_the_number_of_each_row_are_added_and_rows_are_limited(tmp_path):
    rows = [(b" ", b"a"), (b" ", b"b"), (b" ", b"c")]
    path = dbf(tmp_path / "a.dbf", [("N", "C", 1, 0)], rows, b"")
    added = (
        "<include>Y</include><include_field>file</include_field><add_rownr>Y</add_rownr>"
        "<field_rownr>nr</field_rownr><limit>2</limit>"
    )
    name = f"file://{tmp_path}/a.dbf"
    found = [
        [part.strip() for part in row.split("|")] for row in read(tmp_path, xbase(path, added))
    ]
    assert found == [["a", name, "1"], ["b", name, "2"]]


def test_files_are_named_by_rows(tmp_path):
    column = [("N", "C", 1, 0)]
    paths = [dbf(tmp_path / f"{n}.dbf", column, [(b" ", n.encode())]) for n in ("a", "b")]
    names = grid("g", {"f": "String"}, [[str(each)] for each in paths])
    accept = (
        "<accept_filenames>Y</accept_filenames><accept_stepname>g</accept_stepname>"
        "<accept_field>f</accept_field>"
    )
    assert read(tmp_path, names, xbase("", accept)) == ["a", "b"]
    assert read(tmp_path, grid("g", {"f": "String"}, []), xbase("", accept)) == []


@pytest.mark.parametrize(
    ("columns", "rows", "said"),
    [
        ([("N", "N", 2, 0)], [(b" ", b"**")], "holds [**]"),
        ([("N", "P", 2, 0)], [], "has the type 'P'"),
        ([], [], "is no .dbf file"),
    ],
)
def test_what_cannot_be_read_is_told(tmp_path, columns, rows, said):
    done = run(ktr(xbase(dbf(tmp_path / "a.dbf", columns, rows)), step("d", "Dummy")))
    assert said in done.log.problems[0].en


def test_a_missing_file_is_told(tmp_path):
    done = run(ktr(xbase(tmp_path / "no.dbf"), step("d", "Dummy")))
    assert "no.dbf" in done.log.problems[0].en
    with pytest.raises(PrepareError, match="name the file"):
        run(ktr(xbase(""), step("d", "Dummy")))


def test_lineage_knows_the_file():
    table = step("o", "TableOutput", "<connection>c</connection><table>t</table>")
    found = table_lineage(read_transformation(ktr(xbase("/in/a.dbf"), table), name="t.ktr"))
    assert found.files_read == {FileRef("/in/a.dbf")}
