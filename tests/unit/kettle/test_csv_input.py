"""CsvInput: what is read at once reads as line by line, and what the step adds to its rows."""

import gzip

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onedata_resources.kettle.engine.csv_scan import Delimited, plain_csv
from onedata_resources.kettle.engine.outcome import ResultFile
from onedata_resources.kettle.engine.text_lines import LINE, scan_lines
from onedata_resources.kettle.engine.text_split import split_fields
from onedata_resources.kettle.values.convert import not_empty
from tests.unit.kettle.reading import csv_input, fields
from tests.unit.kettle.running import grid, ktr, metrics, rows_of, run, step, text_output

PIECES = st.lists(st.sampled_from([",", ",", "\n", "\n", '"', '""', "a", "é", "1", " ", "\r\n"]))


@settings(max_examples=400)
@given(PIECES)
def test_a_file_that_is_read_at_once_reads_as_line_by_line(tmp_path_factory, pieces):
    path = tmp_path_factory.mktemp("csv") / "a.csv"
    path.write_text("".join(pieces), newline="")
    csv = plain_csv(path, "UTF-8", Delimited(["a", "b", "c"], ",", '"'))
    if csv is None:
        return
    at_once = csv.dropped(csv.numbered.collect()).with_columns(not_empty(pl.all()))
    lines = scan_lines(path, "UTF-8").filter(pl.col(LINE) != "")
    by_line = split_fields(lines, ["a", "b", "c"], ",", '"').with_columns(not_empty(pl.all()))
    assert at_once.rows() == by_line.collect().rows()


def test_files_named_by_a_field_are_numbered_one_by_one(tmp_path):
    for name, rows in (("a", "1\n2\n"), ("b", "3\n")):
        (tmp_path / name).write_text("id\n" + rows)
    names = grid("g", {"f": "String"}, [[f"{tmp_path}/a"], [f"{tmp_path}/b"]])
    extra = (
        "<filename_field>f</filename_field><include_filename>Y</include_filename>"
        "<rownum_field>n</rownum_field><add_filename_result>Y</add_filename_result>"
    )
    source = csv_input("", fields(("id", "Integer:0")), extra)
    out = "<fields>" + "".join(
        f"<field><name>{n}</name><format>{m}</format></field>"
        for n, m in (("id", "0"), ("f", ""), ("n", "0"))
    )
    done = run(ktr(names, source, text_output("o", tmp_path / "o", out + "</fields>")))
    assert rows_of(tmp_path / "o") == [
        f"1|{tmp_path}/a|1",
        f"2|{tmp_path}/a|2",
        f"3|{tmp_path}/b|1",
    ]
    read = [each for each in done.outcome.files if each.origin == "in"]
    assert read == [
        ResultFile(f"{tmp_path}/a", origin="in"),
        ResultFile(f"{tmp_path}/b", origin="in"),
    ]


def test_the_row_number_is_not_padded_to_its_length(tmp_path):
    (tmp_path / "a").write_text("id\nx\n")
    source = csv_input(tmp_path / "a", fields(("id", "String")), "<rownum_field>n</rownum_field>")
    run(ktr(source, text_output("o", tmp_path / "o")))
    assert rows_of(tmp_path / "o") == ["x|1"]


def test_copies_that_share_a_file_read_it_once(tmp_path):
    (tmp_path / "a").write_text("id\n1\n2\n")
    source = csv_input(tmp_path / "a", fields(("id", "Integer:0")), "<parallel>Y</parallel>")
    source = source.replace("<copies>1</copies>", "<copies>3</copies>")
    run(ktr(source, text_output("o", tmp_path / "o")))
    assert rows_of(tmp_path / "o") == ["1", "2"]


@pytest.mark.parametrize(
    ("separator", "encoding", "content"),
    [("||", "UTF-8", "id||s\n1||\"a||b\"\n"), (",", "UTF-16LE", 'id,s\n1,"a||b"\n'),
     (",", "GBK", 'id,s\n1,a||b\n')],
)  # fmt: skip
def test_separators_and_encodings(tmp_path, separator, encoding, content):
    (tmp_path / "a").write_bytes(content.encode(encoding))
    columns = fields(("id", "Integer:0"), ("s", "String"))
    source = csv_input(tmp_path / "a", columns, f"<encoding>{encoding}</encoding>")
    source = source.replace("<separator>,<", f"<separator>{separator}<")
    done = run(ktr(source, text_output("o", tmp_path / "o")))
    assert done.status == "Finished", done.log.text()
    assert rows_of(tmp_path / "o") == ['1|"a||b"']


def test_every_value_of_a_row_that_does_not_fit_is_told(tmp_path):
    (tmp_path / "a").write_text("a,b,c\n1,x,2\n1,y,z\n3,4,5\n")
    columns = fields(("a", "Integer"), ("b", "Integer"), ("c", "Number"))
    source = csv_input(tmp_path / "a", columns)
    error = (
        "<step_error_handling><error><source_step>in</source_step><target_step>e</target_step>"
        "<is_enabled>Y</is_enabled><nr_valuename>n</nr_valuename><fields_valuename>w</fields_valuename>"
        "</error></step_error_handling>"
    )
    out = "<field><name>n</name><format>0</format></field><field><name>w</name></field>"
    out = f"<fields>{out}</fields>"
    xml = ktr(
        source, step("d", "Dummy"), text_output("e", tmp_path / "e", out),
        hops=[("in", "d"), ("in", "e")], extra=error,
    )  # fmt: skip
    done = run(xml)
    assert rows_of(tmp_path / "e") == [
        "1|Integer<binary-string>", "2|Integer<binary-string>, Number<binary-string>",
    ]  # fmt: skip
    assert metrics(done, "in").rejected == 2


def test_a_packed_file_is_read(tmp_path):
    with gzip.open(tmp_path / "a.gz", "wt") as file:
        file.write('id,s\n1,"a,b"\n2\n')
    columns = fields(("id", "Integer:0"), ("s", "String"))
    source = csv_input(tmp_path / "a.gz", columns).replace(">CsvInput<", ">ParGzipCsvInput<")
    run(ktr(source, text_output("o", tmp_path / "o")))
    assert rows_of(tmp_path / "o") == ["1|a,b", "2|"]


@pytest.mark.parametrize(
    ("content", "feeds", "expected"),
    [
        ("id bbb\n 1 abc\n22 \u4e2d\n", "Y", ["1|abc", "22|\u4e2d"]),
        ("id bbb\r\n 1 abc\r\n", "Y", ["1|abc"]),
        ("id bbb 1 abc22 x", "N", ["1|abc", "22|x"]),
    ],
)
def test_records_of_fixed_bytes_are_cut(tmp_path, content, feeds, expected):
    (tmp_path / "a").write_text(content, newline="")
    columns = (
        "<fields><field><name>id</name><type>Integer</type><format>0</format><width>3</width>"
        "<trim_type>both</trim_type></field><field><name>s</name><type>String</type>"
        "<width>3</width></field></fields>"
    )
    source = step(
        "in", "FixedInput",
        f"<filename>{tmp_path}/a</filename><header>Y</header><line_feed>{feeds}</line_feed>{columns}",
    )  # fmt: skip
    done = run(ktr(source, text_output("o", tmp_path / "o")))
    assert done.status == "Finished", done.log.text()
    assert rows_of(tmp_path / "o") == expected
