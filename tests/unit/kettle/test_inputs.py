"""Files in, delimited, fixed and packed: which are read, in which encoding, and what is told."""

import gzip

import pytest

from onedata_resources.clients.lake import LakeClient
from onedata_resources.kettle.errors import PrepareError
from tests.unit.kettle.reading import csv_input, fields, text_input
from tests.unit.kettle.running import ktr, metrics, rows_of, run, step, text_output


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("id,s\n1,a\n\n2,b\n", ["1|a", "2|b"]),
        ("id,s\r\n1,a\r\n", ["1|a"]),
        ('id,s\n1,"a,""b"""\n', ['1|"a,""b"""']),
        ('id,s\n1,5" pipe\n2,x\n', ['1|"5"" pipe"', "2|x"]),
        ('id,s\n1,"two\nlines"\n2,x\n', ["1|two", "lines", "2|x"]),
        ("id,s\n1\n2,b,extra\n", ["1|", "2|b"]),
        ("id,s\n", []),
        ("", []),
        ("id,s\n1,\u4e2d\u6587\n", ["1|\u4e2d\u6587"]),
    ],
)
def test_delimited_files_are_read_as_kettle_reads_them(tmp_path, content, expected):
    (tmp_path / "a.csv").write_text(content, newline="")
    columns = fields(("id", "Integer:0"), ("s", "String"))
    done = run(ktr(csv_input(tmp_path / "a.csv", columns), text_output("o", tmp_path / "o")))
    assert done.status == "Finished", done.log.text()
    assert rows_of(tmp_path / "o") == expected


def test_other_encodings_are_read(tmp_path):
    (tmp_path / "a.csv").write_bytes("id,s\n1,\u4e2d\u6587\n".encode("gb18030"))
    columns = fields(("id", "Integer:0"), ("s", "String"))
    settings = "<encoding>GB18030</encoding>"
    source = csv_input(tmp_path / "a.csv", columns, settings)
    run(ktr(source, text_output("o", tmp_path / "o")))
    assert rows_of(tmp_path / "o") == ["1|\u4e2d\u6587"]


def test_lazy_values_pass_untouched_and_fail_where_they_are_needed(tmp_path):
    (tmp_path / "a.csv").write_text("n\n007\nx\n")
    columns = fields(("n", "Number:0")).replace("</field>", "<group>,</group></field>")
    source = csv_input(tmp_path / "a.csv", columns, "<lazy_conversion>Y</lazy_conversion>")
    run(ktr(source, text_output("o", tmp_path / "o")))
    assert rows_of(tmp_path / "o") == ["007", "x"]
    added = "<calc_type>ADD</calc_type><field_a>n</field_a><field_b>n</field_b>"
    added = f"<calculation><field_name>r</field_name>{added}<value_type>Number</value_type>"
    needed = step("c", "Calculator", f"{added}</calculation>")
    done = run(ktr(source, needed, text_output("o", tmp_path / "o")))
    assert done.status == "Finished (with errors)"
    assert "holds [x], which is no Number" in done.log.text()
    plain = source.replace("<format>0</format>", "<format/>")
    assert run(ktr(plain, text_output("o", tmp_path / "o"))).status == "Finished (with errors)"


@pytest.mark.parametrize("name", ["missing.csv", ""])
def test_a_missing_file_fails_the_step(tmp_path, name):
    columns = fields(("id", "Integer"))
    done = run(ktr(csv_input(tmp_path / name, columns), step("d", "Dummy")))
    assert done.status == "Finished (with errors)"
    assert "does not exist" in done.log.text()


LISTED = (("s", ""), ("f", ""), ("n", "0"))


def test_files_of_a_folder_are_read_in_order_of_name(tmp_path):
    for name in ("b.txt", "a.txt", "c.log"):
        (tmp_path / name).write_text(f"{name}\n")
    columns = fields(("s", "String"))
    settings = (
        "<include>Y</include><include_field>f</include_field>"
        "<rownum>Y</rownum><rownum_field>n</rownum_field>"
    )
    source = text_input(tmp_path, columns, settings, mask=r".*\.txt")
    out = "".join(f"<field><name>{n}</name><format>{m}</format></field>" for n, m in LISTED)
    done = run(ktr(source, text_output("o", tmp_path / "o", f"<fields>{out}</fields>")))
    assert rows_of(tmp_path / "o") == [
        f"a.txt|{tmp_path}/a.txt|1",
        f"b.txt|{tmp_path}/b.txt|2",
    ]
    assert metrics(done, "in").input == 2


def test_packed_and_fixed_files_are_read(tmp_path):
    with gzip.open(tmp_path / "a.gz", "wt") as file:
        file.write("12abc\n34de\n")
    columns = (
        "<fields><field><name>n</name><type>Integer</type><format>0</format>"
        "<position>0</position><length>2</length></field><field><name>s</name>"
        "<type>String</type><position>2</position><length>3</length></field></fields>"
    )
    source = text_input(tmp_path / "a.gz", columns).replace(
        "<type>CSV</type>", "<type>Fixed</type><compression>GZip</compression>"
    )
    run(
        ktr(
            source,
            text_output("o", tmp_path / "o", "<fields><field><name>s</name></field></fields>"),
        )
    )
    assert rows_of(tmp_path / "o") == ["abc", "de"]


def test_a_required_file_that_is_missing_fails(tmp_path):
    source = text_input(tmp_path / "no.txt", fields(("s", "String")))
    assert run(ktr(source, step("d", "Dummy"))).status == "Finished (with errors)"


@pytest.mark.parametrize(
    ("content", "encoding", "expected"),
    [
        (b"a\xffb\n\xe4\xb8\xad\n", "UTF-8", ["a\ufffdb", "中"]),
        (b"caf\xe9\n", "", ["caf\ufffd"]),
        (b"a\xe9\n", "US-ASCII", ["a\ufffd"]),
        (b"\xef\xbb\xbfa\n", "UTF-8", ["a"]),
        (b"\xef\xbb\xbf\xe4\xb8\xad\n", "GB18030", ["中"]),
        ("中\nb\n".encode("utf-16"), "UTF-8", ["中", "b"]),
        (b"a\x00b\n", "UTF-8", ["a\x00b"]),
    ],
)
def test_bytes_that_are_no_text_are_replaced_and_a_mark_tells_the_encoding(
    tmp_path, content, encoding, expected
):
    (tmp_path / "in.txt").write_bytes(content)
    settings = f"<encoding>{encoding}</encoding>"
    source = text_input(tmp_path / "in.txt", fields(("s", "String")), settings)
    done = run(ktr(source, text_output("o", tmp_path / "o")))
    assert done.status == "Finished", done.log.text()
    assert rows_of(tmp_path / "o") == expected


def test_a_missing_folder_has_no_files_unless_the_run_writes_the_lake(tmp_path):
    source = text_input(tmp_path / "away", fields(("s", "String")), mask=".*")
    source = source.replace("<file_required>Y", "<file_required>N")
    assert run(ktr(source, text_output("o", tmp_path / "o"))).status == "Finished"
    table = "<connection>lake</connection><schema>ods</schema><table>t</table>"
    lake = LakeClient(str(tmp_path / "lake"))
    output = step("w", "TableOutput", table + "<truncate>Y</truncate>")
    done = run(ktr(source, output), lake=lake)
    assert done.status == "Finished (with errors)"
    [problem] = done.log.problems
    assert f"There is no folder {tmp_path}/away" in problem.en
    assert f"目录 {tmp_path}/away 不存在" in problem.zh
    assert not lake.exists(["ods", "t"])


@pytest.mark.parametrize("reading", [csv_input, text_input])
def test_an_encoding_that_there_is_not_is_refused_before_a_row_flows(tmp_path, reading):
    source = reading(tmp_path / "a.csv", fields(("n", "Number")), "<encoding>X-9</encoding>")
    with pytest.raises(PrepareError, match="There is no encoding X-9") as refused:
        run(ktr(source, step("d", "Dummy")))
    assert "没有名为 X-9 的编码" in refused.value.zh
