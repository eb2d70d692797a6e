"""CubeInput and CubeOutput: the bytes that Java's data streams write, gzipped."""

import gzip
import struct

import pytest

from onedata_resources.kettle.engine.cube_data import header_bytes, text_bytes
from onedata_resources.kettle.errors import PrepareError
from onedata_resources.kettle.lineage.columns import FileRef
from onedata_resources.kettle.lineage.tables import table_lineage
from onedata_resources.kettle.reader import read_transformation
from onedata_resources.kettle.values.types import Field, KettleType
from tests.unit.kettle.running import grid, ktr, metrics, rows_of, run, six, step, text_output

KINDS = {
    "s": "String", "n": "Number:0.00", "i": "Integer:0", "d": "Date:yyyy-MM-dd HH:mm:ss.SSS",
    "b": "Boolean", "g": "BigNumber:0.0000", "t": "Timestamp:yyyy-MM-dd HH:mm:ss.SSS",
}  # fmt: skip
ROWS = [
    ["Zoë", "1.25", "-7", "1969-12-31 23:59:59.999", "Y", "12345678901234567890.1234",
     "2024-02-29 12:00:00.123"],
    [""] * 7,
]  # fmt: skip


def cube(path, settings: str = "") -> str:
    return step("w", "CubeOutput", f"<file><name>{path}</name>{settings}</file>")


def reading(path, settings: str = "") -> str:
    return step("r", "CubeInput", f"<file><name>{path}</name></file>{settings}")


def finished(*steps: str):
    done = run(ktr(*steps))
    assert done.status == "Finished", done.log.text()
    return done


def test_rows_are_read_as_they_were_written(tmp_path):
    source = grid("g", KINDS, ROWS)
    done = finished(source, cube(tmp_path / "c", "<add_to_result_filenames>Y"
                                 "</add_to_result_filenames>"))  # fmt: skip
    assert [each.path for each in done.outcome.files] == [str(tmp_path / "c")]
    assert (metrics(done, "w").output, metrics(done, "w").written) == (2, 2)
    done = finished(reading(tmp_path / "c"), text_output("o", tmp_path / "o"))
    finished(source, text_output("o", tmp_path / "same"))
    assert (tmp_path / "o").read_text() == (tmp_path / "same").read_text()
    assert metrics(done, "r").input == 2


def java_field(name: str, kind: int, mask: str | None) -> bytes:
    """Return a field as ValueMetaBase.writeMeta writes it."""
    return b"".join((
        struct.pack(">ii", kind, 0), text_bytes(name), struct.pack(">ii", -1, 0),
        text_bytes("g"), text_bytes(None), text_bytes(mask), text_bytes("."), text_bytes(","),
        text_bytes(""), struct.pack(">i?", 0, False), text_bytes("en-US"),
        struct.pack(">?i??", True, 0, False, False), b"\0", text_bytes("en_US"), text_bytes("UTC"),
        b"\0",
    ))  # fmt: skip


def test_the_bytes_are_those_of_java(tmp_path):
    finished(grid("g", {"k": "Integer:0"}, [["258"], [""]]), cube(tmp_path / "c"))
    data = gzip.decompress((tmp_path / "c").read_bytes())
    assert data == (struct.pack(">i", 1) + java_field("k", 5, "0") + b"\0\0\0\0\0\0\0\1\2" + b"\1")


def test_a_file_of_texts_that_were_not_converted_is_read(tmp_path):
    """Kettle writes lazy values as their texts, with the field that says how to read them."""
    lazy = struct.pack(">ii", 3, 1) + b"\1" + java_field("d", 2, "yyyy-MM-dd")
    field = lazy + java_field("d", 3, "yyyy-MM-dd")[8:]
    data = struct.pack(">i", 1) + field + b"\0" + text_bytes("2024-01-02")
    (tmp_path / "c").write_bytes(gzip.compress(data))
    change = "<name>d</name><conversion_mask>yyyy</conversion_mask><type>String</type>"
    year = step("s", "SelectValues", f"<fields><meta>{change}</meta></fields>")
    finished(reading(tmp_path / "c"), year, text_output("o", tmp_path / "o"))
    assert rows_of(tmp_path / "o") == ["2024"]


def test_rows_are_limited_and_a_broken_end_is_an_end(tmp_path):
    finished(six(), cube(tmp_path / "c"))
    finished(reading(tmp_path / "c", "<limit>2</limit>"), text_output("o", tmp_path / "o"))
    assert rows_of(tmp_path / "o") == ["1", "2"]
    data = gzip.decompress((tmp_path / "c").read_bytes())
    (tmp_path / "c").write_bytes(gzip.compress(data[:-3]))
    finished(reading(tmp_path / "c"), text_output("o", tmp_path / "o"))
    assert rows_of(tmp_path / "o") == ["1", "2", "3", "4", "5"]


def test_a_file_without_rows_has_its_fields_or_is_not_there(tmp_path):
    empty = grid("g", {"k": "Integer:0"}, [])
    finished(empty, cube(tmp_path / "c"))
    expected = header_bytes((Field("k", KettleType.INTEGER, mask="0", origin="g"),))
    assert gzip.decompress((tmp_path / "c").read_bytes()) == expected
    finished(
        empty, cube(tmp_path / "late", "<do_not_open_newfile_init>Y</do_not_open_newfile_init>")
    )
    assert not (tmp_path / "late").exists()


@pytest.mark.parametrize(
    ("data", "said"),
    [(b"no cube", "no rows of Kettle"), (gzip.compress(b"\0"), "no rows of Kettle"),
     (gzip.compress(struct.pack(">iii", 1, 7, 0)), "type 7")],
    ids=["text", "short", "unknown type"],
)  # fmt: skip
def test_a_file_that_holds_no_rows_is_told(tmp_path, data, said):
    (tmp_path / "c").write_bytes(data)
    done = run(ktr(reading(tmp_path / "c"), step("d", "Dummy")))
    assert said in done.log.problems[0].en


def test_files_that_are_not_there_are_told(tmp_path):
    done = run(ktr(reading(tmp_path / "no"), step("d", "Dummy")))
    assert "missing" in done.log.problems[0].en
    done = run(ktr(six(), cube(tmp_path / "no" / "c")))
    assert "Couldn't open file" in done.log.problems[0].en
    with pytest.raises(PrepareError, match="not named"):
        run(ktr(six(), cube("")))


def test_lineage_knows_the_files():
    found = table_lineage(read_transformation(ktr(reading("/a"), cube("/b")), name="t.ktr"))
    assert (found.files_read, found.files_written) == ({FileRef("/a")}, {FileRef("/b")})
